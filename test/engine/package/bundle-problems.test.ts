import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import {
	missingPackages,
	packageOf,
	problemOf,
	warningText,
} from "../../../engine/package/bundle-problems.ts";
import type { Range } from "../../../engine/text/line-map.ts";
import { type Files, makeProject, problemsOf, scriptPlan, sharedBundler } from "./project.ts";

const bundler = sharedBundler();
const plan = scriptPlan({ entryfilePath: "src/api.ts" });

/**
 * The text of `src/api.ts`, marked: `«…»` stands around the place of the problem. `hint` is a part of it.
 */
type Case = {
	readonly code: string;
	readonly problem: string;
	readonly message: string;
	readonly hint?: string;
	readonly files?: Files;
	readonly format?: "cjs";
};

const cases: Readonly<Record<string, Case>> = {
	"a syntax error behind letters that have several bytes": {
		code: 'const é = "語😀"; const b = «=» 3;\nexport default b;',
		problem: "syntax-error",
		message: 'Unexpected "="',
	},
	"a package that nobody has installed": {
		code: 'import { z } from «"zod/mini"»; export default z;',
		problem: "module-not-found",
		message: 'Could not resolve "zod/mini"',
		hint: 'run "npm install zod"',
	},
	"a package of a scope, in a project with another package manager": {
		code: 'import x from «"@scope/pkg/deep"»; export default x;',
		problem: "module-not-found",
		message: 'Could not resolve "@scope/pkg/deep"',
		hint: 'run "pnpm add @scope/pkg"',
		files: { "pnpm-lock.yaml": "" },
	},
	"a package that package.json has": {
		code: 'import x from «"zod"»; export default x;',
		problem: "module-not-found",
		message: 'Could not resolve "zod"',
		hint: 'run "yarn install": "zod" is in package.json but not installed',
		files: { "yarn.lock": "", "package.json": '{ "dependencies": { "zod": "4" } }' },
	},
	"a file that is not there": {
		code: 'import x from «"./missing"»; export default x;',
		problem: "module-not-found",
		message: 'Could not resolve "./missing"',
	},
	"an export that a file does not have": {
		code: 'import { «grett» } from "./greet.js"; export default grett;',
		problem: "export-not-found",
		message: 'No matching export in "src/greet.js" for import "grett"',
		hint: 'did you mean "greet"?',
		files: { "src/greet.js": "export const greet = 1;" },
	},
	"a file that no loader reads": {
		code: 'import x from «"./logo.png"»; export default x;',
		problem: "no-loader",
		message: 'No loader is configured for ".png" files: src/logo.png',
		hint: "includeFiles",
		files: { "src/logo.png": "" },
	},
	"await at the top level of CommonJS": {
		code: "«await» 1; export default 1;",
		problem: "top-level-await",
		message: 'Top-level await is currently not supported with the "cjs" output format',
		hint: "outputModuleFormat",
		format: "cjs",
	},
};

function markedRange(code: string): Range {
	const [before = "", marked = ""] = code.split(/[«»]/);
	const lines = before.split("\n");
	const start = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
	return { start, end: { line: start.line, character: start.character + marked.length } };
}

describe("an error in the user's code", () => {
	for (const [name, { code, problem: expected, message, hint, files, format }] of Object.entries(cases)) {
		it(name, async () => {
			const root = makeProject({ "package.json": "{}", ...files, "src/api.ts": code.replace(/[«»]/g, "") });
			const languageSpecificConfig = format === undefined ? {} : { outputModuleFormat: format };
			const withFormat = scriptPlan({ entryfilePath: "src/api.ts", languageSpecificConfig });
			const problems = await problemsOf(root, withFormat, bundler);
			assert.equal(problems.length, 1);
			const [problem] = problems;
			assert.deepEqual([problem?.code, problem?.severity, problem?.message], [expected, "error", message]);
			assert.equal(problem?.span, plan.span);
			assert.deepEqual(problem?.elsewhere, { file: join(root, "src/api.ts"), range: markedRange(code) });
			if (hint === undefined) assert.equal(problem?.hint, undefined);
			else assert.ok(problem?.hint?.includes(hint), problem?.hint);
		});
	}

	it("is reported with all others, in the order of their places", async () => {
		const root = makeProject({
			"src/api.ts": 'import "./b.ts"; import "./a.ts"; import "./missing"; import "gone";',
			"src/a.ts": "const = 1;\n",
			"src/b.ts": "const = 2;\n",
		});
		const problems = await problemsOf(root, plan, bundler);
		assert.deepEqual(
			problems.map((problem) => [problem.elsewhere?.file.slice(root.length + 1), problem.code]),
			[
				["src/a.ts", "syntax-error"],
				["src/api.ts", "module-not-found"],
				["src/api.ts", "module-not-found"],
				["src/b.ts", "syntax-error"],
			],
		);
	});

	it("without a place is a problem of the config", () => {
		const message = {
			id: "",
			pluginName: "",
			text: "Something\n  broke.",
			location: null,
			notes: [],
			detail: 0,
		};
		assert.deepEqual(problemOf(message, "/app", plan.span, new Map()), {
			code: "bundle-error",
			severity: "error",
			message: "Something broke",
			span: plan.span,
		});
		assert.equal(warningText(message), "Something broke");
	});

	it("takes a note of esbuild as a hint, but not its advice about its own options", () => {
		const note = (text: string) => ({ text, location: null });
		const message = {
			id: "",
			pluginName: "",
			text: 'Could not resolve "./x"',
			location: null,
			notes: [note('You can mark the path "./x" as external to exclude it.'), note("Use a capital X.")],
			detail: 0,
		};
		assert.equal(problemOf(message, "/app", plan.span, new Map()).hint, "Use a capital X");
	});

	it("names the package of an import, and only packages", () => {
		assert.deepEqual(["a", "a/b/c", "@a/b", "@a/b/c"].map(packageOf), ["a", "a", "@a/b", "@a/b"]);
		const specifiers = ["zod/x", "zod", "./a", "../a", "..", "/a", "node:fs", "bun:ffi", "#inner", "@a/b/c"];
		const messages = specifiers.map((name) => ({
			id: "",
			pluginName: "",
			text: `Could not resolve "${name}"`,
			location: null,
			notes: [],
			detail: 0,
		}));
		assert.deepEqual(missingPackages(messages), ["zod", "@a/b"]);
	});
});
