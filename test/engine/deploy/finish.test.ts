import assert from "node:assert/strict";
import { withdrawnUrls } from "../../../engine/deploy/finish.ts";
import type { CfnResource, Template } from "../../../engine/template/template.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	networkFailure,
	openStage,
	type Stage,
} from "../../support/deploy.ts";

const withUrl = configOf({ api: { url: { enabled: true } } });
const isPublic = (stage: Stage) => stage.cloud.world.functions.get("shop-dev-api")?.isPublic === true;

function templateOf(Resources: Readonly<Record<string, CfnResource>>): Template {
	return { AWSTemplateFormatVersion: "2010-09-09", Description: "", Resources, Outputs: {} };
}

const api: CfnResource = { Type: "AWS::Lambda::Function", Properties: { FunctionName: "shop-dev-api" } };
const permission = (properties: object): CfnResource => ({
	Type: "AWS::Lambda::Permission",
	Properties: { FunctionName: { "Fn::GetAtt": ["Api", "Arn"] }, ...properties },
});
const open = permission({ FunctionUrlAuthType: "NONE" });

describe("addresses that are public no more", () => {
	const cases: Record<string, readonly [Template | undefined, Template, readonly string[]]> = {
		"are those whose permission goes while the function stays": [
			templateOf({ Api: api, Url: open }),
			templateOf({ Api: api }),
			["shop-dev-api"],
		],
		"are none on the first deploy": [undefined, templateOf({ Api: api, Url: open }), []],
		"are none while the permission stays": [
			templateOf({ Api: api, Url: open }),
			templateOf({ Api: api, Url: open }),
			[],
		],
		"are none when the function goes too": [templateOf({ Api: api, Url: open }), templateOf({}), []],
		"are none when another permission goes": [
			templateOf({ Api: api, Events: permission({ Principal: "events.amazonaws.com" }) }),
			templateOf({ Api: api }),
			[],
		],
		"are none when nobody knows which function it was": [
			templateOf({ Api: api, Url: { Type: open.Type, Properties: { FunctionUrlAuthType: "NONE" } } }),
			templateOf({ Api: api }),
			[],
		],
	};
	for (const [name, [before, after, expected]] of Object.entries(cases)) {
		it(name, () => assert.deepEqual(withdrawnUrls(before, after), expected));
	}
});

describe("the end of a deploy", () => {
	it("opens an address that is public, and closes it when it is public no more", async () => {
		const stage = await deployedStage();
		assert.equal(isPublic(stage), false);
		stage.writeConfig(withUrl);
		await stage.deploy();
		assert.equal(isPublic(stage), true);
		stage.writeConfig(configOf({ api: { url: { enabled: true, authMode: "AWS_IAM" } } }));
		await stage.deploy();
		assert.equal(isPublic(stage), false);
	});

	it("opens it also when nothing has changed, because an earlier deploy may have broken off just before", async () => {
		const stage = openStage({ config: withUrl });
		stage.before = (method) => {
			if (method === "functions.allowPublicUrl") throw networkFailure();
		};
		await failureOf(stage.deploy());
		stage.before = () => undefined;
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.equal(isPublic(stage), true);
	});

	it("comes only after an update that went well", async () => {
		const stage = await deployedStage();
		stage.writeConfig(`${withUrl}deploymentConfig:\n  terminationProtection: true\n`);
		stage.cloud.fail({ logicalId: "ApiUrl", message: "no" });
		await failureOf(stage.deploy());
		assert.equal(isPublic(stage), false);
		assert.equal(stage.stack().terminationProtection, false);
	});

	it("leaves as many earlier versions in the bucket as the config wants", async () => {
		const settings = "deploymentConfig:\n  previousVersionsToKeep: 1\n";
		const stage = await deployedStage({ config: configOf({ api: {} }) + settings });
		for (const code of ["two", "three", "four"]) {
			stage.edit("api", code);
			await stage.deploy();
		}
		const versions = (start: string) =>
			stage
				.keys()
				.filter((key) => key.startsWith(start))
				.map((key) => /v(\d{6})/.exec(key)?.[1]);
		assert.deepEqual(versions("api/"), ["000003", "000004"]);
		assert.deepEqual(versions("cf-template/"), ["000003", "000004"]);
		assert.deepEqual(versions("stp-template/"), ["000003", "000004"]);
	});

	it("is well although old versions could not be removed", async () => {
		const stage = await deployedStage({
			config: `${configOf({ api: {} })}deploymentConfig:\n  previousVersionsToKeep: 0\n`,
		});
		stage.cloud.trouble.denied.add("objects.remove");
		stage.edit("api", "two");
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.match(
			stage.notes().at(-1) ?? "",
			/^warning: 3 old artifacts were not removed: .*may not do objects\.remove$/,
		);
	});

	it("that breaks off at the mark of a swap is made good by the next deploy", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.hotSwap();
		stage.before = (method) => {
			if (method === "functions.untag") throw networkFailure();
		};
		await failureOf(stage.deploy());
		stage.before = () => undefined;
		await stage.deploy();
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.equal(stage.live("api"), "two");
	});
});
