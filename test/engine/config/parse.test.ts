import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../engine/config/parse.ts";
import type { Span } from "../../../engine/text/span.ts";
import type { Node } from "../../../engine/text/tree.ts";
import { brokenText } from "../broken-text.ts";

const path = "stacktape.yml";

function report(text: string, file = path): readonly string[] {
	return parseConfig({ path: file, text }).problems.map(
		({ code, message, span }) => `${span.start}-${span.end} ${code}: ${message}`,
	);
}

/** Every place in a tree. */
function spansOf(node: Node | undefined): readonly Span[] {
	if (!node) return [];
	if (node.kind === "list") return [node.span, ...node.items.flatMap(spansOf)];
	if (node.kind !== "map") return [node.span];
	return [node.span, ...node.entries.flatMap(({ keySpan, value }) => [keySpan, ...spansOf(value)])];
}

describe("reading a config", () => {
	const empty: readonly (readonly [why: string, text: string, at: number])[] = [
		["nothing", "", 0],
		["white space", "  \n\n", 4],
		["comments", "# one\n# two\n", 0],
		["a null", "~\n", 0],
		["a document without content", "---\n", 0],
	];
	for (const [why, text, at] of empty) {
		it(`that holds ${why} is empty`, () =>
			assert.deepEqual(report(text), [`${at}-${at} empty-config: the config is empty`]));
	}
	it("that holds nothing is empty as JSON too", () =>
		assert.deepEqual(report("", "stacktape.json"), ["0-0 empty-config: the config is empty"]));

	const noMap: readonly (readonly [why: string, text: string, file: string])[] = [
		["a list", "- a\n", path],
		["a text", "hello\n", path],
		["a number", "5", "stacktape.json"],
	];
	for (const [why, text, file] of noMap) {
		it(`that is ${why} is no config`, () => {
			const { root, problems } = parseConfig({ path: file, text });
			assert.equal(root, undefined);
			assert.deepEqual(
				problems.map(({ code, hint }) => [code, hint]),
				[["wrong-type", "begin with `resources:` and one resource below it"]],
			);
		});
	}

	for (const name of ["stacktape.ts", "stacktape.js", "x/stacktape.mts"]) {
		it(`of ${name} is known when it was run`, () => {
			const { problems } = parseConfig({ path: name, text: "export default 1" });
			assert.deepEqual(
				problems.map(({ code, severity }) => [code, severity]),
				[["config-not-run", "hint"]],
			);
		});
	}

	it("goes by the name of the file", () => {
		assert.equal(parseConfig({ path: "a/stacktape.json", text: "a: 1" }).problems[0]?.code, "json-syntax");
		assert.deepEqual(parseConfig({ path: "other.yaml", text: "a: 1" }).problems, []);
	});

	it("reports the first syntax error only, because the others are mostly its consequences", () => {
		const text = 'a: "b\nc: [d\ne: {f\n';
		assert.equal(parseConfig({ path, text }).problems.length, 1);
	});

	describe("with a syntax error", () => {
		const text = "resources:\n  one:\n    type: bucket\n  two:\n    type: [\n  three:\n    type: bucket\n";

		it("trusts the tree up to the resource that has it", () =>
			assert.equal(parseConfig({ path, text }).trustedUntil, text.indexOf("two")));

		it("keeps what could be read before it", () => {
			const { root } = parseConfig({ path, text });
			assert.equal(root?.kind === "map" && root.entries[0]?.key, "resources");
		});

		it("still says what is wrong before it, and nothing of what is behind it", () => {
			const both = "resources:\n  one: {type: bucket, type: bucket}\n  two: {a: 1, a: 2}\n  three: [\n";
			assert.deepEqual(
				parseConfig({ path, text: both }).problems.map(({ code }) => code),
				["duplicate-key", "duplicate-key", "yaml-syntax"],
			);
			const behind = "resources:\n  one: [\n  two: {a: 1, a: 2}\n";
			assert.deepEqual(
				parseConfig({ path, text: behind }).problems.map(({ code }) => code),
				["yaml-syntax"],
			);
		});
	});

	it("trusts a whole text that can be read, also with problems in it", () =>
		assert.equal(parseConfig({ path, text: "a: 1\na: 2\n" }).trustedUntil, Number.POSITIVE_INFINITY));

	it("never throws, and every place lies inside of the text", () => {
		fc.assert(
			fc.property(brokenText, fc.constantFrom("a.yml", "a.json"), (text, file) => {
				const { root, problems } = parseConfig({ path: file, text });
				const spans = [...spansOf(root), ...problems.map(({ span }) => span)];
				for (const { start, end } of spans) assert.ok(0 <= start && start <= end && end <= text.length);
			}),
			{ numRuns: 300 },
		);
	});
});
