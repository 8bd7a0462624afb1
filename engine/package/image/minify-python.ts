import { join } from "node:path";
import { Failure } from "../../report/failure.ts";
import type { ZipEntry } from "../zip.ts";
import type { ContextEntry } from "./context-files.ts";
import { runTool, type ToolWork } from "./run-tool.ts";
import type { LayerEntry } from "./tar.ts";

async function minify(work: ToolWork, folder: string): Promise<void> {
	try {
		await runTool(work, "pyminify", ["--in-place", folder], { cwd: folder });
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "command-missing") throw error;
		throw new Failure({
			code: "build-tool-missing",
			kind: "package",
			message: `"${work.plan.job}" wants its Python code minified, and pyminify is not installed`,
			hint: "install it with `pip install python-minifier`, or leave out minify",
			origin: work.plan.span,
			cause: error,
		});
	}
}

/** The code of a program with its Python files minified, by the tool that the format uses. */
export async function minified(
	work: ToolWork,
	files: readonly ContextEntry[],
): Promise<readonly LayerEntry[]> {
	const { host } = work;
	const folder = await host.temporaryDirectory("spool-minify-");
	const sources = files.filter((entry) => entry.kind === "file" && entry.path.endsWith(".py"));
	try {
		for (const source of sources) {
			const bytes = source.kind === "file" ? await host.readBytes(source.file) : undefined;
			await host.write(join(folder, source.path), bytes ?? new Uint8Array());
		}
		if (sources.length > 0) await minify(work, folder);
		const entries = files.map(async (entry): Promise<LayerEntry> => {
			const path = `app/${entry.path}`;
			if (entry.kind === "link") return { kind: "link", path, target: entry.target };
			if (!entry.path.endsWith(".py")) return { kind: "file", path, content: entry };
			const bytes = (await host.readBytes(join(folder, entry.path))) ?? new Uint8Array();
			return { kind: "file", path, content: { bytes } };
		});
		return await Promise.all(entries);
	} finally {
		await host.remove(folder);
	}
}

/** The entries of a zip with their Python files minified. */
export async function minifiedEntries(
	work: ToolWork,
	entries: readonly ZipEntry[],
): Promise<readonly ZipEntry[]> {
	const { host } = work;
	const isSource = ({ path, mode }: ZipEntry) => mode !== "link" && path.endsWith(".py");
	const sources = entries.filter(isSource);
	if (sources.length === 0) return entries;
	const folder = await host.temporaryDirectory("spool-minify-");
	try {
		for (const { path, bytes } of sources) await host.write(join(folder, path), bytes);
		await minify(work, folder);
		const read = entries.map(async (entry) => {
			if (!isSource(entry)) return entry;
			return { ...entry, bytes: (await host.readBytes(join(folder, entry.path))) ?? entry.bytes };
		});
		return await Promise.all(read);
	} finally {
		await host.remove(folder);
	}
}
