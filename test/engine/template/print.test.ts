import assert from "node:assert/strict";
import { printTemplate } from "../../../engine/template/print.ts";
import { ArtifactSlot, VersionSlot } from "../../../engine/template/slot.ts";
import type { Template } from "../../../engine/template/template.ts";

const template: Template = {
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "x",
	Resources: {
		Api: {
			Type: "AWS::Lambda::Function",
			Properties: {
				Code: { S3Bucket: new ArtifactSlot("api", "bucket"), S3Key: new ArtifactSlot("api", "key") },
				Tags: [{ Key: "stp:code-digest", Value: new ArtifactSlot("api", "digest") }],
				Image: new ArtifactSlot("api-main", "image"),
				Left: undefined,
			},
		},
	},
	Outputs: { StpDeploymentVersion: { Value: new VersionSlot() } },
};

describe("a printed template", () => {
	it("is JSON with a line break at its end", () => {
		const text = printTemplate(template, "bucket");
		assert.ok(text.endsWith("}\n"));
		assert.equal(text, `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
	});

	it("says in words what only packaging knows", () => {
		assert.deepEqual(JSON.parse(printTemplate(template, "stp-deployment-bucket-1")), {
			...template,
			Resources: {
				Api: {
					Type: "AWS::Lambda::Function",
					Properties: {
						Code: { S3Bucket: "stp-deployment-bucket-1", S3Key: "api/packaged-at-deploy.zip" },
						Tags: [{ Key: "stp:code-digest", Value: "packaged-at-deploy" }],
						Image: "000000000000.dkr.ecr.region.amazonaws.com/api-main:packaged-at-deploy",
					},
				},
			},
			Outputs: { StpDeploymentVersion: { Value: "v000000" } },
		});
	});
});
