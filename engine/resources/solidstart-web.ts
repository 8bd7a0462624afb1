import { frameworks } from "./shared/web/framework.ts";
import { website } from "./shared/web/website.ts";

/** The room of `solidstart-web`. */
export const solidstartWeb = website(frameworks.solidstart);
