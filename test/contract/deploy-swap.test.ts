import assert from "node:assert/strict";
import { join } from "node:path";
import { GetFunctionConfigurationCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { eventually } from "../sandbox/cloud.ts";
import type { RunningCli } from "../support/cli.ts";
import { artifactsIn, deployWorld, type Project, small, stackWrites, touchedIn } from "./deploy-world.ts";

describe("a hot swap", function () {
	this.timeout(60_000);
	const world = deployWorld("310000000002");
	let project: Project;

	before(async () => {
		project = await world().project("swap", small);
		assert.equal((await project.spool("deploy")).exitCode, 0);
	});

	/** What the function answers. */
	async function answer(): Promise<string> {
		const { Payload } = await world().cloud.functions.send(
			new InvokeCommand({ FunctionName: "notes-api-swap-hello", Payload: "{}" }),
		);
		return JSON.parse(Buffer.from(Payload ?? "").toString()).body;
	}

	const answers = (body: string) =>
		eventually(async () => ((await answer()) === body ? true : undefined), `the answer "${body}"`);

	describe("of settings", () => {
		const settings = async () => {
			const { MemorySize, Environment } = await world().cloud.functions.send(
				new GetFunctionConfigurationCommand({ FunctionName: "notes-api-swap-hello" }),
			);
			return [MemorySize, Environment?.Variables?.["GREETING"]];
		};

		it("puts them into service together with code, without CloudFormation", async () => {
			await project.edit("stacktape.yml", "memory: 256", "memory: 512");
			await project.edit("stacktape.yml", "value: hello", "value: goodbye");
			const calls = await world().callsOf(async () => {
				const run = await project.spool("hot-swap --json");
				assert.equal(run.exitCode, 0, run.stdout);
				const [swap] = run.last()["swaps"] as readonly { readonly properties: readonly string[] }[];
				assert.deepEqual(swap?.properties, ["MemorySize", "Environment.Variables.GREETING"]);
			});
			assert.deepEqual(stackWrites(calls), []);
			assert.deepEqual(await settings(), [512, "goodbye"]);
		});

		it("is taken over by the next deploy, also when the config went back meanwhile", async () => {
			await project.edit("stacktape.yml", "memory: 512", "memory: 256");
			await project.edit("stacktape.yml", "value: goodbye", "value: hello");
			const run = await project.spool("deploy --json");
			assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "updated"], run.stdout);
			assert.deepEqual(await settings(), [256, "hello"]);
			assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
		});
	});

	describe("of what only a deploy can change", () => {
		it("names what is left, ends with 3 and never calls CloudFormation", async () => {
			await project.edit("stacktape.yml", "memory: 256", "storage: 1024");
			const calls = await world().callsOf(async () => {
				const run = await project.spool("hot-swap --json");
				assert.equal(run.exitCode, 3, run.stdout);
				const { kind, blocked } = run.last();
				assert.equal(kind, "result");
				const reasons = (blocked as readonly { readonly reason: string }[])
					.map(({ reason }) => reason)
					.join("; ");
				assert.match(reasons, /storage of function hello changes \(EphemeralStorage\)/);
			});
			assert.deepEqual(stackWrites(calls), []);
			const people = await project.spool("hot-swap");
			assert.equal(people.exitCode, 3);
			assert.match(people.stdout, /not swapped, run `spool deploy` for it:\n {2}.*storage/);
		});

		it("becomes a deploy when that is what was asked for, and says why", async () => {
			const run = await project.spool("deploy --hot-swap --json");
			assert.equal(run.exitCode, 0, run.stdout);
			const { outcome, fellBackBecause } = run.last();
			assert.equal(outcome, "updated");
			assert.match(JSON.stringify(fellBackBecause), /storage/);
			assert.deepEqual(touchedIn(run.lines()), ["HelloFunction"]);
		});

		it("is told to people as well", async () => {
			await project.edit("stacktape.yml", "storage: 1024", "memory: 256");
			const { exitCode, stdout, stderr } = await project.spool("deploy --hot-swap");
			assert.equal(exitCode, 0);
			assert.match(stderr, /not swapped: .*storage/);
			assert.match(stdout, /^notes-api-swap is updated by a full deploy \(v000004\)\n/);
		});
	});

	it("takes the place of a deploy when code is all that changed", async () => {
		await project.edit("src/hello.ts", '"one"', '"two"');
		const calls = await world().callsOf(async () => {
			const run = await project.spool("deploy --hot-swap --json");
			assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "swapped"], run.stdout);
		});
		assert.deepEqual(stackWrites(calls), []);
		assert.equal(await answer(), "two");
		assert.equal((await project.spool("deploy --hot-swap --json")).last()["outcome"], "unchanged");
	});

	it("of a stage that is not there becomes its first deploy", async () => {
		const other = await world().project("fresh", {
			...small,
			"stacktape.yml": "resources:\n  jobs:\n    type: sqs-queue\n",
		});
		const run = await other.spool("deploy --hot-swap --json");
		assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "created"], run.stdout);
		assert.match(JSON.stringify(run.last()["fellBackBecause"]), /not deployed yet/);
		assert.equal(
			(await other.spool("hot-swap")).exitCode,
			0,
			"there is nothing to swap, which is no failure",
		);
	});

	it("of code that does not build sends nothing and shows the user's line", async () => {
		await project.edit("src/hello.ts", "export default", "const broken = ;\nexport default");
		for (const command of ["hot-swap", "deploy"]) {
			const calls = await world().callsOf(async () => {
				const run = await project.spool(`${command} --json`);
				assert.equal(run.exitCode, 1);
				const problem = run.lines().find(({ kind }) => kind === "problem");
				assert.deepEqual(
					[problem?.["code"], problem?.["file"], problem?.["line"], problem?.["column"]],
					["syntax-error", join(project.directory, "src/hello.ts"), 1, 16],
				);
			});
			assert.deepEqual(stackWrites(calls), []);
			assert.deepEqual(artifactsIn(calls), { uploaded: [], copied: [] });
			assert.ok(calls.every(({ action }) => action !== "UpdateFunctionCode"));
		}
		const { stderr } = await project.spool("deploy");
		assert.match(stderr, /src\/hello\.ts:1:16\n {2}> 1 \| const broken = ;\n {6}\| {16}\^\n/);
		await project.edit("src/hello.ts", "const broken = ;\n", "");
	});

	it("that AWS refuses is a failure, and the next one is not", async () => {
		world().proxy.addRule({
			service: "lambda",
			action: "UpdateFunctionCode",
			times: 1,
			fault: {
				kind: "error",
				code: "AccessDeniedException",
				status: 403,
				message:
					"User: arn:aws:iam::310000000002:user/dev is not authorized to perform: lambda:UpdateFunctionCode",
			},
		});
		await project.edit("src/hello.ts", '"two"', '"three"');
		const run = await project.spool("hot-swap --json");
		assert.equal(run.exitCode, 1);
		assert.equal(run.last()["code"], "access-denied");
		assert.match(String(run.last()["hint"]), /lambda:UpdateFunctionCode/);
		assert.equal((await project.spool("hot-swap")).exitCode, 0);
		assert.equal(await answer(), "three");
	});

	describe("on every save", () => {
		let watching: RunningCli | undefined;
		let seen = 0;

		/** Waits for something new in the output of `watch`. */
		async function next(pattern: RegExp): Promise<string> {
			const before = seen;
			const text = (await watching?.waitFor(pattern, before)) ?? "";
			seen = text.length;
			return text.slice(before);
		}

		before(async () => {
			watching = await project.start("watch");
			await next(/watching .*; Ctrl-C ends it\n/);
		});
		after(async () => {
			watching?.kill("SIGKILL");
			await watching?.ended;
		});

		it("puts new code into service and says so in one line", async () => {
			await project.edit("src/hello.ts", '"three"', '"four"');
			assert.match(await next(/\n/), /^hello live after [\d.]+ m?s\n$/);
			assert.equal(await answer(), "four");
		});

		it("shows a syntax error where it is, and sends nothing", async () => {
			const calls = await world().callsOf(async () => {
				await project.edit("src/hello.ts", "export default", "const broken = ;\nexport default");
				const text = await next(/\^\n/);
				assert.match(text, /^error Unexpected ";" syntax-error\n {2}src\/hello\.ts:1:16\n/);
				assert.doesNotMatch(text, /live/);
			});
			assert.deepEqual(calls, []);
			assert.equal(await answer(), "four");
		});

		it("goes on when the error is repaired", async () => {
			await project.edit("src/hello.ts", "const broken = ;\n", "");
			await next(/the code is the same\n/);
			await project.edit("src/hello.ts", '"four"', '"five"');
			await next(/live after/);
			await answers("five");
		});

		it("says what a save cannot swap", async () => {
			const calls = await world().callsOf(async () => {
				await project.edit("stacktape.yml", "memory: 256", "storage: 1024");
				assert.match(
					await next(/storage[^\n]*\n/),
					/! a save cannot swap this, run `spool deploy`: .*storage/,
				);
			});
			assert.deepEqual(stackWrites(calls), []);
		});

		it("shows an error of the config where it is", async () => {
			await project.edit("stacktape.yml", "storage: 1024", "memroy: 300");
			assert.match(await next(/hint[^\n]*\n/), /stacktape\.yml:9:7\n/);
			await project.edit("stacktape.yml", "memroy: 300", "memory: 256");
		});

		it("ends at Ctrl-C", async () => {
			watching?.kill("SIGINT");
			const ended = await watching?.ended;
			assert.equal(ended?.exitCode, 0);
			assert.doesNotMatch(ended?.stderr ?? "", /^ +at /m);
		});

		it("does not lose what is saved while it starts", async () => {
			world().proxy.addRule({ action: "GetTemplate", times: 1, fault: { kind: "delay", ms: 1_000 } });
			const starting = await project.start("watch --verbose");
			await starting.waitFor(/✔ hello/);
			await project.edit("src/hello.ts", '"five"', '"six"');
			await starting.waitFor(/watching/);
			await answers("six");
			starting.kill("SIGINT");
			assert.equal((await starting.ended).exitCode, 0);
		});

		it("needs a stack", async () => {
			const other = await world().project("none", small);
			const run = await other.spool("watch --json");
			assert.deepEqual([run.exitCode, run.last()["code"]], [1, "not-deployed"]);
		});
	});
});
