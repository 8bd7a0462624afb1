import assert from "node:assert/strict";
import fc from "fast-check";
import { type ConfigFile, parseConfig } from "../../../engine/config/parse.ts";
import { resolveConfig } from "../../../engine/config/resolve.ts";
import { Deferred, plainValue } from "../../../engine/text/tree.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const path = "stacktape.yml";

function resolve(text: string) {
	return resolveConfig(parseConfig({ path, text }), target, new Map());
}

/** The value of `result` in a config of variables; directives of the deploy as `<their text>`. */
function resultOf(variables: string): unknown {
	const { root, problems } = resolve(`variables:\n${variables.replaceAll(/^/gm, "  ")}\n`);
	assert.deepEqual(problems, []);
	const value = root && (plainValue(root) as { readonly variables: { readonly result: unknown } });
	return JSON.parse(
		JSON.stringify(value?.variables.result, (_key, part) =>
			part instanceof Deferred ? `<${part.text}>` : part,
		),
	);
}

describe("resolving directives", () => {
	// config-language.md, section 5: its examples, and the rules of its algorithm.
	const cases: readonly (readonly [why: string, variables: string, expected: unknown])[] = [
		["a stage", "result: $Stage()", "dev"],
		["a part of a variable", "db: {size: 5}\nresult: $Var().db.size", 5],
		["a map", "db: {size: 5, list: [1, x]}\nresult: $Var().db", { size: 5, list: [1, "x"] }],
		["an item of a list", "list: [a, b]\nresult: $Var().list.1", "b"],
		["a directive in a directive", "result: $Format('{}-{}', $Stage(), $Region())", "dev-eu-west-1"],
		["a variable that is a directive", "stage: $Stage()\nresult: $Var().stage", "dev"],
		["a path that runs into a directive", "a: {b: $Var().c}\nc: {d: 7}\nresult: $Var().a.b.d", 7],
		["a directive inside a value of a variable", "a: {b: [$Stage()]}\nresult: $Var().a", { b: ["dev"] }],
		["a text that becomes a directive", "result: $Format('{}', '$Stage()')", "dev"],
		["a variable given to a directive", "a: x\nresult: $Format('{}!', $Var().a)", "x!"],
		["a part of the config itself", "a: {b: 1}\nresult: $This().variables.a.b", 1],
		["a default of the command line", "result: $CliArgs('size', 5)", 5],
		[
			"what only the deploy knows, left for it",
			"result: $ResourceParam('jobs', 'arn')",
			"<$ResourceParam('jobs', 'arn')>",
		],
		["keys that look a little like directives", "result: {$price(1): 1}", { "$price(1)": 1 }],
		["a price", "result: $5 off (today)", "$5 off (today)"],
		["something else with a $ and parentheses", "result: call $next(1)", "call $next(1)"],
		["an unknown unclosed one, which may be anything", "result: $jquery(a", "$jquery(a"],
	];
	for (const [why, variables, expected] of cases) {
		it(`gives ${why}`, () => assert.deepEqual(resultOf(variables), expected));
	}

	it("puts values where the directive was written", () => {
		const text = "variables:\n  a: {b: [1]}\n  c: $Var().a\n";
		const { root } = resolve(text);
		const variables = root?.kind === "map" ? root.entries[0]?.value : undefined;
		const value = variables?.kind === "map" ? variables.entries[1]?.value : undefined;
		const start = text.indexOf("$Var");
		assert.deepEqual(value?.span, { start, end: start + "$Var().a".length });
	});

	it("asks for secrets once each, and for nothing else", () => {
		const { wants, problems } = resolve(
			"variables:\n  a: $Secret('db.user')\n  b: $Secret('db.password')\n  c: $Secret('other')\n  d: $Var().a\n",
		);
		assert.deepEqual(wants, [
			{ kind: "secret", name: "db" },
			{ kind: "secret", name: "other" },
		]);
		assert.deepEqual(problems, []);
	});

	it("asks for secrets inside of other directives too", () => {
		const { wants } = resolve("variables:\n  a: $CfFormat('{}', $Secret('db'))\n");
		assert.deepEqual(wants, [{ kind: "secret", name: "db" }]);
	});

	const wrong: Readonly<Record<string, string>> = {
		"an unknown directive": `
variables:
  a: $Stag()
  #  ^^^^^^^ unknown-directive: "$Stag" is not a directive
`,
		"arguments of one that takes none": `
variables:
  a: 1
  b: $Var('a').a
  #  ^^^^^^^^^^^ (warning) too-many-arguments: $Var takes no arguments, but 1 is given
`,
		"an argument that is none of the possible ones": `
variables:
  a: $GitInfo('brnch')
  #  ^^^^^^^^^^^^^^^^^ wrong-argument: "brnch" is not a value of the argument "fact" of $GitInfo
  b: $StackOutput('shop-dev', 'api', 'eu-west')
  #  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-argument: "eu-west" is not a value of the argument "region" of $StackOutput
`,
		"an argument that has not the form": `
variables:
  a: $CfStackOutput('shop-dev', 'api-url')
  #  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-argument: "api-url" cannot be the argument "output" of $CfStackOutput
`,
		"a directive as a key": `
variables:
  $Stage(): 1
# ^^^^^^^^ directive-in-key: $Stage() is not resolved here, because directives work in values only
  x-$Var().a: 1
# ^^^^^^^^^^ directive-in-key: $Var().a is not resolved here, because directives work in values only
`,
		"a config that needs itself as a whole": `
variables:
  a: $This().variables.a
  #  ^^^^^^^^^^^^^^^^^^^ circular-reference: $This().variables.a needs itself: $This().variables.a → $This().variables.a
`,
		"a missing argument": `
variables:
  a: $Secret()
  #  ^^^^^^^^^ missing-argument: $Secret needs the argument "name"
`,
		"an empty argument, which counts as missing": `
variables:
  a: $Secret('')
  #  ^^^^^^^^^^^ missing-argument: $Secret needs the argument "name"
`,
		"an argument of another type": `
variables:
  a: $Secret(5)
  #  ^^^^^^^^^^ wrong-argument: argument "name" of $Secret must be text, but is 5
`,
		"too many arguments": `
variables:
  a: $Secret('x', 'y')
  #  ^^^^^^^^^^^^^^^^^ too-many-arguments: $Secret takes 1 argument, but 2 are given
`,
		"a variable that does not exist": `
variables:
  memory: 512
  a: $Var().memroy
  #  ^^^^^^^^^^^^^ unknown-variable: $Var() has no "memroy"
`,
		"a part that a variable does not have": `
variables:
  db: {size: 5}
  a: $Var().db.size.x
  #  ^^^^^^^^^^^^^^^^ unknown-variable: $Var().db.size has no "x"
`,
		"an item behind the end of a list": `
variables:
  list: [a]
  b: $Var().list.1
  #  ^^^^^^^^^^^^^ unknown-variable: $Var().list has no "1"
`,
		"a path into a text": `
variables:
  a: $Stage().x
  #  ^^^^^^^^^^ unknown-path: $Stage() has no "x"
`,
		"a path into what only the deploy knows": `
variables:
  a: $Secret('db').password
  #  ^^^^^^^^^^^^^^^^^^^^^^ unknown-path: $Secret('db') has no "password": it is a text
`,
		"a directive that needs what only the deploy knows": `
variables:
  a: $Format('{}', $Secret('x'))
  #  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-known-at-deploy: $Secret('x') is known only at deploy, but $Format('{}', $Secret('x')) needs it now
`,
		"no closing parenthesis": `
variables:
  a: $Format('{}'
  #  ^^^^^^^^^^^^ unclosed-directive: $Format( has no closing parenthesis
`,
		"a directive in a text": `
variables:
  a: images-$Stage()
  #  ^^^^^^^^^^^^^^^ directive-in-text: $Stage() is not resolved here, because a directive must be the whole value
`,
		"a variable that needs itself": `
variables:
  a: $Var().a
  #  ^^^^^^^^ circular-reference: $Var().a needs itself: $Var().a → $Var().a
`,
		"all variables inside of one": `
variables:
  a: [$Var()]
  #   ^^^^^^ circular-reference: $Var() needs itself: $Var() → $Var()
`,
		"a circle of variables, once": `
variables:
  a: $Var().b
  #  ^^^^^^^^ circular-reference: $Var().b needs itself: $Var().b → $Var().c → $Var().a → $Var().b
  b: $Var().c
  c: $Var().a
`,
		"a wrong variable at its own place, however often it is used": `
variables:
  a: $Stag()
  #  ^^^^^^^ unknown-directive: "$Stag" is not a directive
  b: $Var().a
  c: $Format('{}', $Var().a)
  d: $Var().a.x
`,
		"what follows from a circle only once": `
variables:
  a: $Format('{}', $Var().a)
  #  ^^^^^^^^^^^^^^^^^^^^^^^ circular-reference: $Format('{}', $Var().a) needs itself: $Format('{}', $Var().a) → $Var().a → $Format('{}', $Var().a)
  b: $Var().a
`,
	};
	for (const [why, text] of Object.entries(wrong)) {
		it(`reports ${why}`, () => {
			const distinct = new Map(resolve(text).problems.map((problem) => [JSON.stringify(problem), problem]));
			assertProblems(text, [...distinct.values()]);
		});
	}

	const embedded: readonly (readonly [written: string, fixed: string])[] = [
		["images-$Stage()", `"$Format('images-{}', $Stage())"`],
		[`https://$ResourceParam('api','url')/v1`, `"$CfFormat('https://{}/v1', $ResourceParam('api','url'))"`],
		[`say "$Stage()"`, `"$Format('say \\"{}\\"', $Stage())"`],
	];
	for (const [written, fixed] of embedded) {
		it(`offers ${fixed} for ${written}`, () => {
			const { problems } = resolve(`variables:\n  a: ${written}\n`);
			assert.deepEqual(
				problems[0]?.fixes?.map((fix) => fix.text),
				[fixed],
			);
		});
	}

	it("offers a fix of a block of several lines that is still one value, and one line of the file after it", () => {
		const text = "variables:\n  a: |\n    one $Stage()\n    two\n  b: 1\n";
		const [problem] = resolve(text).problems;
		const [fix] = problem?.fixes ?? [];
		assert.ok(fix);
		const fixed = text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end);
		const { root, problems } = resolve(fixed);
		assert.deepEqual(problems, []);
		assert.deepEqual(root && plainValue(root), { variables: { a: "one dev\ntwo\n", b: 1 } });
	});

	it("shows a long text in part only", () => {
		const [problem] = resolve(`variables:\n  a: ${"x".repeat(300)}$Stage()\n`).problems;
		assert.ok((problem?.hint?.length ?? 0) < 120);
		assert.match(problem?.fixes?.[0]?.text ?? "", /x{300}/);
	});

	it("gives up on variables that grow beyond all bounds", function () {
		this.timeout(60_000);
		const lines = Array.from(
			{ length: 40 },
			(_, index) => `  v${index + 1}: [$Var().v${index}, $Var().v${index}]`,
		);
		const { problems } = resolve(`variables:\n  v0: x\n${lines.join("\n")}\n`);
		assert.deepEqual(
			problems.map(({ code }) => code),
			["too-complex"],
		);
	}).timeout(30_000);

	it("gives up on a chain of variables that nobody can follow", () => {
		const lines = Array.from({ length: 100 }, (_, index) => `  v${index}: $Var().v${index + 1}`);
		const { problems } = resolve(`variables:\n${lines.join("\n")}\n  v100: x\n`);
		assert.deepEqual([...new Set(problems.map(({ code }) => code))], ["too-complex"]);
	});

	it("changes nothing in a config without directives, and nothing when it is done again", () => {
		fc.assert(
			fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue()), (variables) => {
				const file: ConfigFile = { path: "stacktape.json", text: JSON.stringify({ variables }) };
				const parsed = parseConfig(file);
				fc.pre(!file.text.includes("$"));
				const once = resolveConfig(parsed, target, new Map());
				assert.deepEqual(once.root, parsed.root);
				assert.deepEqual(resolveConfig({ ...parsed, root: once.root }, target, new Map()).root, once.root);
			}),
		);
	});
});
