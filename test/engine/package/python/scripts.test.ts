import assert from "node:assert/strict";
import { join } from "node:path";
import { constraintsScript, requirementsScript } from "../../../../engine/package/python/scripts.ts";
import { python, temporaryFolder, writeFiles } from "../project.ts";

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

	it("are those of a project of Poetry, in pip's words", () => {
		const poetry = `
[tool.poetry.dependencies]
python = "^3.12"
flask = "^3.0.2"
small = "^0.2.3"
exact = "1.4"
near = "~1.2"
range = ">=1,<3"
any = "*"
extra = {version = "^1", optional = true}
server = {version = "^0.30", extras = ["standard"], markers = "python_version > '3'"}
git = {git = "https://example.com/g.git", tag = "v1"}
[tool.poetry.extras]
more = ["extra"]
[tool.poetry.group.dev.dependencies]
pytest = "^8"
`;
		const lines = [
			"flask>=3.0.2,<4",
			"small>=0.2.3,<0.3",
			"exact==1.4",
			"near>=1.2,<1.3",
			"range>=1,<3",
			"any",
			"server[standard]>=0.30,<0.31; python_version > '3'",
			"git @ git+https://example.com/g.git@v1",
		];
		assert.deepEqual(linesOf("pyproject.toml", poetry), lines);
		const more = linesOf("pyproject.toml", poetry, { extras: ["more"], groups: ["dev"] });
		assert.deepEqual(more, [...lines.slice(0, 6), "extra>=1,<2", ...lines.slice(6), "pytest>=8,<9"]);
		assert.deepEqual(linesOf("pyproject.toml", poetry, { onlyGroups: ["dev"] }), ["pytest>=8,<9"]);
	});
});

describe("the versions of a lock file", function () {
	this.timeout(30_000);
	const linesOf = (name: string, text: string) => {
		const folder = temporaryFolder();
		writeFiles(folder, { [name]: text });
		return python(constraintsScript, [join(folder, name)])
			.split("\n")
			.filter(Boolean);
	};

	it("of uv hold for what comes from a registry", () => {
		const lock = `
version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
[[package]]
name = "flask"
version = "3.0.2"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "two"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "two"
version = "2.0"
source = { registry = "https://pypi.org/simple" }
`;
		assert.deepEqual(linesOf("uv.lock", lock), ["flask==3.0.2"]);
	});

	it("of Poetry and Pipenv hold with their markers", () => {
		const poetry = `
[[package]]
name = "flask"
version = "3.0.2"
markers = "python_version > '3'"
[[package]]
name = "own"
version = "1.0"
[package.source]
type = "git"
`;
		assert.deepEqual(linesOf("poetry.lock", poetry), ["flask==3.0.2; python_version > '3'"]);
		const pipfile = {
			default: { flask: { version: "==3.0.2" }, own: { git: "x" } },
			develop: { pytest: {} },
		};
		assert.deepEqual(linesOf("Pipfile.lock", JSON.stringify(pipfile)), ["flask==3.0.2"]);
	});
});
