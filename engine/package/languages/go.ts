import { join, posix } from "node:path";
import { packagingFailure } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import { runBuild } from "./run-build.ts";
import { mergeEntries, readEntries } from "./source-entries.ts";
import { type Build, processors, type Toolchain, versionOf } from "./toolchain.ts";

/** Files that are nothing to a program that is built. */
const sources = /\.go$|^go\.(mod|sum|work|work\.sum)$/;

/**
 * Paths, dates and the state of git stay out, so that the same code gives the same program in every folder. Without
 * the tag the library of AWS brings a way to be called that `provided` runtimes do not use.
 * https://docs.aws.amazon.com/lambda/latest/dg/golang-package.html
 */
const options = [
	"-trimpath",
	"-buildvcs=false",
	"-tags",
	"lambda.norpc",
	"-ldflags",
	"-s -w -buildid=",
] as const;

/** The package of the entry file in its module; without a module the files beside it. */
function whatToBuild({ source }: Build): readonly string[] {
	const { entry, files } = source;
	const folder = posix.dirname(entry);
	if (files.has("go.mod")) return [`./${folder}`];
	const beside = [...files].filter((path) => posix.dirname(path) === folder && /(?<!_test)\.go$/.test(path));
	return beside.map((path) => `./${path}`).sort();
}

function variables({ work }: Build): Readonly<Record<string, string>> {
	const GOARCH = processors[work.plan.architecture].go;
	// No C library is linked, so that the program runs on any system.
	return { CGO_ENABLED: "0", GOOS: "linux", GOARCH };
}

/** The program, and the files that lie beside its source. */
async function finish(build: Build, built: readonly ZipEntry[]): Promise<readonly ZipEntry[]> {
	const { work, packaging, source } = build;
	const program = built.find(({ path }) => path === "bootstrap");
	if (program?.bytes[0] !== 0x7f) {
		const message = `"${packaging.entry}" is no program: its package is not "main"`;
		const hint = "name the file with func main, which calls lambda.Start";
		const problem = {
			code: "entry-not-runnable",
			severity: "error",
			message,
			span: work.plan.span,
			hint,
		} as const;
		throw packagingFailure(work.plan, [problem]);
	}
	const folder = posix.dirname(source.entry);
	const beside = source.entries.flatMap((entry) => {
		const path = posix.relative(folder, entry.path);
		return path.startsWith("../") || sources.test(path) ? [] : [{ ...entry, path }];
	});
	return mergeEntries([{ ...program, mode: "executable" }], await readEntries(work, beside));
}

export const go: Toolchain = {
	name: "Go",
	install: "Go (https://go.dev/doc/install)",
	local: async (build) => {
		const { work, source } = build;
		const version = await versionOf(work, source.folder, "go", ["version"]);
		if (version === undefined) return { kind: "unfit", why: "go is not installed" };
		const compile = async (out: string) => {
			const args = ["build", ...options, "-o", join(out, "bootstrap"), ...whatToBuild(build)];
			const advice = (output: string) =>
				/missing go\.sum entry|updates to go\.(mod|sum) needed|no required module provides/.test(output)
					? `run "go mod tidy" in "${source.context}"`
					: undefined;
			await runBuild(build, "go", args, { cwd: source.folder, env: variables(build), advice });
			return undefined;
		};
		return { kind: "ready", version, keepsItself: true, build: compile };
	},
	container: (build) => {
		const env = Object.entries(variables(build)).map(([name, value]) => `${name}=${value}`);
		const words = ["go", "build", ...options, "-o", "/out/bootstrap", ...whatToBuild(build)];
		const lines = [
			"FROM public.ecr.aws/docker/library/golang:1-alpine AS build",
			`ENV ${env.join(" ")}`,
			"WORKDIR /source",
			"COPY . .",
			`RUN ${JSON.stringify(words)}`,
			"FROM scratch AS artifact",
			"COPY --from=build /out /",
		];
		return { dockerfile: `${lines.join("\n")}\n`, isNative: false };
	},
	finish,
};
