import { posix } from "node:path";
import { packagingFailure } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import { pathSetting, versionSetting } from "./program.ts";
import { inCopy, runBuild } from "./run-build.ts";
import { type Build, type Local, processors, type Toolchain, versionOf } from "./toolchain.ts";

/** Version of .NET in the name of a runtime. */
function runtimeVersion(runtime: string): number | undefined {
	const version = /^dotnet(?:core)?(\d+)/.exec(runtime)?.[1];
	return version === undefined ? undefined : Number(version);
}

/** The project: the one that is named, else the one beside the entry file, else the first of all. */
function projectOf({ work, packaging, source }: Build): string {
	const named = pathSetting(packaging, "projectFile");
	const projects = [...source.files].filter((path) => path.endsWith(".csproj")).sort();
	const found =
		named === undefined
			? (projects.find((path) => posix.dirname(path) === posix.dirname(source.entry)) ?? projects[0])
			: posix.relative(source.context, posix.normalize(named));
	if (found !== undefined && source.files.has(found)) return found;
	const message =
		named === undefined ? `there is no .csproj file in "${source.context}"` : `"${named}" does not exist`;
	const hint = "name it in projectFile";
	const { span } = work.plan;
	throw packagingFailure(work.plan, [{ code: "file-not-found", severity: "error", message, span, hint }]);
}

/**
 * Compiled for the processor, without the framework, which the runtime has. A library gets the file that tells Lambda
 * its framework, and a program for an older one runs on a newer. Nothing of the folder or the time gets in.
 */
function publishArguments(build: Build, out: string, folder: string): readonly string[] {
	return [
		...["publish", projectOf(build), "--configuration", "Release", "--output", out],
		...["--runtime", `linux-${processors[build.work.plan.architecture].dotnet}`, "--self-contained", "false"],
		"-p:GenerateRuntimeConfigurationFiles=true",
		"-p:RollForward=Major",
		"-p:Deterministic=true",
		"-p:ContinuousIntegrationBuild=true",
		"-p:DebugType=none",
		`-p:PathMap=${folder}=/source`,
	];
}

const quiet = { DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1", DOTNET_CLI_UI_LANGUAGE: "en" } as const;

async function local(build: Build): Promise<Local> {
	const { work, source } = build;
	const version = await versionOf(work, source.folder, "dotnet", ["--version"]);
	if (version === undefined) return { kind: "unfit", why: "dotnet is not installed" };
	const written = versionSetting(build.packaging, "dotnetVersion");
	if (written !== undefined && Number(version.split(".")[0]) < Number(written))
		return { kind: "unfit", why: `dotnet ${version} is installed, and dotnetVersion is ${written}` };
	return {
		kind: "ready",
		version,
		build: async (out) => {
			await inCopy(build, (copy) =>
				runBuild(build, "dotnet", publishArguments(build, out, copy), { cwd: copy, at: copy, env: quiet }),
			);
			return undefined;
		},
	};
}

function container(build: Build) {
	const { work, packaging } = build;
	const version = versionSetting(packaging, "dotnetVersion") ?? runtimeVersion(work.plan.runtime) ?? 8;
	const lines = [
		`FROM mcr.microsoft.com/dotnet/sdk:${version}.0 AS build`,
		"WORKDIR /source",
		"COPY . .",
		`RUN ${JSON.stringify(["dotnet", ...publishArguments(build, "/out", "/source")])}`,
		"FROM scratch AS artifact",
		"COPY --from=build /out /",
	];
	return { dockerfile: `${lines.join("\n")}\n`, isNative: false };
}

type RuntimeConfig = { readonly runtimeOptions?: { readonly framework?: { readonly version?: string } } };

async function finish(build: Build, built: readonly ZipEntry[]): Promise<readonly ZipEntry[]> {
	const { plan } = build.work;
	const name = posix.basename(projectOf(build), ".csproj");
	const file = built.find(({ path }) => path === `${name}.runtimeconfig.json`);
	const config: RuntimeConfig =
		file === undefined ? {} : JSON.parse(Buffer.from(file.bytes).toString("utf8"));
	const version = Number(config.runtimeOptions?.framework?.version?.split(".")[0]);
	const runs = runtimeVersion(plan.runtime);
	if (runs === undefined || !(version > runs)) return built;
	const message = `"${name}" is written for .NET ${version}, but ${plan.runtime} has .NET ${runs}`;
	const hint = `set TargetFramework to net${runs}.0, or take a newer runtime`;
	throw packagingFailure(plan, [
		{ code: "runtime-too-old", severity: "error", message, span: plan.span, hint },
	]);
}

export const dotnet: Toolchain = {
	name: "C#",
	install: "the .NET SDK (https://dotnet.microsoft.com/download)",
	local,
	container,
	finish,
};
