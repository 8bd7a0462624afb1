import { join } from "node:path";
import type { Host } from "../../host/port.ts";
import { runBounded } from "../upload.ts";

/** Files that are read and written at the same time. */
const atOnce = 16;

/** Copies the files of a folder that `takes` is true for, links as what they lead to. Gives their paths in it. */
export async function copyFolder(
	host: Pick<Host, "list" | "readBytes" | "write">,
	from: string,
	to: string,
	options: { readonly takes?: (path: string) => boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly string[]> {
	const { takes = () => true, signal } = options;
	const paths = (await host.list(from)).map(({ path }) => path).filter(takes);
	const copies = paths.map((path) => async () => {
		signal?.throwIfAborted();
		const bytes = await host.readBytes(join(from, path));
		if (bytes) await host.write(join(to, path), bytes);
	});
	await runBounded(copies, atOnce);
	return paths;
}
