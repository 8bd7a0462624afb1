import assert from "node:assert/strict";
import { join } from "node:path";
import { findDependencyFile, requirementsScript } from "../../../../engine/package/python/requirements.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { python, temporaryFolder, writeFiles } from "../project.ts";

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
});

describe("requirements for pip", function () {
	this.timeout(30_000);
	const nothing = { extras: [], groups: [], withoutGroups: [], onlyGroups: [] };
	const linesOf = (name: string, text: string, selectors: object = {}) => {
		const folder = temporaryFolder();
		writeFiles(folder, { [name]: text });
		return python(requirementsScript, [join(folder, name), JSON.stringify({ ...nothing, ...selectors })])
			.split("\n")
			.filter(Boolean);
	};
	const pyproject = `
[project]
dependencies = ["flask>=3", "boto3"]
[project.optional-dependencies]
db = ["psycopg"]
[dependency-groups]
base = ["rich"]
dev = ["pytest", {include-group = "base"}, {include-group = "dev"}]
`;

	it("are those of a project, with the extras and groups that are wanted", () => {
		assert.deepEqual(linesOf("pyproject.toml", pyproject), ["flask>=3", "boto3"]);
		assert.deepEqual(linesOf("pyproject.toml", pyproject, { extras: ["db"], groups: ["dev"] }), [
			"flask>=3",
			"boto3",
			"psycopg",
			"pytest",
			"rich",
		]);
		assert.deepEqual(
			linesOf("pyproject.toml", pyproject, { groups: ["dev", "base"], withoutGroups: ["dev"] }),
			["flask>=3", "boto3", "rich"],
		);
		assert.deepEqual(linesOf("pyproject.toml", pyproject, { onlyGroups: ["base"] }), ["rich"]);
		assert.deepEqual(linesOf("pyproject.toml", "", { extras: ["x"] }), []);
	});

	it("are those of a Pipfile", () => {
		const pipfile = `
[packages]
flask = "*"
requests = ">=2"
uvicorn = {version = "==0.30", extras = ["standard"], markers = "python_version > '3'"}
tool = {git = "https://example.com/t.git", ref = "v1"}
[dev-packages]
pytest = "*"
`;
		assert.deepEqual(linesOf("Pipfile", pipfile), [
			"flask",
			"requests>=2",
			"uvicorn[standard]==0.30; python_version > '3'",
			"tool @ git+https://example.com/t.git@v1",
		]);
	});
});
