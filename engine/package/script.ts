import { join, resolve } from "node:path";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import { buildScript, codeOf } from "./build-script.ts";
import { amendBundle } from "./bundle-handler.ts";
import { inputKeys, installedPackage, readInputs } from "./bundle-inputs.ts";
import { outputNames } from "./bundle-options.ts";
import { byPlace, warningText } from "./bundle-problems.ts";
import type { Build } from "./bundler.ts";
import { type Contents, packagingFailure, type Work } from "./contents.ts";
import type { Unbundled } from "./import-chain.ts";
import { readIncluded } from "./included.ts";
import { scriptEvidence } from "./memory/script-evidence.ts";
import { installBeside } from "./native/install-beside.ts";
import { nativeFiles } from "./native/own-files.ts";
import type { ScriptPackaging } from "./packaging.ts";
import { partsWithChains } from "./part-chains.ts";
import { findUnbundled } from "./unbundled.ts";
import type { ZipEntry } from "./zip.ts";

function problem(work: Work, code: string, message: string, hint?: string): Problem {
	return { code, severity: "error", message, span: work.plan.span, ...(hint !== undefined && { hint }) };
}

async function notFound(work: Work, path: string): Promise<readonly Problem[]> {
	const kind = await work.host.kindOf(resolve(work.root, path));
	if (kind === "directory") return [problem(work, "wrong-kind-of-file", `"${path}" is a folder, not a file`)];
	return kind === "file" ? [] : [problem(work, "file-not-found", `"${path}" does not exist`)];
}

/** The tsconfig of the whole build: the one that is named, or the one beside the config if there is one. */
async function tsconfigOf(work: Work, packaging: ScriptPackaging): Promise<string | undefined> {
	if (packaging.tsconfig !== undefined) return resolve(work.root, packaging.tsconfig);
	const beside = resolve(work.root, "tsconfig.json");
	return (await work.host.kindOf(beside)) === "file" ? beside : undefined;
}

/** Where the entry does not export what Lambda calls: a problem at the start of the entry. */
function handlerProblem(work: Work, packaging: ScriptPackaging, exports: readonly string[]): Problem {
	const { entry, handler = "default" } = packaging;
	const meant = nearest(handler, exports);
	const start = { line: 0, character: 0 };
	return {
		...problem(
			work,
			"handler-not-exported",
			handler === "default"
				? `"${entry}" has no default export and none called "handler"`
				: `"${entry}" does not export "${handler}"`,
			meant !== undefined && handler !== "default"
				? `did you mean "${meant}"?`
				: `export the function that Lambda shall call${handler === "default" ? " as default" : ""}, or name another one in handlerFunction`,
		),
		elsewhere: { file: resolve(work.root, entry), range: { start, end: start } },
	};
}

const ownNames: ReadonlySet<string> = new Set([outputNames.code, outputNames.map, outputNames.type]);
const isOwn = (path: string) => ownNames.has(path);

function warnOfCode({ plan, warn }: Work, included: readonly ZipEntry[]): void {
	if (!included.some(({ path }) => /\.[cm]?[jt]sx?$/.test(path))) return;
	warn(`${plan.job}: code in includeFiles is copied as it is, and packages that it imports are not`);
}

function outputOf(built: Build, ending: string): Uint8Array | undefined {
	return built.outputs.find(({ path }) => path.endsWith(ending))?.contents;
}

/** The files that the bundle itself brings. A source map that goes elsewhere is written there, as the config asks. */
async function bundleEntries(
	work: Work,
	packaging: ScriptPackaging,
	built: Build,
	code: Uint8Array,
): Promise<readonly ZipEntry[]> {
	const entries: ZipEntry[] = [{ path: outputNames.code, bytes: code, mode: "file" }];
	if (packaging.format === "esm") {
		const bytes = Buffer.from('{"type":"module"}\n');
		entries.push({ path: outputNames.type, bytes, mode: "file" });
	}
	const map = outputOf(built, `/${outputNames.map}`) ?? outputOf(built, `\\${outputNames.map}`);
	if (map === undefined) return entries;
	if (typeof packaging.sourceMap === "object") {
		await work.host.write(
			join(resolve(work.root, packaging.sourceMap.folder), work.plan.job, outputNames.map),
			map,
		);
		return entries;
	}
	return [...entries, { path: outputNames.map, bytes: map, mode: "file" }];
}

/** The bundle without the packages that must lie beside it: they are imports then. */
async function withoutNative(
	work: Work,
	packaging: ScriptPackaging,
	tsconfig: string | undefined,
	whole: Build,
): Promise<{ readonly built: Build; readonly unbundled: readonly Unbundled[] }> {
	const entry = whole.metafile.outputs[outputNames.code]?.entryPoint ?? packaging.entry;
	const unbundled = await findUnbundled(work, packaging, whole.metafile, entry);
	const bundled = new Set(inputKeys(whole.metafile).map((key) => installedPackage(key)?.name));
	const native = unbundled.map(({ name }) => name).filter((name) => bundled.has(name));
	if (native.length === 0) return { built: whole, unbundled };
	const names = native.includes("@prisma/client") ? [...native, ".prisma/client"] : native;
	const apart = { ...packaging, excluded: [...packaging.excluded, ...names] };
	return { built: await buildScript(work, apart, tsconfig, "apart"), unbundled };
}

/**
 * The contents of a function in JavaScript or TypeScript: its bundle and what includeFiles names.
 * Fails with every problem that is found in the user's code.
 */
export async function packScript(work: Work, packaging: ScriptPackaging): Promise<Contents> {
	const { host, root, plan } = work;
	const tsconfig = await tsconfigOf(work, packaging);
	const absent = [
		...(await notFound(work, packaging.entry)),
		...(packaging.tsconfig === undefined ? [] : await notFound(work, packaging.tsconfig)),
	];
	if (absent.length > 0) throw packagingFailure(plan, absent);
	const began = host.now();
	const whole = await buildScript(work, packaging, tsconfig);
	const { built, unbundled } = await withoutNative(work, packaging, tsconfig, whole);
	const bundleMs = host.now() - began;
	for (const warning of [...built.warnings].sort(byPlace)) work.warn(warningText(warning));
	const entry = built.metafile.outputs[outputNames.code]?.entryPoint ?? packaging.entry;
	const code = codeOf(built);
	const amended = amendBundle(
		{ code, format: packaging.format, metafile: built.metafile, entry },
		packaging.handler,
	);
	if ("exports" in amended) throw packagingFailure(plan, [handlerProblem(work, packaging, amended.exports)]);
	const isProvided = (name: string) => packaging.provided.includes(name);
	const beside = await installBeside(work, unbundled, isProvided);
	const inputs = await readInputs(host, root, whole.metafile, tsconfig);
	if (packaging.wantsDecoratorMetadata || inputs.tsconfigs.wantsDecoratorMetadata) {
		work.warn(
			`${plan.job}: metadata of decorators is not written, so code that reads it at run time will fail`,
		);
	}
	const native = nativeFiles(work, built);
	const own = [...(await bundleEntries(work, packaging, built, amended.code)), ...native];
	// What decides the files of installed packages is not only on this disk.
	const isPlain = unbundled.length === 0 && beside.length === 0 && native.length === 0;
	const paths = new Set([...own, ...beside].map(({ path }) => path));
	const included = await readIncluded(work, packaging, (path) => isOwn(path) || paths.has(path));
	warnOfCode(work, included);
	return {
		body: {
			kind: "files",
			entries: [...own, ...beside, ...included],
		},
		inputs: [...new Set([...inputs.files, ...included.map(({ path }) => resolve(root, path))])],
		evidence: isPlain
			? await scriptEvidence(host, root, packaging, {
					...inputs,
					included: included.map(({ path }) => path),
				})
			: undefined,
		largestInputs: partsWithChains(built.metafile),
		bundleMs,
	};
}
