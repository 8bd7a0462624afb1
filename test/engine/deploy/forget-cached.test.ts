import assert from "node:assert/strict";
import { forgetCached } from "../../../engine/deploy/forget-cached.ts";
import type { ProgressEvent } from "../../../engine/progress/event.ts";
import { deployedStage } from "../../support/deploy.ts";

describe("what CDNs keep of the deploy before", () => {
	const care = { kind: "cdn-invalidation", resource: "files", stem: "FilesCdnDistribution" } as const;

	async function stage() {
		const { cloud } = await deployedStage();
		const stack = await cloud.stacks.read("shop-dev", {});
		assert.ok(stack);
		const type = "AWS::CloudFront::Distribution";
		const ids = [
			"FilesCdnDistribution0",
			"FilesCdnDistribution12",
			"FilesCdnDistributionX",
			"OtherCdnDistribution0",
		];
		const { resources } = cloud.stacks;
		const found = ids.map((logicalId) => ({ logicalId, physicalId: `E-${logicalId}`, type, status: "" }));
		const stacks = {
			...cloud.stacks,
			resources: async (...args: Parameters<typeof resources>) => {
				return [...(await resources(...args)), ...found];
			},
		};
		const events: ProgressEvent[] = [];
		return {
			cloud: { ...cloud, stacks },
			world: cloud,
			stack,
			events,
			emit: (event: ProgressEvent) => events.push(event),
		};
	}

	it("is forgotten, by every distribution of a resource", async () => {
		const { cloud, world, stack, emit } = await stage();
		await forgetCached({ cloud, emit }, [care], stack, {});
		assert.deepEqual(world.world.invalidations, ["E-FilesCdnDistribution0", "E-FilesCdnDistribution12"]);
		assert.deepEqual(world.world.invalidatedPaths, ["/*", "/*"]);
	});

	it("is forgotten only where changed files are served", async () => {
		const { cloud, world, stack, emit } = await stage();
		const changed = [{ resource: "files", bucket: "b", keys: ["a.js"] }];
		const Origins = [{ Id: "o", DomainName: { "Fn::GetAtt": ["FilesBucket", "RegionalDomainName"] } }];
		const template = {
			...{ AWSTemplateFormatVersion: "2010-09-09" as const, Description: "", Outputs: {} },
			Resources: {
				FilesBucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "b" } },
				FilesCdnDistribution0: { Type: "", Properties: { DistributionConfig: {} } },
				FilesCdnDistribution12: { Type: "", Properties: { DistributionConfig: { Origins } } },
			},
		};
		await forgetCached({ cloud, emit }, [care], stack, {}, { template, changed });
		assert.deepEqual(world.world.invalidations, ["E-FilesCdnDistribution12"]);
		assert.deepEqual(world.world.invalidatedPaths, ["/a.js"]);
	});

	it("is not looked for without a CDN", async () => {
		const { cloud, world, stack, emit } = await stage();
		const before = world.calls.length;
		await forgetCached({ cloud, emit }, [], stack, {});
		assert.equal(world.calls.length, before);
	});

	it("stays with a warning when CloudFront refuses", async () => {
		const { cloud, world, stack, emit, events } = await stage();
		world.trouble.denied.add("distributions.invalidate");
		await forgetCached({ cloud, emit }, [care], stack, {});
		assert.deepEqual(
			events.map((event) => event.kind === "note" && event.level),
			["warning", "warning"],
		);
		assert.match(JSON.stringify(events[0]), /the CDN of files goes on serving/);
	});
});
