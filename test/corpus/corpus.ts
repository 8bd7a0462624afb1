import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type Analysis, analyse } from "../../engine/analyse.ts";
import { type Facts, type Want, wantKey } from "../../engine/config/facts.ts";
import { target } from "../support/placed.ts";

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

/** Every file is there, and every secret has a version. */
function answer(want: Want): string {
	return want.kind === "path" ? "file" : "11111111-2222-3333-4444-555555555555";
}

/** Analyses a config as if every file, folder and secret that it names were there. */
export function analyseWhole(text: string, path = "stacktape.yml"): Analysis {
	const file = { path, text };
	const facts = new Map<string, string>();
	const known: Facts = facts;
	let analysis = analyse(file, target);
	// What is named by the answer to a want may be a want again.
	for (let round = 0; round < 5; round++) {
		const open = analysis.wants.filter((want) => !facts.has(wantKey(want)));
		if (open.length === 0) break;
		for (const want of open) facts.set(wantKey(want), answer(want));
		analysis = analyse(file, target, known);
		const folders = analysis.problems.filter(({ code }) => code === "wrong-kind-of-file");
		for (const { span } of folders) {
			const named = text.slice(span.start, span.end).replaceAll(/^["']|["']$/g, "");
			facts.set(wantKey({ kind: "path", path: named }), "directory");
		}
		if (folders.length > 0) analysis = analyse(file, target, known);
	}
	return analysis;
}

/** What a config uses that is not built yet, each once; empty when all of it is built. */
export function unbuiltParts({ problems, file }: Analysis): readonly string[] {
	const spans = problems.filter(({ code }) => code === "not-built-yet").map(({ span }) => span);
	return [...new Set(spans.map(({ start, end }) => file.text.slice(start, end)))];
}

/** A config that people could have written, and its analysis when it is asked for. */
export type RealConfig = { readonly name: string; readonly analyse: () => Analysis };

const configs = new URL("../configs/", import.meta.url);

/** The starters of the corpus, where it is there, and the configs of `test/configs`. */
export function realConfigs(): readonly RealConfig[] {
	const own = existsSync(configs) ? readdirSync(configs).filter((file) => /\.(yml|json)$/.test(file)) : [];
	return [
		...corpusNames("starters").map((name) => ({
			name,
			analyse: () => analyseWhole(corpusText("starters", name)),
		})),
		...own.map((file) => ({
			name: `own-${file.replace(/\.\w+$/, "")}`,
			analyse: () => {
				const text = readFileSync(new URL(file, configs), "utf8");
				return analyseWhole(text, file.endsWith(".json") ? "stacktape.json" : "stacktape.yml");
			},
		})),
	];
}
