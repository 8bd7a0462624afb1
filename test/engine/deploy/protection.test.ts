import assert from "node:assert/strict";
import { protectedIds, stackPolicy } from "../../../engine/deploy/protection.ts";
import { failureOf, openStage, type Stage } from "../../support/deploy.ts";

const config = (deletionProtection: boolean) => `
resources:
  main:
    type: relational-database
    properties:
      credentials: { masterUserPassword: $Secret('main.password') }
      engine: { type: postgres, properties: { version: "17.7", primaryInstance: { instanceSize: db.t4g.micro } } }
      deletionProtection: ${deletionProtection}
  jobs: { type: sqs-queue }
`;

async function deployed(deletionProtection: boolean): Promise<Stage> {
	const stage = openStage({ config: config(deletionProtection) });
	stage.cloud.world.secrets.set("main", "00000000-0000-4000-8000-00000000abcd");
	await stage.deploy();
	return stage;
}

const stackOf = ({ cloud }: Stage) => cloud.world.stacks.find(({ name }) => name === "shop-dev");
const policyOf = (stage: Stage) => JSON.parse(stackOf(stage)?.policy ?? "{}");
const methods = ({ cloud }: Stage) => cloud.calls.map(({ method }) => method);

describe("a protected database", () => {
	it("can be neither deleted nor replaced by CloudFormation", async () => {
		const stage = await deployed(true);
		assert.deepEqual(policyOf(stage), {
			Statement: [
				{ Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
				{
					Effect: "Deny",
					Action: ["Update:Replace", "Update:Delete"],
					Principal: "*",
					Resource: ["LogicalResourceId/MainDbInstance"],
				},
			],
		});
	});

	it("may go once that has been switched off by a deploy", async () => {
		const stage = await deployed(true);
		stage.writeConfig("resources:\n  jobs: { type: sqs-queue }\n");
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "protected-database");
		assert.ok(!methods(stage).slice(-3).includes("stacks.update"));
		stage.writeConfig(config(false));
		await stage.deploy();
		assert.deepEqual(policyOf(stage), JSON.parse(stackPolicy([])));
		stage.writeConfig("resources:\n  jobs: { type: sqs-queue }\n");
		await stage.deploy({ mayLose: ["main"] });
		assert.equal(stackOf(stage)?.status, "UPDATE_COMPLETE");
	});

	it("goes with its stack when the delete is confirmed, and not before", async () => {
		const stage = await deployed(true);
		await assert.rejects(stage.remove());
		const text = await stage.cloud.stacks.template("shop-dev", {});
		assert.deepEqual(protectedIds(JSON.parse(text ?? "{}")), ["MainDbInstance"]);
		stage.answer = () => "shop-dev";
		await stage.remove();
		assert.equal(stackOf(stage)?.status, "DELETE_COMPLETE");
	});
});

describe("a database of a version that RDS does not offer any more", () => {
	const old = config(false).replace('"17.7"', '"16.1"');

	it("is not made", async () => {
		const stage = openStage({ config: old });
		stage.cloud.world.secrets.set("main", "00000000-0000-4000-8000-00000000abcd");
		const failure = await failureOf(stage.deploy());
		assert.deepEqual(
			failure.problems.map(({ code }) => code),
			["unknown-engine-version"],
		);
		assert.ok(!methods(stage).includes("stacks.create"));
	});

	it("stays where it is deployed", async () => {
		const stage = await deployed(false);
		const running = stage.stack();
		running.body = running.body.replace('"EngineVersion":"17.7"', '"EngineVersion":"16.1"');
		stage.writeConfig(old);
		await stage.deploy();
		assert.equal(stage.stack().status, "UPDATE_COMPLETE");
	});
});

describe("a database that is not protected", () => {
	it("needs no policy", async () => {
		const stage = await deployed(false);
		assert.ok(!methods(stage).includes("stacks.setPolicy"));
	});

	it("keeps its connection strings encrypted, in the place of the stack, as long as it is there", async () => {
		const stage = await deployed(false);
		const { parameters } = stage.cloud.world;
		assert.deepEqual([...parameters.keys()].sort(), [
			"/stp/eu-west-1/shop-dev/main/connectionString",
			"/stp/eu-west-1/shop-dev/main/jdbcConnectionString",
		]);
		assert.equal(
			parameters.get("/stp/eu-west-1/shop-dev/main/connectionString")?.value,
			"postgresql://db_master_user:value of main@shop-dev-main.abc123.eu-west-1.rds.amazonaws.com:5432/defdb",
		);
		const overview = stackOf(stage)?.outputs["StpStackInfoMap"] ?? "";
		assert.match(overview, /"connectionString":\{"value":"<<OMITTED>>"/);
		assert.ok(!overview.includes("resolve:secretsmanager"));
		await stage.deploy();
		assert.equal(parameters.get("/stp/eu-west-1/shop-dev/main/connectionString")?.version, 1);
		stage.writeConfig("resources:\n  jobs: { type: sqs-queue }\n");
		await stage.deploy({ mayLose: ["main"] });
		assert.deepEqual([...parameters.keys()], []);
	});

	it("leaves nothing behind when its stack is deleted", async () => {
		const stage = await deployed(false);
		stage.answer = () => "shop-dev";
		await stage.remove();
		assert.deepEqual([...stage.cloud.world.parameters.keys()], []);
	});
});
