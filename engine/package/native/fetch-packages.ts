import { createHash } from "node:crypto";
import { join } from "node:path";
import { Failure, isAbort } from "../../report/failure.ts";
import type { Work } from "../contents.ts";
import { isCompleteMark, keptFolder } from "../kept-folder.ts";
import { foldersUp } from "../tsconfig.ts";
import type { Absent } from "./installed-tree.ts";
import { type PackedFile, readTarball } from "./tarball.ts";

export type Fetched = { readonly name: string; readonly files: readonly PackedFile[] };

/** What may stand in a name and in a range of versions; nothing else gets into a line for the shell. */
const plain = /^[\w@/.^~<>=| *+-]+$/;

/** Text of the settings of npm that hold for a folder: they say which registry is asked. */
async function settingsOf({ host }: Work, folder: string): Promise<string> {
	for (const up of foldersUp(folder)) {
		const text = await host.readText(join(up, ".npmrc"));
		if (text !== undefined) return text;
	}
	return "";
}

async function fetchInto(work: Work, from: string, specs: readonly string[], out: string): Promise<void> {
	const { host, plan, signal } = work;
	// npm writes where it is told only if that is there.
	await host.write(join(out, ".npm"), "");
	const words = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", out, ...specs];
	const command = words.map((word) => (/^[\w-]+$/.test(word) ? word : `"${word}"`)).join(" ");
	const failure = (details: readonly string[], cause?: unknown) =>
		new Failure({
			code: "native-package-missing",
			kind: "package",
			message: `"${plan.job}" needs ${specs.join(", ")} for its processor, and npm cannot fetch ${specs.length > 1 ? "them" : "it"}`,
			hint: "install npm, and check that it reaches the registry of the project (.npmrc)",
			details,
			origin: plan.span,
			...(cause !== undefined && { cause }),
		});
	try {
		const result = await host.runShell(command, { cwd: from, ...(signal && { signal }) });
		if (result.exitCode === 0) return;
		const lines = `${result.stdout}\n${result.stderr}`.split(/\r?\n/).filter((line) => line.trim() !== "");
		throw failure(lines.slice(-15));
	} catch (error) {
		if (isAbort(error) || (error instanceof Failure && error.code === "native-package-missing")) throw error;
		throw failure([], error);
	}
}

/**
 * Fetches packages that are not installed here, because this machine does not need them: by npm, in the folder of
 * the project, so that its settings say from which registry and with which login. They stay in the cache folder.
 */
export async function fetchPackages(
	work: Work,
	from: string,
	wanted: readonly Absent[],
): Promise<readonly Fetched[]> {
	const specs = wanted.map(({ name, range }) => `${name}@${range}`).sort();
	if (specs.length === 0) return [];
	const strange = specs.find((spec) => !plain.test(spec));
	if (strange !== undefined) {
		const message = `"${strange}" is no package of a registry, so it cannot be fetched for the processor of "${work.plan.job}"`;
		throw new Failure({ code: "native-package-missing", kind: "package", message, origin: work.plan.span });
	}
	const { host, bundler } = work;
	const settings = await settingsOf(work, from);
	const key = createHash("sha256")
		.update(JSON.stringify([1, specs, settings]))
		.digest("hex")
		.slice(0, 32);
	const kept = { host, sort: "npm", key, inTurn: bundler.images.inTurn };
	const folder = await keptFolder(kept, (out) => fetchInto(work, from, specs, out));
	const tarballs = (await host.list(folder)).filter(
		({ path }) => path.endsWith(".tgz") && !isCompleteMark(path),
	);
	return Promise.all(
		tarballs.map(async ({ path }) => {
			const files = await readTarball((await host.readBytes(join(folder, path))) ?? new Uint8Array());
			const manifest = files.find((file) => file.path === "package.json");
			const { name } = JSON.parse(Buffer.from(manifest?.bytes ?? Buffer.from("{}")).toString("utf8"));
			return { name: String(name), files };
		}),
	);
}
