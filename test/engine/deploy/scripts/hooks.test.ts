import assert from "node:assert/strict";
import { openSwapSession } from "../../../../engine/deploy/swap-session.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	openStage,
	type Stage,
	target,
} from "../../../support/deploy.ts";

const config = configOf(
	{ api: {} },
	`  jobs:
    type: sqs-queue
scripts:
  build:
    type: local-script
    properties: {executeCommand: build it}
  migrate:
    type: local-script
    properties:
      executeCommands: [migrate one, migrate two]
      environment:
        - {name: URL, value: "$ResourceParam('jobs', 'url')"}
        - {name: TOKEN, value: "$Secret('token')"}
        - {name: STP_JOBS_ARN, value: mine}
      connectTo: [jobs]
  local:
    type: local-script
    properties: {executeCommand: only here}
hooks:
  beforeDeploy: [{scriptName: build}, {scriptName: local, skipOnCI: true}]
  afterDeploy: [{scriptName: migrate}]
  beforeDelete: [{scriptName: build}]
  afterDelete: [{scriptName: migrate}]
  beforeDev: [{scriptName: build}]
  afterDev: [{scriptName: migrate}]
`,
);

/** A stage whose shell writes down what it is told, and prints a line. */
function stageWith(answer: (command: string) => number = () => 0, stage: Stage = openStage({ config })) {
	const commands: string[] = [];
	stage.cloud.world.secrets.set("token", "v1");
	stage.cloud.world.scripts.secretValues.set("token", "tok-en-value");
	stage.host.programs.set("sh", ([, command = ""], { env = {} }) => {
		commands.push(command);
		return {
			exitCode: answer(command),
			stdout: `${command} with ${env["TOKEN"] ?? "nothing"}\n`,
			stderr: "",
		};
	});
	const environmentOf = (command: string) =>
		stage.host.runs.find(({ args }) => args[1] === command)?.env ?? {};
	return { stage, commands, environmentOf };
}

describe("hooks", () => {
	it("run before anything is built and after everything is done, in their order", async () => {
		const { stage, commands } = stageWith();
		const order: string[] = [];
		stage.before = (method) => void order.push(`${method} ${commands.length}`);
		const { outcome, hookFailures } = await stage.deploy();
		assert.equal(outcome, "created");
		assert.equal(hookFailures, undefined);
		assert.deepEqual(commands, ["build it", "only here", "migrate one", "migrate two"]);
		assert.ok(order.includes("stacks.create 2") && !order.some((one) => /^stacks.create [01]/.test(one)));
		assert.ok(order.includes("stacks.update 2"));
	});

	it("give scripts the values of the deployed stack, and hide its secrets", async () => {
		const { stage, environmentOf } = stageWith();
		await stage.deploy();
		const environment = environmentOf("migrate one");
		const url = stage.stack().outputs["StpStackInfoMap"]?.match(/https?:\/\/[^"]*jobs[^"]*/)?.[0];
		assert.deepEqual(
			{ ...environment, URL: environment["URL"] === url },
			{
				AWS_REGION: "eu-west-1",
				AWS_DEFAULT_REGION: "eu-west-1",
				STP_HOOK_TYPE: "after",
				STP_HOOK_TRIGGER: "deploy",
				STP_COMMAND: "deploy",
				URL: true,
				TOKEN: "tok-en-value",
				STP_JOBS_ARN: "arn:aws:sqs:eu-west-1:111111111111:shop-dev-jobs",
				STP_JOBS_NAME: "shop-dev-jobs",
				STP_JOBS_URL: url,
			},
		);
		assert.equal(environmentOf("build it")["STP_HOOK_TYPE"], "before");
		assert.ok(stage.notes().includes("note: migrate one with ***"));
		assert.ok(!JSON.stringify(stage.events).includes("tok-en-value"));
	});

	it("leave out what is skipped where the command runs", async () => {
		const { stage, commands } = stageWith();
		stage.host.variables.set("CI", "true");
		await stage.deploy();
		assert.deepEqual(commands, ["build it", "migrate one", "migrate two"]);
	});

	it("stop the deploy when one before it fails", async () => {
		const { stage, commands } = stageWith((command) => (command === "build it" ? 3 : 0));
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "script-failed");
		assert.equal(failure.message, "the script build failed: `build it` ended with exit code 3");
		assert.deepEqual(failure.details, ["build it with nothing"]);
		assert.deepEqual(commands, ["build it"]);
		assert.ok(!stage.calls().some((call) => /create|update|put/.test(call)));
	});

	it("leave the deploy as it is when one after it fails, and say so", async () => {
		const { stage, commands } = stageWith((command) => (command === "migrate one" ? 1 : 0));
		const result = await stage.deploy();
		assert.equal(result.outcome, "created");
		assert.deepEqual(result.hookFailures, [
			"the script migrate failed: `migrate one` ended with exit code 1",
		]);
		assert.ok(!commands.includes("migrate two"));
		assert.ok(stage.notes().some((note) => note.startsWith("warning: the script migrate failed")));
	});

	it("run around a delete, with the values of the stack that is gone", async () => {
		const { stage, commands, environmentOf } = stageWith();
		await stage.deploy();
		commands.length = 0;
		stage.answer = (question) => question.stack;
		await stage.removeWithHooks();
		assert.deepEqual(commands, ["build it", "migrate one", "migrate two"]);
		assert.equal(environmentOf("migrate two")["STP_JOBS_NAME"], "shop-dev-jobs");
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
	});

	it("keep the stack when one before the delete fails, and run after the answer only", async () => {
		const { stage, commands } = stageWith();
		await stage.deploy();
		commands.length = 0;
		stage.answer = () => "no";
		await assert.rejects(stage.removeWithHooks(), { name: "CancelledError" });
		assert.deepEqual(commands, []);
		stage.answer = (question) => question.stack;
		stage.host.programs.set("sh", () => ({ exitCode: 1, stdout: "", stderr: "" }));
		assert.equal((await failureOf(stage.removeWithHooks())).code, "script-failed");
		assert.notEqual(stage.stack().status, "DELETE_COMPLETE");
	});

	it("do not run around the delete with a config that has errors", async () => {
		const { stage, commands } = stageWith();
		await stage.deploy();
		commands.length = 0;
		stage.writeConfig(`${config}\nfoo: 1\n`);
		stage.answer = (question) => question.stack;
		await stage.removeWithHooks();
		assert.deepEqual(commands, []);
		assert.ok(stage.notes().some((note) => note.includes("its hooks do not run")));
	});

	it("do not run around the delete where the config is code that was not run, which is said", async () => {
		const { stage, commands } = stageWith();
		await stage.deploy();
		commands.length = 0;
		stage.writeConfig(
			`directives:\n  - name: later\n    filePath: ./later.ts\n${config.replace("code/api.js", "$later()")}`,
		);
		stage.answer = (question) => question.stack;
		await stage.removeWithHooks();
		assert.deepEqual(commands, []);
		assert.ok(stage.notes().some((note) => note.includes("$later is code that was not run, so that")));
	});

	it("run around watching", async () => {
		const { stage, commands, environmentOf } = stageWith();
		await stage.deploy();
		commands.length = 0;
		const session = await openSwapSession(stage.ports, stage.request());
		assert.deepEqual(commands, ["build it"]);
		await session.close();
		assert.deepEqual(commands, ["build it", "migrate one", "migrate two"]);
		assert.equal(stage.host.runs.at(-1)?.env?.["STP_HOOK_TRIGGER"], "dev");
		assert.equal(environmentOf("build it")["AWS_REGION"], target.region);
	});

	it("make what the config names and is not there yet", async () => {
		const text = config.replace("packagePath: code/api.js", "packagePath: made/api.js");
		const { stage } = stageWith(undefined, openStage({ config: text }));
		stage.host.programs.set("sh", () => {
			stage.host.save("/app/made/api.js", "exports.handler = () => 1;");
			return { exitCode: 0, stdout: "", stderr: "" };
		});
		assert.equal((await stage.deploy()).outcome, "created");
	});

	it("are nothing without hooks: the stack is not read for them", async () => {
		const stage = await deployedStage();
		await stage.deploy();
		assert.ok(!stage.calls().includes("stacks.resources"));
	});
});
