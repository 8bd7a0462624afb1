import type { Target } from "../../names/target.ts";
import { type Facts, NOT_ALLOWED, type Want, wantKey } from "../facts.ts";
import { type CodeFault, readAnswer } from "../program/answer.ts";
import { isProgram } from "../program/read-program.ts";
import type { Evaluated } from "./kind.ts";

/** True for a path that names code, perhaps with a function behind it. */
export function namesCode(path: string): boolean {
	return isProgram(path.replace(/(?<!^[A-Za-z]):[^/\\:]*$/, ""));
}

/** The question for what a file of code gives, or its function. */
export function fileWant(path: string, { project, stage, region }: Target): Want {
	return { kind: "code", use: "file", called: `"${path}"`, file: path, args: [{ project, stage, region }] };
}

function wrong({ code, message, hint, place, via }: CodeFault): Evaluated {
	// What lies in the config itself has its place there already: at the directive.
	const at = [place, via].find((one) => one?.file !== undefined);
	const start = at && { line: at.line, character: at.character };
	const end = start && { ...start, character: Math.max(at.endCharacter ?? 0, start.character) };
	return {
		kind: "wrong",
		code,
		message,
		...(hint !== undefined && { hint }),
		...(at?.file !== undefined && start && end && { elsewhere: { file: at.file, range: { start, end } } }),
	};
}

/** What came of the code that `want` asks for. */
export function codeResult(want: Want & { readonly kind: "code" }, facts: Facts): Evaluated {
	const fact = facts.get(wantKey(want));
	if (fact === NOT_ALLOWED) return { kind: "not-allowed", called: want.called };
	const answer = readAnswer(fact);
	if (!answer) return { kind: "unknown" };
	const [fault] = answer.faults ?? [];
	if (fault) return wrong(fault);
	const value = answer.ok ? answer.value : null;
	if (value === null || value === undefined) {
		return {
			kind: "wrong",
			code: "code-without-value",
			message: `${want.called} gives no value`,
			hint: "return a value, an empty text if need be",
		};
	}
	return { kind: "value", value };
}
