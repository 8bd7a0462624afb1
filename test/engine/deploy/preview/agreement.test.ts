import assert from "node:assert/strict";
import type { ChangeSetChange } from "../../../../engine/cloud/port.ts";
import { compareWith } from "../../../../engine/deploy/preview/agreement.ts";
import type { Preview, PreviewChange } from "../../../../engine/deploy/preview/preview.ts";

const here = (action: PreviewChange["action"], more: Partial<PreviewChange> = {}): PreviewChange => ({
	action,
	logicalId: "X",
	type: "AWS::SQS::Queue",
	properties: [{ path: "DelaySeconds", before: "1", after: "2" }],
	because: [],
	...more,
});
const there = (action: ChangeSetChange["action"], more: Partial<ChangeSetChange> = {}): ChangeSetChange => ({
	logicalId: "X",
	type: "AWS::SQS::Queue",
	action,
	because: [],
	...more,
});
const previewOf = (...changes: PreviewChange[]): Preview => ({
	stack: "shop-dev",
	account: "111111111111",
	region: "eu-west-1",
	isNew: false,
	changes,
	widenings: [],
	outputs: [],
	settings: [],
});
const disagreements = (changes: PreviewChange[], theirs: ChangeSetChange[]) =>
	compareWith(previewOf(...changes), { kind: "changes", changes: theirs }).disagreements;

describe("what CloudFormation says of a difference", () => {
	it("is the same word for the same thing", () => {
		assert.deepEqual(disagreements([here("add")], [there("add")]), []);
		assert.deepEqual(disagreements([here("remove")], [there("remove")]), []);
		assert.deepEqual(disagreements([here("change")], [there("modify", { replacement: "false" })]), []);
		assert.deepEqual(disagreements([here("replace")], [there("modify", { replacement: "true" })]), []);
	});

	it("is told where it says that something is replaced, or is not", () => {
		const replaced = there("modify", { replacement: "true", because: ["QueueName"] });
		assert.deepEqual(disagreements([here("change")], [replaced]), [
			{ logicalId: "X", here: "changed", cloudFormation: "replaced (QueueName)" },
		]);
		assert.equal(disagreements([here("replace")], [there("modify", { replacement: "false" })]).length, 1);
	});

	it("is told where only one of both finds a change", () => {
		assert.deepEqual(disagreements([here("change")], []), [
			{ logicalId: "X", here: "changed", cloudFormation: "nothing" },
		]);
		assert.deepEqual(disagreements([], [there("remove")]), [
			{ logicalId: "X", here: "nothing", cloudFormation: "removed" },
		]);
	});

	it("is more than the templates have where a value is known only later", () => {
		assert.deepEqual(disagreements([], [there("modify", { replacement: "false" })]), []);
		assert.equal(disagreements([], [there("modify", { replacement: "true" })]).length, 1);
	});

	it("decides alone about types that AWS publishes nothing of", () => {
		assert.deepEqual(disagreements([here("unknown")], [there("modify", { replacement: "true" })]), []);
	});

	it("does not count policies of deletion, old versions of a function, nor what stands elsewhere", () => {
		assert.deepEqual(disagreements([here("change", { properties: [{ path: "<DeletionPolicy>" }] })], []), []);
		assert.deepEqual(disagreements([], [there("remove", { type: "AWS::Lambda::Version" })]), []);
		assert.deepEqual(disagreements([here("add", { region: "us-east-1" })], []), []);
	});

	it("is a refusal with its reasons", () => {
		const view = { kind: "refused", reasons: ["Validation failed"] } as const;
		assert.deepEqual(compareWith(previewOf(here("add")), view), {
			kind: "refused",
			reasons: ["Validation failed"],
			disagreements: [],
		});
	});

	it("is nothing at all where there is nothing to do", () => {
		assert.equal(compareWith(previewOf(here("change")), { kind: "empty" }).disagreements.length, 1);
	});
});
