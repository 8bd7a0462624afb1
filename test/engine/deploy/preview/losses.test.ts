import assert from "node:assert/strict";
import type { TemplateStep } from "../../../../engine/deploy/preview/changes.ts";
import { lossOf } from "../../../../engine/deploy/preview/losses.ts";
import type { CfnResource } from "../../../../engine/template/template.ts";

const step = (action: TemplateStep["action"], before: CfnResource, after?: CfnResource): TemplateStep => ({
	action,
	logicalId: "X",
	type: before.Type,
	properties: [],
	because: [],
	before,
	...(after && { after }),
});
const table: CfnResource = { Type: "AWS::DynamoDB::Table" };

describe("what is lost with a resource", () => {
	it("is what it holds, when it is removed or replaced", () => {
		assert.deepEqual(lossOf(step("remove", table)), { what: "every item of the table", fate: "gone" });
		assert.equal(lossOf(step("replace", table, table))?.fate, "gone");
		assert.equal(lossOf(step("may-replace", table, table))?.fate, "gone");
	});

	it("is nothing when it only changes, or holds nothing", () => {
		assert.equal(lossOf(step("change", table, table)), undefined);
		assert.equal(lossOf(step("remove", { Type: "AWS::Lambda::Function" })), undefined);
	});

	it("stays behind by the policy of the deployed template", () => {
		assert.equal(lossOf(step("remove", { ...table, DeletionPolicy: "Retain" }))?.fate, "left");
		assert.equal(lossOf(step("remove", { ...table, UpdateReplacePolicy: "Retain" }))?.fate, "gone");
	});

	it("of a replacement stays behind only when both templates say so", () => {
		const kept = { ...table, UpdateReplacePolicy: "Retain" };
		assert.equal(lossOf(step("replace", kept, kept))?.fate, "left");
		assert.equal(lossOf(step("replace", table, kept))?.fate, "gone");
	});

	it("is a snapshot where AWS makes one by itself", () => {
		assert.equal(lossOf(step("remove", { Type: "AWS::RDS::DBCluster" }))?.fate, "snapshot");
		assert.equal(lossOf(step("remove", { Type: "AWS::RDS::DBInstance" }))?.fate, "snapshot");
		const member = { Type: "AWS::RDS::DBInstance", Properties: { DBClusterIdentifier: "c" } };
		assert.equal(lossOf(step("remove", member))?.fate, "gone");
	});

	it("is left in the account by a bucket, which CloudFormation deletes only when it is empty", () => {
		assert.equal(lossOf(step("remove", { Type: "AWS::S3::Bucket" }))?.fate, "left");
	});

	it("knows databases that a function of the stack makes", () => {
		const database = {
			Type: "AWS::CloudFormation::CustomResource",
			Properties: { ServiceToken: { "Fn::GetAtt": ["StpUpstashFunction", "Arn"] } },
		};
		assert.equal(lossOf(step("remove", database))?.what, "the keys of the database");
		assert.equal(lossOf(step("remove", { ...database, Properties: {} })), undefined);
	});
});
