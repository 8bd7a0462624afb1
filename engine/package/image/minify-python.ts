import { join } from "node:path";
import { Failure } from "../../report/failure.ts";
import type { ContextEntry } from "./context-files.ts";
import type { ImageWork } from "./image-work.ts";
import { runTool } from "./run-tool.ts";
import type { LayerEntry } from "./tar.ts";

async function minify(work: ImageWork, folder: string): Promise<void> {
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
	work: ImageWork,
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
