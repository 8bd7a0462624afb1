import assert from "node:assert/strict";
import { bind } from "../../../engine/deploy/bind.ts";
import { withFilePaths } from "../../../engine/template/file-paths.ts";
import { FilePathsSlot } from "../../../engine/template/slot.ts";
import type { Template } from "../../../engine/template/template.ts";

function template(...others: readonly object[]): Template {
	const files = {
		PathPattern: new FilePathsSlot("site", "_app/*"),
		TargetOriginId: "bucket",
		CachePolicyId: "long",
	};
	const DistributionConfig = {
		CacheBehaviors: [{ PathPattern: "api/*", TargetOriginId: "server" }, files, ...others],
	};
	return {
		AWSTemplateFormatVersion: "2010-09-09",
		Description: "",
		Resources: { Cdn: { Type: "AWS::CloudFront::Distribution", Properties: { DistributionConfig } } },
		Outputs: {},
	};
}

function behaviorsOf({ Resources }: Template): readonly Readonly<Record<string, unknown>>[] {
	const { CacheBehaviors } = (Resources["Cdn"]?.Properties?.["DistributionConfig"] ?? {}) as {
		readonly CacheBehaviors: readonly Readonly<Record<string, unknown>>[];
	};
	return CacheBehaviors;
}

describe("the files of a website in its CDN", () => {
	it("have a behaviour each, in the place of the one that stands for them", () => {
		const filled = withFilePaths(
			template({ PathPattern: "blog/*" }),
			new Map([["site", ["_app/*", "a.png"]]]),
		);
		assert.deepEqual(
			behaviorsOf(filled).map(({ PathPattern, TargetOriginId }) => [PathPattern, TargetOriginId]),
			[
				["api/*", "server"],
				["_app/*", "bucket"],
				["a.png", "bucket"],
				["blog/*", undefined],
			],
		);
	});

	it("keep the caching that the config wants for a path", () => {
		const own = { PathPattern: "/a.png", TargetOriginId: "server", CachePolicyId: "short", Compress: false };
		const filled = behaviorsOf(withFilePaths(template(own), new Map([["site", ["a.png"]]])));
		assert.deepEqual(filled.slice(1), [
			{
				PathPattern: "a.png",
				TargetOriginId: "bucket",
				CachePolicyId: "short",
				Compress: false,
				CachedMethods: undefined,
			},
		]);
	});

	it("are those that the framework always has as long as nothing is built", () => {
		for (const one of [template(), withFilePaths(template(), new Map())]) {
			const bound = bind(one, new Map(), "v1");
			assert.equal(behaviorsOf(bound.template)[1]?.["PathPattern"], "_app/*");
			assert.match(JSON.stringify(one), /"PathPattern":"_app\/\*"/);
		}
	});
});
