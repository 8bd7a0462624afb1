import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildOptions } from "esbuild";
import { describe, it } from "mocha";
import { type Bundler, createBundler } from "../../../engine/package/bundler.ts";
import { failureOf, makeProject, sharedBundler, temporaryFolder, writeFiles } from "./project.ts";

const require = createRequire(import.meta.url);
const esbuildMain = require.resolve("esbuild");

const optionsOf = (root: string, more: BuildOptions = {}): BuildOptions => ({
	absWorkingDir: root,
	entryPoints: ["a.ts"],
	outfile: "index.js",
	bundle: true,
	write: false,
	metafile: true,
	format: "esm",
	logLevel: "silent",
	...more,
});

async function textOf(bundler: Bundler, name: string, options: BuildOptions): Promise<string> {
	const result = await bundler.build(name, options, undefined);
	assert.ok("build" in result, JSON.stringify(result));
	return Buffer.from(result.build.outputs[0]?.contents ?? "").toString();
}

/** A module that hands on esbuild and counts what is asked of it, as a file that a bundler can load. */
function countingEsbuild(): { readonly path: string; counts(): Record<string, number> } {
	const path = join(temporaryFolder(), "counting.mjs");
	const code = `
		import esbuild from ${JSON.stringify(pathToFileURL(esbuildMain).href)};
		export const counts = { context: 0, rebuild: 0, dispose: 0 };
		export const context = async (options) => {
			counts.context++;
			const made = await esbuild.context(options);
			return {
				...made,
				cancel: () => made.cancel(),
				rebuild: () => { counts.rebuild++; return made.rebuild(); },
				dispose: () => { counts.dispose++; return made.dispose(); },
			};
		};
		globalThis[Symbol.for(${JSON.stringify(path)})] = counts;`;
	writeFileSync(path, code);
	const holder = globalThis as unknown as Record<symbol, Record<string, number>>;
	return { path, counts: () => holder[Symbol.for(path)] ?? {} };
}

describe("the bundler", () => {
	it("keeps one context for the same options, and sees edits", async () => {
		const esbuild = countingEsbuild();
		const bundler = sharedBundler({ esbuildModule: esbuild.path });
		const root = makeProject({ "a.ts": "console.log(1)" });
		assert.match(await textOf(bundler, "a", optionsOf(root)), /log\(1\)/);
		writeFiles(root, { "a.ts": "console.log(2)" });
		assert.match(await textOf(bundler, "a", optionsOf(root)), /log\(2\)/);
		assert.deepEqual(esbuild.counts(), { context: 1, rebuild: 2, dispose: 0 });
		await textOf(bundler, "a", optionsOf(root, { minify: true }));
		await textOf(bundler, "b", optionsOf(root));
		assert.deepEqual(esbuild.counts(), { context: 3, rebuild: 4, dispose: 1 });
		await bundler.close();
		assert.deepEqual(esbuild.counts(), { context: 3, rebuild: 4, dispose: 3 });
	});

	it("builds one after another for one name, so that none gets the result of an older text", async () => {
		const bundler = sharedBundler();
		const root = makeProject({ "a.ts": "console.log(1)" });
		const first = textOf(bundler, "a", optionsOf(root));
		const second = first.then(() => undefined);
		writeFiles(root, { "a.ts": "console.log(2)" });
		const last = textOf(bundler, "a", optionsOf(root));
		await second;
		assert.match(await last, /log\(2\)/);
	});

	it("gives errors in the user's code as a result, and builds again after them", async () => {
		const bundler = sharedBundler();
		const root = makeProject({ "a.ts": "const = 1" });
		const result = await bundler.build("a", optionsOf(root), undefined);
		assert.deepEqual("errors" in result && result.errors.map(({ text }) => text), [
			'Expected identifier but found "="',
		]);
		writeFiles(root, { "a.ts": "console.log(3)" });
		assert.match(await textOf(bundler, "a", optionsOf(root)), /log\(3\)/);
	});

	it("gives errors about options as a result too", async () => {
		const result = await sharedBundler().build(
			"a",
			optionsOf(makeProject({}), { tsconfig: "/no/such.json" }),
			undefined,
		);
		assert.match("errors" in result ? (result.errors[0]?.text ?? "") : "", /Cannot find tsconfig file/);
	});

	it("does not build when the user has already said stop", async () => {
		const bundler = sharedBundler();
		const root = makeProject({ "a.ts": "console.log(1)" });
		await assert.rejects(bundler.build("a", optionsOf(root), AbortSignal.abort()), { name: "AbortError" });
		assert.match(await textOf(bundler, "a", optionsOf(root)), /log\(1\)/);
	});

	it("cancels a build that is under way when the user says so", async () => {
		// An esbuild whose builds last until they are cancelled, with the error that the real one gives then.
		const path = join(temporaryFolder(), "endless.mjs");
		const code = `
			export const context = async () => {
				let stop;
				return {
					rebuild: () => new Promise((_, reject) => { stop = reject; }),
					cancel: async () => stop(Object.assign(new Error("cancelled"), { errors: [{ text: "The build was canceled" }] })),
					dispose: async () => {},
				};
			};`;
		writeFileSync(path, code);
		const stop = new AbortController();
		const work = sharedBundler({ esbuildModule: path }).build("a", {}, stop.signal);
		setTimeout(() => stop.abort(), 20);
		await assert.rejects(work, { name: "AbortError" });
	});

	it("says what is wrong when esbuild is not there", async () => {
		const bundler = createBundler({ esbuildModule: join(temporaryFolder(), "lib/main.js") });
		const failure = await failureOf(bundler.build("a", {}, undefined));
		assert.deepEqual([failure.code, failure.kind], ["bundler-missing", "package"]);
		assert.match(failure.hint ?? "", /install Spool again/);
		await bundler.close();
	});

	it("says what is wrong when the program of esbuild is not there", async () => {
		const lib = join(temporaryFolder(), "lib");
		mkdirSync(lib);
		copyFileSync(esbuildMain, join(lib, "main.js"));
		const bundler = createBundler({ esbuildModule: join(lib, "main.js") });
		const failure = await failureOf(bundler.build("a", optionsOf(makeProject({ "a.ts": "" })), undefined));
		assert.equal(failure.code, "bundler-missing");
		assert.match(failure.details.join(" "), /esbuild/);
		await bundler.close();
	});

	it("starts another program when the one it had has ended", async () => {
		// In a process of its own, because all bundlers of a process share one program.
		const source = fileURLToPath(new URL("../../../engine/package/bundler.ts", import.meta.url));
		const root = makeProject({ "a.ts": "console.log(1)" });
		const script = `
			import { syncBuiltinESMExports } from "node:module";
			import childProcess from "node:child_process";
			const started = [];
			const { spawn } = childProcess;
			childProcess.spawn = (...args) => { const child = spawn(...args); started.push(child); return child; };
			syncBuiltinESMExports();
			const { createBundler } = await import(${JSON.stringify(pathToFileURL(source).href)});
			const bundler = createBundler();
			const build = () => bundler.build("a", ${JSON.stringify(optionsOf(root))}, undefined);
			const said = [];
			const run = () => build().then((r) => said.push("build" in r ? "built" : "errors"), (e) => said.push(e.code));
			await run();
			const ended = new Promise((resolve) => started[0].once("exit", resolve));
			started[0].kill();
			await ended;
			await run();
			await run();
			console.log(JSON.stringify([said, started.length]));
			await bundler.close();
			process.exit(0);`;
		const file = join(root, "run.mjs");
		writeFileSync(file, script);
		const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
		let stdout = "";
		child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
		await new Promise((resolve) => child.once("close", resolve));
		assert.deepEqual(JSON.parse(stdout), [["built", "bundler-stopped", "built"], 2]);
	});

	it("works from a copy in the layout of an extension, without a node_modules above it", async () => {
		const folder = temporaryFolder();
		const platform = `@esbuild/${process.platform}-${process.arch}`;
		const program = require.resolve(`${platform}/package.json`, { paths: [dirname(esbuildMain)] });
		const target = join(folder, "esbuild/lib/node_modules", platform);
		mkdirSync(join(target, "bin"), { recursive: true });
		copyFileSync(program, join(target, "package.json"));
		const name = process.platform === "win32" ? "esbuild.exe" : "bin/esbuild";
		copyFileSync(join(dirname(program), name), join(target, name));
		chmodSync(join(target, name), 0o755);
		copyFileSync(esbuildMain, join(folder, "esbuild/lib/main.js"));
		assert.ok(readFileSync(join(folder, "esbuild/lib/main.js")).length > 0);
		const bundler = sharedBundler({ esbuildModule: join(folder, "esbuild/lib/main.js") });
		assert.match(
			await textOf(bundler, "a", optionsOf(makeProject({ "a.ts": "console.log(4)" }))),
			/log\(4\)/,
		);
	});
});
