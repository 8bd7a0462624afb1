import type { ImagePort } from "../../../../engine/cloud/port.ts";
import type { Bundler } from "../../../../engine/package/bundler.ts";
import type { ImageWork } from "../../../../engine/package/image/image-work.ts";
import type { ImagePlan } from "../../../../engine/resources/kind.ts";
import type { MemoryCloud } from "../../../support/memory-cloud.ts";
import { diskHost } from "../project.ts";
import { type BaseCloud, baseCloud } from "./base.ts";

/** The plan of a container `web` with the buildpack and `properties`. */
export function imagePlan(properties: object, changes: Partial<ImagePlan> = {}): ImagePlan {
	return {
		job: "web-container",
		kind: "image",
		packaging: { type: "stacktape-image-buildpack", properties },
		runsOn: "ecs",
		architectures: ["x86_64"],
		span: { start: 10, end: 20 },
		...changes,
	};
}

/** A cloud around which the registries have the official images for both processors. */
export function officialBases(cloud?: MemoryCloud): BaseCloud {
	const base = baseCloud(cloud);
	const official = "public.ecr.aws/docker/library";
	for (const tag of ["24-alpine", "24", "20-alpine"])
		base.addIndex(`${official}/node`, tag, ["amd64", "arm64"]);
	for (const tag of ["3.12-alpine", "3.12"]) base.addIndex(`${official}/python`, tag, ["amd64", "arm64"]);
	return base;
}

/** Work on `plan` in `root`. */
export function imageWork(
	root: string,
	plan: ImagePlan,
	bundler: Bundler,
	changes: Partial<ImageWork> & { readonly images?: ImagePort } = {},
): ImageWork & { readonly said: string[] } {
	const said: string[] = [];
	return {
		plan,
		host: diskHost(),
		images: changes.images ?? officialBases().images,
		bundler,
		root,
		storedTag: async () => undefined,
		builds: true,
		warn: (message) => void said.push(message),
		signal: undefined,
		...changes,
		said,
	};
}
