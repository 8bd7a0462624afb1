import assert from "node:assert/strict";
import type { StackState } from "../../../engine/cloud/port.ts";
import { writeStackInfo } from "../../../engine/deploy/stack-info.ts";
import { configOf, deployedStage, openStage, type Stage } from "../../support/deploy.ts";

const stack: StackState = {
	name: "shop-dev",
	id: "arn:stack",
	status: "UPDATE_COMPLETE",
	outputs: { StpDeploymentVersion: "v000001", StpStackInfoMap: '{"resources":{}}', own: "x" },
	tags: {},
	terminationProtection: false,
	createdAt: 0,
};

function fileAt(stage: Stage, path: string): unknown {
	const bytes = stage.host.files.get(path) ?? assert.fail(`there is no ${path}`);
	return JSON.parse(new TextDecoder().decode(bytes));
}

describe("the stack info file", () => {
	it("holds the outputs and the overview, readable for people and programs", async () => {
		const stage = openStage();
		await writeStackInfo(stage.ports, "/app", "out", stack);
		assert.deepEqual(fileAt(stage, "/app/out/shop-dev.json"), {
			stackName: "shop-dev",
			stackId: "arn:stack",
			outputs: { StpDeploymentVersion: "v000001", own: "x" },
			overview: { resources: {} },
		});
		const text = new TextDecoder().decode(stage.host.files.get("/app/out/shop-dev.json"));
		assert.match(text, /^\{\n {2}"stackName".*\n\}\n$/s);
	});

	it("may lie outside the project", async () => {
		const stage = openStage();
		await writeStackInfo(stage.ports, "/app", "/elsewhere", { ...stack, outputs: {} });
		assert.deepEqual(fileAt(stage, "/elsewhere/shop-dev.json"), {
			stackName: "shop-dev",
			stackId: "arn:stack",
			outputs: {},
		});
	});

	it("is written after every deploy, in the folder of the format, unless the config says otherwise", async () => {
		const stage = await deployedStage();
		const path = "/app/.stacktape-stack-info/shop-dev.json";
		assert.ok(fileAt(stage, path));
		stage.host.files.delete(path);
		await stage.deploy();
		assert.ok(fileAt(stage, path));
		stage.host.files.delete(path);
		stage.writeConfig(`${configOf({ api: {} })}stackConfig:\n  disableStackInfoSaving: true\n`);
		await stage.deploy();
		assert.equal(stage.host.files.has(path), false);
		stage.writeConfig(`${configOf({ api: {} })}stackConfig:\n  stackInfoDirectory: info\n`);
		await stage.deploy();
		assert.ok(fileAt(stage, "/app/info/shop-dev.json"));
	});

	it("never holds a secret", async () => {
		const environment = [{ name: "KEY", value: "$Secret('stripe.key')" }];
		const stage = openStage({ config: configOf({ api: { environment } }) });
		stage.cloud.world.secrets.set("stripe", "version-1");
		await stage.deploy();
		const text = JSON.stringify(fileAt(stage, "/app/.stacktape-stack-info/shop-dev.json"));
		assert.match(text, /version-1/);
		assert.doesNotMatch(text, /SecretString|resolve:/);
		assert.doesNotMatch(JSON.stringify(stage.events), /SecretString|resolve:/);
	});

	it("that cannot be written is a warning, and the deploy is done", async () => {
		const stage = await deployedStage();
		stage.host.write = async (path) => assert.fail(`${path}: permission denied`);
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.deepEqual(stage.notes(), [
			"warning: the stack info file was not written: /app/.stacktape-stack-info/shop-dev.json: permission denied",
		]);
	});

	it("is left out with a warning when the overview cannot be read", async () => {
		const stage = openStage();
		await writeStackInfo(stage.ports, "/app", "out", { ...stack, outputs: { StpStackInfoMap: "{" } });
		assert.equal(stage.host.files.has("/app/out/shop-dev.json"), false);
		assert.match(stage.notes()[0] ?? "", /^warning: the stack info file was not written: /);
	});
});
