import { type Analysis, entryOf, type Span, splitEntryPath } from "../../engine/index.ts";
import type { Path } from "../place/index.ts";
import { type Visited, visitScalars, withoutQuotes } from "./tree.ts";

/** A word of a config that names something. */
export type Word =
	/** The key of a resource. */
	| { readonly kind: "resource"; readonly name: string; readonly span: Span }
	/** A resource named by a property, by `connectTo` or by a directive. */
	| {
			readonly kind: "reference" | "connection" | "argument";
			readonly name: string;
			readonly span: Span;
			readonly path: Path;
	  }
	/** A script named by a hook. */
	| { readonly kind: "script"; readonly name: string; readonly span: Span }
	/** A path of a file or folder, relative to the config. */
	| { readonly kind: "path"; readonly name: string; readonly span: Span }
	/** A part of `$Var().a.b`, with the path to the variable that it means. */
	| { readonly kind: "variable"; readonly name: string; readonly span: Span; readonly path: Path }
	/** A key of `overrides`. */
	| { readonly kind: "logical-id"; readonly name: string; readonly span: Span };

const resourceArgument = /\$ResourceParam\(\s*\\?["']([^'"\\]*)/g;
const variablePath = /\$Var\(\)((?:\.[A-Za-z0-9_$]+)+)/g;

/** The words in the directives of a text, found in the text as it is written, because only that has places. */
function directiveWords({ path, node: { span } }: Visited, text: string): readonly Word[] {
	const written = text.slice(span.start, span.end);
	const words: Word[] = [];
	for (const match of written.matchAll(resourceArgument)) {
		const name = match[1] ?? "";
		const end = span.start + match.index + match[0].length;
		words.push({ kind: "argument", name, span: { start: end - name.length, end }, path });
	}
	for (const match of written.matchAll(variablePath)) {
		let start = span.start + match.index + "$Var()".length;
		const steps = (match[1] ?? "").split(".").slice(1);
		for (const [index, name] of steps.entries()) {
			words.push({
				kind: "variable",
				name,
				span: { start: start + 1, end: start + 1 + name.length },
				path: steps.slice(0, index + 1),
			});
			start += name.length + 1;
		}
	}
	return words;
}

/** `connectTo` means the same in every type, also in those whose schema is not there yet. */
function isConnection({ path, schema }: Visited): boolean {
	return (
		schema?.connects === true || (path.length === 5 && path[0] === "resources" && path[3] === "connectTo")
	);
}

function mentionWords(visited: Visited, text: string): readonly Word[] {
	const { node, path, schema } = visited;
	if (typeof node.value !== "string") return [];
	if (node.value.includes("$")) return directiveWords(visited, text);
	const inner = withoutQuotes(node.span, text);
	if (schema?.pathTo) return [{ kind: "path", name: splitEntryPath(node.value).path, span: inner }];
	if (schema?.namesScript) return [{ kind: "script", name: node.value, span: inner }];
	const [name = ""] = node.value.split(".");
	const span = { start: inner.start, end: Math.min(inner.end, inner.start + name.length) };
	if (isConnection(visited)) return [{ kind: "connection", name, span, path }];
	return schema?.references ? [{ kind: "reference", name, span, path }] : [];
}

function keyWords(analysis: Analysis): readonly Word[] {
	const { parsed, file } = analysis;
	const section = entryOf(parsed.root, "resources")?.value;
	return (section?.kind === "map" ? section.entries : []).flatMap((entry): Word[] => {
		const overrides = entryOf(entry.value, "overrides")?.value;
		const ids = overrides?.kind === "map" ? overrides.entries : [];
		return [
			{ kind: "resource", name: entry.key, span: withoutQuotes(entry.keySpan, file.text) },
			...ids.map(
				(id): Word => ({ kind: "logical-id", name: id.key, span: withoutQuotes(id.keySpan, file.text) }),
			),
		];
	});
}

/** Every word of a config that names a resource, a variable, a file or a CloudFormation resource. */
export function wordsOf(analysis: Analysis): readonly Word[] {
	const words: Word[] = [...keyWords(analysis)];
	visitScalars(analysis, (visited) => void words.push(...mentionWords(visited, analysis.file.text)));
	return words;
}

/** The word that `offset` is in or touches. */
export function wordAt(analysis: Analysis, offset: number): Word | undefined {
	return wordsOf(analysis).find(({ span }) => span.start <= offset && offset <= span.end);
}

/** True for the words that name the resource `name`; `withKey`: also its own key. */
export function namesResource(word: Word, name: string, withKey: boolean): boolean {
	if (word.name !== name) return false;
	if (word.kind === "resource") return withKey;
	return word.kind === "reference" || word.kind === "connection" || word.kind === "argument";
}
