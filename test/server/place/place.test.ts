import assert from "node:assert/strict";
import { lineMap } from "../../../engine/text/line-map.ts";
import { type Place, placeAt } from "../../../server/place/index.ts";
import { readCursor } from "../../support/marked.ts";

function place(marked: string, isJson = false): Place | undefined {
	const { text, offset } = readCursor(marked);
	return placeAt(text, offset, lineMap(text), isJson);
}

/** A place in one line: kind, path, what is typed, what else is there. */
function summary(marked: string, isJson = false): string {
	const found = place(marked, isJson);
	if (!found) return "nowhere";
	const { kind, path, typed, taken } = found;
	return `${kind} ${path.join("/") || "top"}${typed && ` typed ${typed}`}${taken.length > 0 ? ` beside ${taken.join(" ")}` : ""}`;
}

const yaml: readonly (readonly [why: string, text: string, expected: string])[] = [
	["an empty config", "$0", "content top"],
	["a key at the top", "variables:\n  a: 1\nres$0", "content top typed res beside variables"],
	["below a key", "resources:\n  $0", "content resources"],
	["between two keys", "a:\n  b: 1\n  $0\n  c: 2\n", "content a beside b c"],
	["behind a colon", "a:\n  b: $0", "value a/b"],
	["right behind a colon", "a:\n  b:$0", "value a/b"],
	["between key and colon", "a:\n  b $0 : 1", "nowhere"],
	["in the middle of a key", "a:\n  be$0ta: 1", "content a typed be"],
	["in the middle of a value", "a: one$0two", "value a typed one"],
	["in a quoted value", `a: "one$0`, "value a typed one"],
	["in a quoted key", `"a b": $0`, "value a b"],
	["behind the end of a value", "a: one  $0", "nowhere"],
	["in front of a value", "a: $0  one", "nowhere"],
	["in a comment", "a: 1 # see $0", "nowhere"],
	["behind a # that is no comment", "a: x#y$0", "value a typed x#y"],
	["behind a # in quotes", `a: "x # y$0`, "value a typed x # y"],
	["in a block text", "a: |\n  b: $0", "nowhere"],
	["in a folded text with keys below it", "a: >-\n  b:\n    $0", "nowhere"],
	["below a value", "a: 1\n  $0", "nowhere"],
	["deeper than its neighbours", "a:\n  b: 1\n   $0", "nowhere"],
	["less deep than its neighbours", "a:\n  b: 1\n $0", "nowhere"],
	["on an empty line that would part a key from its value", "a:\n$0\n  b: 1", "nowhere"],
	[
		"in a key that lacks its colon above its value",
		"a:\n  be$0\n    c: 1\n  d: 2",
		"content a typed be beside d",
	],
	["in front of a list in brackets", "a: { b: $0[1] }", "nowhere"],
	["behind a colon with a map below it", "a: $0\n  b: 1", "nowhere"],
	["behind a dash", "a:\n  - $0", "content a/0"],
	["right behind a dash", "a:\n  -$0", "nowhere"],
	["behind the second dash", "a:\n  - x\n  - y$0", "content a/1 typed y beside x"],
	["where the next dash would be", "a:\n  - x\n  $0", "content a beside x"],
	["in a list at the column of its key", "a:\n- x\n- $0\nb: 1", "content a/1 beside x"],
	["below a list at the column of its key", "a:\n- x\n$0", "content top beside a"],
	["in a map of a list", "a:\n  - b: 1\n    $0\n  - c: 2\n", "content a/0 beside b"],
	["in the second map of a list", "a:\n  - b: 1\n  - c: 2\n    $0", "content a/1 beside c"],
	["in a map on the line of its dash", "a:\n  - b$0\n    c: 2\n", "content a/0 typed b beside c"],
	["in a list of lists", "a:\n  - - x\n    - $0", "content a/0/1 beside x"],
	["in brackets", "a: [x, $0]", "value a/1 beside x"],
	["in brackets that are not closed", "a: [x, $0\nb: 1", "value a/1 beside x"],
	["in brackets over several lines", "a: [\n  x,\n  $0\n]", "value a/1 beside x"],
	["in braces", "a: { b: 1, $0 }", "content a beside b"],
	["behind a colon in braces", "a: { b: $0 }", "value a/b"],
	["in braces in braces", "a: { b: { c: 1, d$0 } }", "content a/b typed d beside c"],
	["in braces behind a dash", "a:\n  - { b: 1, $0 }", "content a/0 beside b"],
	["behind closed brackets", "a: [x] $0", "nowhere"],
	["below an anchor", "a: &anchor\n  $0", "content a"],
	["at an alias", "a: *an$0", "nowhere"],
	["below the mark of the document", "---\n$0", "content top"],
	["in a text with carriage returns", "a:\r\n  b: 1\r\n  $0", "content a beside b"],
	["below brackets that are not closed", "a:\n  b: [\n  c:\n    d$0: 1", "content a/c typed d"],
];

const json: readonly (readonly [why: string, text: string, expected: string])[] = [
	["an empty map", "{$0}", "content top"],
	["nothing at all", "$0", "nowhere"],
	["a key", `{ "a": 1, "b$0" }`, "content top typed b beside a"],
	["a key without quotes", "{ re$0 }", "content top typed re"],
	["a key without its closing quote", `{ "re$0\n}`, "content top typed re"],
	["behind a colon", `{ "a": $0 }`, "value a"],
	["behind a colon with a key on the next line", `{ "a": $0\n"b": 1 }`, "value a"],
	["in a text", `{ "a": "x$0" }`, "value a typed x"],
	["in a list", `{ "a": ["x", $0] }`, "value a/1 beside x"],
	["in a map of a list", `{ "a": [{ "b": 1 }, { "c": 1, $0 }] }`, "content a/1 beside c"],
	["in maps that are not closed", `{ "a": { "b": { $0`, "content a/b"],
	["behind the whole config", "{} $0", "nowhere"],
	["in front of a map", `{ "a": $0{} }`, "nowhere"],
	["right behind a map", `{ "a": {}$0, "b": 1 }`, "nowhere"],
	["in front of a quote", `{ "a": $0"x" }`, "nowhere"],
];

describe("place of a cursor", () => {
	for (const [why, text, expected] of yaml) it(`YAML: ${why}`, () => assert.equal(summary(text), expected));
	for (const [why, text, expected] of json)
		it(`JSON: ${why}`, () => assert.equal(summary(text, true), expected));

	it("reads the type of every map around the cursor", () => {
		const found = place(
			"resources:\n  f:\n    type: function\n    properties:\n      events:\n        - type: sqs # a queue\n          properties:\n            $0",
		);
		assert.equal(found?.typeAt(["resources", "f"]), "function");
		assert.equal(found.typeAt(["resources", "f", "properties", "events", 0]), "sqs");
		assert.equal(found.typeAt(["resources"]), undefined);
	});

	it("reads types that stand below the cursor, and in brackets", () => {
		const below = place("resources:\n  f:\n    properties:\n      $0\n    type: 'function'\n");
		assert.equal(below?.typeAt(["resources", "f"]), "function");
		const brackets = place("resources:\n  f: { type: bucket, properties: { $0 } }");
		assert.equal(brackets?.typeAt(["resources", "f"]), "bucket");
		const mixed = place("resources:\n  f:\n    type: bucket\n    properties: { $0 }");
		assert.equal(mixed?.typeAt(["resources", "f"]), "bucket");
	});

	it("tells where a comma is missing in JSON", () => {
		const text = `{ "a": 1\n"b$0"\n"c": 1 }`;
		assert.equal(place(text, true)?.commaBefore, text.indexOf("\n"));
		assert.equal(place(text, true)?.commaAfter, true);
		const whole = place(`{ "a": 1, "b$0", "c": 1 }`, true);
		assert.deepEqual([whole?.commaBefore, whole?.commaAfter], [undefined, undefined]);
	});

	it("replaces a quoted word with its quotes", () => {
		const { text } = readCursor(`{ "a": "on$0e" }`);
		const found = place(`{ "a": "on$0e" }`, true);
		assert.equal(text.slice(found?.word.start, found?.word.end), `"one"`);
	});
});
