import assert from "node:assert/strict";
import { configNames, loadConfig } from "../../../engine/deploy/config-file.ts";
import { failureOf } from "../../support/deploy.ts";
import { memoryHost } from "../../support/memory-host.ts";

describe("loading a config", () => {
	it("takes the first of the known names that lies in the folder", async () => {
		const files = Object.fromEntries(configNames.map((name) => [`/app/${name}`, `# ${name}`]));
		for (const name of configNames) {
			const host = memoryHost({ files });
			const { file, root } = await loadConfig(host, "/app", undefined);
			assert.deepEqual([file.path, file.text, root], [`/app/${name}`, `# ${name}`, "/app"]);
			delete files[`/app/${name}`];
		}
	});

	it("takes the file that is named, from the folder or absolute; its own folder is the root", async () => {
		const host = memoryHost({ files: { "/app/stacktape.yml": "a", "/app/sub/other.yml": "b" } });
		for (const path of ["sub/other.yml", "/app/sub/other.yml", "./sub/../sub/other.yml"]) {
			const { file, root } = await loadConfig(host, "/app", path);
			assert.deepEqual([file.path, file.text, root], ["/app/sub/other.yml", "b", "/app/sub"]);
		}
	});

	it("passes over a folder that is called like a config", async () => {
		const host = memoryHost({ files: { "/app/stacktape.yml/x": "", "/app/stacktape.json": "{}" } });
		assert.equal((await loadConfig(host, "/app", undefined)).file.path, "/app/stacktape.json");
	});

	it("gives an empty file as it is", async () => {
		const host = memoryHost({ files: { "/app/stacktape.yml": "" } });
		assert.equal((await loadConfig(host, "/app", undefined)).file.text, "");
	});

	const failures: Record<string, readonly [string | undefined, string, RegExp]> = {
		"a folder without a config": [undefined, "config-not-found", /there is no config in \/app$/],
		"a file that is not there": ["a.yml", "config-not-found", /there is no config at \/app\/a\.yml$/],
		"a folder instead of a file": ["sub", "config-unreadable", /\/app\/sub is a folder, not a config$/],
	};
	for (const [name, [path, code, message]] of Object.entries(failures)) {
		it(`fails for ${name}, with what to do`, async () => {
			const host = memoryHost({ files: { "/app/sub/x": "" } });
			const failure = await failureOf(loadConfig(host, "/app", path));
			assert.deepEqual([failure.code, failure.kind], [code, "file"]);
			assert.match(failure.message, message);
			assert.match(failure.hint ?? "", /--config/);
		});
	}
});
