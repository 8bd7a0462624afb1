import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
	CreateStackCommand,
	DescribeStackEventsCommand,
	GetTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { CliRun } from "../support/cli.ts";
import { deployWorld, type Project, small, stackWrites, touchedIn } from "./deploy-world.ts";

const queue =
	"resources:\n  jobs:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: 30\n";

describe("when the world says no", function () {
	this.timeout(90_000);
	const account = "310000000003";
	const world = deployWorld(account);

	/** The failure that a run ended with, and that it did as failures do. */
	function failureOf(run: CliRun): {
		readonly code: string;
		readonly message: string;
		readonly hint: string;
		readonly details: string;
	} {
		const { kind, code, message, hint = "", details } = run.last();
		assert.equal(kind, "failure", run.stdout);
		assert.equal(run.stderr, "");
		return {
			code: String(code),
			message: String(message),
			hint: String(hint),
			details: (details as readonly string[]).join("\n"),
		};
	}

	async function converges(project: Project): Promise<void> {
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	}

	describe("to the credentials or the address", () => {
		const error = (code: string, message = code) => ({ kind: "error", code, message, status: 403 }) as const;
		let project: Project;
		before(async () => {
			project = await world().project("early", small);
		});

		const cases: Readonly<
			Record<
				string,
				{
					readonly line?: string;
					readonly env?: Readonly<Record<string, string>>;
					readonly fault?: ReturnType<typeof error> | { readonly kind: "hang" };
					readonly code: string;
					readonly message: RegExp;
					readonly hint: RegExp;
				}
			>
		> = {
			"expired credentials": {
				fault: error("ExpiredToken", "The security token included in the request is expired"),
				code: "expired-credentials",
				message: /have expired/,
				hint: /AWS_SESSION_TOKEN/,
			},
			"credentials that AWS does not know": {
				fault: error("InvalidClientTokenId"),
				code: "invalid-credentials",
				message: /does not accept the credentials/,
				hint: /AWS_ACCESS_KEY_ID/,
			},
			"no credentials": {
				env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
				code: "no-credentials",
				message: /no AWS credentials/,
				hint: /aws configure/,
			},
			"an unknown profile": {
				line: "--profile nope",
				code: "no-credentials",
				message: /no AWS profile "nope"/,
				hint: /./,
			},
			"another account": {
				line: "--account 999999999999",
				code: "wrong-account",
				message: /belong to account 310000000003, not to 999999999999/,
				hint: /--profile/,
			},
			"a port where nobody listens": {
				line: "--endpoint http://127.0.0.1:9",
				code: "endpoint-unreachable",
				message: /127\.0\.0\.1:9 refuses connections/,
				hint: /http:\/\/127\.0\.0\.1:9/,
			},
			"somebody who never answers": {
				fault: { kind: "hang" },
				code: "endpoint-timeout",
				message: /does not answer/,
				hint: /127\.0\.0\.1/,
			},
		};
		for (const [what, { line, env, fault, code, message, hint }] of Object.entries(cases)) {
			it(`says so within 3 seconds and before it builds: ${what}`, async () => {
				if (fault) world().proxy.addRule({ service: "sts", fault });
				const run = await project.spool(`deploy --json ${line ?? ""}`.trim(), env ? { env } : {});
				assert.equal(run.exitCode, 1);
				const failure = failureOf(run);
				assert.equal(failure.code, code);
				assert.match(failure.message, message);
				assert.match(failure.hint, hint);
				assert.ok(!run.stdout.includes('"phase":"package"'), "it has built before it asked");
				const asked = run.lines().find(({ kind, id }) => kind === "end" && id === "resolve");
				// 3 seconds, and what a busy machine adds.
				assert.ok(Number(asked?.["elapsedMs"]) < 3_500, `${asked?.["elapsedMs"]} ms`);
			});
		}

		it("is told for every command, and an address that is none is bad usage", async () => {
			world().proxy.addRule({ service: "sts", fault: error("ExpiredToken") });
			for (const line of ["info", "hot-swap", "watch", "delete --yes"]) {
				const run = await project.spool(`${line} --json`);
				assert.deepEqual([run.exitCode, failureOf(run).code], [1, "expired-credentials"], line);
			}
			const run = await project.spool("deploy --json --endpoint nowhere");
			assert.deepEqual([run.exitCode, failureOf(run).code], [2, "endpoint-invalid"]);
		});

		it("names the permission that is missing, and who lacks it", async () => {
			const told = `User: arn:aws:iam::${account}:user/dev is not authorized to perform: cloudformation:DescribeStacks on resource: *`;
			world().proxy.addRule({ service: "cloudformation", fault: error("AccessDenied", told) });
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 1);
			const { code, message, hint } = failureOf(run);
			assert.equal(code, "access-denied");
			assert.match(message, /:user\/dev may not do cloudformation:DescribeStacks/);
			assert.match(hint, /allow cloudformation:DescribeStacks/);
			assert.ok(run.elapsedMs < 4_000, `${run.elapsedMs} ms`);
			assert.ok(!run.stdout.includes('"phase":"package"'), "it has built before it asked");
		});

		it("finds an error of the config before it asks anybody", async () => {
			const broken = await world().project("broken", {
				"stacktape.yml": queue.replace("sqs-queue", "sqs-qeue"),
			});
			const calls = await world().callsOf(async () => {
				const run = await broken.spool("deploy --json");
				assert.equal(run.exitCode, 2);
				assert.ok(run.lines().some(({ code, line }) => code === "unknown-resource-type" && line === 3));
				assert.equal(failureOf(run).code, "invalid-config");
			});
			assert.deepEqual(calls, []);
		});
	});

	describe("to a resource", () => {
		it("tells the root cause with its line first, and that everything was rolled back; the next deploy converges", async () => {
			const project = await world().project("failing", small);
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await world().rules({
				delay: { "AWS::S3::Bucket": 0.5 },
				faults: [{ logical: "JobsQueue", op: "update", message: "The queue says no", times: 2 }],
			});
			await project.edit("stacktape.yml", "visibilityTimeoutSeconds: 30", "visibilityTimeoutSeconds: 40");
			await project.edit("stacktape.yml", "memory: 256", "memory: 512");
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 1);
			const problem = run.lines().find(({ kind }) => kind === "problem");
			assert.deepEqual(
				[problem?.["code"], problem?.["line"], problem?.["column"]],
				["resource-failed", 13, 3],
			);
			assert.equal(problem?.["message"], "jobs (JobsQueue) failed: The queue says no");
			const { code, message, details } = failureOf(run);
			assert.equal(code, "update-failed");
			assert.match(message, /^jobs \(JobsQueue, AWS::SQS::Queue\) failed: The queue says no$/);
			assert.match(details, /UPDATE_ROLLBACK_COMPLETE: .*as it was before/);

			const people = await project.spool("deploy");
			assert.equal(people.exitCode, 1);
			assert.match(people.stderr, /stacktape\.yml:13:3\n {4}12 \|.*\n {2}> 13 \| {3}jobs:/);
			assert.equal(
				people.stderr.split("The queue says no").length,
				3,
				"in the live tail and in the end, not more often",
			);
			assert.match((await project.spool("info")).stdout, /UPDATE_ROLLBACK_COMPLETE/);
			await converges(project);
		});

		it("of the first deploy removes what it made, and begins anew", async () => {
			const project = await world().project("firstfail", { "stacktape.yml": queue });
			await world().rules({
				faults: [{ logical: "StpContainerRepository", op: "create", message: "no repository", times: 1 }],
			});
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 1);
			const { code, message, details } = failureOf(run);
			assert.equal(code, "create-failed");
			assert.match(message, /StpContainerRepository \(AWS::ECR::Repository\) failed: no repository/);
			assert.match(details, /the next deploy begins anew/);
			assert.match((await project.spool("info")).stdout, /there is no stack/);
			await converges(project);
		});

		it("whose name is taken says what to do, on its line", async () => {
			const project = await world().project("taken", {
				"stacktape.yml": "resources:\n  files:\n    type: bucket\n",
			});
			const { names } = (await project.spool(`names --json --account ${account}`)).last();
			const name = (names as readonly { readonly resource?: string; readonly name?: string }[]).find(
				({ resource }) => resource === "files",
			)?.name;
			await world().cloud.objects.send(new CreateBucketCommand({ Bucket: name }));
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 1);
			const problem = run.lines().find(({ kind }) => kind === "problem");
			assert.deepEqual([problem?.["code"], problem?.["line"]], ["resource-failed", 2]);
			assert.match(String(problem?.["message"]), /files \(FilesBucket\) failed: .*already exists/);
			assert.match(String(problem?.["hint"]), /another project, stage or resource name/);
			assert.match(failureOf(run).details, /ROLLBACK_COMPLETE/);
		});
	});

	describe("to the network", () => {
		it("during the upload: a clear failure, nothing changed, and the next deploy converges", async () => {
			const project = await world().project("upload", small);
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await project.edit("src/hello.ts", '"one"', '"two"');
			world().proxy.addRule({
				service: "s3",
				action: "PUT object",
				fault: { kind: "reset", when: "before" },
			});
			const calls = await world().callsOf(async () => {
				const run = await project.spool("deploy --json");
				assert.equal(run.exitCode, 1);
				const { code, message, details } = failureOf(run);
				assert.equal(code, "connection-lost");
				assert.match(message, /an upload failed: the connection to 127\.0\.0\.1:\d+ was lost/);
				assert.match(details, /nothing in the stack was changed/);
			});
			assert.deepEqual(stackWrites(calls), []);
			world().proxy.clearRules();
			await converges(project);
		});

		it("for a moment is no failure, at whatever call", async () => {
			const project = await world().project("moment", small);
			for (const [service, when] of [
				["s3", "before"],
				["s3", "after"],
				["cloudformation", "before"],
				["cloudformation", "after"],
				["lambda", "after"],
			] as const)
				world().proxy.addRule({ service, times: 1, skip: 1, fault: { kind: "reset", when } });
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 0, run.stdout);
			world().proxy.clearRules();
			assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
		});

		it("after CloudFormation has got its order, whose answer is lost: the order is given once", async () => {
			const project = await world().project("lost", { "stacktape.yml": queue });
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await project.edit("stacktape.yml", "30", "31");
			world().proxy.addRule({ action: "UpdateStack", times: 1, fault: { kind: "reset", when: "after" } });
			const run = await project.spool("deploy --json");
			assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "updated"], run.stdout);
			assert.deepEqual(touchedIn(run.lines()), ["JobsQueue"]);
		});

		it("while CloudFormation works: it is looked at again when the line is back", async () => {
			const project = await world().project("follow", { "stacktape.yml": queue });
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await world().rules({ delay: { default: 1.5 } });
			await project.edit("stacktape.yml", "30", "31");
			const running = await project.start("deploy --json");
			await running.waitFor(/UPDATE_IN_PROGRESS/);
			world().proxy.addRule({ service: "cloudformation", fault: { kind: "reset", when: "before" } });
			await sleep(2_000);
			world().proxy.clearRules();
			const run = await running.ended;
			assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "updated"], run.stdout);
			assert.equal(
				run
					.lines()
					.filter(({ logicalId, status }) => logicalId === "JobsQueue" && status === "UPDATE_COMPLETE")
					.length,
				1,
			);
		});
	});

	describe("to a stack", () => {
		it("that somebody else has made is left alone", async () => {
			const project = await world().project("foreign", { "stacktape.yml": queue });
			const TemplateBody = JSON.stringify({ Resources: { Theirs: { Type: "AWS::SQS::Queue" } } });
			await world().cloud.stacks.send(new CreateStackCommand({ StackName: project.stack, TemplateBody }));
			await sleep(300);
			const calls = await world().callsOf(async () => {
				for (const line of ["deploy", "delete --yes", "hot-swap"]) {
					const run = await project.spool(`${line} --json`);
					assert.deepEqual([run.exitCode, failureOf(run).code], [1, "foreign-stack"], line);
					assert.match(failureOf(run).hint, /another project or stage/);
				}
			});
			assert.deepEqual(stackWrites(calls), []);
		});

		it("that is protected is not deleted, and none of its buckets is emptied", async () => {
			const config = `${queue}deploymentConfig:\n  terminationProtection: true\n`;
			const project = await world().project("protected", { "stacktape.yml": config });
			assert.equal((await project.spool("deploy")).exitCode, 0);
			const calls = await world().callsOf(async () => {
				const run = await project.spool("delete --yes --json");
				assert.equal(run.exitCode, 1);
				const { code, hint } = failureOf(run);
				assert.equal(code, "termination-protected");
				assert.match(hint, /deploymentConfig\.terminationProtection/);
			});
			assert.deepEqual(stackWrites(calls), []);
			assert.ok(calls.every(({ service, method }) => service !== "s3" || method === "GET"));
			await project.edit("stacktape.yml", "terminationProtection: true", "terminationProtection: false");
			assert.equal((await project.spool("deploy")).exitCode, 0);
			assert.equal((await project.spool("delete --yes")).exitCode, 0);
		});

		it("that another deploy works on: the second waits for its end and goes on from there", async () => {
			const project = await world().project("both", { "stacktape.yml": queue });
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await world().rules({ delay: { default: 6 } });
			await project.edit("stacktape.yml", "30", "31");
			const first = await project.start("deploy --json");
			await first.waitFor(/UPDATE_IN_PROGRESS/);
			await project.edit("stacktape.yml", "31", "32");
			const [one, two] = await Promise.all([first.ended, project.spool("deploy --json")]);
			assert.deepEqual([one.exitCode, one.last()["version"]], [0, "v000002"], one.stdout);
			assert.deepEqual([two.exitCode, two.last()["version"]], [0, "v000003"], two.stdout);
			assert.match(two.stdout, /notes-api-both is UPDATE_IN_PROGRESS: waiting for that to end/);
			await world().rules({});
			assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
		});

		it("that another deploy changes at the same moment: one is done, the other is done too or says why not", async () => {
			const project = await world().project("race", { "stacktape.yml": queue });
			assert.equal((await project.spool("deploy")).exitCode, 0);
			await world().rules({ delay: { default: 0.5 } });
			await project.edit("stacktape.yml", "30", "31");
			const runs = await Promise.all([project.spool("deploy --json"), project.spool("deploy --json")]);
			assert.ok(runs.some(({ exitCode }) => exitCode === 0));
			for (const run of runs.filter(({ exitCode }) => exitCode !== 0)) {
				assert.equal(run.exitCode, 1);
				assert.match(failureOf(run).message, /UPDATE_IN_PROGRESS|in progress/i);
			}
			await world().rules({});
			await converges(project);
		});
	});

	it("nothing at all: a template of more than 51,200 bytes goes through the bucket", async () => {
		const queues = Array.from({ length: 90 }, (_, i) => `  queueWithALongName${i}:\n    type: sqs-queue\n`);
		const project = await world().project("large", { "stacktape.yml": `resources:\n${queues.join("")}` });
		const run = await project.spool("deploy --json");
		assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "created"], run.stdout.slice(-2_000));
		const { TemplateBody = "" } = await world().cloud.stacks.send(
			new GetTemplateCommand({ StackName: project.stack }),
		);
		assert.ok(TemplateBody.length > 51_200, `${TemplateBody.length} bytes are not many`);
		assert.equal(touchedIn(run.lines()).filter((id) => id.startsWith("QueueWithALongName")).length, 90);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	});

	describe("to a secret", () => {
		const value = "correct-horse-battery-staple";
		const config = small["stacktape.yml"]?.replace("value: hello", "value: $Secret('shop.token')") ?? "";

		it("that is not there, at its place", async () => {
			const project = await world().project("nosecret", { ...small, "stacktape.yml": config });
			const calls = await world().callsOf(async () => {
				const run = await project.spool("deploy --json");
				assert.equal(run.exitCode, 2);
				const problem = run.lines().find(({ kind }) => kind === "problem");
				assert.equal(problem?.["line"], 12);
				assert.match(String(problem?.["message"]), /shop/);
			});
			assert.deepEqual(stackWrites(calls), []);
		});

		it("that is there: its value is shown nowhere", async () => {
			await world().cloud.call("secretsmanager.CreateSecret", {
				Name: "shop",
				SecretString: JSON.stringify({ token: value }),
			});
			const project = await world().project("secret", { ...small, "stacktape.yml": config });
			const run = await project.spool("deploy --json --verbose");
			assert.equal(run.exitCode, 0, run.stdout);
			const info = await project.spool("info --json");
			await project.edit("src/hello.ts", '"one"', '"two"');
			const swap = await project.spool("hot-swap --verbose");
			assert.equal(swap.exitCode, 0, swap.stderr);
			const names = { StackName: project.stack };
			const { TemplateBody = "" } = await world().cloud.stacks.send(new GetTemplateCommand(names));
			const events = await world().cloud.stacks.send(new DescribeStackEventsCommand(names));
			const all = [run, info, swap].flatMap(({ stdout, stderr }) => [stdout, stderr]);
			const stored = await textsOfBucket(TemplateBody);
			assert.match(TemplateBody, /\{\{resolve:secretsmanager:shop/);
			assert.ok(stored.length >= 2, "the bucket has no template and no config");
			for (const text of [...all, ...stored, TemplateBody, JSON.stringify(events)])
				assert.ok(!text.includes(value), text);
			const deployed = await world().functionNow("notes-api-secret-hello");
			assert.ok(deployed.sha256 !== "");
		});

		/** Everything of the deployment bucket but zips, which are made without knowing the secret. */
		async function textsOfBucket(template: string): Promise<readonly string[]> {
			const bucket = /stp-deployment-bucket-[0-9a-f]{8}/.exec(template)?.[0];
			const { Contents = [] } = await world().cloud.objects.send(
				new ListObjectsV2Command({ Bucket: bucket }),
			);
			const keys = Contents.flatMap(({ Key = "" }) => (Key.endsWith(".zip") ? [] : [Key]));
			return Promise.all(
				keys.map(async (Key) => {
					const { Body } = await world().cloud.objects.send(new GetObjectCommand({ Bucket: bucket, Key }));
					return (await Body?.transformToString()) ?? "";
				}),
			);
		}
	});

	it("the secret key of the credentials is in no output", async () => {
		const project = await world().project("keys", { "stacktape.yml": queue });
		const runs = [
			await project.spool("deploy --verbose"),
			await project.spool("info --json"),
			await project.spool("deploy --verbose --endpoint http://127.0.0.1:9"),
		];
		for (const { stdout, stderr } of runs) assert.ok(!(stdout + stderr).includes("sandbox-secret-key"));
	});
});
