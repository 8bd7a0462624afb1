import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runNamedScript } from "../../../../engine/deploy/script-command.ts";
import { openHost } from "../../../../engine/host/node.ts";
import { configOf, failureOf, openStage, type Stage, target } from "../../../support/deploy.ts";
import { codeFolders } from "../../programs/folder.ts";

const scriptsOf = (scripts: string) => configOf({ api: {} }, `scripts:\n${scripts}`);

const run = (stage: Stage, name: string) =>
	runNamedScript(stage.ports, { config: stage.config, target, name });

describe("running a script", () => {
	it("says what it is not called", async () => {
		const stage = openStage({
			config: scriptsOf("  migrate: {type: local-script, properties: {executeCommand: a}}\n"),
		});
		const failure = await failureOf(run(stage, "migrat"));
		assert.equal(failure.code, "unknown-script");
		assert.equal(failure.kind, "usage");
		assert.equal(failure.hint, "did you mean migrate?");
	});

	it("needs the deployed stack for what only that knows", async () => {
		const stage = openStage({
			config: configOf(
				{ api: {} },
				`  jobs: {type: sqs-queue}
scripts:
  a: {type: local-script, properties: {executeCommand: x, environment: [{name: URL, value: "$ResourceParam('jobs', 'url')"}]}}
  b: {type: local-script, properties: {executeCommand: x, connectTo: [jobs]}}
  c: {type: local-script, properties: {executeCommand: x, assumeRoleOfResource: api}}
`,
			),
		});
		for (const name of ["a", "b", "c"]) {
			const failure = await failureOf(run(stage, name));
			assert.equal(failure.code, "script-needs-stack", name);
		}
		assert.deepEqual(stage.host.runs, []);
	});

	it("acts with the role of a resource, whose keys are never shown", async () => {
		const stage = openStage({
			config: configOf(
				{ api: {} },
				"scripts:\n  a: {type: local-script, properties: {executeCommand: x, assumeRoleOfResource: api}}\n",
			),
		});
		await stage.deploy();
		const denied = await failureOf(run(stage, "a"));
		assert.equal(denied.code, "access-denied");
		assert.match(denied.message, /the script a cannot act with the role of api/);
		assert.match(denied.hint ?? "", /AssumeRolePolicyDocument/);
		const arn = stage.cloud.calls.findLast(({ method }) => method === "scripts.assumeRole")?.args[0];
		stage.cloud.world.scripts.roles.add(String(arn));
		stage.host.programs.set("sh", (_args, { env = {} }) => ({
			exitCode: 0,
			stdout: `token ${env["AWS_SESSION_TOKEN"]}\n`,
			stderr: "",
		}));
		await run(stage, "a");
		assert.match(String(arn), /^arn:aws:iam::111111111111:role\/.*api/);
		assert.ok(stage.notes().includes("note: *** ***"));
	});

	it("keeps quiet if it is told so, but says what failed", async () => {
		const stage = openStage({
			config: scriptsOf("  a: {type: local-script, properties: {executeCommand: x, pipeStdio: false}}\n"),
		});
		stage.host.programs.set("sh", () => ({ exitCode: 2, stdout: "why\n", stderr: "because\n" }));
		const failure = await failureOf(run(stage, "a"));
		assert.deepEqual(failure.details, ["why", "because"]);
		assert.ok(!stage.notes().some((note) => note.includes("why")));
	});
});

describe("running a script on a real machine", function () {
	this.timeout(30_000);
	const folder = codeFolders();

	/** A stage whose machine is the real one, with a config in an empty folder. */
	function realStage(scripts: string, files: Readonly<Record<string, string>>): Stage {
		folder.write(files);
		const stage = openStage({ config: scriptsOf(scripts) });
		const host = openHost();
		const config = { file: stage.config.file, root: folder.at() };
		folder.write({ "code/api.js": "one" });
		return Object.defineProperties(
			{ ...stage, ports: { ...stage.ports, host, programs: folder.open() } },
			{ config: { get: () => config }, notes: { value: stage.notes } },
		) as Stage;
	}

	it("runs commands, one after another until one fails", async () => {
		const stage = realStage(
			`  a:
    type: local-script
    properties:
      executeCommands: ['echo "$A $STP_COMMAND" > out', "pwd >> out", "exit 3", "echo never >> out"]
      cwd: sub
      environment: [{name: A, value: 5}]
`,
			{ "sub/x": "" },
		);
		const failure = await failureOf(run(stage, "a"));
		assert.equal(failure.message, "the script a failed: `exit 3` ended with exit code 3");
		assert.equal(readFileSync(folder.at("sub/out"), "utf8"), `5 script:run\n${folder.at("sub")}\n`);
	});

	it("runs files in TypeScript, JavaScript and Python", async () => {
		const stage = realStage(
			"  a: {type: local-script, properties: {executeScripts: [a.ts, lib/b.mjs, c.py, d.cjs]}}\n",
			{
				"a.ts": `import { name } from "./lib/name";\nconst text: string = name;\nconsole.log("ts", text, process.argv[1]?.endsWith("a.ts"), __dirname === process.cwd());`,
				"lib/name.ts": `export const name = "named";`,
				"lib/b.mjs": `await Promise.resolve();\nconsole.log("mjs", import.meta.url.endsWith("/lib/b.mjs"));`,
				"c.py": `import os\nprint("py", os.environ["STP_COMMAND"])\n`,
				"d.cjs": `if (require.main === module) console.log("cjs main");`,
			},
		);
		await run(stage, "a");
		assert.deepEqual(
			stage.notes().map((note) => note.replace("note: ", "")),
			["ts named true true", "mjs true", "py script:run", "cjs main"],
		);
	});

	it("shows the places of the sources when a file throws", async () => {
		const stage = realStage("  a: {type: local-script, properties: {executeScript: a.ts}}\n", {
			"a.ts": `interface A {\n\tx: number;\n}\nfunction fail(a: A): never {\n\tthrow new Error("no " + a.x);\n}\nfail({ x: 1 });\n`,
		});
		const failure = await failureOf(run(stage, "a"));
		assert.equal(failure.message, "the script a failed: a.ts ended with exit code 1");
		assert.ok(
			failure.details.some((line) => /a\.ts:5:/.test(line)),
			failure.details.join("\n"),
		);
	});

	it("says where a file cannot be bundled", async () => {
		const stage = realStage("  a: {type: local-script, properties: {executeScript: a.ts}}\n", {
			"a.ts": `import x from "./none";\nconsole.log(x);\n`,
		});
		const failure = await failureOf(run(stage, "a"));
		assert.equal(failure.code, "module-not-found");
		assert.deepEqual(failure.details, [`Could not resolve "./none" (${folder.at("a.ts")}:1:15)`]);
	});

	it("does not run code where that is not allowed", async () => {
		const stage = realStage("  a: {type: local-script, properties: {executeScript: a.ts}}\n", { "a.ts": "" });
		const { programs: _programs, ...ports } = stage.ports;
		const failure = await failureOf(runNamedScript(ports, { config: stage.config, target, name: "a" }));
		assert.equal(failure.code, "code-not-allowed");
	});
});
