import { createHash } from "node:crypto";
import type { BuiltImage, PackedImage } from "../packed.ts";
import { localName } from "./engine-build.ts";
import { type EngineName, findEngine } from "./engines.ts";
import type { ImageWork } from "./image-work.ts";
import type { Architecture } from "./oci.ts";

/** How a program on this machine builds an image. */
export type Recipe = {
	/** All that decides what the image will be, as far as it is known before it is built. */
	readonly facts: readonly unknown[];
	/** Absolute paths of every file that has part in it. */
	readonly inputs: readonly string[];
	/** Programs that can do it. */
	readonly usable: readonly EngineName[];
	/** Builds for one processor; the engine keeps the result under `name`. */
	readonly build: (
		engine: EngineName,
		target: { readonly name: string; readonly architecture: Architecture },
	) => Promise<void>;
};

/** Part of every digest: a change of how images are built makes new ones of the same files. */
const recipeVersion = 1;
const digestLength = 40;

function digestOf({ facts }: Recipe, { plan }: ImageWork): string {
	const all = ["built", recipeVersion, plan.architectures, ...facts];
	return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, digestLength);
}

async function build(work: ImageWork, recipe: Recipe, digest: string): Promise<BuiltImage> {
	const { plan, host, root, signal } = work;
	const { usable } = recipe;
	const engine = await findEngine({ host, job: plan.job, span: plan.span, cwd: root, usable, signal });
	const names: string[] = [];
	// One after the other: each uses all of the machine, and the second finds layers of the first.
	for (const architecture of plan.architectures) {
		const name = localName(plan.job, digest, architecture);
		await recipe.build(engine, { name, architecture });
		names.push(name);
	}
	return { engine, names };
}

/** Follows a recipe, unless an image of its digest is stored or only the digest is wanted. */
export async function packRecipe(work: ImageWork, recipe: Recipe): Promise<PackedImage> {
	const { plan, host } = work;
	const began = host.now();
	const digest = digestOf(recipe, work);
	const made = async (): Promise<PackedImage["content"]> => {
		const tag = await work.storedTag(digest);
		if (tag !== undefined) return { kind: "stored", tag };
		return work.builds ? { kind: "built", image: await build(work, recipe, digest) } : { kind: "planned" };
	};
	const content = await made();
	const { inputs } = recipe;
	return { plan, digest, inputs, content, timing: { bundleMs: 0, imageMs: host.now() - began } };
}
