import { Failure, isAbort } from "../../report/failure.ts";
import type { Work } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import type { ProgramPackaging } from "./program.ts";
import type { Source } from "./source.ts";

/** One program that is to be built. */
export type Build = {
	readonly work: Work;
	readonly packaging: ProgramPackaging;
	readonly source: Source;
};

/** What this machine can do for a build. */
export type Local =
	| {
			readonly kind: "ready";
			/** Everything about the tools that decides what comes out. */
			readonly version: string;
			/** The tool keeps what it has built itself, and looks beyond the folder: it is asked every time. */
			readonly keepsItself?: true;
			/** Builds into the folder `out`. Gives a reason when the result would not run on Lambda. */
			readonly build: (out: string) => Promise<string | undefined>;
	  }
	/** Why it can do nothing, as the rest of a sentence: `go is not installed`. */
	| { readonly kind: "unfit"; readonly why: string };

/** How programs of a language are built. */
export type Toolchain = {
	readonly name: string;
	/** What to install, with the page that says how. */
	readonly install: string;
	readonly local: (build: Build) => Promise<Local>;
	/** Builds in a container, into the root of the stage `artifact`. */
	readonly container: (build: Build) => {
		readonly dockerfile: string;
		/** False where the result does not depend on the processor that the build runs on. */
		readonly isNative: boolean;
	};
	/** The entries of the artifact, of what was built. Fails where Lambda would not find what it calls. */
	readonly finish?: (build: Build, built: readonly ZipEntry[]) => Promise<readonly ZipEntry[]>;
};

/** What a program prints when it is asked for its version; `undefined` where it is missing or broken. */
export async function versionOf(
	{ host, signal }: Pick<Work, "host" | "signal">,
	cwd: string,
	program: string,
	args: readonly string[],
): Promise<string | undefined> {
	try {
		const { exitCode, stdout, stderr } = await host.run(program, args, { cwd, ...(signal && { signal }) });
		return exitCode === 0 ? stdout.trim() || stderr.trim() : undefined;
	} catch (error) {
		if (isAbort(error) || !(error instanceof Failure)) throw error;
		return undefined;
	}
}

/** How AWS's runtimes, Go, .NET and the like call the processors. */
export const processors = {
	x86_64: { go: "amd64", rust: "x86_64", dotnet: "x64", docker: "amd64" },
	arm64: { go: "arm64", rust: "aarch64", dotnet: "arm64", docker: "arm64" },
} as const;

/**
 * Minor version of glibc 2 that a runtime has: Amazon Linux 2023 has 34, Amazon Linux 2 has 26.
 * https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html
 */
export function glibcOf(runtime: string): number {
	return /^(provided\.al2$|java(8|11|17)\b|ruby3\.2|dotnet6)/.test(runtime) ? 26 : 34;
}

/** The newest minor version of glibc 2 that the programs and libraries among `entries` ask for; 0 for none. */
export function neededGlibc(entries: readonly Pick<ZipEntry, "bytes" | "mode">[]): number {
	let newest = 0;
	for (const { bytes, mode } of entries) {
		const isElf = mode !== "link" && bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c;
		if (!isElf) continue;
		for (const [, minor] of Buffer.from(bytes)
			.toString("latin1")
			.matchAll(/GLIBC_2\.(\d+)/g))
			newest = Math.max(newest, Number(minor));
	}
	return newest;
}
