import assert from "node:assert/strict";
import { findDependencyFile } from "../../../../engine/package/python/requirements.ts";
import { memoryHost } from "../../../support/memory-host.ts";

describe("the list of packages of a Python program", () => {
	const find = (files: readonly string[], named?: string) =>
		findDependencyFile(
			memoryHost({ files: Object.fromEntries(files.map((path) => [`/p/${path}`, ""])) }),
			"/p",
			"src/main.py",
			named,
		);

	it("is the one that is named", async () => {
		assert.deepEqual(await find([], "./deps/pyproject.toml"), {
			path: "deps/pyproject.toml",
			kind: "pyproject",
		});
		assert.deepEqual(await find([], "Pipfile"), { path: "Pipfile", kind: "pipfile" });
		assert.deepEqual(await find([], "requirements-prod.txt"), {
			path: "requirements-prod.txt",
			kind: "requirements",
		});
	});

	it("is found beside the file, then beside the config, in the format's order", async () => {
		assert.deepEqual(await find(["requirements.txt", "src/Pipfile"]), {
			path: "src/Pipfile",
			kind: "pipfile",
		});
		assert.deepEqual(await find(["src/requirements.txt", "src/pyproject.toml"]), {
			path: "src/pyproject.toml",
			kind: "pyproject",
		});
		assert.deepEqual(await find(["requirements.txt"]), { path: "requirements.txt", kind: "requirements" });
		assert.equal(await find([]), undefined);
	});

	it("has the lock file of its tool beside it", async () => {
		const lockOf = async (files: readonly string[]) => (await find(files))?.lock;
		assert.equal(await lockOf(["src/pyproject.toml", "src/poetry.lock", "src/uv.lock"]), "src/uv.lock");
		assert.equal(await lockOf(["pyproject.toml", "poetry.lock"]), "poetry.lock");
		assert.equal(await lockOf(["Pipfile", "Pipfile.lock", "uv.lock"]), "Pipfile.lock");
		assert.equal(await lockOf(["requirements.txt", "uv.lock"]), undefined);
	});
});
