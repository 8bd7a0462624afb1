/** Docker's official images, on the registry of AWS, which does not count pulls as Docker Hub does. */
const official = "public.ecr.aws/docker/library";

/** The image that code for Node.js stands on. */
export function nodeBase(version: number, wantsGlibc: boolean): string {
	return `${official}/node:${version}${wantsGlibc ? "" : "-alpine"}`;
}

/** The image that Python code stands on. */
export function pythonBase(version: string, wantsGlibc: boolean): string {
	return `${official}/python:${version}${wantsGlibc ? "" : "-alpine"}`;
}
