import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { upstashRedis } from "../../../../engine/resources/upstash-redis/index.ts";
import { assertProblems } from "../../../support/marked.ts";
import { accepted, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const settings = { providerConfig: { upstash: { accountEmail: "a@example.com", apiKey: "k" } } };
const cache = accepted(upstashRedis, "cache", {});

function compiled(region: string) {
	const around = surroundings([cache], [upstashRedis], { settings, target: { ...target, region } });
	return resourcesOf(upstashRedis.compile(cache, around));
}

describe("an upstash-redis", () => {
	it("is a database in the region of Upstash that is nearest", () => {
		const regions = ["eu-west-1", "eu-west-3", "ap-northeast-1", "ca-central-1"].map(
			(region) => compiled(region)["CacheDatabase"]?.Properties?.["Region"],
		);
		assert.deepEqual(regions, ["eu-west-1", "eu-west-1", "ap-southeast-1", "us-east-1"]);
	});

	it("has an address for REST without the port of Redis, and keeps what is secret", () => {
		const params = upstashRedis.params(cache, surroundings([], []));
		assert.deepEqual(params["restUrl"]?.value, {
			"Fn::Join": ["", ["https://", { "Fn::GetAtt": ["CacheDatabase", "Endpoint"] }]],
		});
		assert.deepEqual(
			Object.entries(params)
				.filter(([, { sensitive }]) => sensitive)
				.map(([name]) => name),
			["password", "restToken", "readOnlyRestToken", "redisUrl"],
		);
	});

	it("shows nobody the key of the account but the function that needs it", () => {
		const { StpUpstashSecret: secret, ...others } = compiled("eu-west-1");
		assert.equal(secret?.Properties?.["SecretString"], '{"Email":"a@example.com","Key":"k"}');
		assert.ok(!JSON.stringify(others).includes("a@example.com"));
	});

	it("needs an account, which is said once", () => {
		const text = `
resources:
  first:
# ^^^^^ provider-credentials-missing: a database at Upstash needs accountEmail and apiKey of providerConfig.upstash
    type: upstash-redis
  second:
    type: upstash-redis
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});
});
