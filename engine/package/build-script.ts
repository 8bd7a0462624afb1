import { dirname, resolve } from "node:path";
import type { Message } from "esbuild";
import { bug } from "../report/bug.ts";
import { installedPackage } from "./bundle-inputs.ts";
import { bundleOptions, outputNames } from "./bundle-options.ts";
import {
	byPlace,
	missingModule,
	missingPackages,
	namesPackage,
	packageOf,
	problemOf,
} from "./bundle-problems.ts";
import type { Build, Detours, OptionalImport } from "./bundler.ts";
import { packagingFailure, type Work } from "./contents.ts";
import { findInstalls } from "./installs.ts";
import type { ScriptPackaging } from "./packaging.ts";
import { foldersUp } from "./tsconfig.ts";
import { findUmd, moduleFileOf } from "./umd.ts";

async function fail(work: Work, entry: string, errors: readonly Message[]): Promise<never> {
	const { root, plan } = work;
	const installs = await findInstalls(work, resolve(root, entry), missingPackages(errors));
	throw packagingFailure(
		plan,
		[...errors].sort(byPlace).map((error) => problemOf(error, root, plan.span, installs)),
	);
}

/**
 * A package that another installed package imports, but that is not installed itself: mostly one of many that it
 * can work with, such as the drivers of a query builder. In the user's own code it is a mistake.
 */
function optionalImport(message: Message): OptionalImport | undefined {
	const specifier = missingModule(message);
	const from = message.location?.file;
	if (specifier === undefined || from === undefined || !namesPackage(specifier)) return undefined;
	return installedPackage(from) === undefined ? undefined : { specifier, from, message };
}

/** What an earlier build did without, except what has been installed since. */
async function knownDetours(work: Work, name: string): Promise<Detours> {
	const known = work.bundler.detours.get(name) ?? { missing: [], aliases: {} };
	const missing: OptionalImport[] = [];
	for (const each of known.missing) {
		const folders = foldersUp(dirname(resolve(work.root, each.from)));
		const places = folders.map((folder) => resolve(folder, "node_modules", each.specifier));
		const kinds = await Promise.all(places.map((place) => work.host.kindOf(place)));
		if (kinds.every((kind) => kind === undefined)) missing.push(each);
	}
	return { missing, aliases: known.aliases };
}

/**
 * Imports among `missing` that are made as soon as the module around them is loaded, so that the function could
 * not even start. Those by `require` or `import()` fail only where they are reached.
 */
function neededAtStart(build: Build, missing: readonly OptionalImport[]): readonly OptionalImport[] {
	const imports = Object.values(build.metafile.inputs).flatMap((input) => input.imports);
	const atStart = imports.filter(({ external, kind }) => external === true && kind === "import-statement");
	const specifiers = new Set(atStart.map(({ path }) => path));
	return missing.filter(({ specifier }) => specifiers.has(specifier));
}

function warnOfMissing(work: Work, missing: readonly OptionalImport[]): void {
	if (missing.length === 0) return;
	const names = [...new Set(missing.map(({ specifier }) => packageOf(specifier)))].sort().join(", ");
	const users = [...new Set(missing.map(({ from }) => installedPackage(from)?.name ?? from))]
		.sort()
		.join(", ");
	work.warn(`${work.plan.job}: ${users} can use packages that are not installed: ${names}`);
}

/** `detours` past the imports that made a build fail. Fails itself where there is no way past an error. */
async function pastErrors(
	work: Work,
	packaging: ScriptPackaging,
	errors: readonly Message[],
	detours: Detours,
): Promise<Detours> {
	const others = errors.filter((error) => optionalImport(error) === undefined);
	if (others.length > 0) return fail(work, packaging.entry, others);
	const more = errors.flatMap((error) => optionalImport(error) ?? []);
	const known = new Set(detours.missing.map(({ specifier }) => specifier));
	if (more.some(({ specifier }) => known.has(specifier))) return fail(work, packaging.entry, errors);
	return { ...detours, missing: [...detours.missing, ...more] };
}

/** `detours` past packages that would leave a bundle incomplete; `undefined` when it has none. */
async function pastUmd(work: Work, build: Build, detours: Detours): Promise<Detours | undefined> {
	const packages = findUmd(codeOf(build));
	if (packages.length === 0) return undefined;
	const aliases: Record<string, string> = { ...detours.aliases };
	for (const umd of packages) {
		const file = umd.name in aliases ? undefined : await moduleFileOf(work, umd);
		if (file === undefined) {
			const message = `"${umd.name}" finds its own files in a way that a bundler cannot follow: ${umd.file}`;
			const hint = "import another file of the package, or use another version of it";
			const { span } = work.plan;
			throw packagingFailure(work.plan, [
				{ code: "package-not-bundled", severity: "error", message, span, hint },
			]);
		}
		aliases[umd.name] = file;
	}
	return { ...detours, aliases };
}

/** The bytes of `index.js`. */
export function codeOf(build: Build): Uint8Array {
	return (
		build.outputs.find(({ path }) => path.endsWith(outputNames.code))?.contents ?? bug("A build made no code")
	);
}

/**
 * Bundles the entry of `packaging`. Where installed packages import others that are not installed, it builds
 * again without those, as the format wants; where one has a main file that cannot be bundled, with its file for
 * bundlers. What it learned so is remembered for the next time.
 * A `variant` of a bundle keeps its own warm state. Fails with a problem for each error in the code.
 */
export async function buildScript(
	work: Work,
	packaging: ScriptPackaging,
	tsconfig: string | undefined,
	variant = "",
): Promise<Build> {
	const { bundler, root, plan, signal } = work;
	const name = `${root}\0${plan.job}\0${variant}`;
	const known = await knownDetours(work, name);
	for (let detours = known; ; ) {
		const options = bundleOptions(root, plan.runtime, packaging, tsconfig, detours);
		const result = await bundler.build(name, options, signal);
		if ("errors" in result) {
			detours = await pastErrors(work, packaging, result.errors, detours);
			continue;
		}
		const further = await pastUmd(work, result.build, detours);
		if (further === undefined) {
			const atStart = neededAtStart(result.build, detours.missing).map(({ message }) => message);
			if (atStart.length > 0) return fail(work, packaging.entry, atStart);
			bundler.detours.set(name, detours);
			warnOfMissing(work, detours.missing.slice(known.missing.length));
			return result.build;
		}
		detours = further;
	}
}
