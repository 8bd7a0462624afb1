import type { Problem } from "../../report/problem.ts";
import { type DirectiveArgument, entryOf, type Node } from "../../text/tree.ts";
import type { CodeWant } from "../facts.ts";
import { codeResult, namesCode } from "./code.ts";
import { directives } from "./index.ts";
import type { Directive, LocalDirective } from "./kind.ts";

/** The directives that a config can use. */
export type KnownDirectives = {
	readonly known: ReadonlyMap<string, Directive>;
	readonly problems: readonly Problem[];
};

function ownDirective(name: string, file: string): LocalDirective {
	const want = (args: readonly DirectiveArgument[]): CodeWant => ({
		kind: "code",
		use: "directive",
		called: `$${name}`,
		file,
		args,
	});
	return {
		kind: "local",
		name,
		docs: `A directive of this config: ${file}.`,
		parameters: [
			{ name: "values", docs: "What its function is called with.", takes: "any", optional: true, rest: true },
		],
		example: `$${name}('value')`,
		snippet: `${name}('\${1:value}')`,
		want,
		evaluate: (args, { facts }) => codeResult(want(args), facts),
	};
}

function textOf(
	node: Node | undefined,
	key: string,
): { readonly text: string; readonly node: Node } | undefined {
	const value = entryOf(node, key)?.value;
	return value?.kind === "scalar" && typeof value.value === "string"
		? { text: value.value, node: value }
		: undefined;
}

function taken(name: string, { span }: Node): Problem {
	const isBuiltIn = directives.has(name);
	return {
		code: "duplicate-directive",
		severity: "error",
		message: isBuiltIn
			? `there is already a directive $${name} in the format`
			: `there are two directives "${name}"`,
		span,
		hint: "choose another name",
	};
}

function noCode(path: string, { span }: Node): Problem {
	return {
		code: "unsupported-script-file",
		severity: "error",
		message: `"${path}" is no code that can be called`,
		span,
		hint: "give a file in JavaScript, TypeScript or Python, perhaps with a function: ./directives.ts:password",
	};
}

/** The directives of the format, and those that the config brings. */
export function directivesOf(root: Node | undefined): KnownDirectives {
	const list = entryOf(root, "directives")?.value;
	if (list?.kind !== "list" || list.items.length === 0) return { known: directives, problems: [] };
	const known = new Map(directives);
	const problems: Problem[] = [];
	for (const item of list.items) {
		const name = textOf(item, "name");
		const file = textOf(item, "filePath");
		if (!name || !file) continue;
		if (known.has(name.text)) problems.push(taken(name.text, name.node));
		else known.set(name.text, ownDirective(name.text, file.text));
		if (!namesCode(file.text)) problems.push(noCode(file.text, file.node));
	}
	return { known, problems };
}
