import { join, posix } from "node:path";
import { type Application, type Assembly, assembleImage } from "./assemble.ts";
import { buildDockerfile } from "./engine-build.ts";
import { engineNames } from "./engines.ts";
import type { ImageWork } from "./image-work.ts";
import type { Architecture } from "./oci.ts";
import type { Recipe } from "./recipe.ts";
import type { LayerEntry } from "./tar.ts";

/** An instruction in the form that no shell splits. */
function words(list: readonly string[]): string {
	return JSON.stringify(list);
}

/** The Dockerfile of an application whose base has to be changed by commands first. */
export function applicationDockerfile(
	{ base, command, workingDirectory, environment }: Application,
	commands: readonly string[],
	folders: readonly string[],
): string {
	const lines = [
		`FROM ${base}`,
		...commands.map((one) => `RUN ${one}`),
		...folders.map((folder) => `COPY ${words([folder, `/${folder}`])}`),
		...Object.entries(environment).map(([name, value]) => `ENV ${name}=${JSON.stringify(value)}`),
		`WORKDIR ${workingDirectory}`,
		`CMD ${words(command)}`,
	];
	return `${lines.join("\n")}\n`;
}

/** The files at `path` of a link's target, under the names that they have below the link. */
function behindLink(
	link: Extract<LayerEntry, { kind: "link" }>,
	entries: readonly LayerEntry[],
): readonly LayerEntry[] {
	const target = posix.join(posix.dirname(link.path), link.target);
	return entries.flatMap((entry) => {
		if (entry.kind === "link") return [];
		if (entry.path === target) return [{ ...entry, path: link.path }];
		const isBelow = entry.path.startsWith(`${target}/`);
		return isBelow ? [{ ...entry, path: `${link.path}${entry.path.slice(target.length)}` }] : [];
	});
}

/** Writes files where an engine copies them from. Links become copies, as not every disk has links. */
async function stage({ host }: ImageWork, folder: string, entries: readonly LayerEntry[]): Promise<void> {
	const files = entries.flatMap((entry) => (entry.kind === "link" ? behindLink(entry, entries) : [entry]));
	for (const entry of files) {
		if (entry.kind === "link") continue;
		const { content } = entry;
		const bytes = "bytes" in content ? content.bytes : await host.readBytes(content.file);
		await host.write(join(folder, entry.path), bytes ?? new Uint8Array());
	}
}

/**
 * Builds an application on a base that commands change first, which takes an engine: the files are those of the
 * image that is put together without one.
 */
export async function applicationRecipe(
	work: ImageWork,
	assembly: Assembly,
	application: Application,
	commands: readonly string[],
): Promise<Recipe> {
	const { host } = work;
	const { digest } = await assembleImage(assembly, application);
	const entriesFor = async (architecture: Architecture) =>
		(await application.layersFor(architecture)).flatMap(({ entries }) => entries);
	return {
		facts: ["application", digest, commands],
		inputs: application.inputs,
		usable: engineNames,
		build: async (engine, target) => {
			const folder = await host.temporaryDirectory("spool-image-");
			try {
				const entries = await entriesFor(target.architecture);
				await stage(work, join(folder, "files"), entries);
				const folders = [...new Set(entries.map(({ path }) => path.split("/")[0] ?? ""))].sort();
				const dockerfile = join(folder, "Dockerfile");
				await host.write(dockerfile, applicationDockerfile(application, commands, folders));
				await buildDockerfile(
					work,
					engine,
					{ context: join(folder, "files"), dockerfile, buildArgs: [] },
					target,
				);
			} finally {
				await host.remove(folder);
			}
		},
	};
}
