import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { sizeLimits, sizeProblem, sizeText } from "../../../engine/package/limits.ts";

const span = { start: 1, end: 2 };
const largestEntries = [{ path: "index.js", size: 3_000_000 }];

describe("the size of an artifact", () => {
	it("may reach what Lambda takes", () => {
		const weight = { zipped: 52_428_800, unzipped: 262_144_000, largestEntries, largestInputs: [] };
		assert.equal(sizeProblem(weight, span), undefined);
	});

	it("is a problem above it, which names what is large", () => {
		const parts = [{ path: "huge-package", size: 2_900_000 }];
		const weight = { zipped: 1, unzipped: 262_144_001, largestEntries, largestInputs: parts };
		assert.deepEqual(sizeProblem(weight, span), {
			code: "artifact-too-large",
			severity: "error",
			message: "the artifact has 250.1 MB unzipped, but Lambda takes up to 250.0 MB",
			span,
			hint: "leave out what the function does not need, the largest entries are index.js (2.9 MB); the bundle is made of huge-package (2.8 MB)",
		});
	});

	it("is a problem when only the zip is too large", () => {
		const weight = {
			zipped: sizeLimits.zipped + 2 ** 20,
			unzipped: 2 ** 26,
			largestEntries,
			largestInputs: [],
		};
		assert.match(
			sizeProblem(weight, span)?.message ?? "",
			/51\.0 MB zipped, but Lambda takes up to 50\.0 MB/,
		);
	});

	it("is said in words", () => {
		assert.deepEqual([0, 1023, 1024, 1_048_575, 1_048_576].map(sizeText), [
			"0 bytes",
			"1023 bytes",
			"1 KB",
			"1024 KB",
			"1.0 MB",
		]);
	});
});
