import assert from "node:assert/strict";
import { makerChildren, makerToken } from "../../../../engine/resources/upstash-redis/maker.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";

const apiKey = { "Fn::ImportValue": "key" };
const settings = { providerConfig: { upstash: { accountEmail: "a@example.com", apiKey } } };

describe("what makes the databases of Upstash", () => {
	const children = makerChildren(surroundings([], [], { settings }));

	it("is there once for the stack", () => {
		assert.deepEqual(
			children.map(({ id, shared }) => [id, shared]),
			["StpUpstashSecret", "StpUpstashRole", "StpUpstashLogGroup", "StpUpstashFunction"].map((id) => [
				id,
				true,
			]),
		);
		assert.deepEqual(makerToken, { "Fn::GetAtt": ["StpUpstashFunction", "Arn"] });
		assert.deepEqual(checkTemplate({ Resources: resourcesOf(children) }), []);
	});

	it("reads the account from a secret, also when only the deploy knows it", () => {
		const { StpUpstashSecret: secret, StpUpstashRole: role } = resourcesOf(children);
		assert.deepEqual(secret?.Properties?.["SecretString"], {
			"Fn::Sub": ['{"Email":"a@example.com","Key":"${Value0}"}', { Value0: apiKey }],
		});
		const statements = JSON.stringify(role?.Properties?.["Policies"]);
		assert.ok(
			statements.includes(
				'"Action":["secretsmanager:GetSecretValue"],"Resource":[{"Ref":"StpUpstashSecret"}]',
			),
		);
	});
});
