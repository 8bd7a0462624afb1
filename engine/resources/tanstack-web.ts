import { frameworks } from "./shared/web/framework.ts";
import { website } from "./shared/web/website.ts";

/** The room of `tanstack-web`. */
export const tanstackWeb = website(frameworks.tanstack);
