import assert from "node:assert/strict";
import { readChallenge, tokenUrl } from "../../../../engine/cloud/registry/challenge.ts";

const hub = `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/node:pull"`;

describe("what a registry asks for", () => {
	it("is Basic, as ECR wants it", () => {
		assert.deepEqual(
			readChallenge(
				'Basic realm="https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
			),
			{ scheme: "basic" },
		);
	});

	it("is a token from somewhere else, as Docker Hub and the public ECR want it", () => {
		assert.deepEqual(readChallenge(hub), {
			scheme: "bearer",
			realm: "https://auth.docker.io/token",
			service: "registry.docker.io",
			scope: "repository:library/node:pull",
		});
	});

	it("may be either, and the token is preferred", () => {
		assert.equal(readChallenge(`Basic realm="x", ${hub}`)?.scheme, "bearer");
	});

	it("is nothing when it makes no sense", () => {
		for (const header of [undefined, "", "Negotiate", 'Bearer service="x"', 'Bearer realm="no address"']) {
			assert.equal(readChallenge(header), undefined, header);
		}
	});

	it("names each repository by a parameter of its own", () => {
		const challenge = readChallenge(
			'Bearer realm="https://a.example/token?x=1",scope="repository:a:pull,push repository:b:pull"',
		);
		assert.ok(challenge?.scheme === "bearer");
		assert.deepEqual(
			[...tokenUrl(challenge).searchParams],
			[
				["x", "1"],
				["scope", "repository:a:pull,push"],
				["scope", "repository:b:pull"],
			],
		);
	});
});
