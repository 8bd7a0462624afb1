import assert from "node:assert/strict";
import { deployWorld, stackWrites } from "./deploy-world.ts";

const jobs = "  jobs:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: 30\n";
const topic = "  news:\n    type: sns-topic\n";

describe("what a deploy would do", function () {
	this.timeout(60_000);
	const world = deployWorld("310000000005");

	async function deployed(stage: string, config: string) {
		const project = await world().project(stage, { "stacktape.yml": config });
		assert.equal((await project.spool("deploy")).exitCode, 0);
		return project;
	}

	it("is shown by diff, which CloudFormation agrees with and which changes nothing", async () => {
		const project = await deployed("diff", `resources:\n${jobs}`);
		const same = await project.spool("diff --json");
		assert.deepEqual([same.exitCode, same.last()["isSame"]], [0, true], same.stdout);
		await project.write({
			"stacktape.yml": `resources:\n${jobs.replace("30", "31").replace("jobs", "work")}${topic}`,
		});
		const calls = await world().callsOf(async () => {
			const run = await project.spool("diff --json");
			assert.equal(run.exitCode, 4, run.stdout);
			const { changes, losses, changeSet, notAskedBecause } = run.last() as unknown as {
				readonly changes: readonly { readonly action: string; readonly resource: string }[];
				readonly losses: readonly { readonly name: string }[];
				readonly changeSet: unknown;
				readonly notAskedBecause: unknown;
			};
			assert.deepEqual(
				changes.map(({ action, resource }) => `${action} ${resource}`),
				["remove jobs", "add work", "add news"],
			);
			assert.deepEqual(
				losses.map(({ name }) => name),
				["jobs"],
			);
			assert.equal(notAskedBecause, undefined);
			assert.deepEqual(changeSet, { kind: "changes", reasons: [], disagreements: [] });
		});
		// A change set is no change: it is made, read and deleted.
		assert.deepEqual(stackWrites(calls), ["CreateChangeSet", "DeleteChangeSet"]);
		const local = await world().callsOf(() => project.spool("diff --local"));
		assert.ok(!local.some(({ action }) => action === "CreateChangeSet"));
	});

	it("is approved in a terminal, or not", async () => {
		const project = await deployed("ask", `resources:\n${jobs}`);
		await project.edit("stacktape.yml", "30", "31");
		const refused = await project.startInTerminal("deploy");
		await refused.waitFor(/VisibilityTimeout: 30 → 31[\s\S]*Deploy this\? \[y\/N\] /);
		refused.type("\n");
		assert.equal((await refused.ended).exitCode, 130);
		const approved = await project.startInTerminal("deploy");
		await approved.waitFor(/Deploy this\? \[y\/N\] /);
		approved.type("y\n");
		assert.equal((await approved.ended).exitCode, 0);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	});

	it("needs the name of what is lost, whatever --yes says", async () => {
		const project = await deployed("lose", `resources:\n${jobs}${topic}`);
		await project.write({ "stacktape.yml": `resources:\n${topic}` });
		const refused = await project.spool("deploy --yes --json");
		assert.equal(refused.exitCode, 2, refused.stdout);
		assert.equal(refused.last()["code"], "loss-not-approved");
		const typed = await project.startInTerminal("deploy --yes");
		await typed.waitFor(/Type jobs to let that happen: /);
		typed.type("no\n");
		assert.equal((await typed.ended).exitCode, 130);
		const named = await project.spool("deploy --yes --may-lose jobs --json");
		assert.deepEqual([named.exitCode, named.last()["outcome"]], [0, "updated"], named.stdout);
	});

	it("is nothing in an account that the stage does not belong to, unless that is said", async () => {
		const project = await deployed("pin", `resources:\n${topic}`);
		const env = { AWS_ACCESS_KEY_ID: "310000000999" };
		for (const line of ["deploy --yes --json", "diff --json", "delete --yes --json"]) {
			const run = await project.spool(line, { env });
			assert.deepEqual([run.exitCode, run.last()["code"]], [1, "other-account"], run.stdout);
			assert.match(String(run.last()["hint"]), /--account 310000000999/);
		}
		const meant = await project.spool("deploy --json --account 310000000999", { env });
		assert.deepEqual([meant.exitCode, meant.last()["outcome"]], [0, "created"], meant.stdout);
		assert.equal((await project.spool("deploy --json", { env })).last()["outcome"], "unchanged");
	});
});
