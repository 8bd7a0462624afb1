import {
	type Analysis,
	directives,
	entryOf,
	type Node,
	type Span,
	splitEntryPath,
} from "../../engine/index.ts";
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
	/** A directive of the config's own, where it is used: its name, without the dollar sign. */
	| { readonly kind: "directive"; readonly name: string; readonly span: Span }
	/** Where a script, a variable or a directive is made. `path` leads to a variable from `variables`. */
	| {
			readonly kind: "declaration";
			readonly of: "script" | "variable" | "directive";
			readonly name: string;
			readonly span: Span;
			readonly path: Path;
	  }
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
	for (const match of written.matchAll(/\$([A-Za-z]\w*)(?=\()/g)) {
		const [, name = ""] = match;
		if (directives.has(name)) continue;
		const start = span.start + match.index + 1;
		words.push({ kind: "directive", name, span: { start, end: start + name.length } });
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
	if (schema?.suggests === "code" && path[0] === "directives") {
		const name = node.value.replace(/:[^:/\\]*$/, "");
		return [{ kind: "path", name, span: inner }];
	}
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

const keysOf = (node: Node | undefined) => (node?.kind === "map" ? node.entries : []);

function variableWords(node: Node | undefined, path: Path, text: string): readonly Word[] {
	return keysOf(node).flatMap(({ key, keySpan, value }): Word[] => {
		const here = [...path, key];
		const span = withoutQuotes(keySpan, text);
		return [
			{ kind: "declaration", of: "variable", name: key, span, path: here },
			...variableWords(value, here, text),
		];
	});
}

/** Where scripts, variables and the config's own directives are made. */
function declarationWords({ parsed: { root }, file: { text } }: Analysis): readonly Word[] {
	const directives = entryOf(root, "directives")?.value;
	const names = (directives?.kind === "list" ? directives.items : []).flatMap(
		(item) => entryOf(item, "name")?.value ?? [],
	);
	return [
		...keysOf(entryOf(root, "scripts")?.value).map(
			({ key, keySpan }): Word => ({
				kind: "declaration",
				of: "script",
				name: key,
				span: withoutQuotes(keySpan, text),
				path: [key],
			}),
		),
		...variableWords(entryOf(root, "variables")?.value, [], text),
		...names.map(
			({ span, ...node }): Word => ({
				kind: "declaration",
				of: "directive",
				name: node.kind === "scalar" ? String(node.value) : "",
				span: withoutQuotes(span, text),
				path: [],
			}),
		),
	];
}

/** Every word of a config that names a resource, a variable, a file or a CloudFormation resource. */
export function wordsOf(analysis: Analysis): readonly Word[] {
	const words: Word[] = [...keyWords(analysis), ...declarationWords(analysis)];
	visitScalars(analysis, (visited) => void words.push(...mentionWords(visited, analysis.file.text)));
	return words;
}

/** The word that `offset` is in or touches. */
export function wordAt(analysis: Analysis, offset: number): Word | undefined {
	return wordsOf(analysis).find(({ span }) => span.start <= offset && offset <= span.end);
}

/** What a word names, the same for all words that name it; `undefined` for one that names nothing of the config. */
export function meaningOf(word: Word): string | undefined {
	switch (word.kind) {
		case "resource":
		case "reference":
		case "connection":
		case "argument":
			return `resource ${word.name}`;
		case "script":
		case "directive":
			return `${word.kind} ${word.name}`;
		case "variable":
			return `variable ${word.path.join(".")}`;
		case "declaration":
			return word.of === "variable" ? `variable ${word.path.join(".")}` : `${word.of} ${word.name}`;
		case "path":
		case "logical-id":
			return undefined;
	}
}

/** True where what a word names is made. */
export function isDeclaration({ kind }: Word): boolean {
	return kind === "resource" || kind === "declaration";
}
