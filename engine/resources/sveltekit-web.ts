import { frameworks } from "./shared/web/framework.ts";
import { website } from "./shared/web/website.ts";

/** The room of `sveltekit-web`. */
export const sveltekitWeb = website(frameworks.sveltekit);
