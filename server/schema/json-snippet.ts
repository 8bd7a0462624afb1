import { analyse, type Node } from "../../engine/index.ts";
import type { Style } from "./skeleton.ts";

/** A placeholder with a number or a boolean, which JSON writes without quotes. */
const barePlaceholder = /^\$\{\d+:(-?\d+(\.\d+)?|true|false)\}$/;

function scalar(value: unknown): string {
	if (typeof value !== "string") return JSON.stringify(value);
	if (barePlaceholder.test(value)) return value;
	// A value that YAML needs in quotes has them in the snippet; JSON has its own around the whole.
	return `"${value.replaceAll('"', "")}"`;
}

function write(node: Node, indent: string, style: Style): string {
	const inner = indent + style.unit;
	const [open, close, separator] = style.isJson
		? [`\n${inner}`, `\n${indent}`, `,\n${inner}`]
		: [" ", " ", ", "];
	const quote = style.isJson ? '"' : "";
	switch (node.kind) {
		case "map": {
			const entries = node.entries.map(
				(entry) => `${quote}${entry.key}${quote}: ${write(entry.value, inner, style)}`,
			);
			return entries.length === 0 ? "{\\}" : `{${open}${entries.join(separator)}${close}\\}`;
		}
		case "list":
			return `[${open}${node.items.map((item) => write(item, inner, style)).join(separator)}${close}]`;
		case "scalar":
			return scalar(node.value);
		case "deferred":
			return scalar(node.value.text);
	}
}

/** A room's snippet, which is YAML, as a map in brackets: JSON, or YAML's own bracket style. */
export function snippetAsJson(snippet: string, indent: string, style: Style): string {
	const target = { project: "app", stage: "dev", region: "us-east-1" };
	const { root } = analyse({ path: "stacktape.yml", text: snippet }, target).parsed;
	return root ? write(root, indent, style) : "{\\}";
}
