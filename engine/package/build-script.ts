import { dirname, resolve } from "node:path";
import type { Message } from "esbuild";
import { installedPackage } from "./bundle-inputs.ts";
import { bundleOptions } from "./bundle-options.ts";
import {
	byPlace,
	missingModule,
	missingPackages,
	namesPackage,
	packageOf,
	problemOf,
} from "./bundle-problems.ts";
import type { Build, OptionalImport } from "./bundler.ts";
import { packagingFailure, type Work } from "./contents.ts";
import { findInstalls } from "./installs.ts";
import type { ScriptPackaging } from "./packaging.ts";
import { foldersUp } from "./tsconfig.ts";

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

/** What an earlier build did not find, without what has been installed since. */
async function stillMissing(work: Work, name: string): Promise<readonly OptionalImport[]> {
	const missing: OptionalImport[] = [];
	for (const each of work.bundler.optionalImports.get(name) ?? []) {
		const folders = foldersUp(dirname(resolve(work.root, each.from)));
		const places = folders.map((folder) => resolve(folder, "node_modules", each.specifier));
		const kinds = await Promise.all(places.map((place) => work.host.kindOf(place)));
		if (kinds.every((kind) => kind === undefined)) missing.push(each);
	}
	return missing;
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

/**
 * Bundles the entry of `packaging`. Where installed packages import others that are not installed, it builds
 * again without those, as the format wants, and remembers them for the next time.
 * Fails with a problem for each error in the code.
 */
export async function buildScript(
	work: Work,
	packaging: ScriptPackaging,
	tsconfig: string | undefined,
): Promise<Build> {
	const { bundler, root, plan, signal } = work;
	const name = `${root}\0${plan.job}`;
	const known = await stillMissing(work, name);
	let missing = known;
	for (;;) {
		const specifiers = new Set(missing.map(({ specifier }) => specifier));
		const options = bundleOptions(root, plan.runtime, packaging, tsconfig, [...specifiers]);
		const result = await bundler.build(name, options, signal);
		if ("build" in result) {
			const atStart = neededAtStart(result.build, missing).map(({ message }) => message);
			if (atStart.length > 0) return fail(work, packaging.entry, atStart);
			bundler.optionalImports.set(name, missing);
			warnOfMissing(work, missing.slice(known.length));
			return result.build;
		}
		const more = result.errors.flatMap((error) => optionalImport(error) ?? []);
		const others = result.errors.filter((error) => optionalImport(error) === undefined);
		if (others.length > 0) return fail(work, packaging.entry, others);
		if (more.some(({ specifier }) => specifiers.has(specifier)))
			return fail(work, packaging.entry, result.errors);
		missing = [...missing, ...more];
	}
}
