import assert from "node:assert/strict";
import { nameServersOf } from "../../../engine/host/name-servers.ts";

describe("the name servers of a domain", () => {
	const failing = (code: string) => ({
		resolveNs: () => Promise.reject(Object.assign(new TypeError("no answer"), { code })),
	});

	it("are those that the DNS knows", async () => {
		const resolver = { resolveNs: async () => ["NS-1.example.net.", "ns-2.example.net"] };
		assert.deepEqual(await nameServersOf("example.com", resolver), ["ns-1.example.net", "ns-2.example.net"]);
	});

	it("are none where it knows none", async () => {
		for (const code of ["ENOTFOUND", "ENODATA"])
			assert.deepEqual(await nameServersOf("example.com", failing(code)), []);
	});

	it("are not known without a network", async () =>
		assert.equal(await nameServersOf("example.com", failing("ETIMEOUT")), undefined));
});
