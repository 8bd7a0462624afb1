import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { blockedBy, heldBack } from "../../../engine/deploy/swap-words.ts";
import type { Verdict } from "../../../engine/template/changes/verdict.ts";
import { configOf, target } from "../../support/deploy.ts";

const analysis = analyse({ path: "/app/stacktape.yml", text: configOf({ api: {} }) }, target);
const say = (verdict: Verdict) => blockedBy(analysis, verdict)?.reason;

describe("a change that only CloudFormation can make", () => {
	it("is said in the words of the config", () => {
		const common = { kind: "defer", change: "changed" } as const;
		assert.equal(
			say({
				...common,
				id: "ApiFunction",
				type: "AWS::Lambda::Function",
				property: "Layers",
				what: "layers",
				isPlural: true,
			}),
			"layers of function api change (Layers)",
		);
		assert.equal(
			say({ ...common, id: "ApiRole", type: "AWS::IAM::Role", property: "Policies", what: "Policies" }),
			"role of api changes (Policies)",
		);
		assert.equal(
			say({
				...common,
				id: "Extra",
				type: "AWS::SNS::Topic",
				property: "<DeletionPolicy>",
				what: "DeletionPolicy",
			}),
			"Extra changes (DeletionPolicy)",
		);
	});

	it("is said with its reason, and what CloudFormation does", () => {
		const blocked = blockedBy(analysis, {
			kind: "replace",
			change: "changed",
			id: "Extra",
			type: "AWS::SNS::Topic",
			property: "FifoTopic",
			reason: "because",
		});
		assert.deepEqual(blocked, {
			verdict: "replace",
			resource: undefined,
			logicalId: "Extra",
			property: "FifoTopic",
			reason: "Extra changes (FifoTopic): because",
		});
	});

	it("is none when it can be swapped, or is the version of the deploy", () => {
		assert.equal(say({ kind: "swap", change: "changed", id: "ApiFunction", property: "Code" }), undefined);
		assert.equal(say({ kind: "defer", change: "output", id: "StpDeploymentVersion" }), undefined);
	});

	it("is said of what is new, gone, an output or a section", () => {
		const plain = { kind: "defer", id: "Extra" } as const;
		assert.deepEqual(
			[
				say({ ...plain, change: "added", type: "AWS::SNS::Topic" }),
				say({ ...plain, change: "removed", type: "AWS::SNS::Topic" }),
				say({ ...plain, change: "output" }),
				say({ ...plain, change: "section" }),
			],
			[
				"Extra (AWS::SNS::Topic) is new",
				"Extra (AWS::SNS::Topic) is removed",
				"the stack's output Extra changes",
				"the template's Extra change",
			],
		);
	});
});

describe("a swap that waits for a deploy", () => {
	const first = {
		verdict: "defer",
		resource: "api",
		logicalId: "ApiRole",
		reason: "role of api changes",
	} as const;

	it("says what the deploy has to do first", () => {
		assert.equal(
			heldBack("api", "ApiFunction", ["Code", "MemorySize"], first).reason,
			"code of function api waits for the deploy, which has to come first: role of api changes",
		);
		assert.equal(
			heldBack("api", "ApiFunction", ["MemorySize"], first).reason,
			"MemorySize of function api waits for the deploy, which has to come first: role of api changes",
		);
	});
});
