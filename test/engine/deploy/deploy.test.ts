import assert from "node:assert/strict";
import type { ApplyRequest } from "../../../engine/cloud/port.ts";
import { deploy } from "../../../engine/deploy/deploy.ts";
import { analyseConfig } from "../../../engine/deploy/facts.ts";
import type { Ports } from "../../../engine/deploy/ports.ts";
import {
	account,
	assertEventLog,
	configOf,
	deployedStage,
	failureOf,
	openStage,
	type Stage,
	tableBlock,
	target,
} from "../../support/deploy.ts";

function requestOf(stage: Stage, method: "stacks.create" | "stacks.update"): ApplyRequest {
	const call = stage.cloud.calls.findLast((one) => one.method === method);
	return (call?.args[0] as ApplyRequest | undefined) ?? assert.fail(`${method} was not called`);
}

describe("the first deploy of a stage", () => {
	it("creates the bucket, sends the artifacts there, and has CloudFormation make the rest", async () => {
		const stage = openStage();
		const result = await stage.deploy();
		assert.deepEqual(stage.calls(), [
			"identity",
			"stacks.read",
			"stacks.create",
			"follow",
			"objects.list",
			"objects.put",
			"objects.put",
			"objects.put",
			"objects.putOver",
			"stacks.update",
			"follow",
			"objects.putOver",
		]);
		assert.equal(result.outcome, "created");
		assert.equal(result.version, "v000001");
		assert.equal(result.stack.status, "UPDATE_COMPLETE");
		assert.equal(result.uploads.uploaded, 1);
		assert.equal(stage.live("api"), "one");
		assert.match(stage.keyOf("api"), /^api\/v000001-[0-9a-f]{64}\.zip$/);
		assert.deepEqual(stage.keys(), [
			stage.keyOf("api"),
			"cf-template/v000001.yml",
			...stage.keys().filter((key) => /^deploys\/2026-01-15T[\d-]+Z-v000001\.json$/.test(key)),
			"stp-template/v000001.yml",
		]);
		assert.equal(stage.keys().length, 4);
	});

	it("tells its watchers every step, each resource with its place in the config", async () => {
		const stage = openStage();
		await stage.deploy();
		assertEventLog(new URL("./golden/first-deploy.jsonl", import.meta.url), stage.events);
	});

	it("asks for the initial stack and then for all of it, with the tags of the format", async () => {
		const stage = openStage();
		await stage.deploy();
		const create = requestOf(stage, "stacks.create");
		const update = requestOf(stage, "stacks.update");
		const tags = {
			"stp:stack-name": "shop-dev",
			"stp:project-name": "shop",
			"stp:stage": "dev",
			"stp:globally-unique-stack-hash": "b7ba0a4f",
		};
		// Nothing else: the capabilities are the adapter's, and the role, topics and alarms are the config's.
		assert.deepEqual(
			{ ...create, template: "", token: "" },
			{
				name: "shop-dev",
				template: "",
				tags,
				token: "",
				onFailure: "delete",
			},
		);
		assert.deepEqual(
			{ ...update, template: "", token: "" },
			{ ...create, template: "", token: "", onFailure: "roll-back" },
		);
		assert.notEqual(create.token, update.token);
		assert.match(update.token, /^[A-Za-z][A-Za-z0-9-]{1,127}$/);
		const initial = JSON.parse("body" in create.template ? create.template.body : "");
		assert.deepEqual(Object.keys(initial.Resources), [
			"StpDeploymentBucket",
			"StpDeploymentBucketPolicy",
			"StpContainerRepository",
		]);
	});

	it("hands the role, topics, alarms and failure wishes of the config to CloudFormation", async () => {
		const alarm = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors";
		const topic = "arn:aws:sns:eu-west-1:111111111111:deploys";
		const role = "arn:aws:iam::111111111111:role/deployer";
		const config = `${configOf({ api: {} })}deploymentConfig:
  cloudformationRoleArn: ${role}
  publishEventsToArn: ["${topic}"]
  triggerRollbackOnAlarms: ["${alarm}"]
  monitoringTimeAfterDeploymentInMinutes: 5
  disableAutoRollback: true
`;
		const stage = openStage({ config });
		await stage.deploy();
		for (const method of ["stacks.create", "stacks.update"] as const) {
			const { roleArn, notificationArns, rollback, onFailure } = requestOf(stage, method);
			assert.deepEqual(
				{ roleArn, notificationArns, rollback, onFailure },
				{
					roleArn: role,
					notificationArns: [topic],
					rollback: { monitoringMinutes: 5, alarmArns: [alarm] },
					onFailure: "keep",
				},
			);
		}
	});

	it("watches an alarm of its own from the second deploy on", async () => {
		const config = `${configOf({ api: { alarms: [{ trigger: { type: "lambda-error-rate", properties: { thresholdPercent: 5 } } }] } })}deploymentConfig:
  triggerRollbackOnAlarms: [api.alarms.0]
`;
		const stage = openStage({ config });
		await stage.deploy();
		assert.equal(requestOf(stage, "stacks.update").rollback, undefined);
		stage.host.save("/app/code/api.js", "exports.handler = () => 2;");
		await stage.deploy();
		const last = stage.cloud.calls.findLast(({ method }) => method === "stacks.update")
			?.args[0] as ApplyRequest;
		assert.deepEqual(last.rollback, {
			monitoringMinutes: 0,
			alarmArns: [`arn:aws:cloudwatch:eu-west-1:${account}:alarm:shop-dev-LambdaErrorRateForApi0`],
		});
	});

	it("lets CloudFormation wait before it removes what is replaced, also where no alarm is watched", async () => {
		const config = `${configOf({ api: {} })}deploymentConfig:
  monitoringTimeAfterDeploymentInMinutes: 5
`;
		const stage = openStage({ config });
		await stage.deploy();
		assert.deepEqual(requestOf(stage, "stacks.update").rollback, { monitoringMinutes: 5, alarmArns: [] });
	});

	it("counts to the end of what CloudFormation has to do, in both of its operations", async () => {
		const stage = openStage();
		await stage.deploy();
		for (const id of ["bootstrap", "deploy"]) {
			const last = stage.events.findLast((event) => event.kind === "advance" && event.id === id);
			assert.ok(last?.kind === "advance");
			assert.deepEqual([last.done, last.total], [3, 3], id);
		}
	});

	it("measures every phase", async () => {
		const { phases } = await openStage().deploy();
		assert.deepEqual(Object.keys(phases), ["resolve", "package", "bootstrap", "upload", "deploy"]);
		assert.ok((phases["deploy"] ?? 0) > 1_000);
	});

	it("opens a public function URL after CloudFormation has made it", async () => {
		const stage = openStage({ config: configOf({ api: { url: { enabled: true } } }) });
		await stage.deploy();
		assert.equal(stage.cloud.world.functions.get("shop-dev-api")?.isPublic, true);
		assert.ok(stage.calls().indexOf("functions.allowPublicUrl") > stage.calls().indexOf("stacks.update"));
	});
});

describe("a deploy of a stage that is there", () => {
	it("does not call CloudFormation and sends nothing when nothing has changed", async () => {
		const stage = await deployedStage();
		const keys = stage.keys();
		const result = await stage.deploy();
		assert.deepEqual(stage.calls(), [
			"identity",
			"stacks.read",
			"stacks.template",
			"functions.read",
			"objects.list",
		]);
		assert.equal(result.outcome, "unchanged");
		assert.equal(result.version, "v000001");
		assert.deepEqual(result.uploads, { uploaded: 0, copied: 0, present: 1, bytes: 0 });
		assert.deepEqual(stage.keys(), keys);
		assertEventLog(new URL("./golden/unchanged.jsonl", import.meta.url), stage.events);
	});

	it("sends only the artifact whose code has changed, under the next version", async () => {
		const code = { api: "one", worker: "w" };
		const stage = await deployedStage({ config: configOf({ api: {}, worker: {} }), code });
		const worker = stage.keyOf("worker");
		stage.edit("api", "two");
		const result = await stage.deploy();
		assert.equal(result.outcome, "updated");
		assert.equal(result.version, "v000002");
		assert.deepEqual([result.uploads.uploaded, result.uploads.present], [1, 1]);
		assert.match(stage.keyOf("api"), /^api\/v000002-/);
		assert.equal(stage.keyOf("worker"), worker);
		assert.equal(stage.live("api"), "two");
		const touched = stage.events.flatMap((event) => (event.kind === "resource" ? [event.logicalId] : []));
		assert.deepEqual([...new Set(touched)], ["ApiFunction"]);
	});

	it("keeps the key of an artifact when only the config changes", async () => {
		const stage = await deployedStage();
		const key = stage.keyOf("api");
		stage.writeConfig(configOf({ api: { memory: 512 } }));
		const result = await stage.deploy();
		assert.equal(result.version, "v000002");
		assert.deepEqual([result.uploads.uploaded, result.uploads.present], [0, 1]);
		assert.equal(stage.keyOf("api"), key);
	});

	it("goes back to the old key when the code goes back", async () => {
		const stage = await deployedStage();
		const key = stage.keyOf("api");
		stage.edit("api", "two");
		await stage.deploy();
		stage.edit("api", "one");
		const result = await stage.deploy();
		assert.equal(result.version, "v000003");
		assert.equal(result.uploads.uploaded, 0);
		assert.equal(stage.keyOf("api"), key);
		assert.equal(stage.live("api"), "one");
	});

	it("updates the stack when nothing but a stack tag changes", async () => {
		const stage = await deployedStage({ config: `resources:\n${tableBlock}`, code: {} });
		stage.writeConfig(`resources:\n${tableBlock}stackConfig:\n  tags:\n    - name: team\n      value: red\n`);
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.equal(stage.stack().tags["team"], "red");
		assert.equal((await stage.deploy()).outcome, "unchanged");
	});

	it("finds nothing changed in a config with letters beyond ASCII, and hands them on unharmed", async () => {
		const config = configOf({ api: { environment: [{ name: "GREETING", value: "Grüße 👋" }] } });
		const stage = await deployedStage({ config });
		// CloudFormation gives such letters back as question marks.
		const { body } = stage.stack();
		assert.match(body, /^[\x20-\x7e]*$/);
		const { Environment } = stage.stack().resources.get("ApiFunction")?.properties ?? {};
		assert.deepEqual(Environment, { Variables: { GREETING: "Grüße 👋" } });
		assert.equal((await stage.deploy()).outcome, "unchanged");
	});

	it("sends a template that is too large for a call through the bucket", async () => {
		const notes = Array.from(
			{ length: 60 },
			(_, index) => `  Topic${index}:\n    Type: AWS::SNS::Topic\n    Metadata: ${"x".repeat(1_000)}\n`,
		);
		const stage = await deployedStage();
		stage.writeConfig(`${configOf({ api: {} })}cloudformationResources:\n${notes.join("")}`);
		await stage.deploy();
		const { template } = requestOf(stage, "stacks.update");
		assert.deepEqual(template, {
			url: "https://stp-deployment-bucket-b7ba0a4f.s3.eu-west-1.amazonaws.com/cf-template/v000002.yml",
		});
		assert.equal(stage.stack().resources.has("Topic59"), true);
	});

	it("switches termination protection on and off as the config says, also when nothing else changes", async () => {
		const stage = await deployedStage();
		stage.writeConfig(`${configOf({ api: {} })}deploymentConfig:\n  terminationProtection: true\n`);
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.equal(stage.stack().terminationProtection, true);
		stage.writeConfig(configOf({ api: {} }));
		await stage.deploy();
		assert.equal(stage.stack().terminationProtection, false);
	});

	it("deploys a config that has warnings", async () => {
		const stage = await deployedStage();
		stage.writeConfig(`serviceName: old\n${configOf({ api: { memory: 256 } })}`);
		const { analysis } = await analyseConfig(stage.ports, stage.config, target);
		assert.deepEqual(
			analysis.problems.map(({ severity }) => severity),
			["warning"],
		);
		assert.equal((await stage.deploy()).outcome, "updated");
	});

	it("fails before anything is sent when the code cannot be packaged, at its place in the config", async () => {
		const stage = await deployedStage();
		stage.host.files.delete("/app/code/api.js");
		stage.host.save("/app/code/other.js", "");
		const failure = await failureOf(deploy(stage.ports, stage.request()));
		assert.equal(failure.kind, "config");
		assert.deepEqual(
			failure.problems.map(({ code }) => code),
			["file-not-found"],
		);
		assert.deepEqual(stage.calls(), []);
	});

	it("waits for the deploy of somebody else, and takes its version up", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const theirs = stage.deploy();
		while (stage.stack().status !== "UPDATE_IN_PROGRESS") await new Promise(setImmediate);
		stage.edit("api", "three");
		const ours = await stage.deploy();
		assert.equal((await theirs).version, "v000002");
		assert.equal(ours.version, "v000003");
		assert.equal(stage.live("api"), "three");
		assert.ok(stage.notes().includes("note: shop-dev is UPDATE_IN_PROGRESS: waiting for that to end"));
	});
});

describe("a deploy over what others have done", () => {
	it("stops before it changes anything when a function was deleted by hand, and says the way out", async () => {
		const stage = await deployedStage({
			config: configOf({ api: {}, worker: {} }),
			code: { api: "1", worker: "2" },
		});
		stage.cloud.world.functions.delete("shop-dev-api");
		stage.edit("worker", "3");
		for (const hotSwap of [false, true]) {
			const failure = await failureOf(stage.deploy({ hotSwap }));
			assert.equal(failure.code, "function-missing");
			assert.match(failure.message, /shop-dev-api was deleted, but not by CloudFormation/);
			assert.match(failure.hint ?? "", /take api out of the config and deploy, then put it back/);
		}
		assert.equal(
			stage.calls().some((method) => /put|update|swap/.test(method)),
			false,
		);
		stage.writeConfig(configOf({ worker: {} }));
		await stage.deploy();
		stage.writeConfig(configOf({ api: {}, worker: {} }));
		await stage.deploy();
		assert.deepEqual([stage.live("api"), stage.live("worker")], ["1", "3"]);
	});

	it("says so when the stack is deleted while it is deployed", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		stage.after = (method) => {
			if (method === "stacks.update") stage.cloud.world.stacks.length = 0;
		};
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "update-failed");
		assert.equal(failure.message, "the update of shop-dev ended in DELETE_COMPLETE");
	});

	/** The stage's ports with a CloudFormation that finds nothing to do. */
	function idlePorts({ ports }: Stage): Ports {
		const stacks = { ...ports.cloud.stacks, update: async () => "unchanged" as const };
		return { ...ports, cloud: { ...ports.cloud, stacks } };
	}

	it("believes CloudFormation when it finds nothing to update", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const result = await deploy(idlePorts(stage), stage.request());
		assert.equal(result.version, "v000001");
		const end = stage.events.find((event) => event.kind === "end" && event.id === "deploy");
		assert.ok(end?.kind === "end");
		assert.deepEqual([end.outcome, end.summary], ["skipped", "CloudFormation found nothing to update"]);
	});

	it("says so when the stack vanishes as soon as CloudFormation was asked", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		stage.after = (method) => {
			if (method === "objects.put") stage.cloud.world.stacks.length = 0;
		};
		const failure = await failureOf(deploy(idlePorts(stage), stage.request()));
		assert.equal(failure.code, "stack-vanished");
	});
});
