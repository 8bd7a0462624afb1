import assert from "node:assert/strict";
import { runCommandsAfter } from "../../../../engine/deploy/scripts/commands.ts";
import { failureOf, openStage, type Stage } from "../../../support/deploy.ts";

const config = `resources:
  chat:
    type: convex
    properties:
      appDirectory: web/convex
      dashboard: { enabled: false }
`;

function start(text = config): Stage {
	const stage = openStage({ config: text });
	stage.writeConfig(text);
	stage.host.save("/app/web/convex/schema.ts", "");
	return stage;
}

const adminKey = ({ cloud }: Stage): string =>
	JSON.parse(cloud.world.scripts.secretValues.get("stp/eu-west-1/shop-dev/chat") ?? "{}").adminKey;

describe("a command after a deploy", () => {
	it("runs in its folder, with the address and the key of the backend, when the stack is there", async () => {
		const stage = start();
		let isDeployed = false;
		stage.host.programs.set("sh", () => {
			isDeployed = stage.stack().status === "CREATE_COMPLETE" || stage.stack().status === "UPDATE_COMPLETE";
			return { exitCode: 0, stdout: "", stderr: "" };
		});
		await stage.deploy();
		assert.ok(isDeployed);
		const [run] = stage.host.runs.filter(({ args }) => args.join(" ").includes("convex deploy"));
		assert.equal(run?.cwd, "/app/web");
		assert.match(run?.env?.["CONVEX_SELF_HOSTED_URL"] ?? "", /^http:\/\/.+:3210$/);
		assert.equal(run?.env?.["CONVEX_SELF_HOSTED_ADMIN_KEY"], adminKey(stage));
	});

	it("shows what it prints, but not the key", async () => {
		const stage = start();
		stage.host.programs.set("sh", (_args, { env = {}, onLine }) => {
			onLine?.(`key ${env["CONVEX_SELF_HOSTED_ADMIN_KEY"]}`, "stdout");
			return { exitCode: 1, stdout: "", stderr: `no ${env["CONVEX_SELF_HOSTED_ADMIN_KEY"]}` };
		});
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "script-failed");
		assert.match(failure.message, /Send the functions of chat/);
		const shown = JSON.stringify([stage.events, failure.details]);
		assert.ok(!shown.includes(adminKey(stage)));
	});

	it("is repeated by the next deploy, and left out when it is switched off", async () => {
		const stage = start();
		stage.host.programs.set("sh", () => ({ exitCode: 0, stdout: "", stderr: "" }));
		const count = () => stage.host.runs.filter(({ args }) => args.join(" ").includes("convex")).length;
		await stage.deploy();
		await stage.deploy();
		assert.equal(count(), 2);
		stage.writeConfig(`${config}      functionsDeployment: { enabled: false }\n`);
		await stage.deploy();
		assert.equal(count(), 2);
		assert.equal(typeof runCommandsAfter, "function");
	});
});
