import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import type { EntrySize } from "./packed.ts";

const mebibyte = 1024 * 1024;

/**
 * Limits of a function's code in bytes. A layer counts for the unzipped one too, but its size is not known here.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (50 MB zipped, 250 MB unzipped;
 * Lambda's own message says 262144000 bytes for the second).
 */
export const sizeLimits = { zipped: 50 * mebibyte, unzipped: 250 * mebibyte } as const;

/**
 * Bytes as people say them, e.g. `1.4 MB`; 1 MB is 1024 KB, as in the quotas of AWS. Megabytes are rounded up, so
 * that a size just over a limit does not read like the limit itself.
 */
export function sizeText(bytes: number): string {
	if (bytes < 1024) return `${bytes} bytes`;
	if (bytes < mebibyte) return `${Math.round(bytes / 1024)} KB`;
	return `${(Math.ceil((bytes / mebibyte) * 10) / 10).toFixed(1)} MB`;
}

function listText(sizes: readonly EntrySize[]): string {
	return sizes
		.slice(0, 5)
		.map(({ path, size }) => `${path} (${sizeText(size)})`)
		.join(", ");
}

/** What is known about the size of an artifact; `largestInputs` are parts of its bundle, if it has one. */
export type Weight = {
	readonly zipped?: number;
	readonly unzipped: number;
	readonly largestEntries: readonly EntrySize[];
	readonly largestInputs: readonly EntrySize[];
};

/** The problem of an artifact that Lambda would refuse for its size; it names what makes it so large. */
export function sizeProblem(weight: Weight, span: Span): Problem | undefined {
	const tooLarge =
		weight.unzipped > sizeLimits.unzipped
			? `${sizeText(weight.unzipped)} unzipped, but Lambda takes up to ${sizeText(sizeLimits.unzipped)}`
			: (weight.zipped ?? 0) > sizeLimits.zipped
				? `${sizeText(weight.zipped ?? 0)} zipped, but Lambda takes up to ${sizeText(sizeLimits.zipped)}`
				: undefined;
	if (tooLarge === undefined) return undefined;
	const inputs =
		weight.largestInputs.length === 0 ? "" : `; the bundle is made of ${listText(weight.largestInputs)}`;
	return {
		code: "artifact-too-large",
		severity: "error",
		message: `the artifact has ${tooLarge}`,
		span,
		hint: `leave out what the function does not need, the largest entries are ${listText(weight.largestEntries)}${inputs}`,
	};
}
