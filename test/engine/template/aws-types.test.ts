import assert from "node:assert/strict";
import { attributesOf, unknownStep } from "../../../engine/template/aws-types.ts";

describe("what AWS says of a type", () => {
	it("are its attributes and what Ref gives", () =>
		assert.deepEqual(
			[attributesOf("AWS::SQS::Queue")?.attributes, attributesOf("AWS::SQS::Queue")?.ref],
			[["Arn", "QueueName", "QueueUrl"], "QueueUrl"],
		));

	it("is nothing for a type that Spool does not make", () => {
		assert.equal(attributesOf("Custom::Thing"), undefined);
		assert.equal(attributesOf("constructor"), undefined);
		assert.equal(unknownStep("Custom::Thing", ["Anything"]), undefined);
	});

	const right: readonly (readonly [type: string, path: string])[] = [
		["AWS::Lambda::Function", "MemorySize"],
		["AWS::Lambda::Function", "Environment.Variables.ANY_NAME"],
		["AWS::Lambda::Function", "Layers.0"],
		["AWS::S3::Bucket", "LifecycleConfiguration.Rules.0.Transitions.1.StorageClass"],
		["AWS::IAM::Role", "AssumeRolePolicyDocument.Statement.0.Effect"],
		["AWS::SQS::Queue", "Tags.0.Value"],
		["AWS::DynamoDB::GlobalTable", "Replicas.0.PointInTimeRecoverySpecification"],
	];
	for (const [type, path] of right) {
		it(`${type} has ${path}`, () => assert.equal(unknownStep(type, path.split(".")), undefined));
	}

	const wrong: readonly (readonly [
		type: string,
		path: string,
		index: number,
		possible: string | undefined,
	])[] = [
		["AWS::Lambda::Function", "Memory", 0, "MemorySize"],
		["AWS::Lambda::Function", "Environment.Variable.A", 1, "Variables"],
		["AWS::Lambda::Function", "MemorySize.Value", 1, undefined],
		["AWS::Lambda::Function", "Layers.first", 1, undefined],
		["AWS::S3::Bucket", "LifecycleConfiguration.Rules.0.Transitons", 3, "Transitions"],
		["AWS::S3::Bucket", "toString", 0, "BucketName"],
	];
	for (const [type, path, index, possible] of wrong) {
		it(`${type} has no ${path}`, () => {
			const found = unknownStep(type, path.split("."));
			assert.equal(found?.index, index);
			if (possible === undefined) assert.deepEqual(found?.possible, []);
			else assert.ok(found?.possible.includes(possible), found?.possible.join(", "));
		});
	}
});
