import assert from "node:assert/strict";
import { analyseConfig } from "../../../engine/deploy/facts.ts";
import { account, configOf, failureOf, openStage, target } from "../../support/deploy.ts";

const withSecrets = configOf({
	api: {
		environment: [
			{ name: "KEY_A", value: "$Secret('one')" },
			{ name: "KEY_B", value: "$Secret('one.key')" },
			{ name: "KEY_C", value: "$Secret('two')" },
		],
	},
});

describe("what a config wants to know", () => {
	it("is found on this machine without AWS, and secrets stay open", async () => {
		const stage = openStage({ config: withSecrets });
		const { analysis, facts } = await analyseConfig({ host: stage.host }, stage.config, target);
		assert.deepEqual(analysis.problems, []);
		assert.ok([...facts.values()].includes("file"));
		assert.ok(analysis.wants.some(({ kind }) => kind === "secret"));
		assert.deepEqual(stage.calls(), []);
	});

	it("is asked of AWS once for each secret, whatever its keys, and never for its value", async () => {
		const stage = openStage({ config: withSecrets });
		stage.cloud.world.secrets.set("one", "v1").set("two", "v2");
		const { analysis } = await analyseConfig(stage.ports, stage.config, { ...target, account });
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(
			stage.cloud.calls.map(({ method, args }) => [method, ...args]),
			[
				["secrets.currentVersion", "one"],
				["secrets.currentVersion", "two"],
			],
		);
	});

	it("is not asked again when it is known", async () => {
		const stage = openStage({ config: withSecrets });
		stage.cloud.world.secrets.set("one", "v1").set("two", "v2");
		const first = await analyseConfig(stage.ports, stage.config, { ...target, account });
		stage.calls();
		const again = await analyseConfig(
			stage.ports,
			stage.config,
			{ ...target, account },
			{ facts: first.facts },
		);
		assert.deepEqual(again.analysis.problems, []);
		assert.deepEqual(stage.calls(), []);
	});

	it("is a problem when it is not there", async () => {
		const stage = openStage({ config: withSecrets });
		stage.cloud.world.secrets.set("one", "v1");
		const { analysis } = await analyseConfig(stage.ports, stage.config, { ...target, account });
		assert.deepEqual(
			analysis.problems.map(({ code, message }) => [code, message]),
			[["unknown-secret", 'there is no secret "two" in this account and region']],
		);
	});

	it("may be out of reach, which is a failure and not a missing secret", async () => {
		const stage = openStage({ config: withSecrets });
		stage.cloud.trouble.denied.add("secrets.currentVersion");
		const work = analyseConfig(stage.ports, stage.config, { ...target, account });
		assert.equal((await failureOf(work)).kind, "permission");
	});

	it("is type and version of a parameter, and what another stack puts out", async () => {
		const config = configOf({
			api: {
				environment: [
					{ name: "KEY", value: "$SsmParam('/prod/key')" },
					{ name: "URL", value: "$StackOutput('other-dev', 'url')" },
				],
			},
		});
		const stage = openStage({ config });
		stage.cloud.world.parameters.set("/prod/key", { type: "String", version: 3 });
		const request = {
			name: "other-dev",
			template: {
				body: JSON.stringify({
					Resources: { Queue: { Type: "AWS::SQS::Queue" } },
					Outputs: { url: { Value: "https://other", Export: { Name: "OtherDevUrl" } } },
				}),
			},
			tags: {},
			token: "t",
			onFailure: "roll-back",
		} as const;
		await stage.cloud.stacks.create(request, {});
		await stage.clock.advance(10_000);
		const { analysis } = await analyseConfig(stage.ports, stage.config, { ...target, account });
		assert.deepEqual(analysis.problems, []);
		const text = JSON.stringify(analysis.compiled.template);
		assert.match(text, /\{\{resolve:ssm:\/prod\/key:3\}\}/);
		assert.match(text, /"URL":"https:\/\/other"/);
		assert.deepEqual(analysis.compiled.template.Outputs["ProdKeyCurrentSsmParamVersion"], { Value: "3" });
	});

	it("is looked for where the config lies, or at an absolute path", async () => {
		const stage = openStage({ config: configOf({ api: {} }).replace("code/api.js", "/elsewhere/api.js") });
		const missing = await analyseConfig({ host: stage.host }, stage.config, target);
		assert.deepEqual(
			missing.analysis.problems.map(({ code }) => code),
			["file-not-found"],
		);
		stage.host.save("/elsewhere/api.js", "");
		const found = await analyseConfig({ host: stage.host }, stage.config, target);
		assert.deepEqual(found.analysis.problems, []);
	});
});
