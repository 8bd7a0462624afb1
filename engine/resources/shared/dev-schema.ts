import { flag, object, optional } from "../../schema/schema.ts";

/** The `dev` of resources that the format's dev mode can imitate on the developer's machine. */
export const devMode = object(
	"Settings of the format's dev mode, which Spool does not have: they are accepted and have no effect.",
	{
		remote: optional(
			flag("Use the deployed resource in dev mode instead of a local one.", { default: false }),
		),
	},
);
