import { frameworks } from "./shared/web/framework.ts";
import { website } from "./shared/web/website.ts";

/** The room of `remix-web`. */
export const remixWeb = website(frameworks.remix);
