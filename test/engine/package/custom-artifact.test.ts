import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { readCustomArtifact } from "../../../engine/package/custom-artifact.ts";
import { type CustomPackaging, readPackaging } from "../../../engine/package/packaging.ts";
import { writeZip } from "../../../engine/package/zip.ts";
import { centralRecord, endRecords, localRecord } from "../../../engine/package/zip-records.ts";
import {
	customPlan,
	diskHost,
	failureOf,
	filesOf,
	makeProject,
	packOne,
	problemsOf,
	readZips,
	sharedBundler,
	workOn,
	writeFiles,
} from "./project.ts";

const bundler = sharedBundler();
const handler = "index.js:main";

describe("an artifact that the user made", () => {
	it("may be a folder, whose zip depends on nothing but names and contents", async () => {
		const files = { "out/index.js": "1", "out/lib/ä.txt": "2", "out/run": "#!/bin/sh\n" };
		const plan = customPlan({ packagePath: "./out", handler });
		const first = makeProject(files);
		const second = makeProject(Object.fromEntries(Object.entries(files).reverse()));
		utimesSync(join(second, "out/index.js"), 1, 1);
		chmodSync(join(second, "out/index.js"), 0o755);
		const packed = await packOne(first, plan, bundler);
		const other = await packOne(second, plan, bundler);
		assert.equal(other.digest, packed.digest);
		const [read] = readZips([packed.bytes]);
		assert.deepEqual(
			read?.map(({ path, text, mode }) => [path, text, mode.toString(8)]),
			[
				["index.js", "1", "100644"],
				["lib/ä.txt", "2", "100644"],
				["run", "#!/bin/sh\n", "100755"],
			],
		);
		assert.deepEqual(
			packed.inputs,
			["out/index.js", "out/lib/ä.txt", "out/run"].map((path) => join(first, path)),
		);
		assert.equal(packed.unzippedSize, 12);
		assert.deepEqual(packed.said, []);
	});

	it("may be a single file, which lies at the top of the zip", async () => {
		const root = makeProject({ "build/out/index.js": "1" });
		const packed = await packOne(root, customPlan({ packagePath: "build\\out\\index.js", handler }), bundler);
		assert.deepEqual(filesOf(packed.bytes), { "index.js": "1" });
		assert.deepEqual(packed.inputs, [join(root, "build/out/index.js")]);
	});

	it("may be a zip, which is taken as it is", async () => {
		const zip = await writeZip([
			{ path: "index.js", bytes: Buffer.from("x".repeat(1000)), mode: "file" },
			{ path: "b", bytes: Buffer.from("yy"), mode: "file" },
		]);
		const root = makeProject({ "api.zip": zip });
		const packed = await packOne(root, customPlan({ packagePath: "api.zip", handler }), bundler);
		assert.ok(Buffer.from(packed.bytes).equals(zip));
		assert.equal(packed.digest, createHash("sha256").update(zip).digest("hex"));
		assert.equal(packed.digestBase64, createHash("sha256").update(zip).digest("base64"));
		assert.equal(packed.unzippedSize, 1002);
		assert.deepEqual(packed.largestEntries, [
			{ path: "index.js", size: 1000 },
			{ path: "b", size: 2 },
		]);
	});

	it("is a problem of the config when it is not there", async () => {
		const plan = customPlan({ packagePath: "dist/api", handler });
		const root = makeProject({});
		assert.deepEqual(await problemsOf(root, plan, bundler), [
			{
				code: "file-not-found",
				severity: "error",
				message: '"dist/api" does not exist',
				span: plan.span,
				hint: "build the artifact before you deploy",
			},
		]);
		mkdirSync(join(root, "dist/api"), { recursive: true });
		const [empty] = await problemsOf(root, plan, bundler);
		assert.deepEqual([empty?.code, empty?.message], ["artifact-empty", 'the folder "dist/api" is empty']);
	});

	it("is a problem when it is a broken zip", async () => {
		const root = makeProject({ "api.zip": "<html>404</html>" });
		const [problem] = await problemsOf(root, customPlan({ packagePath: "api.zip", handler }), bundler);
		assert.equal(problem?.code, "zip-unreadable");
		assert.equal(problem?.message, '"api.zip" cannot be unpacked: it has no zip directory at its end');
	});

	it("is refused when a ready zip unpacks to more than Lambda takes", async () => {
		// The zip only says that it holds 300 MB; nobody unpacks it.
		const record = {
			path: "model.bin",
			mode: "file" as const,
			crc: 0,
			size: 300 * 2 ** 20,
			compressedSize: 1,
			deflated: true,
			offset: 0,
		};
		const local = Buffer.concat([localRecord(record), Buffer.from("x")]);
		const central = centralRecord(record);
		const root = makeProject({
			"api.zip": Buffer.concat([local, central, endRecords(1, local.length, central.length)]),
		});
		const [problem] = await problemsOf(root, customPlan({ packagePath: "api.zip", handler }), bundler);
		assert.equal(problem?.code, "artifact-too-large");
		assert.match(problem?.hint ?? "", /model\.bin \(300\.0 MB\)/);
	});

	it("is refused by size before a folder is read", async () => {
		const root = makeProject({ "out/a": "x" });
		const read: string[] = [];
		const host = diskHost({
			tree: async () => [{ path: "a", kind: "file", size: 251 * 2 ** 20, stamp: "" }],
			stream: (path) => {
				read.push(path);
				return assert.fail("it was read");
			},
		});
		const failure = await failureOf(
			packOne(root, customPlan({ packagePath: "out", handler }), bundler, host),
		);
		assert.equal(failure.code, "artifact-too-large");
		assert.deepEqual(read, []);
	});

	it("says when a file vanishes or changes between listing and reading", async () => {
		for (const [meanwhile, message] of [
			[(file: string) => rmSync(file), /out\/a cannot be read: it is not there any more$/],
			[(file: string) => writeFileSync(file, "longer"), /out\/a changed while it was read$/],
		] as const) {
			const root = makeProject({ "out/a": "x" });
			const disk = diskHost();
			const host = {
				...disk,
				tree: async (folder: string) => {
					const tree = await disk.tree(folder);
					meanwhile(join(root, "out/a"));
					return tree;
				},
			};
			const failure = await failureOf(
				packOne(root, customPlan({ packagePath: "out", handler }), bundler, host),
			);
			assert.match(failure.message, message);
			assert.equal(failure.kind, "file");
		}
	});

	it("keeps links that stay in the folder, and refuses those that lead out of it", async function () {
		if (process.platform === "win32") this.skip();
		const root = makeProject({ "out/lib/real.js": "real", "out/ä/日本.js": "name", "secret.txt": "secret" });
		symlinkSync("lib/real.js", join(root, "out/index.js"));
		symlinkSync("../lib", join(root, "out/ä/folder"));
		const { bytes } = await packOne(root, customPlan({ packagePath: "out", handler }), bundler);
		const [read = []] = readZips([bytes]);
		assert.deepEqual(
			read.map(({ path, mode, text }) => [path, mode.toString(8), text]),
			[
				["index.js", "120777", "lib/real.js"],
				["lib/real.js", "100644", "real"],
				["ä/folder", "120777", "../lib"],
				["ä/日本.js", "100644", "name"],
			],
		);
		for (const target of ["../secret.txt", "/etc/hostname", "lib/../../secret.txt"]) {
			rmSync(join(root, "out/index.js"));
			symlinkSync(target, join(root, "out/index.js"));
			const failure = await failureOf(packOne(root, customPlan({ packagePath: "out", handler }), bundler));
			assert.equal(failure.code, "entry-not-packable");
			assert.match(failure.message, /"index\.js" is a link to ".*", which is outside of the folder/);
		}
	});

	it("refuses what has no end", async function () {
		if (process.platform === "win32") this.skip();
		const root = makeProject({ "out/index.js": "" });
		execFileSync("mkfifo", [join(root, "out/pipe")]);
		const failure = await failureOf(packOne(root, customPlan({ packagePath: "out", handler }), bundler));
		assert.match(failure.message, /"pipe" is a device, a socket or a pipe/);
		const alone = await failureOf(packOne(root, customPlan({ packagePath: "out/pipe", handler }), bundler));
		assert.match(alone.message, /does not exist|is a device/);
	});

	it("refuses a zip whose entries would be unpacked outside of their folder", async () => {
		for (const path of ["../up.js", "a/../../up.js", "/etc/x", "..\\up.js", "C:/x"]) {
			const zip = await writeZip([{ path, bytes: Buffer.from("x"), mode: "file" }]);
			const root = makeProject({ "out.zip": zip });
			const failure = await failureOf(
				packOne(root, customPlan({ packagePath: "out.zip", handler }), bundler),
			);
			assert.equal(failure.code, "zip-unreadable");
			assert.match(failure.message, /leads out of the folder/);
		}
	});

	const handlers: readonly (readonly [string, string, readonly string[], boolean])[] = [
		["a file at the top", "index.js:main", ["index.js"], true],
		["another ending, as built code has", "src/index.ts:main", ["index.mjs"], true],
		["folders, which Lambda does not see", "src/index.js:main", ["src/index.js"], false],
		["no such file", "main.js:main", ["index.js"], false],
	];
	for (const [name, wanted, paths, found] of handlers) {
		it(`${found ? "accepts" : "warns of"} a handler with ${name}`, async () => {
			const root = makeProject({});
			for (const path of paths) writeFiles(root, { [`out/${path}`]: "x" });
			const plan = customPlan({ packagePath: "out", handler: wanted });
			const work = workOn(root, plan, bundler);
			await readCustomArtifact(work, readPackaging(plan) as CustomPackaging);
			assert.equal(work.said.length, found ? 0 : 1, work.said.join());
		});
	}

	it("does not judge the handler of a runtime with names of its own", async () => {
		const root = makeProject({});
		writeFileSync(join(root, "app.jar"), "x");
		const plan = customPlan(
			{ packagePath: "app.jar", handler: "com/App.java:handle" },
			{ runtime: "java21" },
		);
		assert.deepEqual((await packOne(root, plan, bundler)).said, []);
	});
});
