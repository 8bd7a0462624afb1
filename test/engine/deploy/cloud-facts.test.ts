import assert from "node:assert/strict";
import { MISSING } from "../../../engine/config/facts.ts";
import { cloudAnswers } from "../../../engine/deploy/cloud-facts.ts";
import { deployedStage, target } from "../../support/deploy.ts";
import { memoryCloud } from "../../support/memory-cloud.ts";

const vpc = { vpcId: "vpc-1", cidr: "10.0.0.0/16", publicSubnets: ["subnet-1"], privateSubnets: [] };

describe("what AWS says of what a config names", () => {
	it("is a VPC by its id", async () => {
		const cloud = memoryCloud();
		cloud.world.vpcs.set("vpc-1", vpc);
		const answer = cloudAnswers(cloud, {});
		assert.deepEqual(JSON.parse((await answer({ kind: "vpc", vpcId: "vpc-1" })) ?? ""), vpc);
		assert.equal(await answer({ kind: "vpc", vpcId: "vpc-2" }), MISSING);
		assert.equal(await answer({ kind: "vpc", stack: "shop-dev" }), MISSING);
	});

	it("is what is deployed of a resource, from one reading of the template", async () => {
		const { cloud } = await deployedStage();
		const answer = cloudAnswers(cloud, {});
		const ask = (logicalId: string) => answer({ kind: "deployed", stack: "shop-dev", logicalId });
		const reads = () => cloud.calls.filter(({ method }) => method === "stacks.template").length;
		const before = reads();
		assert.equal(JSON.parse((await ask("ApiFunction")) ?? "").FunctionName, "shop-dev-api");
		assert.equal(await ask("Nothing"), MISSING);
		assert.equal(reads() - before, 1);
		assert.equal(await answer({ kind: "deployed", stack: "other-dev", logicalId: "X" }), MISSING);
	});

	it("is the hosted zone of a domain, and a certificate of the region that is asked for", async () => {
		const cloud = memoryCloud();
		const zone = { id: "Z1", name: "example.com", nameServers: ["ns-1.example.net"] };
		cloud.world.zones.push(zone);
		const { certificates } = (cloud.in("us-east-1") as typeof cloud).world;
		certificates.set("arn:own", { names: ["api.example.com"], stack: "shop-dev" });
		certificates.set("arn:wild", { names: ["*.example.com"] });
		const answer = cloudAnswers(cloud, {});
		assert.deepEqual(
			JSON.parse((await answer({ kind: "hosted-zone", domain: "api.example.com" })) ?? ""),
			zone,
		);
		assert.equal(await answer({ kind: "hosted-zone", domain: "example.org" }), MISSING);
		const want = { kind: "certificate", domain: "api.example.com", notOf: "shop-dev" } as const;
		assert.equal(await answer({ ...want, region: "us-east-1" }), "arn:wild");
		assert.equal(await answer({ ...want, region: "eu-west-1" }), MISSING);
	});

	it("is nothing for what AWS does not know", async () => {
		const answer = cloudAnswers(memoryCloud({ region: target.region }), {});
		assert.equal(await answer({ kind: "path", path: "a" }), undefined);
		assert.equal(await answer({ kind: "secret", name: "none" }), MISSING);
		assert.equal(await answer({ kind: "parameter", name: "/none" }), MISSING);
	});
});
