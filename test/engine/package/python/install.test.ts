import assert from "node:assert/strict";
import { cacheFolder } from "../../../../engine/package/cache-folder.ts";
import { createImageMemory } from "../../../../engine/package/image/image-memory.ts";
import { isCompleteMark } from "../../../../engine/package/kept-folder.ts";
import { installPackages } from "../../../../engine/package/python/install.ts";
import { type Installation, pipPlatforms, uvPlatform } from "../../../../engine/package/python/installer.ts";
import { type MemoryHost, memoryHost, type Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";

const ended = (stdout = "", exitCode = 0, stderr = "") => ({ exitCode, stdout, stderr });
const uv: Program = (args) => ended(args[0] === "--version" ? "uv 0.9.1" : "");
const pip: Program = (args) =>
	ended(args.includes("--version") ? "pip 25.0 from /somewhere (python 3.12)" : "flask\n");

function machine(programs: Record<string, Program>, files: Record<string, string> = {}): MemoryHost {
	const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/project/${path}`, text]));
	const host = memoryHost({ programs, files: placed });
	host.variables.set("SPOOL_CACHE_DIR", "/cache");
	return host;
}

function work(host: MemoryHost, changes: Partial<Installation> = {}): Installation {
	return {
		host,
		root: "/project",
		job: "web",
		span: { start: 1, end: 2 },
		file: { path: "requirements.txt", kind: "requirements" },
		selectors: { extras: [], groups: [], withoutGroups: [], onlyGroups: [] },
		further: [],
		target: { version: "3.12", architecture: "arm64", libc: "glibc" },
		advice: "use another one",
		inTurn: createImageMemory().inTurn,
		signal: undefined,
		...changes,
	};
}

const lines = ({ runs }: MemoryHost) =>
	runs
		.map(({ command, args }) => [command, ...args].join(" "))
		.filter((line) => !line.includes("--version") || line.includes("install"));

describe("installing packages of Python for another system", () => {
	it("takes uv where it is", async () => {
		const host = machine({ uv, python3: pip }, { "requirements.txt": "flask" });
		const folder = await installPackages(work(host));
		assert.match(folder ?? "", /^\/cache\/python\/[0-9a-f]{32}$/);
		assert.deepEqual(lines(host), [
			`uv pip install --quiet --target ${folder} --python-version 3.12 --python-platform aarch64-manylinux_2_28 --requirement /project/requirements.txt --only-binary :all:`,
		]);
	});

	it("takes pip where there is no uv", async () => {
		const host = machine({ python: pip }, { "requirements.txt": "flask" });
		const target = { version: "3.13", architecture: "x86_64", libc: "musl" } as const;
		const folder = await installPackages(work(host, { target, further: ["uvicorn"] }));
		assert.deepEqual(lines(host), [
			`python -m pip install --quiet --target ${folder} --python-version 3.13 --no-compile --no-input --disable-pip-version-check --implementation cp --platform musllinux_1_2_x86_64 --platform musllinux_1_1_x86_64 --platform musllinux_1_0_x86_64 --requirement /project/requirements.txt uvicorn --only-binary :all:`,
		]);
	});

	it("says what to install where there is neither", async () => {
		const failure = await failureOf(installPackages(work(machine({}))));
		assert.equal(failure.code, "build-tool-missing");
		assert.equal(failure.message, '"web" needs packages of Python, and neither uv nor pip is installed');
	});

	it("needs nothing where nothing is wanted", async () => {
		assert.equal(await installPackages(work(machine({}), { file: undefined })), undefined);
	});

	it("reads a project as its tool does", async () => {
		const file = { path: "pyproject.toml", kind: "pyproject" } as const;
		const selectors = { extras: ["db"], groups: ["a"], withoutGroups: ["b"], onlyGroups: ["c"] };
		const withUv = machine({ uv }, { "pyproject.toml": "" });
		await installPackages(work(withUv, { file, selectors }));
		assert.match(
			lines(withUv)[0] ?? "",
			/^uv pip compile \/project\/pyproject\.toml .*--extra db --group a --no-group b --only-group c$/,
		);
		assert.match(
			lines(withUv)[1] ?? "",
			/--requirement \/temporary\/spool-python-000001\/requirements\.txt --only-binary :all:$/,
		);
		const withPip = machine({ python3: pip }, { "pyproject.toml": "" });
		await installPackages(work(withPip, { file, selectors }));
		assert.match(
			lines(withPip)[0] ?? "",
			/^python3 -c [\s\S]* \/project\/pyproject\.toml \{"extras":\["db"\]/,
		);
		assert.equal(await withPip.kindOf("/temporary/spool-python-000001"), undefined);
	});

	it("advises what to do about a package without a ready build", async () => {
		const failing: Program = (args) =>
			args[0] === "-m" && args[2] === "install"
				? ended("", 1, "ERROR: No matching distribution found for psycopg2==2.9")
				: pip(args, { cwd: "/" });
		const failure = await failureOf(
			installPackages(work(machine({ python3: failing }, { "requirements.txt": "psycopg2==2.9" }))),
		);
		assert.equal(failure.code, "python-packages-not-installed");
		assert.equal(
			failure.message,
			'the packages of "web" cannot be installed for Python 3.12 on aarch64 with glibc: "psycopg2==2.9" has no ready build for it',
		);
		assert.equal(failure.hint, "use another one");
		const other: Program = (args) =>
			args[2] === "install" ? ended("", 1, "disk full") : pip(args, { cwd: "/" });
		const plain = await failureOf(installPackages(work(machine({ python3: other }))));
		assert.deepEqual([plain.hint, plain.details], ["see what the installer says", ["disk full"]]);
	});

	it("knows the systems whose builds fit", () => {
		const glibc = pipPlatforms({ version: "3.12", architecture: "arm64", libc: "glibc" });
		assert.deepEqual([glibc.at(0), glibc.at(-1)], ["manylinux_2_36_aarch64", "manylinux2014_aarch64"]);
		assert.equal(
			uvPlatform({ version: "3.12", architecture: "x86_64", libc: "musl" }),
			"x86_64-unknown-linux-musl",
		);
	});
});

describe("the cache of installations", () => {
	const installs = (host: MemoryHost) => lines(host).length;

	it("gives what was installed before, and nothing that broke off", async () => {
		const host = machine({ uv }, { "requirements.txt": "flask" });
		const folder = await installPackages(work(host));
		assert.ok(folder && isCompleteMark(".complete"));
		assert.equal(await installPackages(work(host)), folder);
		assert.equal(installs(host), 1);
		host.files.delete(`${folder}/.complete`);
		host.files.set(`${folder}/half.py`, Buffer.from(""));
		await installPackages(work(host));
		assert.equal(installs(host), 2);
		assert.ok(!host.files.has(`${folder}/half.py`));
	});

	const changes: [what: string, change: Partial<Installation>, files?: Record<string, string>][] = [
		["another list", {}, { "requirements.txt": "flask==2" }],
		["a list that it names", {}, { "requirements.txt": "flask", "more.txt": "2" }],
		["another version of Python", { target: { version: "3.11", architecture: "arm64", libc: "glibc" } }],
		["another processor", { target: { version: "3.12", architecture: "x86_64", libc: "glibc" } }],
		["another C library", { target: { version: "3.12", architecture: "arm64", libc: "musl" } }],
		["another package beside it", { further: ["uvicorn"] }],
		["another extra", { selectors: { extras: ["a"], groups: [], withoutGroups: [], onlyGroups: [] } }],
	];
	for (const [what, change, files = {}] of changes) {
		it(`has nothing for ${what}`, async () => {
			const text = { "requirements.txt": "-r more.txt\nflask", "more.txt": "-c requirements.txt\n1" };
			const host = machine({ uv }, text);
			const before = await installPackages(work(host));
			for (const [path, content] of Object.entries(files)) {
				const kept =
					path === "requirements.txt" && what.includes("names") ? text["requirements.txt"] : content;
				host.files.set(`/project/${path}`, Buffer.from(kept));
			}
			assert.notEqual(await installPackages(work(host, change)), before);
		});
	}

	it("has nothing for another installer", async () => {
		const files = { "requirements.txt": "flask" };
		assert.notEqual(
			await installPackages(work(machine({ uv }, files))),
			await installPackages(work(machine({ python3: pip }, files))),
		);
	});

	it("has nothing for packages of the disk", async () => {
		for (const text of ["./wheels/a.whl", "-e .", "--find-links wheels\na", "a @ file:///x"]) {
			const host = machine({ uv }, { "requirements.txt": text });
			assert.notEqual(await installPackages(work(host)), await installPackages(work(host)), text);
		}
	});

	it("keeps the ten that were used last", async () => {
		const host = machine({ uv }, { "requirements.txt": "0" });
		const first = await installPackages(work(host));
		for (let index = 1; index <= 10; index++) {
			host.files.set("/project/requirements.txt", Buffer.from(String(index)));
			await installPackages(work(host));
		}
		assert.equal(await host.kindOf(first ?? ""), undefined);
		assert.equal([...host.files.keys()].filter((path) => path.endsWith("/.complete")).length, 10);
	});

	it("lies where the user wants it", () => {
		const at = (variables: Record<string, string>) => cacheFolder({ variable: (name) => variables[name] });
		assert.equal(at({ SPOOL_CACHE_DIR: "/c", HOME: "/h" }), "/c");
		assert.equal(at({ XDG_CACHE_HOME: "/x", HOME: "/h" }), "/x/spool");
		assert.equal(at({ HOME: "/h" }), "/h/.cache/spool");
		assert.equal(at({}), undefined);
	});
});
