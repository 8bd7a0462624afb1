import { resolve } from "node:path";
import { parse } from "jsonc-parser";
import { installedPackage } from "./bundle-inputs.ts";
import type { Work } from "./contents.ts";

/** An installed package whose main file asks for its other files in a way that a bundler cannot follow. */
export type UmdPackage = { readonly name: string; readonly folder: string; readonly file: string };

/** How TypeScript ends the head of a UMD module that needs another file of its package. */
const umdHead = 'define(["require", "exports", "./';

/** How esbuild begins the module around it, in the line before the module's path. */
const wrapperHead = '__commonJS({\n  "';

/**
 * The packages in the bundle `code` whose main file is a UMD module of several files: it hands `require` to a
 * function, so esbuild does not see what is required. The bundle builds without a word and fails when it starts.
 * (github.com/evanw/esbuild issue 1619; jsonc-parser and the vscode-* packages are made so.)
 */
export function findUmd(code: Uint8Array): readonly UmdPackage[] {
	const text = Buffer.from(code.buffer, code.byteOffset, code.byteLength);
	const found = new Map<string, UmdPackage>();
	for (let at = text.indexOf(umdHead); at !== -1; at = text.indexOf(umdHead, at + 1)) {
		const start = text.lastIndexOf(wrapperHead, at);
		if (start === -1) continue;
		const from = start + wrapperHead.length;
		const file = text.toString("utf8", from, text.indexOf('"', from));
		const owner = installedPackage(file);
		if (owner !== undefined) found.set(owner.name, { ...owner, file });
	}
	return [...found.values()];
}

/** The file of `umd` for bundlers, absolute: what its package.json calls `module`. */
export async function moduleFileOf(work: Work, umd: UmdPackage): Promise<string | undefined> {
	const folder = resolve(work.root, umd.folder);
	const text = await work.host.readText(resolve(folder, "package.json"));
	const { module } = (parse(text ?? "") ?? {}) as { readonly module?: unknown };
	if (typeof module !== "string") return undefined;
	const file = resolve(folder, module);
	return (await work.host.kindOf(file)) === "file" ? file : undefined;
}
