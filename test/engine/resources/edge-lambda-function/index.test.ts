import assert from "node:assert/strict";
import { edgeLambdaFunction } from "../../../../engine/resources/edge-lambda-function/index.ts";
import { functionName } from "../../../../engine/resources/edge-lambda-function/names.ts";
import { accepted, compileRoom, resourcesOf, target } from "../../../support/placed.ts";

const packaging = { type: "stacktape-lambda-buildpack", properties: { entryfilePath: "src/edge.ts" } };
const make = (values: object = {}, region = "eu-west-1") =>
	compileRoom(edgeLambdaFunction, "edge", { packaging, ...values }, { target: { ...target, region } });

describe("a function at the edge", () => {
	it("stands in us-east-1, with a bucket for its code where the stack is elsewhere", () => {
		assert.deepEqual(
			make().map(({ id, region }) => [id, region]),
			[
				["StpEdgeDeploymentBucket", "us-east-1"],
				["StpEdgeDeploymentBucketPolicy", "us-east-1"],
				["EdgeRole", "us-east-1"],
				["EdgeLogGroup", "us-east-1"],
				["EdgeFunction", "us-east-1"],
				["EdgeVersion", "us-east-1"],
			],
		);
		assert.deepEqual(
			make({ logging: { disabled: true } }, "us-east-1").map(({ id }) => id),
			["EdgeRole", "EdgeFunction", "EdgeVersion"],
		);
	});

	it("runs on Node.js 22 at most, which is the newest that CloudFront knows", () => {
		const runtime = (values: object) => resourcesOf(make(values))["EdgeFunction"]?.Properties?.["Runtime"];
		assert.equal(runtime({}), "nodejs22.x");
		assert.equal(runtime({ runtime: "nodejs24.x" }), "nodejs22.x");
		assert.equal(runtime({ runtime: "nodejs20.x" }), "nodejs20.x");
	});

	it("keeps its function when it goes, because CloudFront still has copies of it", () => {
		const { EdgeFunction, EdgeVersion } = resourcesOf(make());
		assert.deepEqual([EdgeFunction?.DeletionPolicy, EdgeVersion?.DeletionPolicy], ["Retain", "Retain"]);
	});

	it("gets what it may do from the stack itself, whose resources that names", () => {
		const made = make({ iamRoleStatements: [{ Resource: ["arn:aws:s3:::one"], Action: ["s3:GetObject"] }] });
		const policy = made.find(({ id }) => id === "EdgeRolePolicy");
		assert.equal(policy?.region, undefined);
		assert.equal(policy?.resource.Properties?.["RoleName"], "proj-dev-edge-eu-west-1");
	});

	it("is named by the region of its stack", () => {
		assert.equal(functionName("edge", target).text, "proj-dev-eu-west-1-edge");
		assert.equal(functionName("e".repeat(60), target).text.length, 64);
	});

	it("is packaged for us-east-1", () => {
		const plans = edgeLambdaFunction.artifacts?.(accepted(edgeLambdaFunction, "edge", { packaging }));
		assert.deepEqual(
			plans?.map((plan) => plan.kind === "zip" && [plan.job, plan.runtime, plan.region]),
			[["edge", "nodejs22.x", "us-east-1"]],
		);
	});
});
