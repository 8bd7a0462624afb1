import assert from "node:assert/strict";
import { formatBytes, formatMs, formatTable } from "../../engine/cli/format.ts";
import { plainReason, plainText, withShortDigests } from "../../engine/cli/plain.ts";
import { styleFor } from "../../engine/cli/style.ts";

describe("words and numbers for people", () => {
	for (const [ms, text] of [
		[0, "0 ms"],
		[999.4, "999 ms"],
		[999.6, "1.0 s"],
		[1_234, "1.2 s"],
		[59_949, "59.9 s"],
		[59_960, "1 min 0 s"],
		[119_700, "2 min 0 s"],
		[185_000, "3 min 5 s"],
	] as const) {
		it(`${ms} milliseconds are ${text}`, () => assert.equal(formatMs(ms), text));
	}

	for (const [bytes, text] of [
		[0, "0 B"],
		[1_023, "1023 B"],
		[1_024, "1.0 KB"],
		[51_200, "50.0 KB"],
		[1_048_575, "1.0 MB"],
		[52_428_800, "50.0 MB"],
	] as const) {
		it(`${bytes} bytes are ${text}`, () => assert.equal(formatBytes(bytes), text));
	}

	it("columns are aligned, also with rows of different lengths", () => {
		assert.equal(
			formatTable([["name", "type"], ["jobs"], ["a long name", "bucket", "x"]]),
			"name         type\njobs\na long name  bucket  x\n",
		);
		assert.equal(formatTable([]), "");
	});

	it("texts of others have no control characters, but their lines", () => {
		assert.equal(plainText("a\tb\nc\rd\u001b[31m\u0085"), "a\tb\nc\ufffdd\ufffd[31m\ufffd");
	});

	it("a reason of CloudFormation is unwrapped", () => {
		assert.equal(
			plainReason('Resource handler returned message: "It "is" so" (RequestToken: 1, HandlerErrorCode: A)'),
			'It "is" so',
		);
		assert.equal(plainReason("Resource creation cancelled"), "Resource creation cancelled");
	});

	it("digests are shortened, names are not", () => {
		assert.equal(withShortDigests(`api/v000001-${"f".repeat(64)}.zip`), "api/v000001-ffffffff….zip");
		assert.equal(withShortDigests("stp-deployment-bucket-0123abcd"), "stp-deployment-bucket-0123abcd");
	});
});

describe("colours", () => {
	it("are for terminals that know them, unless NO_COLOR is set to something", () => {
		assert.equal(styleFor(true, {}).red("x"), "\u001b[31mx\u001b[39m");
		assert.equal(styleFor(true, { NO_COLOR: "" }).red("x"), "\u001b[31mx\u001b[39m");
		for (const [isTerminal, environment] of [
			[false, {}],
			[true, { NO_COLOR: "0" }],
			[true, { TERM: "dumb" }],
		] as const)
			assert.equal(styleFor(isTerminal, environment).red("x"), "x");
	});
});
