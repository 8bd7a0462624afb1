import { resolve } from "node:path";
import { Failure } from "../../report/failure.ts";
import { listOf, textOf, type Values, valuesOf } from "../packaging-values.ts";
import { contextDigest, readContext } from "./context-files.ts";
import { requireKind } from "./dockerfile-image.ts";
import { buildDockerfile } from "./engine-build.ts";
import { engineNames } from "./engines.ts";
import type { NixpacksImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import { platforms } from "./oci.ts";
import type { Recipe } from "./recipe.ts";
import { runTool } from "./run-tool.ts";

/** Folders that Nixpacks leaves out, or that no build needs. */
export const unneeded: ReadonlySet<string> = new Set([
	".git",
	".stacktape",
	".spool",
	"node_modules",
	"__pycache__",
]);

/** True for a path whose last part is the name of a folder that no build needs. */
export function isUnneeded(path: string): boolean {
	return unneeded.has(path.split("/").at(-1) ?? "");
}

function given(members: Values): Values {
	const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(members).filter(([, value]) => isGiven(value)));
}

function phaseOf(phase: Values): readonly [string, Values] {
	const members = given({
		cmds: listOf(phase, "cmds"),
		nixPkgs: listOf(phase, "nixPkgs"),
		nixLibs: listOf(phase, "nixLibs"),
		// The format's name is in the singular.
		nixOverlays: listOf(phase, "nixOverlay"),
		nixpkgsArchive: textOf(phase, "nixpkgsArchive"),
		aptPkgs: listOf(phase, "aptPkgs"),
		cacheDirectories: listOf(phase, "cacheDirectories"),
		onlyIncludeFiles: listOf(phase, "onlyIncludeFiles"),
	});
	return [textOf(phase, "name") ?? "", members];
}

/**
 * The settings as a plan of Nixpacks, which merges it with the `nixpacks.toml` of the project.
 *
 * @see https://nixpacks.com/docs/configuration/file
 */
export function nixpacksPlan(settings: Values): Values {
	const phases = Array.isArray(settings["phases"]) ? settings["phases"].map(valuesOf) : [];
	const start = given({
		cmd: textOf(settings, "startCmd"),
		runImage: textOf(settings, "startRunImage"),
		onlyIncludeFiles: listOf(settings, "startOnlyIncludeFiles"),
	});
	return {
		...given({ buildImage: textOf(settings, "buildImage"), providers: listOf(settings, "providers") }),
		...(phases.length > 0 && { phases: Object.fromEntries(phases.map(phaseOf)) }),
		...(Object.keys(start).length > 0 && { start }),
	};
}

/** The version of Nixpacks, which decides the packages of Nix. */
async function versionOf(work: ImageWork): Promise<string> {
	try {
		return (await runTool(work, "nixpacks", ["--version"], { cwd: work.root })).trim();
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "command-missing") throw error;
		throw new Failure({
			code: "build-tool-missing",
			kind: "package",
			message: `"${work.plan.job}" is built by Nixpacks, which is not installed`,
			hint: "install it as https://nixpacks.com/docs/install says",
			origin: work.plan.span,
			cause: error,
		});
	}
}

/**
 * Builds by Nixpacks. It writes a Dockerfile, which whatever engine is there then builds; by itself it would want
 * Docker.
 */
export async function nixpacksRecipe(work: ImageWork, image: NixpacksImage): Promise<Recipe> {
	const { host, root } = work;
	await requireKind(work, image.source, "directory");
	const source = resolve(root, image.source);
	const entries = await readContext(work, source, image.source, isUnneeded);
	const settings = JSON.stringify(nixpacksPlan(image.settings));
	return {
		facts: ["nixpacks", await versionOf(work), settings, await contextDigest(work, entries)],
		inputs: entries.flatMap((entry) => (entry.kind === "file" ? [entry.file] : [])),
		usable: engineNames,
		build: async (engine, target) => {
			const out = await host.temporaryDirectory("spool-nixpacks-");
			try {
				const platform = `linux/${platforms[target.architecture]}`;
				const args = ["build", source, "--json-plan", settings, "--platform", platform, "--out", out];
				await runTool(work, "nixpacks", args, { cwd: source });
				const dockerfile = resolve(out, ".nixpacks/Dockerfile");
				await buildDockerfile(work, engine, { context: out, dockerfile, buildArgs: [] }, target);
			} finally {
				await host.remove(out);
			}
		},
	};
}
