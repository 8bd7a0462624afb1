import assert from "node:assert/strict";
import { bind } from "../../../engine/deploy/bind.ts";
import { ArtifactSlot, VersionSlot } from "../../../engine/template/slot.ts";
import type { Template } from "../../../engine/template/template.ts";

const template: Template = {
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "d",
	Resources: {
		Api: {
			Type: "AWS::Lambda::Function",
			Properties: {
				Code: { S3Bucket: new ArtifactSlot("api", "bucket"), S3Key: new ArtifactSlot("api", "key") },
				Tags: [{ Key: "digest", Value: new ArtifactSlot("api", "digest") }],
				Nothing: null,
			},
		},
	},
	Outputs: { Version: { Value: new VersionSlot() } },
};

describe("binding a template", () => {
	it("puts every place and the version where their slots are, and leaves the template as it was", () => {
		const before = structuredClone(template);
		const bound = bind(template, new Map([["api", { bucket: "b", key: "k", digest: "d" }]]), "v000007");
		assert.equal(bound.version, "v000007");
		assert.deepEqual(bound.template.Resources["Api"]?.Properties, {
			Code: { S3Bucket: "b", S3Key: "k" },
			Tags: [{ Key: "digest", Value: "d" }],
			Nothing: null,
		});
		assert.deepEqual(bound.template.Outputs["Version"], { Value: "v000007" });
		assert.deepEqual(structuredClone(template), before);
	});

	it("is a defect when the artifact of a slot was not packaged", () => {
		assert.throws(
			() => bind(template, new Map(), "v000001"),
			/names an artifact "api" that was not packaged/,
		);
	});
});
