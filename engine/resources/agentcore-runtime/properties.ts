import { choice, integer, list, object, optional, type Static, text, variants } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { authorizer } from "../shared/agentcore/authorizer.ts";
import { connectTo, environment, iamRoleStatements, resourceTags } from "../shared/compute-schema.ts";
import { containerPackaging } from "../shared/image-packaging-schema.ts";

const guide = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide";
const resources = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";
const runtime = `${resources}/aws-resource-bedrockagentcore-runtime.html`;
const endpoint = `${resources}/aws-resource-bedrockagentcore-runtimeendpoint.html`;

/** The endpoint that a runtime has unless the config names some. */
export const DEFAULT_ENDPOINT = "default";

const uses = (what: string, type: string, variable: string) =>
	optional(
		text(
			`Name of ${what} of this config that the agent uses. It gets the permissions, and the variable \`${variable}\`.`,
			{
				references: [type],
			},
		),
	);

const endpointName = {
	minLength: 1,
	pattern: "[A-Za-z0-9]",
	patternHint: "use letters and digits",
	source: endpoint,
	knownBefore: true,
};

const endpoints = list(
	"Names that callers call the agent by; each leads to a version of it.",
	variants("A name, or an object that says more.", [
		text("Name of the endpoint.", endpointName),
		object("An endpoint.", {
			name: text("Name of the endpoint.", endpointName),
			description: optional(text("What it is for.", { minLength: 1, maxLength: 256, source: endpoint })),
			runtimeVersion: optional(
				text("Version of the agent that it leads to; the one that is deployed when left out.", {
					pattern: "^([1-9][0-9]{0,4}|\\{\\{resolve:.*)$",
					patternHint: "versions are whole numbers from 1 on",
					source: endpoint,
					examples: ["1"],
				}),
			),
		}),
	]),
	{
		minItems: 1,
		maxItems: 10,
		default: [DEFAULT_ENDPOINT],
		source: `${guide}/agent-runtime-versioning.html`,
	},
);

const seconds = (docs: string, fallback: number) =>
	optional(
		integer(docs, { unit: "seconds", minimum: 60, maximum: 1_209_600, default: fallback, source: runtime }),
	);

/** The properties of an `agentcore-runtime`. */
export const properties = object("Settings of the agent.", {
	packaging: containerPackaging,
	description: optional(text("What the agent is for.", { minLength: 1, maxLength: 1200, source: runtime })),
	protocol: optional(
		choice("How callers speak to the agent.", ["HTTP", "MCP", "A2A", "AGUI"], {
			default: "HTTP",
			source: `${guide}/runtime-service-contract.html`,
			valueDocs: {
				HTTP: "Requests to `/invocations` at port 8080.",
				MCP: "The Model Context Protocol, for tools: `/mcp` at port 8000.",
				A2A: "The Agent2Agent protocol, between agents: port 9000.",
				AGUI: "The protocol of AG-UI, for user interfaces.",
			},
		}),
	),
	environment: optional(environment),
	useMemory: uses("the memory", "agentcore-memory", "STP_AGENTCORE_MEMORY_ID"),
	useGateway: uses("the gateway", "agentcore-gateway", "STP_AGENTCORE_GATEWAY_URL"),
	useBrowser: uses("the browser", "agentcore-browser", "STP_AGENTCORE_BROWSER_ID"),
	useCodeInterpreter: uses(
		"the code interpreter",
		"agentcore-code-interpreter",
		"STP_AGENTCORE_CODE_INTERPRETER_ID",
	),
	endpoints: optional(endpoints),
	lifecycle: optional(
		object(
			"How long a session lives.",
			{
				maxLifetime: seconds("How long a session lives at most.", 28_800),
				idleRuntimeSessionTimeout: seconds("How long a session lives without a request.", 900),
			},
			{ source: `${guide}/runtime-lifecycle-settings.html` },
		),
	),
	requestHeaders: optional(
		list(
			"Headers of requests that reach the agent.",
			text("Name of a header.", {
				pattern: "^([A-Za-z][A-Za-z0-9_-]{0,255}|\\{\\{resolve:.*)$",
				patternHint: "use letters, digits, dashes and `_`, and begin with a letter",
				source: runtime,
				examples: ["Authorization"],
			}),
			{ minItems: 1, maxItems: 20, source: `${guide}/runtime-header-allowlist.html` },
		),
	),
	authorizer: optional(authorizer),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
	tags: optional(resourceTags),
});

/** An agent of the config. */
export type Runtime = Placed<Deployed<Static<typeof properties>>>;

/** An endpoint with its position. */
export type Endpoint = {
	readonly index: number;
	readonly name: string;
	readonly description?: Deployed<string> | undefined;
	readonly runtimeVersion?: Deployed<string> | undefined;
};

/** The endpoints of an agent; a name alone says all. */
export function endpointsOf({ values }: Runtime): readonly Endpoint[] {
	return (values.endpoints ?? [DEFAULT_ENDPOINT]).flatMap((written, index): readonly Endpoint[] => {
		if (typeof written === "string") return [{ index, name: written }];
		if (!("name" in written) || typeof written.name !== "string") return [];
		const { name, description, runtimeVersion } = written as Omit<Endpoint, "index">;
		return [{ index, name, description, runtimeVersion }];
	});
}
