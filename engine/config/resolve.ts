import type { Target } from "../names/target.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import {
	Deferred,
	type DirectiveArgument,
	type Entry,
	entryOf,
	type Node,
	nodeOf,
	plainValue,
} from "../text/tree.ts";
import { MAX_CHAIN, MAX_RESOLVED } from "./bounds.ts";
import { checkArguments, type Report } from "./directives/check-arguments.ts";
import type { Directive, Evaluated, LocalContext } from "./directives/kind.ts";
import { directivesOf } from "./directives/own.ts";
import { type ArgumentSyntax, type DirectiveCall, readDirective } from "./directives/syntax.ts";
import { type Facts, type Want, wantKey } from "./facts.ts";
import type { ParsedConfig } from "./parse.ts";
import { tooComplex } from "./too-complex.ts";

/** A config without local directives, and what it would like to know. */
export type Resolved = {
	readonly root: Node | undefined;
	/** Questions that only I/O can answer; the driver answers them and resolves again. */
	readonly wants: readonly Want[];
	readonly problems: readonly Problem[];
	/** Present for a config that is a program. */
	readonly isProgram?: true;
};

type State = {
	readonly context: LocalContext;
	/** Those of the format, and the config's own. */
	readonly directives: ReadonlyMap<string, Directive>;
	readonly problems: Problem[];
	readonly wants: Map<string, Want>;
	/** Texts of the directives that are being resolved, to find one that needs itself. */
	readonly open: readonly string[];
	/** Circles that are reported: one is met again at each of its members. */
	readonly circles: Set<string>;
	/** How many values directives have made so far. */
	readonly made: { count: number };
};

/** Replaces every local directive by its value. Pure: the same config, target and facts give the same result. */
export function resolveConfig(parsed: ParsedConfig, target: Target, facts: Facts): Resolved {
	const { known, problems } = directivesOf(parsed.root);
	const state: State = {
		context: { target, facts, root: parsed.root },
		directives: known,
		problems: [...problems],
		wants: new Map(),
		open: [],
		circles: new Set(),
		made: { count: 0 },
	};
	const root = parsed.root && resolveNode(parsed.root, state);
	return {
		root,
		wants: [...parsed.wants, ...state.wants.values()],
		problems: state.problems,
		...(parsed.program && { isProgram: true }),
	};
}

function resolveNode(node: Node, state: State): Node {
	if (state.open.length > 0) state.made.count++;
	switch (node.kind) {
		case "map":
			for (const entry of node.entries) checkKey(entry, state);
			return {
				...node,
				entries: node.entries.map((entry) => ({ ...entry, value: resolveNode(entry.value, state) })),
			};
		case "list":
			return { ...node, items: node.items.map((item) => resolveNode(item, state)) };
		case "deferred":
			return node;
		case "scalar":
			return typeof node.value === "string" ? resolveText(node, node.value, state) : node;
	}
}

function checkKey({ key, keySpan }: Entry, state: State): void {
	if (!key.includes("$")) return;
	const found = readDirective(key);
	const calls = found.kind === "directive" ? [found.call] : found.kind === "embedded" ? found.calls : [];
	const known = calls.find((call) => state.directives.has(call.name));
	if (!known) return;
	report(state, keySpan, {
		code: "directive-in-key",
		message: `${known.text} is not resolved here, because directives work in values only`,
		hint: "write the key itself, or take the whole map from a directive",
	});
}

function resolveText(node: Node, text: string, state: State): Node {
	const found = readDirective(text);
	switch (found.kind) {
		case "plain":
			return node;
		case "directive":
			return resolveCall(found.call, node.span, state);
		case "unclosed":
			if (state.directives.has(found.name)) report(state, node.span, unclosed(found.name));
			return node;
		case "embedded":
			reportEmbedded(found.calls, found.replacement, node.span, state);
			return node;
	}
}

function report(state: State, span: Span, problem: Report): void {
	state.problems.push({ severity: "error", ...problem, span });
}

function unclosed(name: string): Report {
	return {
		code: "unclosed-directive",
		message: `$${name}( has no closing parenthesis`,
		hint: "add the missing )",
	};
}

function reportEmbedded(
	calls: readonly DirectiveCall[],
	replacement: string,
	span: Span,
	state: State,
): void {
	const known = calls.filter((call) => state.directives.has(call.name));
	if (known.length === 0) return;
	const needsCf = known.some((call) => state.directives.get(call.name)?.kind === "runtime");
	const text = `$${needsCf ? "CfFormat" : "Format"}${replacement}`;
	const shown = text.length > 100 ? `${text.slice(0, 99)}…` : text;
	report(state, span, {
		code: "directive-in-text",
		message: `${known[0]?.text} is not resolved here, because a directive must be the whole value`,
		hint: `write ${shown}`,
		// In double quotes YAML reads what JSON writes, also for a text of several lines.
		fixes: [{ title: `Change to ${shown}`, span, text: JSON.stringify(text) }],
	});
}

/** The value of a directive as a node whose every part stands where the directive was written. */
function resolveCall(call: DirectiveCall, span: Span, state: State): Node {
	const directive = state.directives.get(call.name);
	if (!directive) return reportUnknown(call, span, state);
	const stopped = stopReason(call, span, state);
	if (stopped) {
		if (stopped !== "reported") state.problems.push(stopped);
		return unknownValue(call, span);
	}
	const inner: State = { ...state, open: [...state.open, call.text] };
	const args = call.args.map((argument) => resolveArgument(argument, span, inner));
	const wrong = checkArguments(directive, call, args);
	if (wrong) {
		report(state, span, wrong);
		if (wrong.severity !== "warning") return unknownValue(call, span);
	}
	const isKnown = !args.some((argument) => argument instanceof Deferred);
	const want = isKnown ? directive.want?.(args, state.context.target) : undefined;
	if (want) state.wants.set(wantKey(want), want);
	if (directive.kind === "runtime")
		return { kind: "deferred", span, value: deferred(call, args, span, false) };
	if (args.some(isUnknown)) return unknownValue(call, span);
	return settle(directive.evaluate(args, state.context), call, span, inner);
}

/** True for a value in which something is not known because of a problem that is said already. */
function isUnknown(value: unknown): boolean {
	if (value instanceof Deferred) return value.unanswered;
	return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}

/** Why a directive is not resolved any further: it needs itself, or too many others. */
function stopReason(call: DirectiveCall, span: Span, state: State): Problem | "reported" | undefined {
	if (state.made.count > MAX_RESOLVED) {
		if (state.circles.has("")) return "reported";
		state.circles.add("");
		return tooComplex(span);
	}
	const first = state.open.indexOf(call.text);
	if (first < 0) return state.open.length >= MAX_CHAIN ? tooComplex(span) : undefined;
	const circle = state.open.slice(first);
	const key = circle.toSorted().join("\n");
	if (state.circles.has(key)) return "reported";
	state.circles.add(key);
	return {
		code: "circular-reference",
		severity: "error",
		message: `${call.text} needs itself: ${[...circle, call.text].join(" → ")}`,
		span,
		hint: "give one of them a value of its own",
	};
}

function settle(result: Evaluated, call: DirectiveCall, span: Span, state: State): Node {
	if (result.kind === "wrong") {
		report(state, span, result);
		return unknownValue(call, span);
	}
	if (result.kind === "not-allowed") report(state, span, notTrusted(result.called));
	if (result.kind === "unknown" || result.kind === "not-allowed") return unknownValue(call, span);
	const found = walkPath(startOf(result, span), call, span, state);
	if (!found) return unknownValue(call, span);
	return result.kind === "raw" ? found : nodeOf(plainValue(resolveNode(found, state)), span);
}

function notTrusted(called: string): Report {
	return {
		code: "code-not-trusted",
		severity: "hint",
		message: `${called} is code, which is not run where the workspace is not trusted, so its value is not known`,
		hint: "trust this workspace",
	};
}

function startOf(
	result: Exclude<Evaluated, { kind: "wrong" | "unknown" | "not-allowed" }>,
	span: Span,
): Node {
	if (result.kind === "node") return result.node;
	return nodeOf(result.kind === "raw" ? result.text : result.value, span);
}

function missingStep(call: DirectiveCall, node: Node, index: number): Report {
	const step = call.path[index] ?? "";
	const keys = node.kind === "map" ? node.entries.map((entry) => entry.key) : [];
	const meant = nearest(step, keys);
	const before = [`$${call.name}()`, ...call.path.slice(0, index)].join(".");
	const known = keys.length > 0 ? `it has: ${keys.join(", ")}` : undefined;
	const hint = meant ? `did you mean "${meant}"?` : known;
	const code = call.name === "Var" ? "unknown-variable" : "unknown-path";
	return { code, message: `${before} has no "${step}"`, ...(hint && { hint }) };
}

/** Follows the path of a directive into its value; a directive on the way is resolved first. */
function walkPath(start: Node, call: DirectiveCall, span: Span, state: State): Node | undefined {
	let node = start;
	for (const [index, step] of call.path.entries()) {
		if (node.kind === "scalar") node = resolveNode(node, state);
		if (node.kind === "deferred" && node.value.unanswered) return node;
		const next = node.kind === "list" ? node.items[Number(step)] : entryOf(node, step)?.value;
		if (!next) {
			report(state, span, missingStep(call, node, index));
			return undefined;
		}
		node = next;
	}
	return node;
}

function resolveArgument(argument: ArgumentSyntax, span: Span, state: State): DirectiveArgument {
	if (argument.kind === "value") return argument.value;
	return plainValue(resolveCall(argument.call, span, state)) as DirectiveArgument;
}

function reportUnknown(call: DirectiveCall, span: Span, state: State): Node {
	const meant = nearest(call.name, state.directives.keys());
	report(state, span, {
		code: "unknown-directive",
		message: `"$${call.name}" is not a directive`,
		hint: meant
			? `did you mean "$${meant}"?`
			: `the directives are: ${[...state.directives.keys()].map((name) => `$${name}`).join(", ")}`,
	});
	return unknownValue(call, span);
}

function deferred(
	call: DirectiveCall,
	args: readonly DirectiveArgument[],
	span: Span,
	unanswered: boolean,
): Deferred {
	return new Deferred({ directive: call.name, args, path: call.path, span, text: call.text, unanswered });
}

/** After a problem: a value that is taken to be right everywhere, so that one fault is one problem. */
function unknownValue(call: DirectiveCall, span: Span): Node {
	return { kind: "deferred", span, value: deferred(call, [], span, true) };
}
