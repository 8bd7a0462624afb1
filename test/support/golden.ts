import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** True when golden files are to be written instead of compared. */
const isUpdating = process.env["UPDATE_GOLDEN"] === "1";

/**
 * Compares `actual` with what a file has held so far. A missing file is a failure: what nobody has read is no
 * expectation. `UPDATE_GOLDEN=1` writes the file, and a person reads the difference.
 */
export function assertGolden(file: URL, actual: string): void {
	if (isUpdating) {
		if (!existsSync(file) || readFileSync(file, "utf8") !== actual) writeFileSync(file, actual);
		return;
	}
	assert.ok(existsSync(file), `${file.pathname} is missing; UPDATE_GOLDEN=1 writes it`);
	assert.equal(actual, readFileSync(file, "utf8"));
}
