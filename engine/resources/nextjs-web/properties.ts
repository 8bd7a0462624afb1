import { flag, integer, object, optional, type Static, text } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { common } from "../shared/web/properties.ts";

/** Properties of a Next.js website. */
export const properties = object("Settings of the website.", {
	appDirectory: text("Folder of the application, relative to the config: where `next.config.js` is.", {
		pathTo: "directory",
		knownBefore: true,
		examples: ["./web"],
	}),
	...common,
	warmServerInstances: optional(
		integer("How many instances of the server are called every five minutes, so that they stay started.", {
			unit: "instances",
			default: 0,
			minimum: 0,
		}),
	),
	useEdgeLambda: optional(
		flag("Render pages by Lambda@Edge, near whoever asks. Not together with `streamingEnabled`.", {
			default: false,
			source: "https://opennext.js.org/aws/config/overrides/wrapper",
		}),
	),
	streamingEnabled: optional(
		flag("Build the server so that it can send an answer while it is being made.", {
			default: false,
			source: "https://opennext.js.org/aws/config/overrides/wrapper",
		}),
	),
	dev: optional(
		object("The development server. Spool has no dev mode: this is accepted and has no effect.", {
			command: optional(text("Command that starts it.", { default: "next dev" })),
		}),
	),
});

/** A Next.js website of the config. */
export type NextSite = Placed<Deployed<Static<typeof properties>>>;
