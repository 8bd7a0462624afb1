import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../engine/config/parse.ts";
import { parseJson } from "../../../engine/config/parse-json.ts";
import { plainValue } from "../../../engine/text/tree.ts";

const path = "stacktape.json";

describe("reading JSON", () => {
	it("gives back any value, however it is printed", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, space) => {
				const { root, syntax, problems } = parseJson(JSON.stringify(value, undefined, space));
				assert.deepEqual([...syntax, ...problems], []);
				assert.deepEqual(root && plainValue(root), JSON.parse(JSON.stringify(value)));
			}),
		);
	});

	it("knows the places of keys and values, with their quotes", () => {
		const text = '{\r\n\t"ä": ["x", 1]\r\n}';
		const { root } = parseJson(text);
		assert.ok(root?.kind === "map");
		const [entry] = root.entries;
		const list = entry?.value;
		assert.ok(entry && list?.kind === "list");
		const at = ({ start, end }: { readonly start: number; readonly end: number }) => text.slice(start, end);
		assert.deepEqual(
			[at(entry.keySpan), at(list.span), ...list.items.map((item) => at(item.span))],
			['"ä"', '["x", 1]', '"x"', "1"],
		);
	});

	it("takes a byte order mark for nothing", () => {
		const { root, syntax } = parseJson('\uFEFF{"a": 1}');
		assert.deepEqual(syntax, []);
		assert.equal(root?.kind === "map" && root.entries[0]?.keySpan.start, 2);
	});

	const wrong: readonly (readonly [why: string, text: string, expected: string])[] = [
		["a comma at the end", '{"a": 1,}', 'json-syntax "}": a key in double quotes is expected here'],
		["a comma at the end of a list", '{"a": [1,]}', 'json-syntax "]": a value is expected here'],
		["a comment", '{"a": 1 // x\n}', 'json-syntax "// x": JSON has no comments'],
		["a key without quotes", "{a: 1}", 'json-syntax "a": this is not JSON'],
		["single quotes", "{'a': 1}", `json-syntax "'a'": this is not JSON`],
		["a missing colon", '{"a" 1}', 'json-syntax "1": a colon is expected here'],
		["a missing comma", '{"a": 1 "b": 2}', 'json-syntax "\\"b\\"": a comma is expected here'],
		["an unclosed map", '{"a": {"b": 1}', 'json-syntax "": a closing } is missing'],
		["an unclosed text", '{"a": "b', 'json-syntax "\\"b": the text does not end'],
		["a wrong escape", '{"a": "\\q"}', 'json-syntax "\\"\\\\q\\"": this is no valid escape in JSON'],
		["two values", '{"a": 1} {}', 'json-syntax "{": nothing may follow the end of the config'],
		["a repeated key", '{"a": 1, "a": 2}', 'duplicate-key "\\"a\\"": "a" is already a key of this map'],
	];
	for (const [why, text, expected] of wrong) {
		it(`reports ${why}`, () => {
			const [problem] = parseConfig({ path, text }).problems;
			assert.ok(problem);
			const { code, span, message } = problem;
			assert.equal(`${code} ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`, expected);
		});
	}

	it("gives the tree as far as it goes", () => {
		const { root } = parseJson('{"resources": {"jobs": {"type": ');
		assert.deepEqual(root && plainValue(root), { resources: { jobs: { type: null } } });
	});

	const deep: readonly (readonly [why: string, text: string])[] = [
		["lists", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
		["maps", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
		["lists just below what the parser takes", `${"[".repeat(500)}${"]".repeat(500)}`],
	];
	for (const [why, text] of deep) {
		it(`gives up on too many levels: ${why}, without an exception`, () => {
			const { problems } = parseConfig({ path, text: `{"resources": ${text}}` });
			assert.deepEqual(
				problems.map(({ code }) => code),
				["too-complex"],
			);
		});
	}
});
