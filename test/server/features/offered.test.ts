import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../../engine/config/parse.ts";
import { type Analysis, analyse, type Node } from "../../../engine/index.ts";
import { lineMap } from "../../../engine/text/line-map.ts";
import { complete } from "../../../server/features/completion.ts";
import { hover } from "../../../server/features/hover.ts";
import { typesIn } from "../../../server/features/tree.ts";
import type { Path } from "../../../server/place/index.ts";
import { memberOf, schemaAt } from "../../../server/schema/schema-at.ts";
import { accept, target } from "../completed.ts";
import { json, yaml } from "../samples.ts";

type Config = { readonly text: string; readonly isJson: boolean };

const fileOf = ({ text, isJson }: Config) => ({ path: isJson ? "stacktape.json" : "stacktape.yml", text });
const read = (config: Config): Analysis => analyse(fileOf(config), target);

function itemsAt(config: Config, offset: number) {
	const source = {
		...config,
		lines: lineMap(config.text),
		analysis: () => read(config),
		list: () => ["src/", "a.ts"],
		read: () => undefined,
	};
	return complete(source, offset).items;
}

/** A word of a config that completion must know: the config without it (or without its end), and the cursor there. */
type Known = { readonly path: Path; readonly word: string; readonly config: Config; readonly offset: number };

function visitNodes(node: Node, path: Path, visit: (node: Node, path: Path) => void): void {
	visit(node, path);
	if (node.kind === "list") {
		for (const [index, item] of node.items.entries()) visitNodes(item, [...path, index], visit);
	} else if (node.kind === "map") {
		for (const { key, value } of node.entries) visitNodes(value, [...path, key], visit);
	}
}

/** The keys and listed values of a config that the format knows, each taken out of the text in turn. */
function knownWords(config: Config): readonly Known[] {
	const { text, isJson } = config;
	const analysis = read(config);
	const typeAt = typesIn(analysis);
	const found: Known[] = [];
	const take = (path: Path, word: string, from: number, to: number) => {
		const without = { text: text.slice(0, from) + text.slice(to), isJson };
		found.push({ path, word, config: without, offset: from });
	};
	const takeKeys = (node: Node & { readonly kind: "map" }, path: Path) => {
		const parent = schemaAt(path, typeAt);
		for (const { key, keySpan } of node.entries) {
			const property = parent && memberOf(parent, typeAt(path), key).properties?.[key];
			if (!property || property.notBuilt || property.deprecated) continue;
			assert.ok(hover(analysis, keySpan.start + 1), `hover on ${[...path, key].join(".")}`);
			take(path, key, keySpan.start, keySpan.end);
			// In JSON half of a key would have half of its quotes.
			if (!isJson) take(path, key, keySpan.start + 2, keySpan.end);
		}
	};
	const takeValue = (node: Node & { readonly kind: "scalar" }, path: Path) => {
		const isListed = schemaAt(path, typeAt)?.enum?.includes(node.value as string);
		if (isListed) take(path, String(node.value), node.span.start, node.span.end);
	};
	if (!analysis.parsed.root) return [];
	visitNodes(analysis.parsed.root, [], (node, path) => {
		if (node.kind === "map") takeKeys(node, path);
		else if (node.kind === "scalar") takeValue(node, path);
	});
	return found;
}

function assertOffered(config: Config, name: string): number {
	const words = knownWords(config);
	for (const { path, word, config: without, offset } of words) {
		const labels = itemsAt(without, offset).map(({ label }) => label);
		assert.ok(
			labels.includes(word),
			`${name}: ${word} at ${path.join(".")} is not among ${labels.join(", ")}`,
		);
	}
	return words.length;
}

/** Offsets of the text, and of the text with an empty line behind each of its lines, at several indentations. */
function* cursors({ text, isJson }: Config): Generator<{ readonly config: Config; readonly offset: number }> {
	for (let offset = 0; offset <= text.length; offset += 3) yield { config: { text, isJson }, offset };
	const lines = lineMap(text);
	for (let line = 0; line < lines.lineCount; line++) {
		const end = lines.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
		for (const indent of ["", "  ", "      ", "          "]) {
			const changed = `${text.slice(0, end)}\n${indent}${text.slice(end)}`;
			yield { config: { text: changed, isJson }, offset: end + 1 + indent.length };
		}
	}
}

const syntaxProblem = (config: Config): string | undefined =>
	parseConfig(fileOf(config)).problems[0]?.message;

/** What accepting any item at any cursor gives, each text once. */
function acceptedTexts(config: Config): ReadonlyMap<string, string> {
	const texts = new Map<string, string>();
	for (const { config: before, offset } of cursors(config)) {
		if (syntaxProblem(before) !== undefined) continue;
		for (const item of itemsAt(before, offset)) {
			const accepted = accept(before.text, item);
			// In JSON a number is missing as long as nobody types it.
			const typed = config.isJson ? accepted.replace(/(: |\[)\$0(?=[,\s\]}])/, "$10") : accepted;
			texts.set(typed.replace("$0", ""), `${item.label} at ${offset}`);
		}
	}
	return texts;
}

describe("completion and what is already written", () => {
	for (const [name, config] of [
		["YAML", { text: yaml, isJson: false }],
		["JSON", { text: json, isJson: true }],
	] as const) {
		it(`offers in ${name} every key and value that could stand where it stands`, () => {
			assert.ok(assertOffered(config, name) > 10);
		});

		it(`gives in ${name} a text without syntax errors, whatever is accepted wherever`, () => {
			const texts = acceptedTexts(config);
			assert.ok(texts.size > 300);
			for (const [text, what] of texts) {
				const problem = syntaxProblem({ text, isJson: config.isJson });
				assert.equal(problem, undefined, `${what} gives\n${text}`);
			}
		}).timeout(60_000);
	}

	it("offers every key and value of real configs, where they are beside the repository", function () {
		const corpus = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));
		if (!existsSync(corpus)) this.skip();
		for (const file of globSync(`${corpus}/{starters,invalid}/*.yml`)) {
			assertOffered({ text: readFileSync(file, "utf8"), isJson: false }, file);
		}
	}).timeout(60_000);
});
