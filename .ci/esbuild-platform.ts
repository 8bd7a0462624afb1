import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { shippedEsbuild } from "./build.ts";
import { root } from "./bundles.ts";

/** The platforms that VS Code knows and the esbuild that runs there. Its Linux binary is static, so it serves Alpine. */
const esbuildPlatforms: Readonly<Record<string, string>> = {
	"win32-x64": "win32-x64",
	"win32-arm64": "win32-arm64",
	"linux-x64": "linux-x64",
	"linux-arm64": "linux-arm64",
	"linux-armhf": "linux-arm",
	"alpine-x64": "linux-x64",
	"alpine-arm64": "linux-arm64",
	"darwin-x64": "darwin-x64",
	"darwin-arm64": "darwin-arm64",
};

/** Every platform that a package can be made for. */
export const targets: readonly string[] = Object.keys(esbuildPlatforms);

/** The platform of this machine in VS Code's words. */
export function thisTarget(): string {
	const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
	const isAlpine = process.platform === "linux" && report.header.glibcVersionRuntime === undefined;
	const arch = process.arch === "arm" ? "armhf" : process.arch;
	return `${isAlpine ? "alpine" : process.platform}-${arch}`;
}

/**
 * Copies esbuild for `target` to where the bundles look for it below `distFolder`. A binary that node_modules does
 * not hold is fetched from the registry; each is checked against the digest that esbuild publishes.
 *
 * Gives the paths of what was written, relative to `distFolder`. Throws on an unknown target.
 */
export function placeEsbuild(target: string, distFolder: string): string[] {
	const platform = esbuildPlatforms[target];
	if (platform === undefined) throw new TypeError(`no target "${target}"; there are ${targets.join(", ")}`);
	const esbuild = join(root, "node_modules", "esbuild");
	const binary = shippedEsbuild.binary(target);
	// Its package.json says that main.js is CommonJS, ours would say that it is not.
	const files = { "package.json": "esbuild/package.json", "LICENSE.md": "esbuild/LICENSE.md" };
	for (const [from, to] of Object.entries({ ...files, "lib/main.js": shippedEsbuild.main })) {
		copyInto(join(esbuild, from), join(distFolder, to));
	}
	withBinary(platform, (file) => copyInto(file, join(distFolder, binary)));
	chmodSync(join(distFolder, binary), 0o755);
	return [...Object.values(files), shippedEsbuild.main, binary];
}

function copyInto(from: string, to: string): void {
	mkdirSync(dirname(to), { recursive: true });
	copyFileSync(from, to);
}

function withBinary(platform: string, use: (file: string) => void): void {
	const inPackage = platform.startsWith("win32") ? "esbuild.exe" : "bin/esbuild";
	const installed = join(root, "node_modules", "@esbuild", platform, inPackage);
	if (existsSync(installed)) {
		checkDigest(installed, `@esbuild/${platform}/${inPackage}`);
		use(installed);
		return;
	}
	const folder = mkdtempSync(join(tmpdir(), "spool-esbuild-"));
	try {
		const file = join(fetchPackage(platform, folder), inPackage);
		checkDigest(file, `@esbuild/${platform}/${inPackage}`);
		use(file);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** By npm, with its configuration: a machine may reach the registry in no other way. */
function fetchPackage(platform: string, folder: string): string {
	const specifier = `@esbuild/${platform}@${readManifest().version}`;
	const shell = process.platform === "win32";
	const options = { cwd: folder, encoding: "utf8", shell } as const;
	const printed = execFileSync("npm", ["pack", "--json", "--ignore-scripts", specifier], options);
	const [packed]: { filename: string }[] = Object.values(JSON.parse(printed));
	execFileSync("tar", ["-xzf", packed?.filename ?? ""], options);
	return join(folder, "package");
}

type Manifest = {
	readonly version: string;
	readonly "esbuild.binaryHashes": Readonly<Record<string, string>>;
};

function readManifest(): Manifest {
	return JSON.parse(readFileSync(join(root, "node_modules", "esbuild", "package.json"), "utf8"));
}

function checkDigest(file: string, name: string): void {
	const expected = readManifest()["esbuild.binaryHashes"][name];
	const actual = createHash("sha256").update(readFileSync(file)).digest("hex");
	if (actual !== expected) throw new TypeError(`${name} has the digest ${actual}, esbuild says ${expected}`);
}
