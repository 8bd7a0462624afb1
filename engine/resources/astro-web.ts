import { frameworks } from "./shared/web/framework.ts";
import { website } from "./shared/web/website.ts";

/** The room of `astro-web`. */
export const astroWeb = website(frameworks.astro);
