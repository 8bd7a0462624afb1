import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { packPython } from "../../../../engine/package/languages/python-function.ts";
import { readPackaging } from "../../../../engine/package/packaging.ts";
import { writeZip } from "../../../../engine/package/zip.ts";
import { bug } from "../../../../engine/report/bug.ts";
import {
	failureOf,
	makeProject,
	packOne,
	sharedBundler,
	temporaryFolder,
	workOn,
	writeFiles,
} from "../project.ts";
import { ownCache, packProject, programPlan, requireTool } from "./toolchain-tests.ts";

const bundler = sharedBundler();
const plain = { "app.py": "def handler(event, context):\n    return 1\n" };

async function wheel(name: string, tags: string, files: Record<string, string>) {
	const info = `${name}-1.0.dist-info`;
	const record = [...Object.keys(files), `${info}/METADATA`, `${info}/WHEEL`, `${info}/RECORD`];
	const all = {
		...files,
		[`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
		[`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tags}\n`,
		[`${info}/RECORD`]: `${record.map((path) => `${path},,`).join("\n")}\n`,
	};
	const entries = Object.entries(all).map(
		([path, text]) => ({ path, bytes: Buffer.from(text), mode: "file" }) as const,
	);
	return { [`wheels/${name}-1.0-${tags}.whl`]: await writeZip(entries) };
}

/** A list that is found without a network. */
const offline = (...names: string[]) =>
	["--no-index", "--find-links ./wheels", ...names].map((line) => `${line}\n`).join("");

/** The project on disk, where the paths in its list lead to its wheels. */
function projectWith(files: Record<string, string | Uint8Array>): string {
	const root = makeProject({});
	const absolute = Object.entries(files).map(
		([path, content]) =>
			[
				path,
				typeof content === "string" ? content.replaceAll("./wheels", join(root, "wheels")) : content,
			] as const,
	);
	writeFiles(root, Object.fromEntries(absolute));
	return root;
}

describe("a function in Python", function () {
	this.timeout(120_000);

	it("without packages needs nothing but its files", async () => {
		const files = {
			"fn/app.py": plain["app.py"],
			"fn/data/x.json": "{}",
			"fn/.venv/y.py": "",
			"fn/__pycache__/z.pyc": "",
			"other.py": "",
		};
		const plan = programPlan("python3.13", { entryfilePath: "fn/app.py" });
		const { paths, packed } = await packProject(files, plan, bundler);
		assert.deepEqual(paths, ["app.py", "data/x.json"]);
		assert.deepEqual(
			packed.inputs.map((path) => path.split("/").slice(-2).join("/")),
			["fn/app.py", "data/x.json"],
		);
	});

	it("leaves out what excludeFiles names, and takes includeFiles along", async () => {
		const files = { "fn/app.py": "", "fn/notes/a.md": "", "fn/b.md": "", "shared/c.txt": "c" };
		const properties = {
			entryfilePath: "./fn/app.py",
			excludeFiles: ["fn/notes", "**/*.md"],
			includeFiles: ["shared/**"],
		};
		const { paths } = await packProject(files, programPlan("python3.13", properties), bundler);
		assert.deepEqual(paths, ["app.py", "shared/c.txt"]);
	});

	it("that lies in a folder is found by Lambda at the top", async function () {
		requireTool(this, "python3");
		const files = {
			"requirements.txt": "",
			"src/get-it.py":
				"import near\nfrom src import far\ndef main(event, context):\n    return near.x + far.y\n",
			"src/near.py": "x = 1",
			"src/far.py": "y = 2",
		};
		const properties = { entryfilePath: "src/get-it.py", handlerFunction: "main" };
		const { texts, paths } = await packProject(files, programPlan("python3.13", properties), bundler);
		assert.ok(paths.includes("get-it.py") && paths.includes("src/get-it.py"));
		const folder = temporaryFolder();
		writeFiles(folder, texts);
		const call = "import importlib; print(importlib.import_module('get-it').main(None, None))";
		const { stdout, stderr } = spawnSync("python3", ["-c", call], { cwd: folder, encoding: "utf8" });
		assert.equal(stdout, "3\n", stderr);
	});

	it("is not mistaken for another file of its name", async () => {
		const root = makeProject({ "requirements.txt": "", "src/app.py": "", "app.py": "" });
		const failure = await failureOf(
			packOne(root, programPlan("python3.13", { entryfilePath: "src/app.py" }), bundler, ownCache()),
		);
		assert.equal(failure.code, "handler-hidden");
		assert.match(failure.message, /would find "app\.py", not "src\/app\.py"/);
	});

	it("brings packages for the processor and the Python of Lambda", async function () {
		requireTool(this, "python3", ["-m", "pip", "--version"]);
		const files = {
			...plain,
			"requirements.txt": offline("pure", "native"),
			...(await wheel("pure", "py3-none-any", { "pure/__init__.py": "p" })),
			...(await wheel("native", "cp313-cp313-manylinux_2_34_aarch64", { "native.py": "arm 3.13" })),
			...(await wheel("native", "cp313-cp313-manylinux_2_34_x86_64", { "native.py": "intel 3.13" })),
			...(await wheel("native", "cp311-cp311-manylinux_2_17_x86_64", { "native.py": "intel 3.11" })),
		};
		const root = projectWith(files);
		const nativeOf = async (runtime: string, architecture: "arm64" | "x86_64", settings: object = {}) => {
			const properties = { entryfilePath: "app.py", languageSpecificConfig: settings };
			const plan = programPlan(runtime, properties, { architecture });
			const { texts, packed } = await packProject({}, plan, bundler, { root });
			assert.equal(texts["pure/__init__.py"], "p");
			return [texts["native.py"], ...packed.said];
		};
		assert.deepEqual(await nativeOf("python3.13", "arm64"), ["arm 3.13"]);
		assert.deepEqual(await nativeOf("python3.13", "x86_64"), ["intel 3.13"]);
		assert.deepEqual(await nativeOf("python3.11", "x86_64"), ["intel 3.11"]);
		assert.deepEqual(await nativeOf("python3.13", "x86_64", { pythonVersion: 3.11 }), [
			"intel 3.11",
			"api: packages are installed for Python 3.11, but the function runs on python3.13: those with compiled parts will not load",
		]);
	});

	it("has no build for a system with an older C library", async function () {
		requireTool(this, "python3", ["-m", "pip", "--version"]);
		const root = projectWith({
			...plain,
			"requirements.txt": offline("native"),
			...(await wheel("native", "cp311-cp311-manylinux_2_34_x86_64", { "native.py": "" })),
		});
		const plan = programPlan("python3.11", { entryfilePath: "app.py" });
		const failure = await failureOf(packOne(root, plan, bundler, ownCache()));
		assert.equal(
			failure.message,
			'the packages of "api" cannot be installed for Python 3.11 on x86_64 with glibc: "native" has no ready build for it',
		);
	});

	it("builds a package that has nothing but sources, unless it is compiled", async function () {
		requireTool(this, "python3", ["-m", "pip", "--version"]);
		const backend = (tag: string) => `
import os, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "source-1.0-${tag}.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as z:
        z.writestr("source.py", "made = True")
        z.writestr("source-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: source\\nVersion: 1.0\\n")
        z.writestr("source-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: ${tag}\\n")
        z.writestr("source-1.0.dist-info/RECORD", "source.py,,\\n")
    return name
`;
		const project = async (tag: string) => {
			const root = projectWith({ ...plain, "requirements.txt": offline("source==1.0") });
			const folder = "source-1.0";
			writeFiles(root, {
				[`wheels/${folder}/pyproject.toml`]:
					'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "source"\nversion = "1.0"\n',
				[`wheels/${folder}/backend.py`]: backend(tag),
				[`wheels/${folder}/PKG-INFO`]: "Metadata-Version: 2.1\nName: source\nVersion: 1.0\n",
			});
			spawnSync("tar", ["czf", `${folder}.tar.gz`, folder], { cwd: join(root, "wheels") });
			return root;
		};
		const plan = programPlan("python3.13", { entryfilePath: "app.py" }, { architecture: "arm64" });
		const { texts } = await packProject({}, plan, bundler, { root: await project("py3-none-any") });
		assert.equal(texts["source.py"], "made = True");
		const tag = `cp311-cp311-${process.platform}_x86_64`;
		const failure = await failureOf(packOne(await project(tag), plan, bundler, ownCache()));
		assert.match(failure.message, /"source==1\.0" has no ready build for it/);
	});

	it("does without the packages that excludeDependencies names", async function () {
		requireTool(this, "python3", ["-m", "pip", "--version"]);
		const root = projectWith({
			...plain,
			"requirements.txt": offline("pure", "my_sdk"),
			...(await wheel("pure", "py3-none-any", { "pure/__init__.py": "" })),
			...(await wheel("my_sdk", "py3-none-any", { "my_sdk/__init__.py": "", "my_sdk/x.py": "" })),
		});
		const plan = programPlan("python3.13", { entryfilePath: "app.py", excludeDependencies: ["My.SDK"] });
		const { paths } = await packProject({}, plan, bundler, { root });
		assert.ok(paths.includes("pure/__init__.py"));
		assert.deepEqual(
			paths.filter((path) => path.startsWith("my_sdk")),
			[],
		);
	});

	it("takes the versions of its lock file", async function () {
		requireTool(this, "python3", ["-c", "import tomllib"]);
		const root = projectWith({
			...plain,
			"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\npure = "^1.0"\n',
			"poetry.lock": '[[package]]\nname = "pure"\nversion = "1.0"\n',
			...(await wheel("pure", "py3-none-any", { "pure.py": "first" })),
		});
		const newer = (await wheel("pure", "py3-none-any", { "pure.py": "second" }))[
			"wheels/pure-1.0-py3-none-any.whl"
		];
		const renamed = Buffer.from(newer ?? bug("no wheel"));
		writeFiles(root, { "wheels/keep.txt": "", "newer.whl": renamed });
		const host = ownCache(temporaryFolder(), {});
		const links = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: join(root, "wheels") };
		const run: typeof host.run = (command, args, options) =>
			host.run(command, args, { ...options, env: { ...options.env, ...links } });
		const plan = programPlan("python3.13", { entryfilePath: "app.py" });
		const { texts } = await packProject({}, plan, bundler, { root, host: { ...host, run } });
		assert.equal(texts["pure.py"], "first");
		writeFiles(root, { "poetry.lock": '[[package]]\nname = "pure"\nversion = "2.0"\n' });
		const failure = await failureOf(packOne(root, plan, bundler, { ...host, run }));
		assert.equal(failure.code, "python-packages-not-installed");
	});

	it("is the same zip in every folder and from every cache", async function () {
		requireTool(this, "python3", ["-m", "pip", "--version"]);
		const files = {
			...plain,
			"requirements.txt": offline("pure"),
			...(await wheel("pure", "py3-none-any", { "pure/__init__.py": "" })),
		};
		const plan = programPlan("python3.13", { entryfilePath: "app.py", excludeFiles: ["requirements.txt"] });
		const digests: string[] = [];
		for (const root of [projectWith(files), projectWith(files)])
			digests.push((await packOne(root, plan, bundler, ownCache())).digest);
		assert.equal(digests[0], digests[1]);
	});

	it("is refused where a link leads out of its folder", async () => {
		const root = makeProject({ "fn/app.py": "", "secret.txt": "" });
		symlinkSync("../secret.txt", join(root, "fn/link.txt"));
		const plan = programPlan("python3.13", { entryfilePath: "fn/app.py" });
		const failure = await failureOf(packOne(root, plan, bundler, ownCache()));
		assert.equal(failure.code, "link-outside");
	});

	it("keeps links inside its folder", async () => {
		const root = makeProject({ "fn/app.py": "", "fn/a/b.txt": "b" });
		symlinkSync("a/b.txt", join(root, "fn/link.txt"));
		const plan = programPlan("python3.13", { entryfilePath: "fn/app.py" });
		const { texts } = await packProject({}, plan, bundler, { root });
		assert.equal(texts["link.txt"], "a/b.txt");
	});

	it("needs its file, and a list above it", async () => {
		const root = makeProject({ "deps/requirements.txt": "", "app.py": "", "deps/uv.lock": "" });
		const codeOf = async (properties: object) =>
			(await failureOf(packOne(root, programPlan("python3.13", properties), bundler, ownCache()))).code;
		assert.equal(await codeOf({ entryfilePath: "gone.py" }), "file-not-found");
		const settings = (packageManagerFile: string) => ({
			entryfilePath: "app.py",
			languageSpecificConfig: { packageManagerFile },
		});
		assert.equal(await codeOf(settings("deps/requirements.txt")), "entry-outside");
		assert.equal(await codeOf(settings("deps/uv.lock")), "wrong-kind-of-file");
		assert.equal(await codeOf(settings("none.txt")), "file-not-found");
		assert.deepEqual(readdirSync(root).includes("app.py"), true);
	});

	it("may be written without the wheels around it", async () => {
		const root = makeProject(plain);
		const plan = programPlan("python3.13", { entryfilePath: "app.py" });
		const packaging = readPackaging(plan);
		const work = { ...workOn(root, plan, bundler), host: ownCache() };
		const { body } = await packPython(work, packaging.kind === "program" ? packaging : bug("not a program"));
		assert.deepEqual(
			body.entries.map(({ path }) => path),
			["app.py", "tsconfig.json"],
		);
	});
});
