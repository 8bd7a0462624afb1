import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { emptyFolders } from "../engine/host/folder.ts";
import { type CliRun, runCli } from "../support/cli.ts";

const queue = "resources:\n  jobs:\n    type: sqs-queue\n";
const problemFields = "kind code severity message hint file line column endLine endColumn".split(" ");

describe("spool without AWS", function () {
	this.timeout(30_000);
	const at = emptyFolders();

	type Files = Readonly<Record<string, string | Uint8Array>>;

	async function write(files: Files): Promise<void> {
		for (const [path, content] of Object.entries(files)) {
			await mkdir(dirname(at(path)), { recursive: true });
			await writeFile(at(path), content);
		}
	}

	/** Runs `spool` in the folder `cwd` of the project; a command line is split at its spaces. */
	const spool = (line: string, cwd = "."): Promise<CliRun> => runCli(line.split(" "), { cwd: at(cwd) });

	/** The single problem of a config: `code file line:column-endLine:endColumn`. */
	async function placeOf(line: string, files: Files): Promise<string> {
		await write(files);
		const { exitCode, ...run } = await spool(`${line} --json`);
		assert.equal(exitCode, 2, run.stderr);
		assert.equal(run.stderr, "");
		const problems = run.lines().filter(({ kind }) => kind === "problem");
		assert.equal(problems.length, 1, run.stdout);
		const [problem = assert.fail()] = problems;
		for (const key of Object.keys(problem)) assert.ok(problemFields.includes(key), key);
		const { code, file, line: row, column, endLine, endColumn } = problem;
		assert.equal(dirname(String(file)), at("."));
		return `${code} ${basename(String(file))} ${row}:${column}-${endLine}:${endColumn}`;
	}

	describe("validate", () => {
		it("finds nothing in a good config, and asks nobody for it", async () => {
			await write({ "stacktape.yml": queue });
			const { exitCode, stdout, stderr } = await spool("validate");
			assert.deepEqual([exitCode, stdout, stderr], [0, "no problems\n", ""]);
		});

		it("says in JSON what it found, one value a line", async () => {
			await write({ "stacktape.yml": `${queue}    propertees: {}\n` });
			const { exitCode, stderr, ...run } = await spool("validate --json");
			assert.deepEqual([exitCode, stderr], [2, ""]);
			assert.deepEqual(run.lines(), [
				{
					kind: "problem",
					code: "unknown-property",
					severity: "error",
					message: run.lines()[0]?.["message"],
					hint: 'did you mean "properties"?',
					file: at("stacktape.yml"),
					line: 4,
					column: 5,
					endLine: 4,
					endColumn: 15,
				},
				{ kind: "result", errors: 1, warnings: 0 },
			]);
			assert.match(String(run.lines()[0]?.["message"]), /propertees/);
		});

		it("shows people the line, with a hint", async () => {
			await write({ "stacktape.yml": queue.replace("sqs-queue", "sqs-qeue") });
			const { exitCode, stdout, stderr } = await spool("validate");
			assert.equal(exitCode, 2);
			assert.equal(stdout, "1 error, 0 warnings\n");
			assert.equal(
				stderr,
				`error "sqs-qeue" is not a resource type unknown-resource-type
  stacktape.yml:3:11
    2 |   jobs:
  > 3 |     type: sqs-qeue
      |           ^^^^^^^^
    4 |
  hint did you mean "sqs-queue"?
`,
			);
		});

		const faults: Readonly<Record<string, readonly [Files, string]>> = {
			"a tab": [
				{ "stacktape.yml": "resources:\n\tjobs:\n\t\ttype: sqs-queue\n" },
				"yaml-tab stacktape.yml 2:1-2:2",
			],
			"a key that is there twice": [
				{ "stacktape.yml": `${queue}  jobs:\n    type: bucket\n` },
				"duplicate-key stacktape.yml 4:3-4:7",
			],
			"a second document": [
				{ "stacktape.yml": `${queue}---\n${queue}` },
				"yaml-syntax stacktape.yml 4:1-4:4",
			],
			"an empty file": [{ "stacktape.yml": "" }, "empty-config stacktape.yml 1:1-1:1"],
			"a file of comments": [{ "stacktape.yaml": "# nothing yet\n" }, "empty-config stacktape.yaml 1:1-1:1"],
			"a list": [{ "stacktape.yml": "- jobs\n" }, "wrong-type stacktape.yml 1:1-2:1"],
			"JSON with a comma too many": [
				{ "stacktape.json": '{"resources": {"jobs": {"type": "sqs-queue",}}}' },
				"json-syntax stacktape.json 1:45-1:46",
			],
			"JSON that breaks off": [
				{ "stacktape.json": '{"resources": {' },
				"json-syntax stacktape.json 1:16-1:16",
			],
			"an empty JSON file": [{ "stacktape.json": "" }, "empty-config stacktape.json 1:1-1:1"],
			"lines that end as on Windows": [
				{ "stacktape.yml": queue.replace("sqs-queue", "sqs-qeue").replaceAll("\n", "\r\n") },
				"unknown-resource-type stacktape.yml 3:11-3:19",
			],
			"a byte order mark before a fault": [
				{ "stacktape.yml": `\ufeff${queue.replace("sqs-queue", "sqs-qeue")}` },
				"unknown-resource-type stacktape.yml 3:11-3:19",
			],
			"a missing entry file": [
				{
					"stacktape.yml": `resources:
  api:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/gone.ts
`,
				},
				"file-not-found stacktape.yml 8:26-8:37",
			],
		};
		for (const [what, [files, place]] of Object.entries(faults)) {
			it(`places ${what}`, async () => assert.equal(await placeOf("validate", files), place));
		}

		it("reads a config that begins with a byte order mark", async () => {
			await write({ "stacktape.yml": `\ufeff${queue}` });
			assert.equal((await spool("validate")).exitCode, 0);
		});
	});

	describe("the config", () => {
		const failureOf = async (line: string, cwd?: string): Promise<string> => {
			const { exitCode, ...run } = await spool(`${line} --json`, cwd);
			const { kind, failure, code, message, hint } = run.last();
			assert.equal(kind, "failure");
			assert.equal(exitCode, 2);
			assert.equal(failure, "file");
			assert.ok(typeof hint === "string" && hint.length > 0, "there is no hint");
			return `${code}: ${String(message).replaceAll(at("."), "")}`;
		};

		it("is found by its name, YAML before JSON, with a word about the others", async () => {
			await write({ "stacktape.json": '{"resources": {"fromJson": {"type": "sqs-queue"}}}' });
			assert.match((await spool("names")).stdout, /fromJson/);
			await write({ "stacktape.yaml": queue.replace("jobs", "fromYaml") });
			assert.match((await spool("names")).stdout, /fromYaml/);
			await write({ "stacktape.yml": queue.replace("jobs", "fromYml") });
			const { stdout, stderr } = await spool("names");
			assert.match(stdout, /fromYml/);
			assert.match(
				stderr,
				/! this is about stacktape\.yml; stacktape\.yaml and stacktape\.json beside it are not read \(choose with --config\)/,
			);
			const chosen = await spool("names --config stacktape.json");
			assert.match(chosen.stdout, /fromJson/);
			assert.equal(chosen.stderr, "");
		});

		it("is any file that --config names, relative or absolute; what it names begins at its folder", async () => {
			const config = `resources:
  api:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/api.ts
`;
			await write({ "shop/infra.yml": config, "shop/src/api.ts": "export default () => {};", "else/x": "" });
			assert.equal((await spool("validate -c ../shop/infra.yml", "else")).exitCode, 0);
			assert.equal((await spool(`validate --config ${at("shop/infra.yml")}`, "else")).exitCode, 0);
			assert.match((await spool("names -c ../shop/infra.yml", "else")).stdout, /\bshop-dev-api\b/);
		});

		it("has to be there", async () => {
			await write({ "else/x": "" });
			assert.equal(await failureOf("validate"), "config-not-found: there is no config in ");
			assert.equal(
				await failureOf("deploy -c gone.yml"),
				"config-not-found: there is no config at /gone.yml",
			);
		});

		it("is a file, not a folder, a text in UTF-8, and readable", async () => {
			await write({
				"folder/x": "",
				"utf16.yml": Buffer.from(`\ufeff${queue}`, "utf16le"),
				"latin1.yml": Buffer.from(`# Bücher\n${queue}`, "latin1"),
				"program.yml": Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1),
			});
			assert.equal(
				await failureOf("synth -c folder"),
				"config-unreadable: /folder is a folder, not a config",
			);
			for (const name of ["utf16", "latin1", "program"])
				assert.equal(
					await failureOf(`validate -c ${name}.yml`),
					`config-unreadable: /${name}.yml is not a text in UTF-8`,
				);
		});

		it("may hold the character that stands for broken text", async () => {
			await write({ "stacktape.yml": `# \ufffd\n${queue}` });
			assert.equal((await spool("validate")).exitCode, 0);
		});
	});

	describe("the target", () => {
		/** The AWS name of the queue, which begins with project and stage. */
		async function queueName(line: string, cwd?: string): Promise<string> {
			const run = await spool(`names --json ${line}`.trim(), cwd);
			assert.equal(run.exitCode, 0, run.stdout);
			const names = run.last()["names"] as readonly { readonly resource?: string; readonly name?: string }[];
			return names.find(({ resource }) => resource === "jobs")?.name ?? "";
		}

		it("takes the project from package.json, made valid, else from the folder; the stage is dev", async () => {
			await write({
				"one/stacktape.yml": queue,
				"one/package.json": '{"name": "@Scope/My_App"}',
				"2nd Try/stacktape.yml": queue,
				"broken/stacktape.yml": queue,
				"broken/package.json": "{",
			});
			assert.equal(await queueName("", "one"), "my-app-dev-jobs");
			assert.equal(await queueName("", "2nd Try"), "nd-try-dev-jobs");
			assert.equal(await queueName("", "broken"), "broken-dev-jobs");
			assert.equal(await queueName("--project shop --stage prod", "one"), "shop-prod-jobs");
		});

		it("takes the region from the environment, and --region before that", async () => {
			await write({ "stacktape.yml": "resources:\n  files:\n    type: bucket\n" });
			const bucketName = async (line: string, env: Readonly<Record<string, string>>) => {
				const run = await runCli(
					`names --json --project a --account 123456789012 ${line}`.trim().split(" "),
					{
						cwd: at("."),
						env,
					},
				);
				const names = run.last()["names"] as readonly { readonly resource?: string; readonly name: string }[];
				return names.find(({ resource }) => resource === "files")?.name ?? "";
			};
			const [none, ireland, given] = await Promise.all([
				bucketName("", {}),
				bucketName("", { AWS_REGION: "eu-west-1" }),
				bucketName("--region us-east-1", { AWS_REGION: "eu-west-1" }),
			]);
			assert.match(none, /^a-dev-files-[0-9a-f]{8}$/);
			assert.notEqual(ireland, none);
			assert.equal(given, none);
		});

		it("marks names that need the account, until it is given", async () => {
			await write({ "stacktape.yml": queue });
			const { stdout } = await spool("names");
			assert.match(
				stdout,
				/stp-deployment-bucket-xxxxxxxx \(xxxxxxxx stands for a hash of the account: give --account\)/,
			);
			const known = await spool("names --account 123456789012");
			assert.match(known.stdout, /stp-deployment-bucket-[0-9a-f]{1,8}\n/);
		});

		const invalid: Readonly<Record<string, readonly [string, string, RegExp]>> = {
			"a project with an underscore": ["--project My_App", "invalid-project-name", /my-app/],
			"a project that begins with a digit": ["--project 9lives", "invalid-project-name", /lives/],
			"a stage with a capital": ["--stage Dev", "invalid-stage-name", /dev/],
			"an unknown region": ["--region eu-wst-1", "unknown-region", /eu-west-1/],
		};
		for (const [what, [line, code, hint]] of Object.entries(invalid)) {
			it(`refuses ${what}, with a better one`, async () => {
				await write({ "stacktape.yml": queue });
				const run = await spool(`validate --json ${line}`);
				assert.equal(run.exitCode, 2);
				const [problem] = run.lines();
				assert.equal(problem?.["code"], code);
				assert.match(String(problem?.["hint"]), hint);
				const { stderr } = await spool(`validate ${line}`);
				assert.match(stderr, /^ {2}stacktape\.yml$/m, "it has no line of its own in the config");
			});
		}
	});

	describe("synth", () => {
		it("prints the template, and nothing else", async () => {
			await write({ "stacktape.yml": queue, "package.json": '{"name": "shop"}' });
			const { exitCode, stdout, stderr } = await spool("synth --account 123456789012");
			assert.deepEqual([exitCode, stderr], [0, ""]);
			const template = JSON.parse(stdout);
			assert.equal(template.Resources.JobsQueue.Properties.QueueName, "shop-dev-jobs");
			const run = await spool("synth --json --account 123456789012");
			assert.deepEqual(run.last(), { kind: "result", template });
		});

		it("prints problems instead of a template that could not be deployed", async () => {
			await write({ "stacktape.yml": queue.replace("sqs-queue", "sqs-qeue") });
			const { exitCode, stdout, stderr } = await spool("synth");
			assert.deepEqual([exitCode, stdout], [2, ""]);
			assert.match(stderr, /stacktape\.yml:3:11/);
		});
	});

	describe("names", () => {
		it("is a table of what AWS will see", async () => {
			await write({ "stacktape.yml": queue, "package.json": '{"name": "shop"}' });
			const { exitCode, stdout } = await spool("names --account 123456789012");
			assert.equal(exitCode, 0);
			const [head = "", ...rows] = stdout.trimEnd().split("\n");
			assert.match(head, /^resource {2}logical id +type +name$/);
			const row = rows.find((line) => line.startsWith("jobs"));
			assert.match(row ?? "", /^jobs +JobsQueue +AWS::SQS::Queue +shop-dev-jobs$/);
			const column = head.indexOf("type");
			assert.ok(
				rows.every((line) => line.slice(column).startsWith("AWS::")),
				"the columns are not aligned",
			);
		});

		it("marks a name that had to be shortened", async () => {
			const long = "ordersToBeProcessedByTheWarehouseIntegrationServiceInTheNightlyBatchRunOfMonday";
			await write({ "stacktape.yml": queue.replace("jobs", long), "package.json": '{"name": "shop"}' });
			const { stdout } = await spool("names");
			assert.match(stdout, new RegExp(`shop-dev-orders\\S+ ✂ from shop-dev-${long}\\n`));
		});
	});
});
