import assert from "node:assert/strict";
import { isReplaced, templateSteps } from "../../../../engine/deploy/preview/changes.ts";
import type { CfnResource, Template } from "../../../../engine/template/template.ts";

function templateOf(Resources: Readonly<Record<string, CfnResource>>): Template {
	return { AWSTemplateFormatVersion: "2010-09-09", Description: "", Resources, Outputs: {} };
}

const table = (name: string, key: string): CfnResource => ({
	Type: "AWS::DynamoDB::Table",
	Properties: { TableName: name, KeySchema: [{ AttributeName: key, KeyType: "HASH" }] },
});

const actions = (
	before: Readonly<Record<string, CfnResource>>,
	after: Readonly<Record<string, CfnResource>>,
) =>
	templateSteps(templateOf(before), templateOf(after)).map(
		({ logicalId, action }) => `${logicalId} ${action}`,
	);

describe("what CloudFormation will do with each resource", () => {
	it("is nothing for equal templates", () => {
		assert.deepEqual(actions({ T: table("a", "id") }, { T: table("a", "id") }), []);
	});

	it("is an addition, a removal, a change or a replacement", () => {
		const queue = (delay: number): CfnResource => ({
			Type: "AWS::SQS::Queue",
			Properties: { DelaySeconds: delay },
		});
		const before = { Old: queue(1), Q: queue(1), T: table("a", "id") };
		const after = { New: queue(1), Q: queue(2), T: table("b", "id") };
		assert.deepEqual(actions(before, after).toSorted(), ["New add", "Old remove", "Q change", "T replace"]);
	});

	it("says before and after of what changes, at its place", () => {
		const [step] = templateSteps(templateOf({ T: table("a", "id") }), templateOf({ T: table("a", "pk") }));
		assert.deepEqual(step?.properties, [{ path: "KeySchema[0].AttributeName", before: "id", after: "pk" }]);
		assert.deepEqual(step?.because, [{ property: "KeySchema", certainty: "always" }]);
	});

	it("finds a fixed name that CloudFormation will refuse to give twice", () => {
		const [step] = templateSteps(templateOf({ T: table("a", "id") }), templateOf({ T: table("a", "pk") }));
		assert.equal(step?.sameName, "a");
		const [renamed] = templateSteps(templateOf({ T: table("a", "id") }), templateOf({ T: table("b", "pk") }));
		assert.equal(renamed?.sameName, undefined);
	});

	it("goes on to what holds the name of a replaced resource where AWS allows no change, and no further", () => {
		const mapping: CfnResource = {
			Type: "AWS::Lambda::EventSourceMapping",
			Properties: { EventSourceArn: { "Fn::GetAtt": ["T", "StreamArn"] }, FunctionName: { Ref: "F" } },
		};
		const reader: CfnResource = {
			Type: "AWS::Lambda::Function",
			Properties: { Environment: { Variables: { TABLE: { Ref: "T" } } } },
		};
		const rest = { M: mapping, F: reader };
		const steps = templateSteps(
			templateOf({ T: table("a", "id"), ...rest }),
			templateOf({ T: table("b", "id"), ...rest }),
		);
		assert.deepEqual(
			steps.map(({ logicalId, action }) => `${logicalId} ${action}`),
			["T replace", "M may-replace"],
		);
		assert.deepEqual(steps[1]?.because, [{ property: "EventSourceArn", certainty: "always", follows: "T" }]);
	});

	it("takes a new version of a function for one step", () => {
		const version = (id: string) => ({
			[id]: { Type: "AWS::Lambda::Version", Properties: { FunctionName: id } },
		});
		assert.deepEqual(actions(version("FnVersion0123456789"), version("FnVersionabcdefabcd")), [
			"FnVersionabcdefabcd add",
		]);
	});

	it("leaves types that AWS says nothing about to their makers", () => {
		const own = (size: number): CfnResource => ({ Type: "Custom::Thing", Properties: { size } });
		assert.deepEqual(actions({ X: own(1) }, { X: own(2) }), ["X unknown"]);
	});

	it("names what changes beside the properties", () => {
		const [step] = templateSteps(
			templateOf({ T: table("a", "id") }),
			templateOf({ T: { ...table("a", "id"), DeletionPolicy: "Retain" } }),
		);
		assert.deepEqual([step?.action, step?.properties], ["change", [{ path: "<DeletionPolicy>" }]]);
	});

	it("counts what may be replaced as replaced", () => {
		assert.ok(isReplaced({ action: "may-replace" }));
		assert.ok(!isReplaced({ action: "change" }));
	});
});
