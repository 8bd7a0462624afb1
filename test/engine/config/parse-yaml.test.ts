import assert from "node:assert/strict";
import { parseConfig } from "../../../engine/config/parse.ts";
import { parseYaml } from "../../../engine/config/parse-yaml.ts";
import { type Node, plainValue } from "../../../engine/text/tree.ts";

const path = "stacktape.yml";

/** Every key and scalar of a tree with the text at its place, in the order of the tree. */
function places(node: Node | undefined, text: string): readonly string[] {
	const at = ({ start, end }: Node["span"]) => text.slice(start, end);
	switch (node?.kind) {
		case "map":
			return node.entries.flatMap(({ key, keySpan, value }) => [
				`${key}=${at(keySpan)}`,
				...places(value, text),
			]);
		case "list":
			return node.items.flatMap((item) => places(item, text));
		case "scalar":
		case "deferred":
			return [`${JSON.stringify(plainValue(node))}=${at(node.span)}`];
		default:
			return [];
	}
}

function valueOfYaml(text: string): unknown {
	const { root, syntax, problems } = parseYaml(text);
	assert.deepEqual([...syntax, ...problems], []);
	return root && plainValue(root);
}

/** Problems as `code "text at the place": message`. */
function problemsIn(text: string): readonly string[] {
	return parseConfig({ path, text }).problems.map(
		({ code, span, message }) => `${code} ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`,
	);
}

describe("reading YAML", () => {
	const values: readonly (readonly [why: string, text: string, expected: unknown])[] = [
		["a map of maps", "a:\n  b: 1\n  c: [x, {d: true}]\n", { a: { b: 1, c: ["x", { d: true }] } }],
		["lists with and without indentation", "a:\n- 1\nb:\n  - 2\n", { a: [1], b: [2] }],
		["literal blocks", "a: |\n  one\n  two\nb: |-\n  x\n", { a: "one\ntwo\n", b: "x" }],
		["folded blocks", "a: >\n  one\n  two\n", { a: "one two\n" }],
		["quotes", `a: "x\\ty"\nb: 'it''s'\n`, { a: "x\ty", b: "it's" }],
		["what has no value", "a:\nb: ~\nc: null\n", { a: null, b: null, c: null }],
		[
			"the flags of YAML 1.2, for which yes and on are texts",
			"a: true\nb: yes\nc: on\n",
			{ a: true, b: "yes", c: "on" },
		],
		["numbers", "a: 12\nb: 0x10\nc: 0o10\nd: 1e3\ne: -1.5\n", { a: 12, b: 16, c: 8, d: 1000, e: -1.5 }],
		["dates as texts", "a: 2020-01-01\n", { a: "2020-01-01" }],
		[
			"huge numbers as JavaScript does",
			"a: 99999999999999999999999\nb: 1e999\n",
			{ a: 1e23, b: Number.POSITIVE_INFINITY },
		],
		["anchors", "a: &x {b: 1}\nc: *x\n", { a: { b: 1 }, c: { b: 1 } }],
		[
			"an anchor that is set twice, from its second place on",
			"a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
			{ a: 1, b: 1, c: 2, d: 2 },
		],
		[
			"an anchor inside of a repeated one without setting it again",
			"a: &o [&x 1]\nb: &x 2\nc: *o\nd: *x\n",
			{ a: [1], b: 2, c: [1], d: 2 },
		],
		["an anchor of a key", "&k name: a\nother: *k\n", { name: "a", other: "name" }],
		["a key that is an alias", "a: &k name\n*k : b\n", { a: "name", name: "b" }],
		["a merged map", "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n", { a: { b: 1, c: 2 }, d: { c: 3, b: 1 } }],
		[
			"merged maps, of which the first counts",
			"a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}\n",
			{ a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3 } },
		],
		["a quoted << as a key", `a: {"<<": 1}\n`, { a: { "<<": 1 } }],
		[
			"keys that are no texts by what they look like",
			"1: a\ntrue: b\nnull: c\n",
			{ "1": "a", true: "b", null: "c" },
		],
		["a document with markers", "---\na: 1\n...\n", { a: 1 }],
		["a YAML directive", "%YAML 1.2\n---\na: 1\n", { a: 1 }],
		["CRLF", "a:\r\n  b: 1\r\n  c: |\r\n    x\r\n    y\r\n", { a: { b: 1, c: "x\ny\n" } }],
		["a byte order mark", "\uFEFFa: 1\n", { a: 1 }],
		["tags of YAML", "a: !!str 1\nb: ! 2\n", { a: "1", b: "2" }],
		[
			"keys that objects are born with",
			"constructor: 1\ntoString: {hasOwnProperty: 2}\n",
			{ constructor: 1, toString: { hasOwnProperty: 2 } },
		],
		["texts outside of ASCII", "ä: ö\n🪣: 名前\n", { ä: "ö", "🪣": "名前" }],
	];
	for (const [why, text, expected] of values) {
		it(`gives ${why}`, () => assert.deepEqual(valueOfYaml(text), expected));
	}

	it("makes a member of a key __proto__", () =>
		assert.equal(JSON.stringify(valueOfYaml("__proto__: {a: 1}\n")), '{"__proto__":{"a":1}}'));

	const placed: readonly (readonly [why: string, text: string, expected: readonly string[]])[] = [
		["of keys and values", "a:\n  b: one\n", ["a=a", "b=b", '"one"=one']],
		["with their quotes", `"a": 'x'\n`, ['a="a"', `"x"='x'`]],
		["in flow style", "a: {b: [1, x]}", ["a=a", "b=b", "1=1", '"x"=x']],
		["with CRLF", "a: x\r\nb: y\r\n", ["a=a", '"x"=x', "b=b", '"y"=y']],
		["behind a byte order mark", "\uFEFFa: x", ["a=a", '"x"=x']],
		["behind letters of two units", "🪣: x\nb: 🪣y\n", ["🪣=🪣", '"x"=x', "b=b", '"🪣y"=🪣y']],
		[
			"of a block, without the line break at its end",
			"a: |\n  x\n  y\n\nb: 1\n",
			["a=a", '"x\\ny\\n"=|\n  x\n  y', "b=b", "1=1"],
		],
		["of nothing, which is empty", "a:\nb: 1\n", ["a=a", "null=", "b=b", "1=1"]],
		[
			"of an alias, which is that of the anchor's value",
			"a: &x one\nb: *x\n",
			["a=a", '"one"=one', "b=b", '"one"=one'],
		],
		[
			"of merged keys, which is in the anchor",
			"a: &x {c: 1}\nb: {<<: *x}\n",
			["a=a", "c=c", "1=1", "b=b", "c=c", "1=1"],
		],
	];
	for (const [why, text, expected] of placed) {
		it(`knows the places ${why}`, () => assert.deepEqual(places(parseYaml(text).root, text), expected));
	}

	it("tells quoted texts and blocks from plain ones", () => {
		const { root } = parseYaml(`a: x\nb: "x"\nc: 'x'\nd: |\n  x\n`);
		assert.ok(root?.kind === "map");
		assert.deepEqual(
			root.entries.map(({ value }) => value.kind === "scalar" && value.quoted),
			[false, true, true, true],
		);
	});

	it("tells a value that is missing from one that is null", () => {
		const { root } = parseYaml("a:\nb: null\nc: [x, ]\n");
		assert.ok(root?.kind === "map");
		assert.deepEqual(
			root.entries.slice(0, 2).map(({ value }) => value.kind === "scalar" && (value.missing ?? false)),
			[true, false],
		);
	});

	// The place is where a person would point, which is not where a parser gives up.
	const wrong: readonly (readonly [why: string, text: string, expected: string])[] = [
		["a tab", "a:\n\tb: 1\n", 'yaml-tab "\\t": a tab indents this line, but YAML takes spaces only'],
		[
			"an unclosed list",
			"a: [b, c\n",
			'yaml-syntax "[": this bracket is not closed, or what it holds is not indented',
		],
		[
			"an unclosed map, at its bracket and not at the next key",
			"a: {b: {c: 1}\nd: 2\n",
			'yaml-syntax "{": this bracket is not closed, or what it holds is not indented',
		],
		[
			"an unclosed quote, at its beginning and not at the end of the file",
			`a: "b\nc: 1\n`,
			'yaml-syntax "\\"": this quote is not closed',
		],
		["an unclosed single quote", "a: 'b\n", `yaml-syntax "'": this quote is not closed`],
		[
			"a line that is not aligned",
			"a:\n    b: 1\n  c: 2\n",
			'yaml-syntax " ": this line is not indented like its neighbours',
		],
		[
			"a key without a colon",
			"a:\n  b: 1\n  proper\nc: 1\n",
			'yaml-syntax "proper": a key must be followed by a colon',
		],
		["a colon in a plain value", "a: b: c\n", 'yaml-syntax "b": a map cannot begin on the line of its key'],
		["an at sign", "a: @b\n", 'yaml-syntax "@": a plain value cannot begin with this character'],
		["a wrong escape", `a: "\\q"\n`, 'yaml-syntax "\\\\": this is no valid escape in double quotes'],
		["a missing comma between texts", `a: ["b" "c"]\n`, 'yaml-syntax "\\"": a comma is missing before this'],
		[
			"a missing comma between maps, and not the bracket",
			"a: [{b: 1} {c: 2}]\n",
			'yaml-syntax "{": a comma, a quote or a line break is missing before this',
		],
		[
			"a missing comma in a map",
			"a: {b: 1 c: 2}\n",
			'yaml-syntax "1 c: 2": a comma or a bracket is missing here',
		],
		["two documents", "a: 1\n---\nb: 2\n", 'yaml-syntax "---": a config is a single YAML document'],
		[
			"an alias without an anchor",
			"a: *b\n",
			'unknown-anchor "*b": there is no anchor "&b" above this alias',
		],
		[
			"an alias above its anchor",
			"a: *b\nc: &b 1\n",
			'unknown-anchor "*b": there is no anchor "&b" above this alias',
		],
		["an alias without a name", "a: *\n", 'yaml-syntax "*": this alias has no name'],
		["an anchor without a name", "a: & b\n", 'yaml-syntax "&": this anchor has no name'],
		[
			"an anchor that contains itself",
			"a: &b [1, *b]\n",
			'circular-reference "*b": this alias is part of its own anchor',
		],
		[
			"a map that merges itself",
			"a: &b\n  <<: *b\n",
			'circular-reference "*b": this alias is part of its own anchor',
		],
		[
			"a tag of CloudFormation",
			"a: !GetAtt b.c\n",
			'yaml-tag "!GetAtt": "!GetAtt" has no meaning in a config',
		],
		["such a tag before a list", "a: !Join\n  - x\n", 'yaml-tag "!Join": "!Join" has no meaning in a config'],
		["a key twice", "a: 1\nb: 2\na: 3\n", 'duplicate-key "a": "a" is already a key of this map'],
	];
	for (const [why, text, expected] of wrong) {
		it(`reports ${why}`, () => assert.equal(problemsIn(text)[0], expected));
	}

	it("offers spaces for the tabs of a line", () => {
		const text = "a:\n \t\tb: 1\n";
		const [fix] = parseConfig({ path, text }).problems[0]?.fixes ?? [];
		assert.ok(fix);
		assert.equal(text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end), "a:\n  b: 1\n");
	});

	it("says every repeated key, with the place of the first", () => {
		const { problems } = parseConfig({ path, text: "a: 1\na: 2\nb: {c: 1, c: 2}\n" });
		assert.deepEqual(
			problems.map(({ code, span, related }) => [code, span.start, related?.[0]?.span.start]),
			[
				["duplicate-key", 20, 14],
				["duplicate-key", 5, 0],
			],
		);
	});

	it("does not read a second anchor of the same key as a repetition of it", () =>
		assert.deepEqual(problemsIn("a: &x {b: 1}\nc: {<<: *x, b: 2}\n"), []));

	const deep: readonly (readonly [why: string, text: string])[] = [
		["lists", `${"[".repeat(5_000)}${"]".repeat(5_000)}`],
		["maps", `${"{a: ".repeat(5_000)}1${"}".repeat(5_000)}`],
		["blocks of lists", `${"- ".repeat(2_000)}x`],
		["unclosed lists", "[".repeat(300)],
		["lists just below what the parser takes", `${"[".repeat(300)}${"]".repeat(300)}`],
	];
	for (const [why, text] of deep) {
		it(`gives up on too many levels: ${why}, without an exception`, () => {
			const { problems } = parseConfig({ path, text: `resources: ${text}` });
			assert.ok(problems.length > 0);
			for (const { code } of problems) assert.match(code, /^(too-complex|yaml-syntax)$/);
		});
	}

	it("follows a hundred levels", () => {
		const text = `a: ${"[".repeat(95)}1${"]".repeat(95)}`;
		assert.deepEqual(problemsIn(text), []);
	});

	it("gives up on aliases that grow beyond all bounds, once", () => {
		const lines = Array.from(
			{ length: 30 },
			(_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
		);
		const { problems } = parseYaml(`a0: &a0 x\n${lines.join("\n")}\n`);
		assert.deepEqual(
			problems.map(({ code }) => code),
			["too-complex"],
		);
	});

	it("takes a thousand aliases in no time", () => {
		const lines = Array.from({ length: 1_000 }, (_, index) => `a${index}: *x`);
		assert.deepEqual(parseYaml(`x: &x {b: 1}\n${lines.join("\n")}\n`).problems, []);
	}).timeout(30_000);
});
