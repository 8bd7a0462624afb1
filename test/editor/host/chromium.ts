import { existsSync, readFileSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { HostError } from "./host-error.ts";
import { runCommand } from "./run-command.ts";

export type ChromiumOptions = {
	readonly onProgress: (line: string) => void;
	readonly signal?: AbortSignal | undefined;
};

const names = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
const macPlaces = [
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Gives the path of a Chromium or Chrome that starts: `CHROMIUM`, else one on the path, else (root on Debian)
 * one installed by apt. Throws a `HostError` that says what is missing and how to get it.
 */
export async function findChromium(options: ChromiumOptions): Promise<string> {
	const named = process.env["CHROMIUM"];
	if (named) {
		await checkStarts(named, options.signal).catch((error: Error) => {
			throw new HostError(`CHROMIUM names a browser that does not start: ${error.message}`);
		});
		return named;
	}
	const found = await firstThatStarts(options.signal);
	if (found) return found;
	if (!canInstall()) {
		throw new HostError("no Chromium: install chromium or Google Chrome, or name one in CHROMIUM");
	}
	await installChromium(options);
	const installed = await firstThatStarts(options.signal);
	if (installed) return installed;
	throw new HostError("no Chromium: apt installed the package, but no browser on the path starts");
}

/** Where a program lies on the path; `undefined` if nowhere. */
export async function findOnPath(name: string): Promise<string | undefined> {
	for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
		const file = join(folder, name);
		const isProgram = await access(file, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (folder && isProgram) return file;
	}
	return undefined;
}

async function firstThatStarts(signal: AbortSignal | undefined): Promise<string | undefined> {
	const onPath = await Promise.all(names.map(findOnPath));
	for (const file of [...onPath, ...macPlaces.filter((place) => existsSync(place))]) {
		if (!file) continue;
		const starts = await checkStarts(file, signal).then(
			() => true,
			() => false,
		);
		if (starts) return file;
	}
	return undefined;
}

/** A name on the path proves little: Ubuntu's `chromium-browser` is a script that asks for a snap. */
async function checkStarts(file: string, signal: AbortSignal | undefined): Promise<void> {
	await runCommand(file, ["--version"], { signal, timeoutMs: 30_000 });
}

/** Ubuntu is left out: it has no Chromium package, only a pointer to a snap. */
function canInstall(): boolean {
	if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
	return existsSync("/etc/os-release") && /^ID="?debian"?$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/**
 * Without the recommended packages it is a quarter of the size, and a browser without a screen misses none of
 * them. Fonts are only recommended too, and without one every text in a screenshot is boxes.
 */
async function installChromium({ onProgress, signal }: ChromiumOptions): Promise<void> {
	onProgress("installing Chromium with apt");
	const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	const common = ["-q", "-o", "DPkg::Lock::Timeout=120"];
	const packages = ["chromium", "fonts-dejavu-core"];
	const install = [...common, "install", "-y", "--no-install-recommends", ...packages];
	try {
		await runCommand("apt-get", [...common, "update"], { signal, environment });
		await runCommand("apt-get", install, { signal, environment });
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		throw new HostError(`no Chromium, and apt could not install it: ${error.message}`);
	}
}
