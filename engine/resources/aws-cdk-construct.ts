import type { Want } from "../config/facts.ts";
import type { CodeAnswer } from "../config/program/answer.ts";
import { anything, object, optional, type Static, text } from "../schema/schema.ts";
import type { CfnResource } from "../template/template.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";

const constructs = "https://docs.aws.amazon.com/cdk/v2/guide/constructs.html";

const properties = object("Settings of the construct.", {
	entryfilePath: text(
		"Path of the file in JavaScript or TypeScript that exports the class of the construct.",
		{
			pathTo: "file",
			pattern: "\\.[cm]?[jt]sx?$",
			patternHint: "constructs in JavaScript and TypeScript can be used",
			examples: ["./cdk/topic.ts"],
		},
	),
	exportName: optional(
		text("Name of the exported class.", { default: "default", knownBefore: true, suggests: "export" }),
	),
	constructProperties: optional(
		anything(
			"What the class is given as its third argument, after scope and id. Values that only the deploy knows are tokens of the CDK there.",
			{ source: "https://docs.aws.amazon.com/cdk/v2/guide/tokens.html" },
		),
	),
});

type Construct = Placed<Deployed<Static<typeof properties>>>;

/** What the CDK makes of a construct. */
type Synthesized = {
	readonly Resources: Readonly<Record<string, CfnResource>>;
	readonly Outputs: Readonly<
		Record<string, { readonly Value: unknown; readonly Description?: unknown; readonly Export?: unknown }>
	>;
};

/** The answer where code is not run. */
const notAllowed = "not-allowed";

const nothing: Synthesized = { Resources: {}, Outputs: {} };

/**
 * Marks the place of a value that only the deploy knows, in what the CDK is given and in what it makes: an import
 * that nobody exports, which the CDK takes wherever a text can stand, and whose target it does not look for.
 */
const IMPORT = "Fn::ImportValue";
const marks = "spool-value-";

const isData = (value: object) => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

/** A copy of `value` in which placeholders stand for the values that only the deploy knows, which go into `late`. */
function withPlaceholders(value: unknown, late: unknown[]): unknown {
	if (typeof value !== "object" || value === null) return value;
	if (!isData(value)) return { [IMPORT]: `${marks}${late.push(value) - 1}` };
	if (Array.isArray(value)) return value.map((item) => withPlaceholders(item, late));
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, withPlaceholders(member, late)]),
	);
}

/** A copy of `value` in which the values stand again. */
function withValues(value: unknown, late: readonly unknown[]): unknown {
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return value.map((item) => withValues(item, late));
	const mark = IMPORT in value ? value[IMPORT] : undefined;
	if (typeof mark === "string" && mark.startsWith(marks)) return late[Number(mark.slice(marks.length))];
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withValues(member, late)]));
}

/** The question for what the CDK makes of a construct, answered where the user's code may run. */
function wantOf({ name, values }: Construct): Want {
	const { entryfilePath, exportName = "default", constructProperties } = values;
	const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
	return {
		kind: "code",
		use: "construct",
		called: `the construct ${name}`,
		file: String(entryfilePath),
		args: [{ exportName, id, properties: withPlaceholders(constructProperties ?? null, []) }],
	};
}

function answerFor(construct: Construct, { fact }: Surroundings): CodeAnswer | undefined {
	const answer = fact(wantOf(construct));
	return typeof answer === "string" && answer !== notAllowed ? (JSON.parse(answer) as CodeAnswer) : undefined;
}

function synthesized(construct: Construct, surroundings: Surroundings): Synthesized {
	const answer = answerFor(construct, surroundings);
	if (!answer?.ok) return nothing;
	const late: unknown[] = [];
	withPlaceholders(construct.values.constructProperties, late);
	return (late.length > 0 ? withValues(answer.value, late) : answer.value) as Synthesized;
}

/** What the CDK gives several constructs alike, such as a provider that they share, is that of the first of them. */
function ownIds(construct: Construct, surroundings: Surroundings): readonly string[] {
	const taken = new Set<string>();
	for (const other of surroundings.all()) {
		if (other.reference === construct.reference) break;
		if (other.type !== construct.type) continue;
		for (const id of Object.keys(synthesized(other as Construct, surroundings).Resources)) taken.add(id);
	}
	return Object.keys(synthesized(construct, surroundings).Resources).filter((id) => !taken.has(id));
}

function compile(construct: Construct, surroundings: Surroundings): readonly Child[] {
	const { Resources } = synthesized(construct, surroundings);
	return ownIds(construct, surroundings).flatMap((id) => {
		const resource = Resources[id];
		return resource ? [{ id, resource }] : [];
	});
}

function check(construct: Construct, surroundings: Surroundings): readonly Finding[] {
	if (surroundings.fact(wantOf(construct)) === notAllowed) {
		return [
			{
				code: "code-not-trusted",
				severity: "hint",
				message: `the construct ${construct.name} is code, which is not run where the workspace is not trusted, so what it makes is not known`,
				path: ["entryfilePath"],
				hint: "trust this workspace",
			},
		];
	}
	const answer = answerFor(construct, surroundings);
	return (answer?.faults ?? []).map(({ code, message, hint, place }) => {
		const start = place && { line: place.line, character: place.character };
		const end = start && { ...start, character: Math.max(place.endCharacter ?? 0, start.character) };
		return {
			code,
			message,
			path: code === "export-not-found" && construct.values.exportName ? ["exportName"] : ["entryfilePath"],
			...(hint !== undefined && { hint }),
			...(place?.file !== undefined &&
				start &&
				end && { elsewhere: { file: place.file, range: { start, end } } }),
		};
	});
}

/** The room of `aws-cdk-construct`. */
export const awsCdkConstruct = defineResource({
	type: "aws-cdk-construct",
	docs: "A construct of the AWS CDK: what it makes becomes part of the stack, under the logical ids that the CDK gives. The project brings its own `aws-cdk-lib` and `constructs`. Its code runs when the template is made, in trusted workspaces only.",
	source: constructs,
	properties,
	snippet: "type: aws-cdk-construct\nproperties:\n  entryfilePath: ${1:./cdk/construct.ts}",
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	check,
	compile,
	stackOutputs: (construct, surroundings) =>
		Object.entries(synthesized(construct, surroundings).Outputs).map(([name, output]) => ({
			name,
			value: output.Value,
			...(output.Description !== undefined && { description: String(output.Description) }),
			isExported: output.Export !== undefined,
		})),
});
