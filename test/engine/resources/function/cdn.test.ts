import assert from "node:assert/strict";
import { functionCdn } from "../../../../engine/resources/function/cdn.ts";
import { analysed, idsIn } from "../../../support/analysed.ts";
import { around, exampleFunction } from "./example.ts";

const packaging = "packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: src/a.ts}}";

describe("the CDN of a function", () => {
	it("gives the function an address", () => {
		const analysis = analysed(`resources:
  api: {type: function, properties: {${packaging}, cdn: {enabled: true}}}
`);
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(
			idsIn(analysis).filter((id) => /Url|Cdn/.test(id)),
			[
				"ApiUrl",
				"ApiPublicUrlPermission",
				"StpCdnDefDynamicCachePolicy",
				"StpCdnDefDynamicOriginRequestPolicy",
				"ApiCdnDistribution0",
			],
		);
		assert.deepEqual(analysis.compiled.aftercare, [
			{ kind: "public-function-url", functionName: "proj-dev-api" },
			{ kind: "cdn-invalidation", resource: "api", stem: "ApiCdnDistribution" },
		]);
	});

	it("gives an address to functions that its routes lead to", () => {
		const analysis = analysed(`resources:
  files:
    type: bucket
    properties:
      cdn:
        enabled: true
        routeRewrites: [{path: /api/*, routeTo: {type: function, properties: {functionName: api}}}]
  api: {type: function, properties: {${packaging}}}
`);
		assert.deepEqual(analysis.problems, []);
		assert.ok(idsIn(analysis).includes("ApiUrl"));
	});

	it("is none where it is off", () => {
		const fn = exampleFunction({ cdn: { enabled: false } });
		assert.deepEqual(functionCdn.children(fn, around([fn])), []);
	});
});
