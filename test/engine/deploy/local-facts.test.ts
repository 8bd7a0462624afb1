import assert from "node:assert/strict";
import type { Want } from "../../../engine/config/facts.ts";
import { givenFacts } from "../../../engine/deploy/config-file.ts";
import { answerLocally, findSettings } from "../../../engine/deploy/local-facts.ts";
import { type MemoryHost, memoryHost } from "../../support/memory-host.ts";

const root = "/code/app";
const answer = (host: MemoryHost, want: Want, given = givenFacts({})) =>
	answerLocally(host, { root, given }, want);

describe("what this machine knows", () => {
	it("is what lies at a path, from the config on or absolute", async () => {
		const host = memoryHost({ files: { "/code/app/src/a.ts": "", "/else": "" } });
		assert.equal(await answer(host, { kind: "path", path: "src/a.ts" }), "file");
		assert.equal(await answer(host, { kind: "path", path: "./src" }), "directory");
		assert.equal(await answer(host, { kind: "path", path: "/else" }), "file");
		assert.equal(await answer(host, { kind: "path", path: "nothing" }), "missing");
	});

	it("is the text of a file, unless it is a folder or larger than a template", async () => {
		const host = memoryHost({
			files: {
				"/code/app/a.txt": "zwölf",
				"/code/app/src/b": "",
				"/code/app/big": new Uint8Array(1_000_001),
			},
		});
		assert.equal(await answer(host, { kind: "text", path: "a.txt" }), "text:zwölf");
		assert.equal(await answer(host, { kind: "text", path: "src" }), "directory");
		assert.equal(await answer(host, { kind: "text", path: "big" }), "too-large");
		assert.equal(await answer(host, { kind: "text", path: "b.txt" }), "missing");
	});

	it("is what the caller was given: arguments and the profile", async () => {
		const host = memoryHost();
		const given = givenFacts({ profile: "work", args: { size: 5, debug: true } });
		assert.equal(await answer(host, { kind: "argument", name: "size" }, given), "5");
		assert.equal(await answer(host, { kind: "argument", name: "debug" }, given), "true");
		assert.equal(await answer(host, { kind: "argument", name: "other" }, given), "missing");
		assert.equal(await answer(host, { kind: "profile" }, given), "work");
	});

	it("is the profile of the environment, else the default one", async () => {
		const host = memoryHost();
		assert.equal(await answer(host, { kind: "profile" }), "default");
		host.variables.set("AWS_PROFILE", "work");
		assert.equal(await answer(host, { kind: "profile" }), "work");
	});

	it("is the git repository, read from its files", async () => {
		const host = memoryHost({ files: { "/code/.git/HEAD": "ref: refs/heads/main\n" } });
		assert.equal(await answer(host, { kind: "git", fact: "branch" }), '"main"');
		assert.equal(await answer(host, { kind: "git", fact: "commit" }), "missing");
		assert.deepEqual(host.runs, []);
	});

	it("is what a build service says where git does not", async () => {
		const host = memoryHost({ files: { "/code/.git/HEAD": "0123456789abcdef0123456789abcdef01234567\n" } });
		host.variables.set("GITHUB_REF_NAME", "main").set("GITHUB_SHA", "other");
		assert.equal(await answer(host, { kind: "git", fact: "branch" }), '"main"');
		assert.equal(
			await answer(host, { kind: "git", fact: "commit" }),
			'"0123456789abcdef0123456789abcdef01234567"',
		);
	});

	it("is whether something is uncommitted, which only git can say", async () => {
		const outputs = [" M a.ts\n", ""];
		const host = memoryHost({
			programs: { git: () => ({ exitCode: 0, stdout: outputs.shift() ?? "", stderr: "" }) },
		});
		const want: Want = { kind: "git", fact: "hasUncommitedChanges" };
		assert.equal(await answer(host, want), "true");
		assert.equal(await answer(host, want), "false");
		assert.deepEqual(host.runs[0]?.args, [
			"--no-optional-locks",
			"-c",
			"core.fsmonitor=false",
			"status",
			"--porcelain",
		]);
		assert.equal(await answer(memoryHost(), want), "missing");
		const outside = memoryHost({ programs: { git: () => ({ exitCode: 128, stdout: "", stderr: "" }) } });
		assert.equal(await answer(outside, want), "missing");
	});

	it("is the settings that lie nearest", async () => {
		const host = memoryHost({ files: { "/code/spool.settings.yml": "budget: {}" } });
		assert.equal(
			await answer(host, { kind: "settings" }),
			'{"path":"/code/spool.settings.yml","text":"budget: {}"}',
		);
		host.save("/code/app/spool.settings.yml", "");
		assert.equal(await findSettings(host, root), '{"path":"/code/app/spool.settings.yml","text":""}');
		assert.equal(await answer(memoryHost(), { kind: "settings" }), "missing");
	});

	it("is nothing of AWS", async () => {
		for (const want of [
			{ kind: "secret", name: "a" },
			{ kind: "parameter", name: "a" },
			{ kind: "outputs", stack: "a", region: "eu-west-1" },
		] as const) {
			assert.equal(await answer(memoryHost(), want), undefined);
		}
	});
});
