import assert from "node:assert/strict";
import type { Course } from "../../../engine/deploy/course.ts";
import { readDeployed } from "../../../engine/deploy/deployed.ts";
import { planUploads } from "../../../engine/deploy/plan-uploads.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { packArtifacts } from "../../../engine/package/package.ts";
import { configOf, deployedStage, failureOf, type Stage, target } from "../../support/deploy.ts";

async function plan(stage: Stage) {
	const request = stage.request();
	const prepared = await prepare(stage.ports, request);
	const { artifacts } = prepared.analysis.compiled;
	const course: Course = { request, prepared, action: "update", stack: prepared.stack, phases: {} };
	const packed = await packArtifacts(stage.ports, artifacts, { root: request.config.root });
	const deployed = await readDeployed(stage.ports, "shop-dev", { artifacts, target });
	return planUploads(stage.ports, course, packed, deployed);
}

describe("the plan of uploads", () => {
	it("is unchanged under the deployed version when nothing but the version would differ", async () => {
		const stage = await deployedStage();
		const { isUnchanged, deployable, placements, stored } = await plan(stage);
		assert.equal(isUnchanged, true);
		assert.equal(deployable.version, "v000001");
		assert.deepEqual(
			placements.map(({ step }) => step.kind),
			["present"],
		);
		// The code, the template, the config and the record of the deploy.
		assert.equal(stored.length, 4);
	});

	const changes: Record<string, (stage: Stage) => void> = {
		"code differs": (stage) => stage.edit("api", "two"),
		"a property differs": (stage) => stage.writeConfig(configOf({ api: { timeout: 7 } })),
		"a tag of the stack differs": (stage) => {
			stage.stack().tags = { ...stage.stack().tags, "stp:stage": "other" };
		},
		"the stack has a tag too many": (stage) => {
			stage.stack().tags = { ...stage.stack().tags, extra: "x" };
		},
		"the last update was left half done": (stage) => {
			stage.stack().status = "UPDATE_FAILED";
		},
		"an output differs": (stage) => {
			stage.writeConfig(`${configOf({ api: {} })}stackConfig:\n  outputs:\n    - name: a\n      value: b\n`);
		},
	};
	for (const [name, change] of Object.entries(changes)) {
		it(`has the next version when ${name}`, async () => {
			const stage = await deployedStage();
			change(stage);
			const { isUnchanged, deployable } = await plan(stage);
			assert.equal(isUnchanged, false);
			assert.equal(deployable.version, "v000002");
		});
	}

	it("takes no notice of tags that AWS gives a stack", async () => {
		const stage = await deployedStage();
		stage.stack().tags = { ...stage.stack().tags, "aws:servicecatalog:portfolioArn": "x" };
		assert.equal((await plan(stage)).isUnchanged, true);
	});

	it("fails with the way out when the deployment bucket was deleted", async () => {
		const stage = await deployedStage();
		stage.cloud.world.buckets.clear();
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "deployment-bucket-missing");
		assert.match(failure.message, /stp-deployment-bucket-b7ba0a4f is gone/);
		assert.match(failure.hint ?? "", /create a bucket of this name/);
	});
});
