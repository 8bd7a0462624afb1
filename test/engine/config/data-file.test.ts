import assert from "node:assert/strict";
import { readDataFile } from "../../../engine/config/data-file.ts";

function read(path: string, text: string): unknown {
	const result = readDataFile(path, text);
	if (result.kind === "wrong") return `${result.code}: ${result.message}`;
	return result.kind === "value" ? result.value : result.kind;
}

describe("a file of values", () => {
	const cases: readonly (readonly [why: string, path: string, text: string, value: unknown])[] = [
		["YAML", "a.yml", "size: 5\nlist: [a, true]\n", { size: 5, list: ["a", true] }],
		["YAML with anchors", "a/b.yaml", "one: &x {a: 1}\ntwo: *x\n", { one: { a: 1 }, two: { a: 1 } }],
		["YAML that is a list", "a.yml", "- 1\n- 2\n", [1, 2]],
		["JSON", "settings.JSON", '{"a": [1, null]}', { a: [1, null] }],
		["an empty file", "a.yml", "", {}],
		[
			".env",
			"config/.env.dev",
			"# words\nA=1\nexport B = \"two\\nlines\" # why\nC='$x #y'\nD=plain # why\nE=\nnothing here\n",
			{ A: "1", B: "two\nlines", C: "$x #y", D: "plain", E: "" },
		],
		[
			"INI",
			"a.ini",
			'; words\ntop = 1\nflag\n[db]\nhost = "local host"\non = true\nurl=a=b\n[db.pool]\nsize = 5\n',
			{ top: "1", flag: true, db: { host: "local host", on: true, url: "a=b", pool: { size: "5" } } },
		],
	];
	for (const [why, path, text, value] of cases) {
		it(`can be ${why}`, () => assert.deepEqual(read(path, text), value));
	}

	it("with a key that is the name of a builtin keeps it as a value", () =>
		assert.deepEqual(Object.keys(read("a.ini", "[__proto__]\na = 1\n") as object), ["__proto__"]));

	const wrong: readonly (readonly [path: string, text: string, expected: string])[] = [
		["a.yml", "a: 1\nb: [\n", 'data-file-unreadable: line 2 of "a.yml" cannot be read: '],
		["a.json", '{"a": 1,\n}', 'data-file-unreadable: line 2 of "a.json" cannot be read: '],
		["a.yml", "a: 1\na: 2\n", 'data-file-unreadable: line 2 of "a.yml" cannot be read: "a" is already a key'],
		["a.txt", "x", 'unsupported-data-file: $File cannot read "a.txt" as data'],
		["noname", "x", 'unsupported-data-file: $File cannot read "noname" as data'],
	];
	for (const [path, text, expected] of wrong) {
		it(`that is wrong: ${path}, ${JSON.stringify(text)}`, () =>
			assert.ok(String(read(path, text)).startsWith(expected), String(read(path, text))));
	}
});
