import { anything, choice, list, object, optional, type Static, text } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { authorizer } from "../shared/agentcore/authorizer.ts";
import { resourceTags } from "../shared/compute-schema.ts";

const guide = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide";
const resources = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";
const gateway = `${resources}/aws-resource-bedrockagentcore-gateway.html`;
const target = `${resources}/aws-resource-bedrockagentcore-gatewaytarget.html`;
const schemas = `${guide}/gateway-add-target-lambda.html`;

const toolSchema = list(
	"What can be called, and with what.",
	object(
		"A call.",
		{
			name: text("Its name, as agents see it.", { minLength: 1, source: schemas }),
			description: optional(
				text("What it does, as agents read it; that of the tool, or its name, when left out."),
			),
			inputSchema: anything(
				"What it takes, as JSON Schema. AgentCore knows `type`, `properties`, `required`, `items` and `description`; other keywords are left out.",
				{ source: schemas },
			),
			outputSchema: optional(anything("What it answers, in the same way.", { source: schemas })),
		},
		{ source: schemas },
	),
	{ minItems: 1, source: schemas },
);

const tools = list(
	"What agents can call through the gateway: functions.",
	object(
		"A function with the calls that it answers.",
		{
			name: text("Name of the tool; agents see it before the name of the call.", {
				minLength: 1,
				pattern: "[A-Za-z0-9]",
				patternHint: "use letters and digits",
				source: target,
				knownBefore: true,
			}),
			description: optional(text("What the tool is for.", { minLength: 1, maxLength: 200, source: target })),
			function: optional(text("Name of a function of this config.", { references: ["function"] })),
			lambdaArn: optional(text("ARN of a function elsewhere.", { arnOf: ["function"], source: target })),
			toolSchema,
		},
		{ source: `${guide}/gateway-building-adding-targets.html` },
	),
	{ maxItems: 100, source: `${guide}/bedrock-agentcore-limits.html` },
);

/** The properties of an `agentcore-gateway`. */
export const properties = object("Settings of the gateway.", {
	description: optional(text("What the gateway is for.", { minLength: 1, maxLength: 200, source: gateway })),
	authorizer: optional(authorizer),
	tools: optional(tools),
	instructions: optional(
		text("What agents are told about the use of the tools.", {
			minLength: 1,
			maxLength: 2048,
			source: gateway,
		}),
	),
	supportedVersions: optional(
		list(
			"Versions of the Model Context Protocol that the gateway speaks; AWS's choice when left out.",
			text("A version, which is a date.", { examples: ["2025-03-26", "2025-06-18"] }),
			{ source: gateway },
		),
	),
	searchType: optional(
		text("`SEMANTIC` lets agents search for the tool that fits.", {
			pattern: "^SEMANTIC$",
			patternHint: "SEMANTIC is the one kind of search that there is",
			source: `${guide}/gateway-using-mcp-semantic-search.html`,
			examples: ["SEMANTIC"],
		}),
	),
	exceptionLevel: optional(
		choice("`DEBUG` tells callers what went wrong in detail.", ["DEBUG"], { source: gateway }),
	),
	tags: optional(resourceTags),
});

/** A gateway of the config. */
export type Gateway = Placed<Deployed<Static<typeof properties>>>;
/** A tool of a gateway. */
export type Tool = NonNullable<Gateway["values"]["tools"]>[number];
