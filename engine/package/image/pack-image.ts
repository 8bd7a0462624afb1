import { sizeText } from "../limits.ts";
import type { PackedImage } from "../packed.ts";
import { applicationRecipe } from "./application-image.ts";
import { type Application, assembleImage } from "./assemble.ts";
import { buildpackRecipe } from "./buildpack-image.ts";
import { dockerfileRecipe } from "./dockerfile-image.ts";
import { readImagePackaging, type ScriptImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import { languageRecipe } from "./language-image.ts";
import { nixpacksRecipe } from "./nixpacks-image.ts";
import { makePythonImage } from "./python-image.ts";
import { packRecipe } from "./recipe.ts";
import { makeScriptImage } from "./script-image.ts";

/** An application that nothing has to be run for; one with commands of its own is built by an engine. */
async function packApplication(
	work: ImageWork,
	application: Application,
	{ commands }: Pick<ScriptImage, "commands">,
): Promise<PackedImage> {
	const { plan, host, bundler } = work;
	const assembly = { ...work, memory: bundler.images };
	if (commands.length > 0)
		return packRecipe(work, await applicationRecipe(work, assembly, application, commands));
	const began = host.now();
	const image = await assembleImage(assembly, application);
	const { inputs, bundleMs } = application;
	const tag = await work.storedTag(image.digest);
	return {
		plan,
		digest: image.digest,
		inputs,
		content: tag === undefined ? { kind: "assembled", image } : { kind: "stored", tag },
		timing: { bundleMs, imageMs: host.now() - began },
	};
}

/** Makes the image that a plan asks for, or only its digest when an image of that digest is stored. */
export async function packImage(work: ImageWork): Promise<PackedImage> {
	const packaging = readImagePackaging(work.plan);
	switch (packaging.kind) {
		case "script":
			return packApplication(work, await makeScriptImage(work, packaging), packaging);
		case "python":
			return packApplication(work, await makePythonImage(work, packaging), packaging);
		case "language":
			return packRecipe(work, await languageRecipe(work, packaging));
		case "dockerfile":
			return packRecipe(work, await dockerfileRecipe(work, packaging));
		case "nixpacks":
			return packRecipe(work, await nixpacksRecipe(work, packaging));
		case "buildpack":
			return packRecipe(work, await buildpackRecipe(work, packaging));
	}
}

/** What came of a plan, in a few words. */
export function imageSummary({ content }: PackedImage): string {
	switch (content.kind) {
		case "stored":
			return "stored already";
		case "assembled":
			return `${sizeText(content.image.size)} of its own`;
		case "built":
			return `built by ${content.image.engine}`;
		case "planned":
			return "not built";
	}
}
