import assert from "node:assert/strict";
import { maskSecrets } from "../../../../engine/deploy/logs/mask.ts";

describe("secrets in lines of a log", () => {
	const cases: Readonly<Record<string, string>> = {
		'{"user":"ada","password":"p4ss\\"w0rd"}': '{"user":"ada","password":"(hidden)"}',
		"DB_PASSWORD=hunter2 next": "DB_PASSWORD=(hidden) next",
		"apiKey: abc123, size: 3": "apiKey: (hidden), size: 3",
		"postgres://app:s3cret@db:5432/shop": "postgres://app:(hidden)@db:5432/shop",
		"key AKIAIOSFODNN7EXAMPLE used": "key (hidden) used",
		"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG": "aws_secret_access_key = (hidden)",
		"Authorization: Bearer abc.def": "Authorization: (hidden)",
		"sent Bearer abcdefghijklmnop to it": "sent Bearer (hidden) to it",
		"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig": "jwt (hidden)",
		"-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----": "(hidden)",
		"token ghp_0123456789abcdefghijABCDEFGHIJ012345": "token (hidden)",
	};
	for (const [line, shown] of Object.entries(cases))
		it(`are hidden: ${shown}`, () => assert.equal(maskSecrets(line), shown));

	it("and everything else is left as it is", () => {
		for (const line of [
			"REPORT RequestId: 1 Duration: 3 ms",
			"passed 3 tests",
			"GET /tokens 200",
			"a: b, c=d",
		])
			assert.equal(maskSecrets(line), line);
	});
});
