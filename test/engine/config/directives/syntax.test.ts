import assert from "node:assert/strict";
import fc from "fast-check";
import {
	type ArgumentSyntax,
	type DirectiveCall,
	readDirective,
} from "../../../../engine/config/directives/syntax.ts";

/** What a text is, in one line: the shape of the format's own table. */
function show(text: string): string {
	const found = readDirective(text);
	switch (found.kind) {
		case "plain":
			return "plain";
		case "unclosed":
			return `unclosed ${found.name}`;
		case "embedded":
			return `embedded ${found.calls.map(showCall).join(" ")} -> ${found.replacement}`;
		case "directive":
			return showCall(found.call);
	}
}

function showCall({ name, args, path }: DirectiveCall): string {
	return [`${name}(${args.map(showArgument).join(" · ")})`, ...path].join(".");
}

function showArgument(argument: ArgumentSyntax): string {
	return argument.kind === "value" ? JSON.stringify(argument.value) : showCall(argument.call);
}

describe("a directive in a text", () => {
	// config-language.md, section 4.
	const detected: readonly (readonly [why: string, text: string, expected: string])[] = [
		["the whole text", "$Stage()", "Stage()"],
		["with a path", "$Var().db.name", "Var().db.name"],
		["with an argument and a path", "$File('a.json').x.y", 'File("a.json").x.y'],
		[
			"text behind it, which the format takes literally: reported here, with what would do it",
			"$Stage()-suffix",
			"embedded Stage() -> ('{}-suffix', $Stage())",
		],
		["text before it, as well", "prefix-$Stage()", "embedded Stage() -> ('prefix-{}', $Stage())"],
		[
			"two of them, of which the format silently takes the first only",
			"$Stage()-$Region()",
			"embedded Stage() Region() -> ('{}-{}', $Stage(), $Region())",
		],
		["no name: a directive of the empty name to the format, text here", "$(foo)", "plain"],
		["a price: names begin with a letter here, so that it stays text", "$100 (approx)", "plain"],
		["a price with words between, which is an unknown directive to the format", "$5 off (today)", "plain"],
		["a price with text behind it", "$100 (approx) x", "plain"],
		["a variable of a shell", "${HOME}/x (y)", "plain"],
		["nothing", "", "plain"],
		["an unclosed one", "$Format('{}', ", "unclosed Format"],
		["one whose parenthesis is in quotes", "$Format(')'", "unclosed Format"],
		["one behind an unclosed one", "$foo( and $Stage()", "embedded Stage() -> ('$foo( and {}', $Stage())"],
		["line breaks inside", "$Format('{}',\n  $Stage())", 'Format("{}" · Stage())'],
		["white space around it is text", " $Stage()", "embedded Stage() -> (' {}', $Stage())"],
		["a path that ends in a dot", "$Var().a.", "embedded Var().a -> ('{}.', $Var().a)"],
		["a path with a dash", "$Var().a-b", "embedded Var().a -> ('{}-b', $Var().a)"],
	];
	for (const [why, text, expected] of detected) {
		it(`is found: ${why}`, () => assert.equal(show(text), expected));
	}

	const given: readonly (readonly [why: string, text: string, expected: string])[] = [
		[
			"of every form",
			`$X('a,b', "c", 12, true, 0x10, abc, '12')`,
			'X("a,b" · "c" · 12 · true · 16 · "abc" · "12")',
		],
		["that are directives", "$Format('{}-{}', $Stage(), $Region())", 'Format("{}-{}" · Stage() · Region())'],
		["that are empty", "$X(,'a',)", 'X("a")'],
		["with an escaped quote, whose backslash stays", "$X('it\\'s')", 'X("it\\\\\'s")'],
		["whose path ends at the first other character", "$X($Var().a.b-c)", "X(Var().a.b)"],
		["with parentheses in quotes", "$X('(', ')')", 'X("(" · ")")'],
		["with the other quotes inside", `$X("it's", 'a "b"')`, 'X("it\'s" · "a \\"b\\"")'],
		["in three levels", "$A($B($C(1), 2), 3)", "A(B(C(1) · 2) · 3)"],
		["that are false, negative or fractions", "$X(false, -1.5, 1e3)", "X(false · -1.5 · 1000)"],
		["that are an empty text", "$X('')", 'X("")'],
		["none", "$X(   )", "X()"],
	];
	for (const [why, text, expected] of given) {
		it(`has arguments ${why}`, () => assert.equal(show(text), expected));
	}

	// config-language.md, section 4: what defineConfig would write.
	const rewritten: readonly (readonly [text: string, replacement: string])[] = [
		["images-$Stage()-$Region()", "('images-{}-{}', $Stage(), $Region())"],
		['https://$ResourceParam("api","url")/v1', `('https://{}/v1', $ResourceParam("api","url"))`],
		["it's $Stage()", "('it\\'s {}', $Stage())"],
		["a $Var().x.y b", "('a {} b', $Var().x.y)"],
		["$SsmParam('/a/b')-x", "('{}-x', $SsmParam('/a/b'))"],
		["C:\\$Stage()", "('C:\\\\{}', $Stage())"],
	];
	for (const [text, replacement] of rewritten) {
		it(`among other text becomes $Format${replacement}`, () => {
			const found = readDirective(text);
			assert.equal(found.kind === "embedded" && found.replacement, replacement);
		});
	}

	it("keeps the text that it was written as, for messages", () => {
		const found = readDirective("$A( $B('x').y ,1).z");
		assert.ok(found.kind === "directive");
		assert.equal(found.call.text, "$A( $B('x').y ,1).z");
		const [first] = found.call.args;
		assert.equal(first?.kind === "directive" && first.call.text, "$B('x').y");
	});

	it("is read in any text without an exception, and a whole one has the whole text", () => {
		const part = fc.oneof(
			fc.constantFrom("$", "$A(", "$Format(", ")", "'", '"', "\\", ",", ".", ".x", " ", "{}"),
			fc.string({ maxLength: 3 }),
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
				const text = parts.join("");
				const found = readDirective(text);
				if (found.kind === "directive") assert.equal(found.call.text, text);
				if (found.kind === "embedded") for (const call of found.calls) assert.ok(text.includes(call.text));
			}),
		);
	});

	it("takes no time that grows with the square of a long text", () => {
		const long = "x".repeat(200_000);
		assert.equal(readDirective(`${long}$Stage()`).kind, "embedded");
		assert.equal(readDirective("$foo(".repeat(20_000)).kind, "unclosed");
		assert.equal(readDirective(`$Stage()${long}`).kind, "embedded");
	}).timeout(30_000);

	it("is read to a depth that nobody reaches by hand, and no deeper", () => {
		const found = readDirective(`${"$A(".repeat(5_000)}1${")".repeat(5_000)}`);
		let depth = 0;
		let call = found.kind === "directive" ? found.call : undefined;
		while (call) {
			depth++;
			const [inner] = call.args;
			call = inner?.kind === "directive" ? inner.call : undefined;
		}
		assert.equal(depth, 32);
	});
});
