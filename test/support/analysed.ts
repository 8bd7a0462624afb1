import { type Analysis, analyse } from "../../engine/analyse.ts";
import { type Facts, MISSING, type Want, wantKey } from "../../engine/config/facts.ts";
import { writeAnswer } from "../../engine/config/program/answer.ts";
import type { Target } from "../../engine/names/target.ts";
import { assertProblems } from "./marked.ts";
import { target as usual } from "./placed.ts";

/** Ids that are long enough for AWS's patterns, and differ where the domains do. */
const letters = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
const uuid = (text: string) =>
	[...text]
		.reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 0xffff_ffff, 7)
		.toString(16)
		.padStart(8, "0");

/** What the CDK would make of a construct: a topic, and an output with its ARN. */
function synthesized(given: unknown): object {
	const { id, properties } = given as { readonly id: string; readonly properties: object | null };
	const topic = `${id}T1485CAA5`;
	return {
		Resources: { [topic]: { Type: "AWS::SNS::Topic", Properties: { ...properties } } },
		Outputs: { [`${id}Arn`]: { Value: { Ref: topic }, Description: "Its ARN", Export: { Name: "x" } } },
	};
}

/**
 * Answers as of a world in which everything is there but what is called missing: paths with an extension are files,
 * so is a Dockerfile, others are directories. Code of the config's own gives 5.
 */
export function answerOf(want: Want): string | undefined {
	switch (want.kind) {
		case "path":
			if (want.path.includes("missing")) return MISSING;
			return /(\.\w+|\/Dockerfile)$/.test(want.path) ? "file" : "directory";
		case "secret":
			return "11111111-2222-3333-4444-555555555555";
		case "hosted-zone":
			if (want.domain.includes("missing")) return MISSING;
			return JSON.stringify({
				id: `Z${letters(want.domain).slice(0, 20)}`,
				name: want.domain,
				nameServers: ["ns-1.example.net"],
			});
		case "name-servers":
			return JSON.stringify([want.domain.includes("elsewhere") ? "ns-9.example.org" : "ns-1.example.net"]);
		case "certificate":
			if (want.domain.includes("missing") || want.domain.includes("uncertified")) return MISSING;
			return `arn:aws:acm:${want.region}:123456789012:certificate/${uuid(want.domain)}-2222-3333-4444-555555555555`;
		case "code":
			return writeAnswer({ ok: true, value: want.use === "construct" ? synthesized(want.args[0]) : 5 });
		default:
			return undefined;
	}
}

/** The analysis of a config in YAML, with what it wants to know answered. */
export function analysed(
	text: string,
	options: {
		readonly target?: Target;
		readonly path?: string;
		readonly answer?: (want: Want) => string | undefined;
	} = {},
): Analysis {
	const { target = usual, path = "stacktape.yml", answer = answerOf } = options;
	const file = { path, text };
	let facts: Facts = new Map();
	let analysis = analyse(file, target, facts);
	for (let round = 0; round < 4; round++) {
		const known = analysis.wants.flatMap((want) => {
			const found = answer(want);
			return found === undefined ? [] : [[wantKey(want), found] as const];
		});
		facts = new Map([...facts, ...known]);
		analysis = analyse(file, target, facts);
	}
	return analysis;
}

/** Compares the problems of a config with its marks. */
export function assertMarked(marked: string, answer?: (want: Want) => string | undefined): void {
	assertProblems(marked, analysed(marked, answer ? { answer } : {}).problems);
}

/** The `Properties` of the template's resources by logical id; only those whose id matches `wanted`. */
export function propertiesIn(analysis: Analysis, wanted: RegExp): Readonly<Record<string, unknown>> {
	const entries = Object.entries(analysis.compiled.template.Resources).filter(([id]) => wanted.test(id));
	return JSON.parse(
		JSON.stringify(Object.fromEntries(entries.map(([id, { Properties }]) => [id, Properties]))),
	);
}

/** Logical ids that belong to resources of the config or are shared by them, without those of every stack. */
export function idsIn(
	{ compiled }: Analysis,
	unwanted = /^Stp(Deployment|ContainerRepository)/,
): readonly string[] {
	return Object.keys(compiled.template.Resources).filter((id) => !unwanted.test(id));
}
