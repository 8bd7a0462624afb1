import { type InlayHint, MarkupKind } from "vscode-languageserver/node";
import { type Analysis, entryOf, type Node, readSchema, type Schema, type Span } from "../../engine/index.ts";
import { describeSchema } from "../schema/describe.ts";
import { nodeAt, visitScalars } from "./tree.ts";

/** Longer values are cut: a hint is a glance, and the hover has the rest. */
const longestHint = 60;

/** Properties whose defaults decide what something costs, and when it is cut off. */
const defaultsThatMatter = ["memory", "timeout", "cpu"];

const units: Readonly<Record<string, string>> = { seconds: "s", megabytes: "MB", MB: "MB" };

function isWithin({ start, end }: Span, within: Span | undefined): boolean {
	return !within || (start >= within.start && end <= within.end);
}

function shown(value: string | number | boolean): string {
	const text = String(value).replaceAll("\n", "⏎");
	return text.length > longestHint ? `${text.slice(0, longestHint - 1)}…` : text;
}

/** What a directive gave, when that is one value which is known now. */
function knownValue(resolved: Node | undefined): string | number | boolean | undefined {
	if (resolved?.kind !== "scalar" || resolved.missing || resolved.value === null) return undefined;
	return resolved.value;
}

/** Behind each value that a directive gives: what it is at this target. */
export function directiveHints(analysis: Analysis, within?: Span): InlayHint[] {
	const hints: InlayHint[] = [];
	visitScalars(analysis, ({ node, path }) => {
		if (typeof node.value !== "string" || !node.value.includes("$") || !isWithin(node.span, within)) return;
		const value = knownValue(nodeAt(analysis.resolved.root, path));
		// A text with a dollar sign that is no directive stays as it is, and needs no hint.
		if (value === undefined || value === node.value || value === "") return;
		const label = `= ${shown(value)}`;
		hints.push({
			position: analysis.lines.positionAt(node.span.end),
			label,
			paddingLeft: true,
			...(label.endsWith("…") && {
				tooltip: { kind: MarkupKind.Markdown, value: `\`\`\`text\n${value}\n\`\`\`` },
			}),
		});
	});
	return hints;
}

type Default = { readonly name: string; readonly text: string; readonly schema: Schema };

function defaultsOf(properties: Schema, written: Node | undefined): readonly Default[] {
	return defaultsThatMatter.flatMap((name) => {
		const schema = properties.properties?.[name];
		const value = schema?.default;
		const isOpen = typeof value === "number" || typeof value === "string";
		if (!schema || !isOpen || entryOf(written, name)) return [];
		const unit = units[schema.unit ?? ""] ?? schema.unit;
		return [{ name, text: `${name} ${value}${unit ? ` ${unit}` : ""}`, schema }];
	});
}

/** Behind `properties` of a resource: the defaults that matter and are not written there. */
export function defaultHints(analysis: Analysis, within?: Span): InlayHint[] {
	const { file, graph, lines, parsed } = analysis;
	const section = entryOf(parsed.root, "resources")?.value;
	return (section?.kind === "map" ? section.entries : []).flatMap(({ key, value }): InlayHint[] => {
		const properties = entryOf(value, "properties");
		const linked = graph.resources.get(key);
		if (!properties || !linked || !isWithin(properties.keySpan, within)) return [];
		const defaults = defaultsOf(readSchema(linked.kind.properties), properties.value);
		if (defaults.length === 0) return [];
		const hasColon = file.text.charAt(properties.keySpan.end) === ":";
		const docs = defaults.map(({ name, schema }) => `**${name}**\n\n${describeSchema(schema)}`);
		return [
			{
				position: lines.positionAt(properties.keySpan.end + (hasColon ? 1 : 0)),
				label: defaults.map(({ text }) => text).join(" · "),
				paddingLeft: true,
				tooltip: { kind: MarkupKind.Markdown, value: docs.join("\n\n---\n\n") },
			},
		];
	});
}
