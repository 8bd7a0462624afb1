import { Failure, isAbort } from "../../report/failure.ts";
import { imageName, readImageName } from "./image-name.ts";
import type { ImageWork } from "./image-work.ts";

type Arguments = ReadonlyMap<string, string>;

/** Lines of instructions: comments gone, those that a backslash continues joined. */
function instructionsOf(text: string): readonly string[] {
	const lines = text.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
	return lines
		.join("\n")
		.replaceAll(/\\[ \t]*\n/g, " ")
		.split("\n")
		.map((line) => line.trim());
}

/** `$NAME`, `${NAME}` and `${NAME:-otherwise}`, as far as the arguments are known. */
function withArguments(text: string, known: Arguments): string {
	return text
		.replaceAll(
			/\$\{(\w+)(?::?-([^}]*))?\}/g,
			(all, name: string, otherwise?: string) => known.get(name) || otherwise || all,
		)
		.replaceAll(/\$(\w+)/g, (all, name: string) => known.get(name) ?? all);
}

/** Arguments that stand before the first FROM, the only ones that FROM sees. */
function globalArguments(instructions: readonly string[], given: Arguments): Arguments {
	const known = new Map<string, string>();
	for (const line of instructions) {
		if (/^FROM\s/i.test(line)) break;
		const [, name, value = ""] = /^ARG\s+(\w+)(?:=(.*))?$/i.exec(line) ?? [];
		if (name !== undefined)
			known.set(name, given.get(name) ?? withArguments(value.replaceAll(/^["']|["']$/g, ""), known));
	}
	return known;
}

/** Names of the images that a Dockerfile begins from or copies from; its own stages are none. */
export function baseNames(text: string, buildArgs: Arguments): readonly string[] {
	const instructions = instructionsOf(text);
	const known = globalArguments(instructions, buildArgs);
	const stages = new Set<string>();
	const names = new Set<string>();
	const add = (name: string) => {
		const full = withArguments(name, known);
		if (full !== "scratch" && !stages.has(full.toLowerCase()) && !/^\d+$/.test(full)) names.add(full);
	};
	for (const line of instructions) {
		const [, image, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
		if (image !== undefined) add(image);
		if (stage !== undefined) stages.add(stage.toLowerCase());
		for (const [, from = ""] of line.matchAll(/(?:^COPY\s.*?--from=|[\s,]from=)([^\s,]+)/gi)) add(from);
	}
	return [...names];
}

/**
 * What the base images of a build are at the moment: a tag may lead to another image tomorrow, which makes another
 * image of the same Dockerfile. One that cannot be asked for, because it is private or built here, counts by its name.
 */
export async function baseDigests(work: ImageWork, names: readonly string[]): Promise<readonly string[]> {
	const options = work.signal ? { signal: work.signal } : {};
	return Promise.all(
		names.map(async (name) => {
			const address = readImageName(name);
			if (address === undefined) return name;
			try {
				const manifest = await work.images.manifest(address, options);
				return `${imageName(address)} ${manifest?.digest ?? "unknown"}`;
			} catch (error) {
				if (isAbort(error) || !(error instanceof Failure)) throw error;
				return `${imageName(address)} unknown`;
			}
		}),
	);
}
