import assert from "node:assert/strict";
import { cdnOf } from "../../../../../engine/resources/shared/cdn/cdn.ts";
import type { Cdn } from "../../../../../engine/resources/shared/cdn/settings.ts";
import { analysed, idsIn } from "../../../../support/analysed.ts";
import { placed, surroundings } from "../../../../support/placed.ts";

describe("the CDN of a resource", () => {
	it("is nothing as long as it is off", () => {
		const cdn = cdnOf(() => ({
			cdn: { enabled: false } satisfies Cdn,
			own: { kind: "function" as const, name: "api" },
		}));
		const resource = placed("function", "api", {});
		const around = surroundings([], []);
		assert.deepEqual(
			[cdn.children(resource, around), cdn.params(resource, around), cdn.check(resource, around)],
			[[], {}, []],
		);
	});

	it("leads paths to other resources, and to its own", () => {
		const analysis = analysed(`resources:
  files:
    type: bucket
    properties:
      cdn:
        enabled: true
        routeRewrites:
          - path: /api/*
            routeTo: {type: http-api-gateway, properties: {httpApiGatewayName: api}}
          - path: /more/*
            routePrefix: /x
  api: {type: http-api-gateway}
`);
		assert.deepEqual(analysis.problems, []);
		const text = JSON.stringify(analysis.compiled.template.Resources["FilesCdnDistribution0"]);
		assert.deepEqual(
			[...text.matchAll(/"TargetOriginId":"(\w+)"/g)].map(([, id]) => id),
			["files0", "api1", "files2"],
		);
		assert.deepEqual(
			idsIn(analysis).filter((id) => !id.startsWith("Stp") && !id.startsWith("Api")),
			["FilesBucket", "FilesBucketPolicy", "FilesCdnCloudFrontOriginAccessIdentity", "FilesCdnDistribution0"],
		);
	});
});
