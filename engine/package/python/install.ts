import { createHash, randomUUID } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { keptFolder } from "../kept-folder.ts";
import {
	findTool,
	flags,
	type Installation,
	pipPlatforms,
	runInstaller,
	type Tool,
	uvPlatform,
} from "./installer.ts";
import { readLists } from "./lists.ts";
import { installReady } from "./ready-builds.ts";
import type { Selectors } from "./requirements.ts";
import { constraintsScript, requirementsScript } from "./scripts.ts";

/** Runs a script of ours by Python, and writes what it prints. */
async function script(work: Installation, tool: Tool, out: string, code: string, args: readonly string[]) {
	const python = tool.kind === "uv" ? ["run", "--no-project", "--quiet", "python"] : [];
	await work.host.write(out, await runInstaller(work, tool, [...python, "-c", code, ...args]));
	return out;
}

/** What uv is told about a project beside the place of its file. */
function uvSelectors({ extras, groups, withoutGroups, onlyGroups }: Selectors): readonly string[] {
	return [
		...flags("--extra", extras),
		...flags("--group", groups),
		...flags("--no-group", withoutGroups),
		...flags("--only-group", onlyGroups),
	];
}

/** The file as plain requirements, which both installers take, and the versions of its lock file. */
async function requirementsOf(work: Installation, tool: Tool, folder: string): Promise<readonly string[]> {
	const { file, root, selectors, target, host } = work;
	if (file === undefined) return [];
	const path = resolve(root, file.path);
	if (file.kind === "requirements") return ["--requirement", path];
	const out = join(folder, "requirements.txt");
	const lock = file.lock && resolve(root, file.lock);
	if (tool.kind === "uv" && lock?.endsWith("uv.lock")) {
		const what = ["--no-hashes", "--no-emit-project", "--no-default-groups", ...uvSelectors(selectors)];
		const from = ["export", "--frozen", "--quiet", "--project", dirname(path)];
		await runInstaller(work, tool, [...from, "--format", "requirements-txt", "--output-file", out, ...what]);
		return ["--requirement", out];
	}
	const isPoetry =
		lock?.endsWith("poetry.lock") === true || /^\[tool\.poetry\b/m.test((await host.readText(path)) ?? "");
	if (tool.kind === "uv" && lock === undefined && !isPoetry) {
		const system = ["--python-version", target.version, "--python-platform", uvPlatform(target)];
		const compile = ["pip", "compile", path, "--quiet", "--output-file", out];
		await runInstaller(work, tool, [...compile, ...system, ...uvSelectors(selectors)]);
		return ["--requirement", out];
	}
	await script(work, tool, out, requirementsScript, [path, JSON.stringify(selectors)]);
	if (lock === undefined) return ["--requirement", out];
	const constraints = join(folder, "constraints.txt");
	await script(work, tool, constraints, constraintsScript, [lock]);
	return ["--requirement", out, "--constraint", constraints];
}

async function install(work: Installation, tool: Tool, folder: string): Promise<void> {
	const { host, target, further } = work;
	const temporary = await host.temporaryDirectory("spool-python-");
	try {
		const wanted = [...(await requirementsOf(work, tool, temporary)), ...further];
		const common = ["install", "--quiet", "--target", folder, "--python-version", target.version];
		const args =
			tool.kind === "uv"
				? ["pip", ...common, "--python-platform", uvPlatform(target), ...wanted]
				: [
						...["-m", "pip", ...common, "--no-compile", "--no-input", "--disable-pip-version-check"],
						...["--implementation", "cp", ...flags("--platform", pipPlatforms(target))],
						...wanted,
					];
		await installReady(work, tool, args, { folder, temporary });
	} finally {
		await host.remove(temporary);
	}
}

/** Packages of the disk, which change without a change of the list: they are installed anew every time. */
const localReference = /^\s*(?:\.{1,2}\/|\/|file:|-e\b|--editable\b|-f\b|--find-links\b)|@ *file:|path *=/m;

/** All that decides what is installed. Files that a list of requirements refers to count by their own lines. */
async function keyOf(work: Installation, tool: Tool): Promise<string> {
	const { host, root, file, selectors, further, target } = work;
	const text = file && (await host.readText(resolve(root, file.path)));
	const lock = file?.lock && (await host.readText(resolve(root, file.lock)));
	const included = (await readLists(host, file && resolve(root, file.path))).map((list) => list.text);
	const isLocal = included.some((one) => localReference.test(one));
	const facts = [2, text, lock, included, file?.kind, selectors, further, target, tool.kind, tool.version];
	if (isLocal) facts.push(randomUUID());
	return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
}

/**
 * Installs packages for the target into a folder of the cache, and gives it; the one that was filled before, when
 * nothing that decides has changed. The folder stays: a layer is read from it again when it is sent.
 */
export async function installPackages(work: Installation): Promise<string | undefined> {
	const { host, file, further, inTurn } = work;
	if (file === undefined && further.length === 0) return undefined;
	const tool = await findTool(work);
	const key = await keyOf(work, tool);
	return keptFolder({ host, sort: "python", key, inTurn }, (folder) => install(work, tool, folder));
}
