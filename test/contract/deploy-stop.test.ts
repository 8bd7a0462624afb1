import assert from "node:assert/strict";
import { settled } from "../sandbox/cloud.ts";
import type { CliRun, RunningCli } from "../support/cli.ts";
import { artifactsIn, deployWorld, type Project, small, stackWrites } from "./deploy-world.ts";

const queue =
	"resources:\n  jobs:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: 30\n";

describe("Ctrl-C", function () {
	this.timeout(60_000);
	const world = deployWorld("310000000004");

	/** What a run that was stopped says; checks that it was, and that nothing of it is a failure of Spool. */
	function stopped(run: CliRun): string {
		assert.equal(run.exitCode, 130, run.stdout + run.stderr);
		const { kind, details } = run.last();
		assert.equal(kind, "cancelled");
		assert.equal(run.stderr, "");
		assert.ok((details as readonly string[]).length > 0, "it does not say what was done");
		return (details as readonly string[]).join("\n");
	}

	async function interrupted(running: RunningCli): Promise<CliRun> {
		const at = performance.now();
		running.kill("SIGINT");
		const run = await running.ended;
		assert.ok(performance.now() - at < 3_000, "it takes long to stop");
		return run;
	}

	async function converges(project: Project): Promise<void> {
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	}

	const hold = (rule: Parameters<ReturnType<typeof world>["proxy"]["addRule"]>[0]) =>
		world().proxy.addRule(rule);

	it("while AWS is asked who one is: nothing was done", async () => {
		const project = await world().project("resolve", small);
		hold({ service: "sts", fault: { kind: "hang" } });
		const running = await project.start("deploy --json");
		await running.waitFor(/"phase":"resolve"/);
		assert.match(stopped(await interrupted(running)), /nothing was changed/);
	});

	it("while the stack is read during the build: nothing was done", async () => {
		const project = await world().project("package", { "stacktape.yml": queue });
		assert.equal((await project.spool("deploy")).exitCode, 0);
		hold({ action: "GetTemplate", fault: { kind: "hang" } });
		const running = await project.start("deploy --json");
		await running.waitFor(/"id":"package","outcome"/);
		const run = await interrupted(running);
		assert.match(stopped(run), /nothing was changed/);
		world().proxy.clearRules();
		await converges(project);
	});

	it("during the first create: it goes on in AWS, and the next deploy takes up from there", async () => {
		const project = await world().project("bootstrap", { "stacktape.yml": queue });
		await world().rules({ delay: { default: 1.2 } });
		const running = await project.start("deploy --json");
		await running.waitFor(/"id":"bootstrap".*CREATE_IN_PROGRESS/);
		assert.match(
			stopped(await interrupted(running)),
			/goes on with the create of notes-api-bootstrap in AWS/,
		);
		await world().rules({});
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	});

	it("during the upload: the stack is as it was, and what was sent is not sent again", async () => {
		const files = {
			...small,
			"stacktape.yml":
				small["stacktape.yml"]?.replace(
					"  jobs:",
					`  other:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/other.ts
  jobs:`,
				) ?? "",
			"src/other.ts": "export default async () => 1;\n",
		};
		const project = await world().project("upload", files);
		hold({ service: "s3", action: "PUT object", path: /\/hello\//, fault: { kind: "hang" } });
		const running = await project.start("deploy --json");
		await running.waitFor(/"id":"upload\/other","outcome":"done"/);
		const calls = await world().callsOf(async () => {
			assert.match(stopped(await interrupted(running)), /nothing in the stack was changed/);
		});
		assert.deepEqual(stackWrites(calls), []);
		world().proxy.clearRules();
		const again = await world().callsOf(() => converges(project));
		assert.deepEqual(
			artifactsIn(again).uploaded.map((key) => key.split("/")[0]),
			["hello"],
		);
	});

	describe("while CloudFormation works", () => {
		let project: Project;
		let seconds = 30;

		beforeEach(async () => {
			project ??= await world().project("deploy", { "stacktape.yml": queue });
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await world().rules({ delay: { default: 1.2 } });
			await project.edit("stacktape.yml", `Seconds: ${seconds}`, `Seconds: ${seconds + 1}`);
			seconds += 1;
		});

		it("without a terminal: it goes on in AWS", async () => {
			const running = await project.start("deploy --json");
			await running.waitFor(/UPDATE_IN_PROGRESS/);
			const said = stopped(await interrupted(running));
			assert.match(said, /goes on with the update of notes-api-deploy in AWS/);
			assert.match(said, /spool info/);
			await world().rules({});
			const run = await project.spool("deploy --json");
			assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "unchanged"], run.stdout);
		});

		it("SIGTERM is taken as well", async () => {
			const signalAfter = { pattern: /UPDATE_IN_PROGRESS/, signal: "SIGTERM" } as const;
			assert.match(stopped(await project.spool("deploy --json", { signalAfter })), /goes on/);
		});

		/** Deploys in a terminal, presses Ctrl-C while CloudFormation works and types `answer`. */
		async function answering(answer: string): Promise<RunningCli> {
			const running = await project.startInTerminal("deploy --verbose --yes");
			await running.waitFor(/UPDATE_IN_PROGRESS +JobsQueue/);
			running.type("\u0003");
			await running.waitFor(/\[d\]etach and let it go on, or \[r\]oll back\? /);
			running.type(answer);
			return running;
		}

		async function answered(answer: string): Promise<CliRun> {
			const run = await (await answering(answer)).ended;
			assert.equal(run.exitCode, 130, run.stdout);
			return run;
		}

		it("asks in a terminal: roll back", async () => {
			const { stdout } = await answered("r\r");
			assert.match(stdout, /CloudFormation rolls the update back/);
			assert.match(stdout, /the update of notes-api-deploy was stopped/);
			assert.match(stdout, /is UPDATE_ROLLBACK_COMPLETE/);
			await world().rules({});
			assert.equal((await project.spool("deploy --json")).last()["outcome"], "updated");
		});

		it("asks in a terminal: roll back, too late", async () => {
			const running = await project.startInTerminal("deploy --verbose --yes");
			await running.waitFor(/UPDATE_IN_PROGRESS +JobsQueue/);
			running.type("\u0003");
			await running.waitFor(/\[r\]oll back\? /);
			await settled(world().cloud, project.stack);
			running.type("r\r");
			const { exitCode, stdout } = await running.ended;
			assert.equal(exitCode, 130);
			assert.match(stdout, /had come to its end before it could be stopped/);
			assert.match(stdout, /notes-api-deploy is UPDATE_COMPLETE/);
		});

		it("a second time, while that rolls back: it ends at once", async () => {
			const running = await answering("r\r");
			await running.waitFor(/rolls the update back/);
			running.type("\u0003");
			const { exitCode, stdout } = await running.ended;
			assert.equal(exitCode, 130);
			assert.match(stdout, /stopped at once; what has begun in AWS goes on there\r?\n$/);
		});

		it("asks in a terminal: detach, which is the answer to Enter and to another Ctrl-C too", async () => {
			for (const answer of ["\r", "\u0003"]) {
				const { stdout } = await answered(answer);
				assert.match(stdout, /CloudFormation goes on with the update of notes-api-deploy in AWS/);
				await world().rules({});
				assert.equal((await project.spool("deploy --json")).exitCode, 0);
				await world().rules({ delay: { default: 1.2 } });
				await project.edit("stacktape.yml", `Seconds: ${seconds}`, `Seconds: ${seconds + 1}`);
				seconds += 1;
			}
		});
	});

	it("during a hot swap: it says that functions may run the new code; the next deploy converges", async () => {
		const project = await world().project("swap", small);
		assert.equal((await project.spool("deploy")).exitCode, 0);
		await project.edit("src/hello.ts", '"one"', '"two"');
		hold({ action: "UpdateFunctionCode", times: 1, fault: { kind: "delay", ms: 500 } });
		const running = await project.start("hot-swap --json");
		await running.waitFor(/"id":"hot-swap\/hello"/);
		assert.match(stopped(await interrupted(running)), /may run the new code/);
		await converges(project);
	});

	it("during a delete: it goes on in AWS", async () => {
		const project = await world().project("delete", { "stacktape.yml": queue });
		assert.equal((await project.spool("deploy")).exitCode, 0);
		await world().rules({ delay: { default: 1.2 } });
		const running = await project.start("delete --yes --json");
		await running.waitFor(/DELETE_IN_PROGRESS/);
		assert.match(stopped(await interrupted(running)), /goes on with the delete of notes-api-delete in AWS/);
		await world().rules({});
		assert.equal((await project.spool("deploy --json")).exitCode, 0);
	});

	it("at the question whether to delete: nothing was done", async () => {
		const project = await world().project("ask", { "stacktape.yml": queue });
		assert.equal((await project.spool("deploy")).exitCode, 0);
		const calls = await world().callsOf(async () => {
			const running = await project.startInTerminal("delete");
			await running.waitFor(/to confirm: /);
			running.type("\u0003");
			const { exitCode, stdout } = await running.ended;
			assert.equal(exitCode, 130);
			assert.match(stdout, /to confirm: [^\n]*\ncancelled\r?\n {2}nothing was changed/);
		});
		assert.deepEqual(stackWrites(calls), []);
	});
});

describe("a reader who leaves", function () {
	this.timeout(60_000);
	const world = deployWorld("310000000005");

	it("does not keep a deploy from its end", async () => {
		const project = await world().project("head", { "stacktape.yml": queue });
		const running = await project.start("deploy --json");
		await running.waitFor(/"phase":"bootstrap"/);
		running.closeOutput();
		const { exitCode, stderr } = await running.ended;
		assert.deepEqual([exitCode, stderr], [0, ""]);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	});

	it("ends a watch, which nobody could end otherwise", async () => {
		const project = await world().project("watch", small);
		assert.equal((await project.spool("deploy")).exitCode, 0);
		const running = await project.start("watch --json");
		await running.waitFor(/watching/);
		running.closeOutput();
		await project.edit("src/hello.ts", '"one"', '"two"');
		const { exitCode, stderr } = await running.ended;
		assert.deepEqual([exitCode, stderr], [0, ""]);
	});
});
