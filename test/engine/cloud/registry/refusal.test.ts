import assert from "node:assert/strict";
import { refusalOf } from "../../../../engine/cloud/registry/refusal.ts";
import { openTransport } from "../../../../engine/cloud/registry/transport.ts";
import { standInForEach } from "./stand-in.ts";

const standIn = standInForEach();

async function refusal(status: number, body: string, headers: Record<string, string> = {}) {
	standIn().interrupt = (_asked, response) => {
		response.writeHead(status, headers).end(body);
		return true;
	};
	const answer = await openTransport().send({ method: "GET", url: new URL(standIn().url) });
	return refusalOf(answer, { host: "registry.example.com", action: "GET app/manifests/v1" });
}

describe("refusals of a registry", () => {
	it("speak in its own words", async () => {
		const body = JSON.stringify({
			errors: [{ code: "TAG_INVALID", message: "manifest tag did not match URI" }],
		});
		const { failure } = await refusal(400, body);
		assert.equal(failure.code, "registry-refused");
		assert.equal(
			failure.message,
			"the registry registry.example.com answers: manifest tag did not match URI",
		);
		assert.deepEqual(failure.details, ["in the call GET app/manifests/v1"]);
	});

	it("are told by their status when there are no words", async () => {
		for (const body of ["", "<html>", "[]", '{"errors":[]}', '{"errors":[7]}', "x".repeat(100_000)]) {
			const { failure } = await refusal(405, body);
			assert.equal(failure.message, "the registry registry.example.com answers: HTTP status 405");
		}
	});

	it("are a matter of permissions", async () => {
		const { failure } = await refusal(403, '{"errors":[{"code":"DENIED"}]}');
		assert.equal(failure.code, "registry-denied");
		assert.equal(failure.kind, "permission");
		assert.equal(failure.message, "the registry registry.example.com denies access: DENIED");
	});

	it("ask for patience", async () => {
		const throttled = await refusal(429, "", { "Retry-After": "7" });
		assert.ok("again" in throttled);
		assert.deepEqual([throttled.again, throttled.askedMs], ["throttled", 7_000]);
		const named = await refusal(400, '{"errors":[{"code":"TOOMANYREQUESTS","message":"Rate exceeded"}]}');
		assert.ok("again" in named && named.again === "throttled");
		const broken = await refusal(503, "");
		assert.ok("again" in broken && broken.again === "broken");
	});
});
