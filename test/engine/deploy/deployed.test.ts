import assert from "node:assert/strict";
import {
	type Deployed,
	digestToBase64,
	functionId,
	readDeployed,
	requireFunctions,
	sameTags,
} from "../../../engine/deploy/deployed.ts";
import { parseTemplate } from "../../../engine/deploy/parse-template.ts";
import type { ArtifactPlan } from "../../../engine/resources/kind.ts";
import { configOf, deployedStage, failureOf, openStage, type Stage, target } from "../../support/deploy.ts";

function planOf(job: string): ArtifactPlan {
	const span = { start: 0, end: 0 };
	return { job, kind: "zip", packaging: {}, runtime: "nodejs24.x", architecture: "x86_64", span };
}

async function read(stage: Stage, ...jobs: string[]): Promise<Deployed> {
	const deployed = await readDeployed(stage.ports, "shop-dev", { artifacts: jobs.map(planOf), target });
	return deployed ?? assert.fail("nothing is deployed");
}

describe("the deployed template", () => {
	it("is read as Spool writes it and as the format's reference does", () => {
		assert.deepEqual(parseTemplate(' {"Resources":{"A":{"Type":"T"}}}').Resources, { A: { Type: "T" } });
		const yaml = "Resources:\n  A:\n    Type: T\n    Properties:\n      Name: !Ref B\n";
		assert.equal(parseTemplate(yaml).Resources["A"]?.Type, "T");
	});

	for (const text of ["", "{", "{}", "null", "Resources: no", '{"Resources":null}', "a: [", "- 1"]) {
		it(`cannot be read from ${JSON.stringify(text)}, which is a failure and no defect`, async () => {
			const failure = await failureOf((async () => parseTemplate(text))());
			assert.equal(failure.code, "unreadable-template");
		});
	}
});

describe("what is deployed", () => {
	it("is nothing without a stack", async () => {
		assert.equal(
			await readDeployed(openStage().ports, "shop-dev", { artifacts: [planOf("api")], target }),
			undefined,
		);
	});

	it("has the functions of the template with their keys and their state in AWS", async () => {
		const stage = await deployedStage();
		const { functions } = await read(stage, "api", "fresh");
		assert.deepEqual([...functions.keys()], ["api"]);
		const api = functions.get("api");
		assert.equal(api?.name, "shop-dev-api");
		assert.equal(api?.logicalId, "ApiFunction");
		assert.equal(api?.key, stage.keyOf("api"));
		assert.equal(api?.swapped, false);
		assert.equal(api?.state?.lastUpdateStatus, "Successful");
	});

	it("is swapped by its mark, even when it has the code of the template", async () => {
		const stage = await deployedStage();
		await stage.cloud.functions.tag("shop-dev-api", { "stp:hotswap-deploy": "true" }, {});
		assert.equal((await read(stage, "api")).functions.get("api")?.swapped, true);
	});

	it("is swapped by its code, even without a mark", async () => {
		const stage = await deployedStage();
		await stage.cloud.functions.updateCode("shop-dev-api", { zip: new Uint8Array([1]) }, {});
		assert.equal((await read(stage, "api")).functions.get("api")?.swapped, true);
	});

	it("is not swapped because its key has a digest of another kind", async () => {
		const stage = await deployedStage();
		const stack = stage.stack();
		stack.body = stack.body.replace(
			stage.keyOf("api"),
			"api/v000001-da39a3ee5e6b4b0d3255bfef95601890afd80709.zip",
		);
		assert.equal((await read(stage, "api")).functions.get("api")?.swapped, false);
	});

	it("lacks the state of a function that was deleted by hand", async () => {
		const stage = await deployedStage();
		stage.cloud.world.functions.clear();
		const deployed = await read(stage, "api");
		const api = deployed.functions.get("api");
		assert.deepEqual([api?.state, api?.swapped], [undefined, false]);
	});

	it("leaves out a function whose name only CloudFormation knows", async () => {
		const stage = await deployedStage();
		const stack = stage.stack();
		stack.body = stack.body.replace('"FunctionName":"shop-dev-api"', '"FunctionName":{"Ref":"X"}');
		assert.equal((await read(stage, "api")).functions.size, 0);
	});
});

describe("functions that a deploy needs", () => {
	it("are all there, or one is named with the way out", async () => {
		const stage = await deployedStage({
			config: configOf({ api: {}, worker: {} }),
			code: { api: "", worker: "" },
		});
		requireFunctions(await read(stage, "api", "worker"));
		stage.cloud.world.functions.delete("shop-dev-worker");
		const deployed = await read(stage, "api", "worker");
		const failure = await failureOf((async () => requireFunctions(deployed))());
		assert.equal(failure.code, "function-missing");
		assert.match(failure.message, /shop-dev-worker/);
		assert.match(failure.hint ?? "", /take worker out of the config/);
	});

	it("may be left out by a condition", async () => {
		const stage = await deployedStage();
		const stack = stage.stack();
		stack.body = stack.body.replace('"ApiFunction":{', '"ApiFunction":{"Condition":"Never",');
		stage.cloud.world.functions.clear();
		requireFunctions(await read(stage, "api"));
	});
});

describe("tags of a stack", () => {
	it("are the same in any order, without those of AWS, and differ by one more, one less, one other", () => {
		assert.equal(sameTags({ a: "1", b: "2" }, { b: "2", "aws:x": "y", a: "1" }), true);
		assert.equal(sameTags({}, {}), true);
		assert.equal(sameTags({ a: "1" }, { a: "1", b: "2" }), false);
		assert.equal(sameTags({ a: "1", b: "2" }, { a: "1" }), false);
		assert.equal(sameTags({ a: "1" }, { a: "2" }), false);
		assert.equal(sameTags({ a: "1" }, { b: "1" }), false);
	});
});

describe("names and digests of functions", () => {
	it("are those that the template and Lambda use", () => {
		assert.equal(functionId("myAPIHandler"), "MyApiHandlerFunction");
		assert.equal(digestToBase64("00ff10"), "AP8Q");
	});
});
