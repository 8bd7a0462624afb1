import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Analysis } from "../../engine/analyse.ts";
import { MISSING, type Want } from "../../engine/config/facts.ts";
import type { FoundVpc } from "../../engine/resources/shared/vpc.ts";
import { analysed, answerOf } from "../support/analysed.ts";

// Real configs that lie beside the repository where it is developed. They are no part of it, so that nothing runs
// on them without them.
const corpus = new URL("../../../shared/corpus/", import.meta.url);

/** False where the repository stands alone. */
export const isCorpusThere = existsSync(corpus);

/** Names of the configs in a folder of the corpus; none without a corpus. */
export function corpusNames(folder: "starters" | "invalid"): readonly string[] {
	if (!isCorpusThere) return [];
	return readdirSync(new URL(`${folder}/`, corpus)).map((file) => file.replace(/\.yml$/, ""));
}

/** Text of a config of the corpus. */
export function corpusText(folder: "starters" | "invalid", name: string): string {
	return readFileSync(new URL(`${folder}/${name}.yml`, corpus), "utf8");
}

/** `{logical id} {type}` of what the format's reference makes of a starter. */
export function expectedChildren(name: string): readonly string[] {
	const text = readFileSync(new URL(`expected/${name}.json`, corpus), "utf8");
	return Object.entries(JSON.parse(text)).map(([id, type]) => `${id} ${String(type)}`);
}

/** A network that is there already. */
const vpc: FoundVpc = {
	vpcId: "vpc-0123456789abcdef0",
	cidr: "10.0.0.0/16",
	publicSubnets: ["subnet-0a000001", "subnet-0a000002", "subnet-0a000003"],
	privateSubnets: ["subnet-0b000001", "subnet-0b000002"],
};

/** A file is there wherever its name has an extension, a folder elsewhere, and AWS has all that is asked for. */
function answer(want: Want): string | undefined {
	switch (want.kind) {
		case "git":
			return JSON.stringify("main");
		case "parameter":
			return "String:1";
		case "argument":
			return MISSING;
		case "vpc":
			return JSON.stringify(vpc);
		default:
			return answerOf(want);
	}
}

/** Analyses a config as if every file, folder and thing of AWS that it names were there. */
export function analyseWhole(text: string, path = "stacktape.yml"): Analysis {
	const kinds = new Map<string, string>();
	const options = {
		path,
		answer: (want: Want) => (want.kind === "path" && kinds.get(want.path)) || answer(want),
	};
	const first = analysed(text, options);
	// Which of the two a path is, nothing but the problem says.
	for (const { code, span, message } of first.problems) {
		const named = text.slice(span.start, span.end).replaceAll(/^["']|["']$/g, "");
		if (code === "wrong-kind-of-file") kinds.set(named, /a (\w+) is needed/.exec(message)?.[1] ?? "file");
	}
	return kinds.size > 0 ? analysed(text, options) : first;
}

/** What a config uses that is not built yet, each once; empty when all of it is built. */
export function unbuiltParts({ problems, file }: Analysis): readonly string[] {
	const spans = problems.filter(({ code }) => code === "not-built-yet").map(({ span }) => span);
	return [...new Set(spans.map(({ start, end }) => file.text.slice(start, end)))];
}

/** A config that people could have written, and its analysis when it is asked for. */
export type RealConfig = { readonly name: string; readonly analyse: () => Analysis };

const configs = new URL("../configs/", import.meta.url);

/** The configs of `test/configs`. */
export function ownConfigs(): readonly RealConfig[] {
	const files = readdirSync(configs).filter((file) => /\.(yml|json)$/.test(file));
	return files.map((file) => ({
		name: file.replace(/\.\w+$/, ""),
		analyse: () => {
			const text = readFileSync(new URL(file, configs), "utf8");
			return analyseWhole(text, file.endsWith(".json") ? "stacktape.json" : "stacktape.yml");
		},
	}));
}

/** The starters of the corpus, where it is there, and the configs of `test/configs`. */
export function realConfigs(): readonly RealConfig[] {
	const starters = corpusNames("starters").map((name) => ({
		name,
		analyse: () => analyseWhole(corpusText("starters", name)),
	}));
	return [...starters, ...ownConfigs()];
}
