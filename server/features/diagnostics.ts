import type { Diagnostic } from "vscode-languageserver/node";
import type { Analysis } from "../../engine/index.ts";
import { toDiagnostic } from "../convert.ts";

/** The problems of a config and what it could do without, as the engine found them: the server makes none of its own. */
export function diagnostics({ problems, remarks, lines }: Analysis, uri: string): Diagnostic[] {
	return [...problems, ...remarks].map((problem) => toDiagnostic(problem, lines, uri));
}
