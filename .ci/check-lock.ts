import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./bundles.ts";

type LockedPackage = {
	readonly version?: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
	readonly cpu?: readonly string[];
	readonly os?: readonly string[];
};

type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> };

type Missing = { readonly name: string; readonly version: string; readonly isDev: boolean };

const platform =
	/(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)/;

/** The folders in which Node looks for a package that `path` needs, nearest first. */
function lookupFolders(path: string): string[] {
	const folders = [`${path}/node_modules/`];
	for (
		let at = path.lastIndexOf("/node_modules/");
		at !== -1;
		at = path.lastIndexOf("/node_modules/", at - 1)
	) {
		folders.push(`${path.slice(0, at)}/node_modules/`);
	}
	return [...folders, "node_modules/"];
}

/**
 * Packages for other platforms that package-lock.json does not list.
 *
 * npm leaves out of the lock what it could not see when it wrote it: what is not in node_modules, or not in a
 * registry that mirrors one platform only. `npm ci` on another platform then refuses the lock, or on this one.
 */
export function findMissingPlatforms({ packages }: Lock): Missing[] {
	const missing = new Map<string, Missing>();
	for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
		for (const [name, version] of Object.entries(optionalDependencies)) {
			if (lookupFolders(path).some((folder) => folder + name in packages)) continue;
			missing.set(name, { name, version, isDev: dev === true });
		}
	}
	return [...missing.values()];
}

/**
 * The lock with an entry for each missing platform package, or undefined when nothing is missing. Such an entry
 * has no digest: npm fills it in where it installs it. `os` and `cpu` keep it from being asked for elsewhere.
 */
export function completeLock<L extends Lock>(lock: L): L | undefined {
	const missing = findMissingPlatforms(lock);
	if (missing.length === 0) return undefined;
	const added = missing.flatMap(({ name, version, isDev }) => {
		const [, os, cpu] = platform.exec(name) ?? [];
		if (os === undefined || cpu === undefined || !/^\d/.test(version)) return [];
		const entry = { version, cpu: [cpu], ...(isDev && { dev: true }), optional: true, os: [os] };
		return [[`node_modules/${name}`, entry] as const];
	});
	if (added.length === 0) return undefined;
	const sorted = [...Object.entries(lock.packages), ...added].toSorted(([a], [b]) =>
		a.localeCompare(b, "en"),
	);
	return { ...lock, packages: Object.fromEntries(sorted) };
}

/** Checks package-lock.json of the repository; `write` completes it first. */
export async function checkLock({ write }: { readonly write: boolean }): Promise<string[]> {
	const file = join(root, "package-lock.json");
	const lock: Lock = JSON.parse(readFileSync(file, "utf8"));
	const complete = write ? completeLock(lock) : undefined;
	if (complete !== undefined) await writeFile(file, `${JSON.stringify(complete, null, "\t")}\n`);
	return findMissingPlatforms(complete ?? lock).map(
		({ name, version }) =>
			`package-lock.json has no entry for ${name} ${version}; run node .ci/check-lock.ts --write`,
	);
}

if (import.meta.main) {
	const violations = await checkLock({ write: process.argv.includes("--write") });
	for (const violation of violations) console.error(violation);
	process.exitCode = violations.length === 0 ? 0 : 1;
}
