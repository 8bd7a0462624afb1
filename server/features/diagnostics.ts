import type { Diagnostic } from "vscode-languageserver/node";
import type { Analysis } from "../../engine/index.ts";
import { toDiagnostic } from "../convert.ts";

/** The problems of a config, as the engine found them: the server makes none of its own. */
export function diagnostics({ problems, lines }: Analysis, uri: string): Diagnostic[] {
	return problems.map((problem) => toDiagnostic(problem, lines, uri));
}
