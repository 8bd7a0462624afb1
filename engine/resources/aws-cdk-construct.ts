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
		anything("What the class is given as its third argument, after scope and id.", { knownBefore: true }),
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

/** The question for what the CDK makes of a construct, answered where the user's code may run. */
function wantOf({ name, values }: Construct): Want {
	const { entryfilePath, exportName = "default", constructProperties } = values;
	const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
	return {
		kind: "code",
		use: "construct",
		called: `the construct ${name}`,
		file: String(entryfilePath),
		args: [{ exportName, id, properties: constructProperties ?? null }],
	};
}

function answerFor(construct: Construct, { fact }: Surroundings): CodeAnswer | undefined {
	if (lateValues(construct.values.constructProperties, []).length > 0) return undefined;
	const answer = fact(wantOf(construct));
	return typeof answer === "string" && answer !== notAllowed ? (JSON.parse(answer) as CodeAnswer) : undefined;
}

function synthesized(construct: Construct, surroundings: Surroundings): Synthesized {
	const answer = answerFor(construct, surroundings);
	return answer?.ok ? (answer.value as Synthesized) : nothing;
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

/** Paths to values in `value` that are known at deploy only, with the words of their directives. */
function lateValues(
	value: unknown,
	path: readonly (string | number)[],
): readonly (readonly [path: readonly (string | number)[], text: string])[] {
	if (typeof value !== "object" || value === null) return [];
	const { text } = value as { readonly text?: unknown };
	const isData = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
	if (!isData) return [[path, String(text)]];
	return Object.entries(value).flatMap(([key, member]) =>
		lateValues(member, [...path, Array.isArray(value) ? Number(key) : key]),
	);
}

function check(construct: Construct, surroundings: Surroundings): readonly Finding[] {
	const late = lateValues(construct.values.constructProperties, ["constructProperties"]);
	if (late.length > 0) {
		return late.map(([path, text]) => ({
			code: "value-known-at-deploy",
			message: `${text} is known only at deploy, but constructProperties must be known before`,
			path,
			hint: "write the value itself, or use a directive that this config can resolve",
		}));
	}
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
