import assert from "node:assert/strict";
import { codeOf, isMissing, unreadable } from "../../../engine/host/file-failure.ts";

const systemError = (code: string) => Object.assign(new Error(`${code}: as the system says it`), { code });

describe("failures of the disk", () => {
	const cases: [code: string, words: string][] = [
		["EACCES", "permission denied"],
		["EROFS", "the disk is read-only"],
		["ENOSPC", "the disk is full"],
		["EMFILE", "too many files are open"],
		["ESOMETHING", "ESOMETHING: as the system says it"],
	];
	for (const [code, words] of cases) {
		it(`says "${words}" for ${code}`, () => {
			const failure = unreadable("file-unwritable", "/etc/hosts", systemError(code));
			assert.equal(failure.message, `/etc/hosts cannot be written: ${words}`);
			assert.equal(failure.kind, "file");
			assert.equal(failure.code, "file-unwritable");
		});
	}

	it("takes nothing below a file for a missing file", () => {
		assert.ok(isMissing(systemError("ENOENT")));
		assert.ok(isMissing(systemError("ENOTDIR")));
		assert.ok(!isMissing(systemError("EACCES")));
		assert.ok(!isMissing("ENOENT"));
	});

	it("knows that other things have no code", () => {
		assert.equal(codeOf(systemError("EIO")), "EIO");
		assert.equal(codeOf(new Error("plain")), undefined);
		assert.equal(codeOf(undefined), undefined);
	});
});
