import { resolve } from "node:path";
import { Failure } from "../../report/failure.ts";
import { contextDigest, readContext } from "./context-files.ts";
import { baseDigests } from "./dockerfile-bases.ts";
import { requireKind } from "./dockerfile-image.ts";
import type { BuildpackImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import { isUnneeded } from "./nixpacks-image.ts";
import { platforms } from "./oci.ts";
import type { Recipe } from "./recipe.ts";
import { runTool } from "./run-tool.ts";

/** The format's own: without it, Java reserves more memory than small tasks have. */
const javaMemory = "BPE_JAVA_TOOL_OPTIONS=-XX:MaxMetaspaceSize=512M";

async function pack(work: ImageWork, args: readonly string[], cwd: string): Promise<void> {
	try {
		await runTool(work, "pack", args, { cwd });
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "command-missing") throw error;
		throw new Failure({
			code: "build-tool-missing",
			kind: "package",
			message: `"${work.plan.job}" is built by Cloud Native Buildpacks, whose program "pack" is not installed`,
			hint: "install it as https://buildpacks.io/docs/for-platform-operators/how-to/integrate-ci/pack/ says",
			origin: work.plan.span,
			cause: error,
		});
	}
}

/** Builds by Cloud Native Buildpacks, which speak to the daemon of Docker or Podman. */
export async function buildpackRecipe(work: ImageWork, image: BuildpackImage): Promise<Recipe> {
	const { root } = work;
	await requireKind(work, image.source, "directory");
	const source = resolve(root, image.source);
	const entries = await readContext(work, source, image.source, isUnneeded);
	return {
		facts: [
			"buildpack",
			image.builder,
			image.buildpacks,
			await contextDigest(work, entries),
			await baseDigests(work, [image.builder]),
		],
		inputs: entries.flatMap((entry) => (entry.kind === "file" ? [entry.file] : [])),
		usable: ["docker", "podman"],
		build: async (_engine, { name, architecture }) => {
			const args = [
				...["build", name],
				...["--builder", image.builder],
				...image.buildpacks.flatMap((one) => ["--buildpack", one]),
				...["--env", javaMemory],
				...["--platform", `linux/${platforms[architecture]}`],
				...["--path", source],
			];
			await pack(work, args, source);
		},
	};
}
