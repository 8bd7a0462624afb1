import assert from "node:assert/strict";
import { cliArgs } from "../../../../engine/config/directives/cli-args.ts";
import { file, fileRaw } from "../../../../engine/config/directives/file.ts";
import { format } from "../../../../engine/config/directives/format.ts";
import { gitInfo } from "../../../../engine/config/directives/git-info.ts";
import type { LocalContext, LocalDirective } from "../../../../engine/config/directives/kind.ts";
import { profile } from "../../../../engine/config/directives/profile.ts";
import { region } from "../../../../engine/config/directives/region.ts";
import { stackOutput } from "../../../../engine/config/directives/stack-output.ts";
import { stage } from "../../../../engine/config/directives/stage.ts";
import { thisConfig } from "../../../../engine/config/directives/this.ts";
import { variable } from "../../../../engine/config/directives/var.ts";
import { wantKey } from "../../../../engine/config/facts.ts";
import { type DirectiveArgument, entryOf, nodeOf } from "../../../../engine/text/tree.ts";
import { target } from "../../../support/placed.ts";

const root = nodeOf({ variables: { a: 1 } }, { start: 0, end: 1 });
const context: LocalContext = { target, facts: new Map(), root };

function evaluate(directive: LocalDirective, args: readonly DirectiveArgument[] = []) {
	const result = directive.evaluate(args, context);
	return result.kind === "wrong" ? `${result.code}: ${result.message}` : result;
}

describe("a directive whose value is known at once", () => {
	it("$Stage gives the stage", () => assert.deepEqual(evaluate(stage), { kind: "value", value: "dev" }));
	it("$Region gives the region", () =>
		assert.deepEqual(evaluate(region), { kind: "value", value: "eu-west-1" }));

	it("$Var gives all variables, as they are written", () =>
		assert.deepEqual(evaluate(variable), { kind: "node", node: entryOf(root, "variables")?.value }));

	it("$Var in a config without variables is a problem", () =>
		assert.deepEqual(variable.evaluate([], { ...context, root: nodeOf({}, { start: 0, end: 0 }) }), {
			kind: "wrong",
			code: "unknown-variable",
			message: "this config has no variables",
			hint: "add `variables:` at the top level",
		}));

	const formatted: readonly (readonly [
		why: string,
		args: readonly DirectiveArgument[],
		expected: unknown,
	])[] = [
		["in order", ["{}-{}", "dev", "eu-west-1"], "dev-eu-west-1"],
		["numbers and flags", ["{}{}", 5, true], "5true"],
		["nothing into a text without placeholders", ["x"], "x"],
		[
			"no value twice: a {} inside a value stays, where the format's reference replaces it again",
			["{}-{}", "{}", "b"],
			"{}-b",
		],
		["values with a $ as they are, which the format's reference reads as patterns", ["{}!", "$&"], "$&!"],
	];
	for (const [why, args, expected] of formatted) {
		it(`$Format puts ${why}`, () =>
			assert.deepEqual(evaluate(format, args), { kind: "value", value: expected }));
	}

	const wrong: readonly (readonly [args: readonly DirectiveArgument[], expected: string])[] = [
		[["{}", "a", "b"], "format-count-mismatch: the text has 1 placeholder {}, but 2 values are given"],
		[["{}{}", "a"], "format-count-mismatch: the text has 2 placeholders {}, but 1 value is given"],
		[["x", "a"], "format-count-mismatch: the text has 0 placeholders {}, but 1 value is given"],
		[["{}{}", "a", { b: 1 }], "wrong-argument: value 2 of $Format is a map, which cannot be put into a text"],
		[["{}", ["a"]], "wrong-argument: value 1 of $Format is a list, which cannot be put into a text"],
	];
	for (const [args, expected] of wrong) it(expected, () => assert.equal(evaluate(format, args), expected));

	it("$This gives the whole config, as it is written", () =>
		assert.deepEqual(evaluate(thisConfig), { kind: "node", node: root }));
});

type Case = readonly [
	directive: LocalDirective,
	args: readonly DirectiveArgument[],
	answer: string | undefined,
	expected: unknown,
];

function withAnswer(
	directive: LocalDirective,
	args: readonly DirectiveArgument[],
	answer: string | undefined,
) {
	const want = directive.want?.(args, target) ?? assert.fail("it wants nothing");
	const facts = new Map(answer === undefined ? [] : [[wantKey(want), answer]]);
	const result = directive.evaluate(args, { ...context, facts });
	if (result.kind === "wrong") return `${result.code}: ${result.message} (${result.hint})`;
	if (result.kind === "raw") return { raw: result.text };
	return result.kind === "value" ? { value: result.value } : result.kind;
}

describe("a directive whose value somebody has to find out", () => {
	const outputs = JSON.stringify({
		apiUrl: { value: "https://api", exportName: "ShopDevApiUrl" },
		hidden: { value: "x" },
	});
	const cases: readonly Case[] = [
		[profile, [], undefined, "unknown"],
		[profile, [], "work", { value: "work" }],
		[cliArgs, ["size"], undefined, "unknown"],
		[cliArgs, ["size", 5], undefined, { value: 5 }],
		[cliArgs, ["size", 5], "missing", { value: 5 }],
		[cliArgs, ["size", 0], "missing", { value: 0 }],
		[cliArgs, ["size", 5], "10", { value: 10 }],
		[cliArgs, ["size"], '"big"', { value: "big" }],
		[cliArgs, ["size"], "false", { value: false }],
		[
			cliArgs,
			["size"],
			"missing",
			`missing-cli-argument: the argument "size" is not given on the command line, and has no default (run the command with -- --size VALUE, or write a default: $CliArgs('size', 'value'))`,
		],
		[gitInfo, ["branch"], undefined, "unknown"],
		[gitInfo, ["branch"], '"main"', { value: "main" }],
		[gitInfo, ["hasUncommitedChanges"], "false", { value: false }],
		[
			gitInfo,
			["branch"],
			"missing",
			"no-git-fact: git does not know the branch: the config lies in no git repository, or no branch is checked out (write the value itself, or give it on the command line: $CliArgs('branch'))",
		],
		[file, ["a.json"], undefined, "unknown"],
		[file, ["a.json"], 'text:{"size": 5}', { value: { size: 5 } }],
		[
			file,
			["a.json"],
			"missing",
			'file-not-found: there is no file "a.json" (paths begin at the folder of the config; create a.json or correct the path)',
		],
		[
			file,
			["src"],
			"directory",
			'wrong-kind-of-file: "src" is a directory, but a file is needed (name the file itself)',
		],
		[
			file,
			["a.json"],
			"too-large",
			'file-too-large: "a.json" is larger than the 1 MB that fit into a template (put what is needed into a smaller file)',
		],
		[fileRaw, ["a.txt"], "text:$Stage()", { raw: "$Stage()" }],
		[stackOutput, ["shop-dev", "apiUrl"], undefined, "unknown"],
		[stackOutput, ["shop-dev", "apiUrl"], outputs, { value: "https://api" }],
		[stackOutput, ["shop-dev", "apiUrl", "us-east-1"], outputs, { value: "https://api" }],
		[
			stackOutput,
			["shop-dev", "apiUrl", "us-east-1"],
			"missing",
			'unknown-stack: there is no stack "shop-dev" in us-east-1 (deploy it first; the name of a stack is its project, a dash and its stage)',
		],
		[
			stackOutput,
			["shop-dev", "apiUri"],
			outputs,
			`unknown-output: the stack "shop-dev" has no output "apiUri" (did you mean 'apiUrl'?)`,
		],
		[
			stackOutput,
			["shop-dev", "toString"],
			outputs,
			'unknown-output: the stack "shop-dev" has no output "toString" (it exports: apiUrl)',
		],
		[
			stackOutput,
			["shop-dev", "toString"],
			"{}",
			'unknown-output: the stack "shop-dev" has no output "toString" (it exports none)',
		],
		[
			stackOutput,
			["shop-dev", "hidden"],
			outputs,
			'output-not-exported: the stack "shop-dev" does not export its output "hidden" (give the output export: true in its config, and deploy that stack again)',
		],
	];
	for (const [directive, args, answer, expected] of cases) {
		it(`$${directive.name}(${args.join(", ")}) answered by ${answer}`, () =>
			assert.deepEqual(withAnswer(directive, args, answer), expected));
	}
});
