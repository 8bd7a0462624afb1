import { frameworks } from "./shared/web/framework.ts";
import { website } from "./shared/web/website.ts";

/** The room of `nuxt-web`. */
export const nuxtWeb = website(frameworks.nuxt);
