import assert from "node:assert/strict";
import { leavesOf } from "../../../../engine/deploy/preview/leaves.ts";

describe("the properties in which two resources differ", () => {
	it("are named at the deepest place that both have", () => {
		assert.deepEqual(
			leavesOf(
				{ Environment: { Variables: { SIZE: "1", SAME: "x" } }, Layers: ["a"] },
				{ Environment: { Variables: { SIZE: "2", SAME: "x", NEW: "y" } }, Layers: ["a", "b"] },
			),
			[
				{ path: "Environment.Variables.SIZE", before: "1", after: "2" },
				{ path: "Environment.Variables.NEW", after: "y" },
				{ path: "Layers", before: '["a"]', after: '["a","b"]' },
			],
		);
	});

	it("show references as they are written, and no part of one", () => {
		assert.deepEqual(leavesOf({ Role: { Ref: "A" } }, { Role: { Ref: "B" } }), [
			{ path: "Role", before: '{"Ref":"A"}', after: '{"Ref":"B"}' },
		]);
	});

	it("hide what is a secret by its name, also inside a value and inside an address", () => {
		const secret = "hunter2";
		const shown = JSON.stringify([
			leavesOf({}, { MasterUserPassword: secret }),
			leavesOf(
				{},
				{ Environment: { Variables: { API_KEY: secret, URL: `postgres://u:${secret}@host/db` } } },
			),
			leavesOf({ Tokens: [] }, { Tokens: [secret] }),
		]);
		assert.ok(!shown.includes(secret), shown);
		assert.match(shown, /postgres:\/\/u:\(hidden\)@host\/db/);
	});

	it("show a reference to a secret, which says nothing of its value", () => {
		const reference = "{{resolve:secretsmanager:db:SecretString:::v1}}";
		assert.deepEqual(leavesOf({}, { Password: reference }), [{ path: "Password", after: reference }]);
	});

	it("cut long texts", () => {
		assert.equal(leavesOf({}, { Text: "x".repeat(500) })[0]?.after?.length, 120);
	});
});
