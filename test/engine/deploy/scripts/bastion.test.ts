import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOnBastion } from "../../../../engine/deploy/scripts/bastion.ts";
import { handOver } from "../../../../engine/deploy/scripts/hand-over.ts";
import { runScript } from "../../../../engine/deploy/scripts/run-script.ts";
import { failureOf } from "../../../support/deploy.ts";
import { bastionStage } from "./bastion-stage.ts";

const onBastion = {
	type: "bastion-script",
	folder: "/tmp",
	environment: [{ name: "A", value: "it's" }],
	connections: [],
};
const secret = "{{resolve:secretsmanager:db:SecretString:password::}}";

/** The text that was handed over, as the machine reads it. */
function handedOver({
	parameters,
}: {
	readonly parameters: ReadonlyMap<string, { readonly value?: string }>;
}): string {
	const texts = [...parameters].filter(([name]) => name.startsWith("/spool/")).map(([, { value }]) => value);
	return Buffer.from(texts.join(""), "base64").toString();
}

describe("a script on a bastion", () => {
	it("runs its commands there, each with its variables", async () => {
		const steps = [
			{ kind: "command", text: "uptime" },
			{ kind: "command", text: "date" },
		] as const;
		const { stage, run, scripts } = await bastionStage({ ...onBastion, steps });
		const seen: unknown[] = [];
		scripts.run = (machine, commands, folder) => {
			seen.push([machine, commands, folder]);
			return { exitCode: 0, stdout: "up\n", stderr: "" };
		};
		await runScript(stage.ports, run);
		const variables = [
			"export AWS_REGION='eu-west-1'",
			"export AWS_DEFAULT_REGION='eu-west-1'",
			"export STP_COMMAND='x'",
			"export A='it'\\''s'",
		];
		assert.deepEqual(seen, [
			["i-123", [...variables, "uptime"], "/tmp"],
			["i-123", [...variables, "date"], "/tmp"],
		]);
		assert.ok(stage.notes().includes("note: up"));
	});

	it("gets secrets in a way that Systems Manager does not keep", async () => {
		const { stage, run, scripts } = await bastionStage({
			...onBastion,
			environment: [{ name: "PASSWORD", value: secret }],
		});
		const { parameters } = stage.cloud.world;
		let [sent, handed]: [readonly string[], string] = [[], ""];
		scripts.run = (_machine, commands) => {
			[sent, handed] = [commands, handedOver({ parameters })];
			return { exitCode: 0, stdout: "it is pass-word\n", stderr: "" };
		};
		await runScript(stage.ports, run);
		assert.ok(!sent.join("\n").includes("pass-word") && !sent.join("\n").includes("PASSWORD"));
		assert.match(handed, /^export PASSWORD='pass-word'$/m);
		assert.match(handed, /\nmigrate$/);
		assert.ok(stage.notes().includes("note: it is ***"));
		assert.equal(handedOver({ parameters }), "");
	});

	it("gets what it connects to, also in the command itself", async () => {
		const { connections: _none, ...plan } = onBastion;
		const { stage, run, scripts } = await bastionStage({
			...plan,
			steps: [{ kind: "command", text: secret }],
		});
		let handed = "";
		scripts.run = () => {
			handed = handedOver(stage.cloud.world);
			return { exitCode: 0, stdout: "", stderr: "" };
		};
		await runScript(stage.ports, run);
		assert.match(
			handed,
			/^export STP_DB_CONNECTION_STRING='postgresql:\/\/admin:pass-word@db.internal:5432\/main'$/m,
		);
		assert.match(handed, /\npass-word$/);
	});

	it("acts with the role of a resource", async () => {
		const { stage, run, scripts } = await bastionStage({ ...onBastion, roleOf: "api" });
		const role = [...(run.world.stack?.resources ?? [])].find(({ logicalId }) => logicalId === "ApiRole");
		scripts.roles.add(`arn:aws:iam::111111111111:role/${role?.physicalId}`);
		let handed = "";
		scripts.run = () => {
			handed = handedOver(stage.cloud.world);
			return { exitCode: 0, stdout: "", stderr: "" };
		};
		await runScript(stage.ports, run);
		assert.match(handed, /^export AWS_SESSION_TOKEN='token'$/m);
	});

	it("fails with what the command printed, and leaves no secret behind", async () => {
		const { stage, run, scripts } = await bastionStage({
			...onBastion,
			environment: [{ name: "P", value: secret }],
		});
		scripts.run = () => ({ exitCode: 7, stdout: "", stderr: "no table for pass-word" });
		const failure = await failureOf(runScript(stage.ports, run));
		assert.equal(failure.message, "the script migrate failed: `migrate` ended with exit code 7");
		assert.deepEqual(failure.details, ["no table for ***"]);
		assert.equal(handedOver(stage.cloud.world), "");
	});

	it("ends there too when it is stopped", async () => {
		const { stage, run, scripts } = await bastionStage(onBastion);
		scripts.run = () => undefined;
		const controller = new AbortController();
		stage.before = (method) => {
			if (method === "scripts.commandOutcome") controller.abort();
		};
		const connected = { variables: {}, close: async () => undefined };
		await assert.rejects(runOnBastion(stage.ports, { ...run, signal: controller.signal }, connected), {
			name: "AbortError",
		});
		assert.equal(scripts.stopped.length, 1);
	});
});

describe("a text that is handed over to a bastion", () => {
	it("is run by the shell as it is, however long", async () => {
		const { stage, run } = await bastionStage(onBastion);
		const long = "x".repeat(5_000);
		const text = `export A='{{ it }}'\nB="${long}"\necho "$A \${#B}"\nexit 3`;
		const { commands, forget } = await handOver(stage.ports, run, text);
		const folder = mkdtempSync(join(tmpdir(), "spool-aws-"));
		try {
			const values = Object.fromEntries(
				[...stage.cloud.world.parameters].map(([name, { value }]) => [name, value]),
			);
			assert.equal(Object.keys(values).length, 2);
			writeFileSync(join(folder, "values.json"), JSON.stringify(values));
			writeFileSync(
				join(folder, "aws"),
				`#!${process.execPath}
const { argv } = process;
const values = JSON.parse(require("node:fs").readFileSync(__dirname + "/values.json", "utf8"));
if (argv[2] !== "ssm" || argv[3] !== "get-parameter") process.exit(9);
console.log(values[argv[argv.indexOf("--name") + 1]]);
`,
			);
			chmodSync(join(folder, "aws"), 0o755);
			const PATH = `${folder}:/usr/bin:/bin`;
			const call = () =>
				execFileSync("/bin/sh", ["-c", commands.join("\n")], { env: { PATH }, stdio: "pipe" });
			assert.throws(call, (error: { readonly status?: number; readonly stdout?: Buffer }) => {
				assert.equal(error.status, 3);
				assert.equal(String(error.stdout), "{{ it }} 5000\n");
				return true;
			});
			writeFileSync(join(folder, "aws"), "#!/bin/sh\nexit 254\n");
			assert.throws(call, { status: 1 });
		} finally {
			rmSync(folder, { recursive: true });
		}
		await forget();
		assert.equal(stage.cloud.world.parameters.size, 0);
	});
});
