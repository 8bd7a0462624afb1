import assert from "node:assert/strict";
import { bind } from "../../../engine/deploy/bind.ts";
import { ArtifactSlot, CompanionSlot, SnapshotSlot, VersionSlot } from "../../../engine/template/slot.ts";
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

	it("names a version by what it is a picture of, so that each change makes a new one", () => {
		const picture = (memory: number, tag: string): Template => ({
			...template,
			Resources: {
				Api: { Type: "AWS::Lambda::Function", Properties: { MemorySize: memory, Tags: [tag] } },
				ApiVersion: {
					Type: "AWS::Lambda::Version",
					Properties: { FunctionName: { Ref: "Api" }, Description: new SnapshotSlot("Api") },
				},
				ApiAlias: {
					Type: "AWS::Lambda::Alias",
					DependsOn: ["ApiVersion"],
					Properties: { FunctionVersion: { "Fn::GetAtt": ["ApiVersion", "Version"] } },
				},
			},
			Outputs: { Info: { Value: { "Fn::Sub": '{"ApiVersion":{}} ${ApiVersion.Version}' } } },
		});
		const ids = (from: Template) => Object.keys(bind(from, new Map(), "v1").template.Resources);
		const [, version = ""] = ids(picture(128, "a"));
		assert.match(version, /^ApiVersion[0-9a-f]{10}$/);
		assert.equal(ids(picture(128, "b"))[1], version);
		assert.notEqual(ids(picture(256, "a"))[1], version);
		const { Resources, Outputs } = bind(picture(128, "a"), new Map(), "v1").template;
		assert.equal(Resources[version]?.Properties?.["Description"], version.slice(-10));
		assert.deepEqual(Resources["ApiAlias"], {
			Type: "AWS::Lambda::Alias",
			DependsOn: [version],
			Properties: { FunctionVersion: { "Fn::GetAtt": [version, "Version"] } },
		});
		assert.deepEqual(Outputs["Info"]?.Value, { "Fn::Sub": `{"${version}":{}} \${${version}.Version}` });
	});

	it("puts in what the companion stack has put out", () => {
		const slot = new CompanionSlot("Cert", "Arn");
		const from = { ...template, Resources: { Site: { Type: "T", Properties: { Arn: slot } } }, Outputs: {} };
		assert.deepEqual(bind(from, new Map(), "v1", { CertArn: "arn" }).template.Resources["Site"]?.Properties, {
			Arn: "arn",
		});
		assert.throws(() => bind(from, new Map(), "v1"), /has no output CertArn/);
	});
});
