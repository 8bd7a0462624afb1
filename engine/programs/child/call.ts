import type { CodeAnswer } from "../../config/program/answer.ts";
import { type Exports, exportOf } from "./load.ts";
import { plainData } from "./plain.ts";

/** What a function of the user's code gives, as data. */
export async function callAnswer(
	exports: Exports,
	exportName: string,
	args: readonly unknown[],
): Promise<CodeAnswer> {
	const exported = exportOf(exports, exportName);
	if (typeof exported !== "function") {
		const found = Object.keys(exports).filter((name) => typeof exports[name] === "function");
		const message =
			exported === undefined
				? `the file does not export ${exportName === "default" ? "anything as default" : `"${exportName}"`}`
				: `"${exportName}" is no function`;
		const known = found.length > 0 ? `it exports: ${found.join(", ")}; ` : "";
		const hint = `${known}name the function behind the path: file:function`;
		return { ok: false, faults: [{ code: "export-not-found", message, hint }] };
	}
	const given: unknown = await (exported as (...values: readonly unknown[]) => unknown)(...args);
	const { value, faults } = plainData(given, "the result");
	return faults.length > 0 ? { ok: false, faults } : { ok: true, value: value ?? null };
}
