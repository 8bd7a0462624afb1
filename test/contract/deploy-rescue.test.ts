import assert from "node:assert/strict";
import type { CliRun } from "../support/cli.ts";
import { deployWorld, type Project } from "./deploy-world.ts";

const queues = (seconds: number) =>
	`resources:\n${["one", "two"].map((name) => `  ${name}:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: ${seconds}\n`).join("")}`;

type Entry = {
	readonly version: string;
	readonly outcome: string;
	readonly isCurrent: boolean;
	readonly to?: string;
};

/** Commands that bring a stack back, as processes: what is asked for here is asked of CloudFormation. */
describe("a stack that has to be brought back", function () {
	this.timeout(240_000);
	const world = deployWorld("310000000009");

	async function ended(project: Project, line: string): Promise<CliRun> {
		const run = await project.spool(`${line} --json`);
		assert.equal(run.exitCode, 0, run.stdout);
		return run;
	}

	async function entriesOf(project: Project): Promise<readonly Entry[]> {
		return (await ended(project, "history")).last()["entries"] as readonly Entry[];
	}

	it("has a history, and goes back to a version of it", async () => {
		const project = await world().project("history", { "stacktape.yml": queues(30) });
		await ended(project, "deploy");
		await project.write({ "stacktape.yml": queues(40) });
		await ended(project, "deploy");
		const back = (await ended(project, "rollback 1 --yes")).last();
		assert.deepEqual([back["outcome"], back["from"], back["to"]], ["rolled-back", "v000002", "v000001"]);
		assert.deepEqual(
			(await entriesOf(project)).map(({ version, outcome, isCurrent, to }) => [
				version,
				outcome,
				isCurrent,
				to,
			]),
			[
				["v000003", "done", true, "v000001"],
				["v000002", "done", false, undefined],
				["v000001", "done", false, undefined],
			],
		);
		await project.write({ "stacktape.yml": queues(30) });
		assert.equal((await ended(project, "deploy")).last()["outcome"], "unchanged");
	});

	it("is rolled back when its update was left half done", async () => {
		const project = await world().project("half", { "stacktape.yml": queues(30) });
		await ended(project, "deploy");
		await project.write({ "stacktape.yml": queues(40) });
		await world().rules({
			faults: [{ logical: "TwoQueue", op: "update", message: "no capacity", times: 1 }],
		});
		const failed = await project.spool("deploy --no-rollback --json");
		assert.equal(failed.exitCode, 1);
		assert.match(String(failed.last()["details"]), /UPDATE_FAILED: the stack is left half updated/);
		const unasked = await project.spool("rescue --json");
		assert.deepEqual([unasked.exitCode, unasked.last()["code"]], [2, "confirmation-needed"]);
		const rescued = (await ended(project, "rescue --yes")).last();
		assert.deepEqual([rescued["way"], rescued["status"]], ["roll-back", "UPDATE_ROLLBACK_COMPLETE"]);
		assert.deepEqual(
			(await entriesOf(project)).map(({ version, outcome }) => [version, outcome]),
			[
				["v000002", "failed"],
				["v000001", "done"],
			],
		);
		assert.equal((await ended(project, "deploy")).last()["outcome"], "updated");
	});

	it("is rolled back without what cannot be rolled back", async () => {
		const project = await world().project("stuck", { "stacktape.yml": queues(30) });
		await ended(project, "deploy");
		await project.write({ "stacktape.yml": queues(40) });
		await world().rules({
			delay: { "AWS::SQS::Queue": 0.2 },
			faults: [
				{ logical: "TwoQueue", op: "update", message: "no capacity", times: 1 },
				{ logical: "(One|Two)Queue", op: "rollback", message: "still busy" },
			],
		});
		assert.equal((await project.spool("deploy --json")).exitCode, 1);
		const refused = await project.spool("deploy --json");
		assert.equal(refused.last()["code"], "stack-not-deployable");
		const rescued = (await ended(project, "rescue --yes")).last();
		assert.deepEqual([rescued["way"], rescued["status"]], ["continue-rollback", "UPDATE_ROLLBACK_COMPLETE"]);
		const skipped = rescued["skipped"] as readonly { readonly properties: readonly string[] }[];
		assert.ok(skipped.length > 0);
		for (const { properties } of skipped) assert.deepEqual(properties, ["VisibilityTimeout"]);
		await world().rules({});
		assert.equal((await ended(project, "deploy")).last()["outcome"], "updated");
	});

	it("is followed by whoever comes, and shows its logs by name", async () => {
		const project = await world().project("watched", { "stacktape.yml": queues(30) });
		await ended(project, "deploy");
		assert.deepEqual((await ended(project, "attach")).last()["action"], "none");
		await project.write({ "stacktape.yml": queues(40) });
		await world().rules({ delay: { "AWS::SQS::Queue": 15 } });
		const deploying = project.spool("deploy --json");
		let attached: CliRun | undefined;
		for (let tries = 0; tries < 20 && attached?.last()["action"] !== "update"; tries++)
			attached = await project.spool("attach --json");
		assert.deepEqual(
			[attached?.last()["action"], attached?.last()["status"]],
			["update", "UPDATE_COMPLETE"],
			attached?.stdout,
		);
		assert.ok(attached?.lines().some((line) => line.kind === "resource" && line["logicalId"] === "TwoQueue"));
		assert.equal((await deploying).exitCode, 0);
		const quiet = await project.spool("logs one --json");
		assert.deepEqual([quiet.exitCode, quiet.last()["code"]], [2, "no-logs"]);
	});
});
