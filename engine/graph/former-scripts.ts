import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import { type Entry, entryOf, type Node } from "../text/tree.ts";

type MapNode = Node & { readonly kind: "map" };

/** What a script does; older configs have it in the script itself. */
const actions: readonly string[] = ["executeCommand", "executeCommands", "executeScript", "executeScripts"];

const isMap = (node: Node | undefined): node is MapNode => node?.kind === "map";

const actionOf = (node: MapNode): Entry | undefined => node.entries.find(({ key }) => actions.includes(key));

const textNode = (value: string, span: Span): Node => ({ kind: "scalar", span, value, quoted: false });

function deprecated({ key, keySpan }: Entry, hint: string, fixes: Problem["fixes"]): Problem {
	return {
		code: "deprecated-property",
		severity: "warning",
		message: `${key} is deprecated here`,
		span: keySpan,
		hint,
		...(fixes && { fixes }),
	};
}

/** The script that a map with an action of its own is today. */
function scriptOf(body: MapNode, at: Span): Node {
	return {
		kind: "map",
		span: body.span,
		entries: [
			{ key: "type", keySpan: at, value: textNode("local-script", at) },
			{ key: "properties", keySpan: at, value: body },
		],
	};
}

function currentScript(script: Entry, problems: Problem[]): Entry {
	const { value } = script;
	if (!isMap(value) || entryOf(value, "type") || entryOf(value, "properties")) return script;
	const action = actionOf(value);
	if (!action) return script;
	const title = "Write it below properties";
	problems.push(
		deprecated(action, "write type: local-script, and this below properties", [
			{ title, span: value.span, text: "type: local-script", nestsBelow: "properties" },
		]),
	);
	return { ...script, value: scriptOf(value, script.keySpan) };
}

/** A hook with what it runs: the name of a script, or an action that becomes a script of its own. */
type Found = { readonly hook: Node; readonly script?: Entry };

function currentHook(hook: Node, name: string, problems: Problem[]): Found {
	if (!isMap(hook) || entryOf(hook, "scriptName")) return { hook };
	const named = entryOf(hook, "executeNamedScript");
	if (named) {
		const fix = { title: "Change to scriptName", span: named.keySpan, text: "scriptName", keepsQuotes: true };
		problems.push(deprecated(named, "write scriptName", [fix]));
		const entries = hook.entries.map((entry) => (entry === named ? { ...entry, key: "scriptName" } : entry));
		return { hook: { ...hook, entries } };
	}
	const action = actionOf(hook);
	if (!action) return { hook };
	problems.push(deprecated(action, "make it a script, and name that by scriptName", undefined));
	const { keySpan } = action;
	const isOfHook = ({ key }: Entry) => key === "skipOnCI" || key === "skipOnLocal";
	const body: MapNode = { ...hook, entries: hook.entries.filter((entry) => !isOfHook(entry)) };
	const reference = { key: "scriptName", keySpan, value: textNode(name, keySpan) };
	return {
		hook: { ...hook, entries: [reference, ...hook.entries.filter(isOfHook)] },
		script: { key: name, keySpan, value: scriptOf(body, keySpan) },
	};
}

/** `before:bucket:sync` → `beforeBucketSync`. */
function eventName(trigger: string): string {
	return trigger.replaceAll(/:(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Hooks as a list, each with its events, as the map of events that they are today. */
function hooksByEvent(list: Node & { readonly kind: "list" }, problems: Problem[]): MapNode | undefined {
	const events = new Map<string, { readonly keySpan: Span; readonly items: Node[] }>();
	for (const item of list.items) {
		const triggers = entryOf(item, "triggers");
		if (!isMap(item) || triggers?.value.kind !== "list") return undefined;
		problems.push(deprecated(triggers, "write hooks as a map of events, such as beforeDeploy", undefined));
		const hook: Node = { ...item, entries: item.entries.filter((entry) => entry !== triggers) };
		for (const trigger of triggers.value.items) {
			const event = trigger.kind === "scalar" ? eventName(String(trigger.value)) : "";
			const known = events.get(event) ?? { keySpan: trigger.span, items: [] };
			known.items.push(hook);
			events.set(event, known);
		}
	}
	const entries = [...events].map(([key, { keySpan, items }]): Entry => {
		const value: Node = { kind: "list", span: list.span, items };
		return { key, keySpan, value };
	});
	return { kind: "map", span: list.span, entries };
}

function currentHooks(
	hooks: Node,
	problems: Problem[],
): { readonly node: Node; readonly scripts: readonly Entry[] } {
	const byEvent = hooks.kind === "list" ? hooksByEvent(hooks, problems) : hooks;
	if (!isMap(byEvent)) return { node: hooks, scripts: [] };
	const scripts: Entry[] = [];
	const entries = byEvent.entries.map((event): Entry => {
		if (event.value.kind !== "list") return event;
		const items = event.value.items.map((item, index) => {
			const { hook, script } = currentHook(item, `${event.key}${index + 1}`, problems);
			if (script) scripts.push(script);
			return hook;
		});
		return { ...event, value: { ...event.value, items } };
	});
	return { node: { ...byEvent, entries }, scripts };
}

/** `scripts` and `hooks` as they are written today, with a warning for each that older configs have otherwise. */
export function currentScripts(root: MapNode): {
	readonly node: MapNode;
	readonly problems: readonly Problem[];
} {
	const problems: Problem[] = [];
	const scripts = entryOf(root, "scripts");
	const hooks = entryOf(root, "hooks");
	const written = isMap(scripts?.value) ? scripts.value.entries : [];
	const own = written.map((script) => currentScript(script, problems));
	const found = hooks && currentHooks(hooks.value, problems);
	if (problems.length === 0) return { node: root, problems };
	const all = [...own, ...(found?.scripts ?? [])];
	const entries = root.entries.flatMap((entry): readonly Entry[] => {
		if (entry === hooks && found) return [{ ...entry, value: found.node }];
		if (entry === scripts && isMap(entry.value))
			return [{ ...entry, value: { ...entry.value, entries: all } }];
		return [entry];
	});
	const isNew = !scripts && all.length > 0 && hooks;
	const added: readonly Entry[] = isNew
		? [
				{
					key: "scripts",
					keySpan: hooks.keySpan,
					value: { kind: "map", span: hooks.value.span, entries: all },
				},
			]
		: [];
	return { node: { ...root, entries: [...added, ...entries] }, problems };
}
