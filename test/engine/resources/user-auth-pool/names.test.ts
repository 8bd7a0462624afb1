import assert from "node:assert/strict";
import { userAuthPool } from "../../../../engine/resources/user-auth-pool/index.ts";
import {
	clientName,
	domainPrefix,
	poolArn,
	poolName,
} from "../../../../engine/resources/user-auth-pool/names.ts";
import type { Pool } from "../../../../engine/resources/user-auth-pool/properties.ts";
import { placed, target } from "../../../support/placed.ts";

const pool = (name: string, values: Pool["values"] = {}): Pool => placed(userAuthPool.type, name, values);

describe("the names of a user pool", () => {
	it("are those of the stack and the pool", () => {
		assert.equal(poolName("myUsers", target).text, "proj-dev-myUsers-user-pool");
		assert.equal(clientName("myUsers", target).text, "proj-dev-myUsers-user-pool-client");
		assert.deepEqual(poolArn("myUsers"), { "Fn::GetAtt": ["MyUsersUserPool", "Arn"] });
	});

	it("of the sign-in page are in small letters, unless the config gives one", () => {
		assert.equal(domainPrefix(pool("myUsers"), target).text, "proj-dev-myusers");
		assert.equal(domainPrefix(pool("myUsers", { hostedUiDomainPrefix: "shop" }), target).text, "shop");
	});

	it("stay below the limits of Cognito", () => {
		const long = "u".repeat(150);
		assert.equal(poolName(long, target).text.length, 128);
		assert.equal(domainPrefix(pool(long), target).text.length, 63);
	});
});
