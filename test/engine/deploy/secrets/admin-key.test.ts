import assert from "node:assert/strict";
import { convexAdminKey } from "../../../../engine/deploy/secrets/admin-key.ts";

const secret = "4361726e697461732c206c69746572616c6c79206d65616e696e6720226c6974";
const circumstances = { nonce: Buffer.alloc(12, 7), issuedSeconds: 1_700_000_000 };

describe("an admin key of Convex", () => {
	const key = convexAdminKey("carnitas", secret, circumstances);

	it("is the instance's name, and in hex version, nonce, and what is sealed with its tag", () => {
		const [name, rest = ""] = key.split("|");
		assert.equal(name, "carnitas");
		assert.match(rest, /^01(07){12}[0-9a-f]+$/);
		// A field of 6 bytes for the time, one of 2 for the member, and a tag of 16.
		assert.equal(rest.length / 2, 1 + 12 + 6 + 2 + 16);
	});

	it("depends on the secret, the time and the nonce, and on nothing else", () => {
		assert.equal(convexAdminKey("carnitas", secret, circumstances), key);
		const others = [
			convexAdminKey("carnitas", secret.replace("4", "5"), circumstances),
			convexAdminKey("carnitas", secret, { ...circumstances, issuedSeconds: 1_700_000_001 }),
			convexAdminKey("carnitas", secret, { ...circumstances, nonce: Buffer.alloc(12, 8) }),
		];
		assert.equal(new Set([key, ...others]).size, 4);
	});
});
