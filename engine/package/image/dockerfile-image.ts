import { posix, resolve } from "node:path";
import type { ArtifactPlan } from "../../resources/kind.ts";
import { packagingFailure, type Work } from "../contents.ts";
import { contextDigest, readContext } from "./context-files.ts";
import { baseDigests, baseNames } from "./dockerfile-bases.ts";
import { type Ignored, readDockerignore } from "./dockerignore.ts";
import { buildDockerfile } from "./engine-build.ts";
import { engineNames } from "./engines.ts";
import type { DockerfileImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import type { Recipe } from "./recipe.ts";

/** Fails when `path`, relative to the config, is not what it must be. */
export async function requireKind(
	{ host, root, plan }: Pick<Work, "host" | "root"> & { readonly plan: ArtifactPlan },
	path: string,
	wanted: "file" | "directory",
): Promise<void> {
	const found = await host.kindOf(resolve(root, path));
	if (found === wanted) return;
	const isMissing = found === undefined;
	const words = { file: "file", directory: "folder" } as const;
	throw packagingFailure(plan, [
		{
			code: isMissing ? "file-not-found" : "wrong-kind-of-file",
			severity: "error",
			message: isMissing
				? `"${path}" does not exist`
				: `"${path}" is a ${words[found]}, not a ${words[wanted]}`,
			span: plan.span,
		},
	]);
}

/** The rules for a Dockerfile: those of a file that is called like it win over those of the whole context. */
async function ignoredBy({ host }: ImageWork, context: string, dockerfile: string): Promise<Ignored> {
	const own = await host.readText(`${dockerfile}.dockerignore`);
	return readDockerignore(own ?? (await host.readText(resolve(context, ".dockerignore"))) ?? "");
}

/** The history of git changes with every command of git; it counts where a Dockerfile asks for it. */
function isHistory(path: string): boolean {
	return path === ".git";
}

/** Builds from a Dockerfile of the user's own. */
export async function dockerfileRecipe(work: ImageWork, image: DockerfileImage): Promise<Recipe> {
	const { host, root, plan } = work;
	const context = resolve(root, image.context);
	const shown = posix.join(image.context, image.dockerfile);
	await requireKind(work, image.context, "directory");
	await requireKind(work, shown, "file");
	const dockerfile = resolve(context, image.dockerfile);
	const text = (await host.readText(dockerfile)) ?? "";
	const ignored = await ignoredBy(work, context, dockerfile);
	const skips = (path: string) => ignored.folder(path) || (isHistory(path) && !text.includes(".git"));
	const listed = await readContext(work, context, image.context, skips);
	const entries = listed.filter(({ path }) => !ignored.file(path));
	const buildArgs = new Map(image.buildArgs.map(({ name, value }) => [name, value]));
	return {
		facts: [
			"dockerfile",
			image.dockerfile,
			text,
			image.buildArgs,
			await contextDigest({ host, signal: work.signal }, entries),
			await baseDigests(work, baseNames(text, buildArgs)),
		],
		inputs: [dockerfile, ...entries.flatMap((entry) => (entry.kind === "file" ? [entry.file] : []))],
		usable: engineNames,
		build: (engine, target) =>
			buildDockerfile({ ...work, plan }, engine, { context, dockerfile, buildArgs: image.buildArgs }, target),
	};
}
