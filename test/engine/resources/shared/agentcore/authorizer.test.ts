import assert from "node:assert/strict";
import Value from "typebox/value";
import {
	authorizer,
	authorizerConfiguration,
} from "../../../../../engine/resources/shared/agentcore/authorizer.ts";

const discoveryUrl = "https://login.example.com/.well-known/openid-configuration";

describe("who may call an agent", () => {
	it("is who has a token that fits", () => {
		assert.deepEqual(
			authorizerConfiguration({ discoveryUrl, allowedAudience: ["a"], allowedClients: ["c"] }),
			{
				CustomJWTAuthorizer: {
					DiscoveryUrl: discoveryUrl,
					AllowedAudience: ["a"],
					AllowedClients: ["c"],
					AllowedScopes: undefined,
				},
			},
		);
	});

	it("is found out at an address of OpenID Connect", () => {
		assert.ok(Value.Check(authorizer, { discoveryUrl }));
		assert.ok(!Value.Check(authorizer, { discoveryUrl: "https://login.example.com" }));
		assert.ok(!Value.Check(authorizer, { discoveryUrl, allowedScopes: [] }));
	});
});
