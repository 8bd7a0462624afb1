import assert from "node:assert/strict";
import { sealGcmSiv } from "../../../../engine/deploy/secrets/gcm-siv.ts";

const hex = (text: string) => Buffer.from(text, "hex");

/** Test vectors of RFC 8452, C.1: text, additional data, result; all with one key and one nonce. */
const vectors: readonly (readonly [string, string, string])[] = [
	["", "", "dc20e2d83f25705bb49e439eca56de25"],
	["0100000000000000", "", "b5d839330ac7b786578782fff6013b815b287c22493a364c"],
	["0200000000000000", "01", "1e6daba35669f4273b0a1a2560969cdf790d99759abd1508"],
	[
		"0100000000000000000000000000000002000000000000000000000000000000",
		"",
		"84e07e62ba83a6585417245d7ec413a9fe427d6315c09b57ce45f2e3936a94451a8e45dcd4578c667cd86847bf6155ff",
	],
];

describe("AES-128-GCM-SIV", () => {
	for (const [text, data, expected] of vectors) {
		it(`seals ${text.length / 2} bytes with ${data.length / 2} bytes beside them as RFC 8452 does`, () => {
			const key = hex("01000000000000000000000000000000");
			const nonce = hex("030000000000000000000000");
			assert.equal(sealGcmSiv(key, nonce, hex(text), hex(data)).toString("hex"), expected);
		});
	}
});
