import type { CodeAnswer } from "../../config/program/answer.ts";
import { type Exports, exportOf } from "./load.ts";
import { plainData } from "./plain.ts";
import type { Task } from "./request.ts";

function notCallable(exports: Exports, name: string, exported: unknown, called: string): CodeAnswer {
	const found = Object.keys(exports).filter((key) => typeof exports[key] === "function");
	const what = name === "default" ? "nothing as default" : `no "${name}"`;
	const message =
		exported === undefined
			? `the file of ${called} exports ${what}`
			: `"${name}" of ${called} is no function`;
	const known = found.length > 0 ? `it exports: ${found.join(", ")}; ` : "";
	const hint = `${known}name the function behind the path, file:function`;
	return { ok: false, faults: [{ code: "export-not-found", message, hint }] };
}

/** What an export of the user's code gives, as data: a function is called. */
export async function callAnswer(
	exports: Exports,
	{ exportName, args, data }: Task & { readonly kind: "call" },
	called: string,
): Promise<CodeAnswer> {
	const exported = exportOf(exports, exportName);
	if (typeof exported !== "function" && (!data || exported === undefined))
		return notCallable(exports, exportName, exported, called);
	const given: unknown =
		typeof exported === "function"
			? await (exported as (...values: readonly unknown[]) => unknown)(...args)
			: await exported;
	const { value, faults } = plainData(given, `the result of ${called}`);
	// A path of what was given says nothing to the config.
	const placeless = faults.map(({ path: _path, ...fault }) => fault);
	return placeless.length > 0 ? { ok: false, faults: placeless } : { ok: true, value: value ?? null };
}
