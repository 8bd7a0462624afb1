import { Failure } from "../../report/failure.ts";
import type { Contents, Work } from "../contents.ts";
import type { ProgramPackaging } from "./program.ts";
import { packPython } from "./python-function.ts";

/** The contents of a function that is no JavaScript. */
export async function packProgram(work: Work, packaging: ProgramPackaging): Promise<Contents> {
	if (packaging.language === "python") return packPython(work, packaging);
	throw new Failure({
		code: "language-not-built-yet",
		kind: "package",
		message: `"${packaging.entry}" of "${work.plan.job}" cannot be packaged yet`,
		hint: "build it with your own tools and point a custom-artifact packaging at the result",
		origin: work.plan.span,
	});
}
