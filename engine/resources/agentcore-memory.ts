import { logicalId } from "../names/logical-id.ts";
import { anything, integer, list, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, ref } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";
import { agentConsole } from "./shared/agentcore/console.ts";
import { underscoreName } from "./shared/agentcore/names.ts";
import { resourceTags } from "./shared/compute-schema.ts";
import { tagMap } from "./shared/tag-map.ts";

const MEMORY = "AWS::BedrockAgentCore::Memory";

const guide = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide";
const memoryResource =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-memory.html";

/** How long events are kept unless the config says otherwise, in days. */
const DEFAULT_DAYS = 30;

const days = { unit: "days", minimum: 3, maximum: 365, default: DEFAULT_DAYS, source: memoryResource };

const properties = object("Settings of the memory.", {
	description: optional(
		text("What the memory is for.", { minLength: 1, maxLength: 4096, source: memoryResource }),
	),
	expirationDays: optional(integer("How many days an event is kept.", days)),
	eventExpiryDuration: optional(
		integer("The same by its name in AWS, which wins over `expirationDays`.", days),
	),
	encryptionKeyArn: optional(
		text("ARN of the KMS key that encrypts the memory; one of AWS's when left out.", {
			pattern: "^(arn:|\\{\\{resolve:).*$",
			patternHint: "give the ARN of a key",
			source: memoryResource,
		}),
	),
	memoryStrategies: optional(
		list(
			"What is drawn from the events for good, in CloudFormation's own words.",
			anything("A strategy, such as `SemanticMemoryStrategy` with its `Name`."),
			{ maxItems: 6, source: `${guide}/memory-strategies.html` },
		),
	),
	tags: optional(resourceTags),
});

type Memory = Placed<Deployed<Static<typeof properties>>>;

const id = ({ name }: Memory) => logicalId({ owner: name, type: MEMORY });

function compile(memory: Memory, surroundings: Surroundings): readonly Child[] {
	const { values } = memory;
	const name = underscoreName([memory.name], surroundings.target);
	const Properties = {
		Name: name.text,
		Description: values.description,
		EventExpiryDuration: values.eventExpiryDuration ?? values.expirationDays ?? DEFAULT_DAYS,
		EncryptionKeyArn: values.encryptionKeyArn,
		MemoryStrategies: values.memoryStrategies,
		Tags: tagMap(surroundings, values.tags),
	};
	return [{ id: id(memory), name, resource: { Type: MEMORY, Properties } }];
}

const strategies = [
	"SemanticMemoryStrategy",
	"SummaryMemoryStrategy",
	"UserPreferenceMemoryStrategy",
	"EpisodicMemoryStrategy",
	"CustomMemoryStrategy",
];

/** A strategy is an object with one member, which says what kind it is and has a name. */
function checkStrategy(strategy: unknown, index: number): readonly Finding[] {
	const path = ["memoryStrategies", index];
	const keys = typeof strategy === "object" && strategy !== null ? Object.keys(strategy) : [];
	const [kind] = keys;
	if (kind === undefined || keys.length > 1) {
		const hint = `write one of ${strategies.join(", ")}`;
		return [{ code: "not-exactly-one", message: "a memory strategy has exactly one kind", path, hint }];
	}
	if (strategies.includes(kind)) return [];
	return [
		{
			code: "unknown-property",
			message: `"${kind}" is not a kind of memory strategy`,
			path: [...path, kind],
			atKey: true,
			instead: { word: kind, candidates: strategies },
			hint: `one of: ${strategies.join(", ")}`,
		},
	];
}

function check({ values }: Memory): readonly Finding[] {
	const findings = (values.memoryStrategies ?? []).flatMap(checkStrategy);
	if (values.expirationDays === undefined || values.eventExpiryDuration === undefined) return findings;
	return [
		...findings,
		{
			code: "replaced-setting",
			severity: "warning",
			message: "expirationDays has no effect beside eventExpiryDuration",
			path: ["expirationDays"],
			atKey: true,
			hint: "remove one of the two",
		},
	];
}

const paramDocs = { id: "Id of the memory.", arn: "ARN of the memory." };

/** The room of `agentcore-memory`. */
export const agentCoreMemory = defineResource({
	type: "agentcore-memory",
	docs: "What agents remember (Amazon Bedrock AgentCore Memory): events of conversations, and what is drawn from them.",
	source: `${guide}/memory.html`,
	properties,
	snippet: `type: agentcore-memory
properties:
  expirationDays: \${1:30}`,
	names: (memory, target) => ({ [id(memory)]: underscoreName([memory.name], target) }),
	paramDocs,
	params: (memory) => ({
		id: { docs: paramDocs.id, value: getAtt(id(memory), "MemoryId"), shown: true },
		arn: { docs: paramDocs.arn, value: ref(id(memory)), shown: true },
	}),
	check,
	compile,
	links: () => ({ console: agentConsole() }),
});
