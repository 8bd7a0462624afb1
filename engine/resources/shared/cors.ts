import { flag, integer, list, object, optional, text } from "../../schema/schema.ts";
import { httpMethod } from "./http-methods.ts";

/** Request headers that a browser may send when the config does not list them. */
export const DEFAULT_ALLOWED_HEADERS: readonly string[] = [
	"Content-Type",
	"X-Amz-Date",
	"Authorization",
	"X-Api-Key",
	"X-Amz-Security-Token",
	"X-Amz-User-Agent",
];

/**
 * CORS settings of an HTTP endpoint, shared by HTTP APIs and function URLs. `defaults` is what stands in the docs
 * for the methods that are allowed when none are listed; `source` is AWS's page about CORS of the endpoint.
 */
export function endpointCors(options: {
	readonly docs: string;
	readonly defaultMethods: string;
	readonly source: string;
	/** Longest time in seconds that AWS lets a browser keep the answer of a preflight request. */
	readonly maximumMaxAge?: number;
}) {
	const { docs, defaultMethods, source, maximumMaxAge } = options;
	return object(
		docs,
		{
			enabled: flag("Answer CORS requests; without it the other settings have no effect.", {
				default: false,
			}),
			allowedOrigins: optional(
				list(
					"Origins whose pages may call the endpoint.",
					text("An origin such as `https://example.com`, or `*`."),
					{
						default: ["*"],
					},
				),
			),
			allowedHeaders: optional(
				list(
					`Request headers that pages may send. Default: ${DEFAULT_ALLOWED_HEADERS.join(", ")}.`,
					text("Name of a header, or `*`."),
				),
			),
			allowedMethods: optional(
				list(`Methods that pages may use. Default: ${defaultMethods}.`, httpMethod("A method.")),
			),
			allowCredentials: optional(
				flag("Let pages send cookies and other credentials; AWS refuses it together with the origin `*`."),
			),
			exposedResponseHeaders: optional(
				list("Response headers that the page's code may read.", text("Name of a header.")),
			),
			maxAge: optional(
				integer("How many seconds a browser may keep the answer of a preflight request.", {
					unit: "seconds",
					minimum: 0,
					...(maximumMaxAge !== undefined && { maximum: maximumMaxAge }),
					source,
				}),
			),
		},
		{ source },
	);
}
