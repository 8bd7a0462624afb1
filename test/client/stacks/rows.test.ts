import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { detailText } from "../../../client/stacks/details.ts";
import { logGroupsOf } from "../../../client/stacks/log-groups.ts";
import { stackRows, stateOfStatus } from "../../../client/stacks/rows.ts";
import type { StackView } from "../../../engine/effects.ts";
import type { Outline, OutlineChild } from "../../../server/protocol.ts";

const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 6 } };
const child = (logicalId: string, resource?: string): OutlineChild => ({
	logicalId,
	type: "AWS::SQS::Queue",
	shortened: false,
	provisional: false,
	range,
	...(resource !== undefined && { resource }),
});
const outline: Outline = {
	version: 1,
	target: { project: "shop", stage: "dev", region: "eu-west-1" },
	resources: [
		{
			name: "jobs",
			type: "sqs-queue",
			nameRange: range,
			range,
			children: [child("JobsQueue", "jobs"), child("JobsDlq", "jobs")],
		},
	],
	shared: [child("Bucket")],
};

function deployed(ids: Readonly<Record<string, readonly string[]>>): StackView {
	return {
		identity: { account: "111111111111", arn: "arn" },
		name: "shop-dev",
		region: "eu-west-1",
		stack: undefined,
		version: "v000001",
		resources: Object.entries(ids).map(([name, children]) => ({
			name,
			type: "sqs-queue",
			params: { url: "https://queue" },
			links: { console: "https://console" },
			children: children.map((logicalId) => ({
				logicalId,
				type: "AWS::SQS::Queue",
				physicalId: `id-of-${logicalId}`,
				status: "CREATE_COMPLETE",
			})),
		})),
		links: [],
		outputs: { Answer: "42" },
	};
}

describe("the rows of a stack", () => {
	it("are what the config becomes as long as AWS was not asked", () => {
		const { resources, shared, outputs } = stackRows(outline, undefined);
		assert.deepEqual(
			resources.map(({ name, state, children }) => [name, state, children.map(({ state }) => state)]),
			[["jobs", "compiled", ["compiled", "compiled"]]],
		);
		assert.deepEqual(
			shared.map(({ logicalId }) => logicalId),
			["Bucket"],
		);
		assert.deepEqual(outputs, {});
	});

	it("say what is deployed, what is missing, and what the config no longer has", () => {
		const view = deployed({
			jobs: ["JobsQueue", "JobsOld"],
			gone: ["Gone"],
			CUSTOM_CLOUDFORMATION: ["Bucket"],
		});
		const { resources, shared, outputs } = stackRows(outline, view);
		const [jobs, gone, ...more] = resources;
		assert.deepEqual(more, []);
		assert.equal(jobs?.state, "missing");
		assert.deepEqual(
			jobs?.children.map(({ logicalId, state, physicalId }) => [logicalId, state, physicalId]),
			[
				["JobsQueue", "deployed", "id-of-JobsQueue"],
				["JobsDlq", "missing", undefined],
				["JobsOld", "surplus", "id-of-JobsOld"],
			],
		);
		assert.equal(gone?.state, "surplus");
		assert.deepEqual(
			shared.map(({ logicalId, state }) => [logicalId, state]),
			[["Bucket", "deployed"]],
		);
		assert.deepEqual(outputs, { Answer: "42" });
	});

	it("of a stage whose config is not known are as they should be", () => {
		const { resources } = stackRows(undefined, deployed({ jobs: ["JobsQueue"] }));
		assert.deepEqual(
			resources.map(({ name, state }) => [name, state]),
			[["jobs", "deployed"]],
		);
	});

	it("follow an operation before the stack is read again", () => {
		const live = new Map([
			["JobsQueue", { status: "CREATE_IN_PROGRESS" }],
			["JobsDlq", { status: "CREATE_FAILED", reason: "no room" }],
		]);
		const [jobs] = stackRows(outline, undefined, live).resources;
		assert.equal(jobs?.state, "failed");
		assert.deepEqual(
			jobs?.children.map(({ state, reason }) => [state, reason]),
			[
				["changing", undefined],
				["failed", "no room"],
			],
		);
		assert.equal(stateOfStatus("DELETE_COMPLETE"), "missing");
		assert.equal(stateOfStatus("UPDATE_ROLLBACK_COMPLETE"), "deployed");
	});

	it("name the log groups that are deployed", () => {
		const group = (physicalId?: string) => ({
			logicalId: "L",
			type: "AWS::Logs::LogGroup",
			state: "deployed" as const,
			...(physicalId !== undefined && { physicalId }),
		});
		assert.deepEqual(logGroupsOf({ children: [group("/aws/lambda/a"), group()] }), ["/aws/lambda/a"]);
	});
});

describe("the detail of a resource", () => {
	it("tells what it translates into, and keeps Markdown out of names", () => {
		const [row] = stackRows(outline, deployed({ jobs: ["JobsQueue"] })).resources;
		assert.ok(row);
		const text = detailText({
			row: { ...row, name: "a|b<script>" },
			stack: "shop-dev",
			docs: "A queue.",
			source: "https://docs.aws.amazon.com/sqs",
		});
		assert.match(text, /^# a\\\|b\\<script\\>\n/);
		assert.match(text, /`sqs-queue` in `shop-dev`: not deployed\./);
		assert.match(text, /A queue\. \[AWS\]\(https:\/\/docs\.aws\.amazon\.com\/sqs\)/);
		assert.match(text, /## Translates into 2 CloudFormation resources/);
		assert.match(
			text,
			/\| `JobsQueue` \| `AWS::SQS::Queue` \| {2}\| `id-of-JobsQueue` \| CREATE\\_COMPLETE, deployed \|/,
		);
		assert.match(text, /\| url \| `https:\/\/queue` \|/);
		assert.match(text, /- \[console\]\(https:\/\/console\)/);
	});
});
