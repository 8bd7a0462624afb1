import { Failure } from "../../report/failure.ts";
import { sizeText } from "../limits.ts";
import type { PackedImage } from "../packed.ts";
import { type Application, assembleImage } from "./assemble.ts";
import { type ImagePackaging, readImagePackaging } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import { makeScriptImage } from "./script-image.ts";

/** The application of packaging that needs nothing to be run inside the image; `undefined` for the others. */
async function applicationOf(work: ImageWork, packaging: ImagePackaging): Promise<Application | undefined> {
	if (packaging.kind === "script" && packaging.commands.length === 0) return makeScriptImage(work, packaging);
	return undefined;
}

/** Makes the image that a plan asks for, or only its digest when an image of that digest is stored. */
export async function packImage(work: ImageWork): Promise<PackedImage> {
	const { plan, host, bundler } = work;
	const packaging = readImagePackaging(plan);
	const began = host.now();
	const application = await applicationOf(work, packaging);
	if (application === undefined) {
		throw new Failure({
			code: "language-not-built-yet",
			kind: "package",
			message: `"${plan.job}" cannot be packaged yet`,
			origin: plan.span,
		});
	}
	const image = await assembleImage({ ...work, memory: bundler.images }, application);
	const { inputs, bundleMs } = application;
	const tag = await work.storedTag(image.digest);
	return {
		plan,
		digest: image.digest,
		inputs,
		content: tag === undefined ? { kind: "assembled", image } : { kind: "stored", tag },
		timing: { bundleMs, imageMs: host.now() - began - bundleMs },
	};
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
