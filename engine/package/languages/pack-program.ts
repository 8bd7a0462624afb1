import type { Contents, Work } from "../contents.ts";
import { packBuilt } from "./built-function.ts";
import { dotnet } from "./dotnet.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { php } from "./php.ts";
import type { ProgramLanguage, ProgramPackaging } from "./program.ts";
import { packPython } from "./python-function.ts";
import { ruby } from "./ruby.ts";
import { rust } from "./rust.ts";
import type { Toolchain } from "./toolchain.ts";

const toolchains: Readonly<Record<Exclude<ProgramLanguage, "python">, Toolchain>> = {
	go,
	java,
	ruby,
	php,
	dotnet,
	rust,
};

/** The contents of a function that is no JavaScript. */
export async function packProgram(work: Work, packaging: ProgramPackaging): Promise<Contents> {
	const { language } = packaging;
	return language === "python"
		? packPython(work, packaging)
		: packBuilt(work, packaging, toolchains[language]);
}
