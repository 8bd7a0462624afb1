import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import {
	artifactsIn,
	ask,
	deployWorld,
	type Project,
	passNote,
	stackWrites,
	touchedIn,
	urlOf,
} from "./deploy-world.ts";

// One story: each test goes on from where the one before it ended.
describe("the life of examples/api", function () {
	this.timeout(60_000);
	const world = deployWorld("310000000001");
	let project: Project;
	let url: string;

	before(async () => {
		project = await world().api("life");
	});

	const codeNow = async () => (await world().functionNow("notes-api-life-api")).sha256;

	it("begins with nothing", async () => {
		const { exitCode, stdout } = await project.spool("info");
		assert.equal(exitCode, 0);
		assert.equal(stdout, "there is no stack notes-api-life in eu-west-1, account 310000000001\n");
		const swap = await project.spool("hot-swap --json");
		assert.equal(swap.exitCode, 1);
		assert.equal(swap.last()["code"], "not-deployed");
		assert.match(String(swap.last()["hint"]), /spool deploy/);
	});

	it("is deployed in five phases, and answers", async () => {
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		assert.equal(run.stderr, "");
		const phases = run
			.lines()
			.flatMap((line) => (line.kind === "begin" && line["phase"] ? [line["phase"]] : []));
		assert.deepEqual(phases, ["resolve", "package", "bootstrap", "upload", "deploy"]);
		const { outcome, version, stack, uploads } = run.last();
		assert.deepEqual([outcome, version, stack], ["created", "v000001", "notes-api-life"]);
		assert.equal((uploads as { readonly uploaded: number }).uploaded, 2);
		url = urlOf(run);
		const note = await passNote(url, "written through the API");
		assert.equal(note["text"], "written through the API");
		assert.equal(note["greeting"], "Hello from Spool");
		assert.equal((await ask(`${url}/notes/none`))["status"], 404);
	});

	it("is shown as it is deployed", async () => {
		const { exitCode, stdout } = await project.spool("info");
		assert.equal(exitCode, 0);
		assert.match(stdout, /^notes-api-life {2}(CREATE|UPDATE)_COMPLETE {2}v000001\n/);
		assert.match(stdout, /^ {2}NotesGlobalTable +CREATE_COMPLETE +notes-api-life-notes-[0-9a-f]{8}$/m);
		assert.match(stdout, /^\(stack\)$/m);
		assert.ok(stdout.includes(`gateway url  ${url}\n`));
		const run = await project.spool("info --json");
		const { deployed, account, region, resources } = run.last();
		assert.deepEqual([deployed, account, region], [true, "310000000001", "eu-west-1"]);
		const names = (resources as readonly { readonly name: string }[]).map(({ name }) => name);
		assert.deepEqual(names.slice(0, 6), ["gateway", "notes", "archive", "jobs", "api", "worker"]);
	});

	it("is not touched by a second deploy", async () => {
		const calls = await world().callsOf(async () => {
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 0);
			assert.equal(run.last()["outcome"], "unchanged");
			assert.equal(run.last()["version"], "v000001");
			assert.deepEqual(touchedIn(run.lines()), []);
		});
		assert.deepEqual(stackWrites(calls), []);
		assert.deepEqual(
			calls.filter(({ service, method }) => service === "s3" && method !== "GET"),
			[],
		);
	});

	it("answers with new code after a hot swap, without CloudFormation", async () => {
		await project.edit("src/api.ts", "Hello from Spool", "Hello, swapped");
		const calls = await world().callsOf(async () => {
			const run = await project.spool("hot-swap --json");
			assert.equal(run.exitCode, 0, run.stdout);
			const { swaps, blocked, unchanged } = run.last();
			assert.deepEqual(
				(swaps as readonly { readonly resource: string }[]).map(({ resource }) => resource),
				["api"],
			);
			assert.deepEqual([blocked, unchanged], [[], ["worker"]]);
		});
		assert.deepEqual(stackWrites(calls), []);
		assert.equal((await passNote(url, "again"))["greeting"], "Hello, swapped");
		const { tags } = await world().functionNow("notes-api-life-api");
		assert.equal(tags["stp:hotswap-deploy"], "true");
	});

	it("keeps the swapped code over a deploy, which sends nothing and touches that function only", async () => {
		const swapped = await codeNow();
		const calls = await world().callsOf(async () => {
			const run = await project.spool("deploy --json");
			assert.equal(run.exitCode, 0, run.stdout);
			assert.equal(run.last()["outcome"], "updated");
			assert.deepEqual(touchedIn(run.lines()), ["ApiFunction"]);
		});
		const { uploaded, copied } = artifactsIn(calls);
		assert.deepEqual(uploaded, []);
		assert.equal(copied.length, 1);
		assert.match(copied[0] ?? "", /^api\/v000002-[0-9a-f]{64}\.zip$/);
		const { sha256, tags } = await world().functionNow("notes-api-life-api");
		assert.equal(sha256, swapped);
		assert.equal(tags["stp:hotswap-deploy"], undefined);
		assert.equal((await ask(`${url}/notes/none`))["greeting"], "Hello, swapped");
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	});

	it("goes back to old code, also from a swap", async () => {
		const deployed = await codeNow();
		await project.edit("src/api.ts", "Hello, swapped", "Hello for a moment");
		assert.equal((await project.spool("hot-swap")).exitCode, 0);
		assert.notEqual(await codeNow(), deployed);
		await project.edit("src/api.ts", "Hello for a moment", "Hello, swapped");
		const run = await project.spool("deploy --json");
		assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "updated"]);
		assert.equal(await codeNow(), deployed);
		assert.equal((await ask(`${url}/notes/none`))["greeting"], "Hello, swapped");
	});

	it("keeps its data over all that", async () => {
		const { id } = await ask(`${url}/notes`, { text: "to be kept" });
		await project.edit("stacktape.yml", "visibilityTimeoutSeconds: 60", "visibilityTimeoutSeconds: 90");
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		assert.deepEqual(touchedIn(run.lines()), ["JobsQueue"]);
		assert.equal((await ask(`${url}/notes/${id}`))["text"], "to be kept");
	});

	it("is not deleted without being asked for by name", async () => {
		const calls = await world().callsOf(async () => {
			const run = await project.spool("delete --json");
			assert.equal(run.exitCode, 2);
			assert.equal(run.last()["code"], "confirmation-needed");
			assert.match(String(run.last()["hint"]), /--yes/);
			const typed = await project.startInTerminal("delete");
			const question = await typed.waitFor(/Type its name to confirm: /);
			assert.match(question, /Delete notes-api-life in eu-west-1, account 310000000001\?/);
			assert.match(question, /Its buckets are emptied first: .*notes-api-life-archive-/);
			typed.type("notes-api-prod\r");
			const ended = await typed.ended;
			assert.equal(ended.exitCode, 130);
			assert.match(
				ended.stdout,
				/notes-api-life was not deleted: "notes-api-prod" is not the name of the stack/,
			);
		});
		assert.deepEqual(stackWrites(calls), []);
		assert.ok(calls.every(({ method, service }) => service !== "s3" || method === "GET"));
	});

	it("ends when its name is typed, with the objects of its buckets", async () => {
		const { name } = await archive();
		await world().cloud.objects.send(new PutObjectCommand({ Bucket: name, Key: "kept/by/hand", Body: "x" }));
		const typed = await project.startInTerminal("delete");
		await typed.waitFor(/to confirm: /);
		typed.type("notes-api-life\r");
		const { exitCode, stdout } = await typed.ended;
		assert.equal(exitCode, 0, stdout);
		assert.match(stdout, /notes-api-life is deleted\r?\n$/);
		assert.match((await project.spool("info")).stdout, /there is no stack/);
	});

	it("cannot end twice", async () => {
		const run = await project.spool("delete --yes --json");
		assert.equal(run.exitCode, 1);
		assert.equal(run.last()["code"], "not-deployed");
	});

	async function archive(): Promise<{ readonly name: string }> {
		const run = await project.spool("info --json");
		type Resource = { readonly name: string; readonly children: readonly { readonly physicalId: string }[] };
		const found = (run.last()["resources"] as readonly Resource[]).find(({ name }) => name === "archive");
		return { name: found?.children[0]?.physicalId ?? assert.fail("there is no archive") };
	}
});
