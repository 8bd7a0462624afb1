import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Application } from "../../../../engine/package/image/assemble.ts";
import { nodeBase, pythonBase } from "../../../../engine/package/image/base-names.ts";
import { readImagePackaging } from "../../../../engine/package/image/image-packaging.ts";
import { makeScriptImage } from "../../../../engine/package/image/script-image.ts";
import { failureOf, makeProject, sharedBundler, temporaryFolder, writeFiles } from "../project.ts";
import { imagePlan, imageWork } from "./project.ts";

const bundler = sharedBundler();

async function make(root: string, properties: object): Promise<Application> {
	const work = imageWork(root, imagePlan(properties), bundler);
	const packaging = readImagePackaging(work.plan);
	assert.ok(packaging.kind === "script");
	return makeScriptImage(work, packaging);
}

async function layersOf(application: Application): Promise<Record<string, Record<string, string>>> {
	const layers = await application.layersFor("x86_64");
	return Object.fromEntries(
		layers.map(({ comment, entries }) => [
			comment,
			Object.fromEntries(
				entries.map((entry) => {
					assert.ok(entry.kind === "file" && "bytes" in entry.content);
					return [entry.path, Buffer.from(entry.content.bytes).toString("utf8")];
				}),
			),
		]),
	);
}

describe("an image of Node.js", () => {
	it("holds the bundle of a file that exports nothing, and what it includes", async () => {
		const root = makeProject({ "server.ts": "console.log('up' as string)", "public/a.html": "<p>" });
		const image = await make(root, { entryfilePath: "server.ts", includeFiles: ["public/*"] });
		const { code } = await layersOf(image);
		assert.deepEqual(Object.keys(code ?? {}).sort(), [
			"app/index.js",
			"app/index.js.map",
			"app/package.json",
			"app/public/a.html",
			"opt/spool/stop.cjs",
		]);
		assert.match(code?.["app/index.js"] ?? "", /console\.log\("up"\)/);
		assert.equal(image.base, "public.ecr.aws/docker/library/node:24-alpine");
		assert.deepEqual(image.command.slice(-1), ["index.js"]);
		assert.equal(image.workingDirectory, "/app");
		assert.deepEqual(image.environment, { NODE_ENV: "production" });
		assert.ok(
			image.inputs.includes(join(root, "server.ts")) && image.inputs.includes(join(root, "public/a.html")),
		);
	});

	it("has native code for its system and each of its processors", async () => {
		const elf = (machine: number, libc: string) => {
			const head = Buffer.alloc(20);
			head.write("\x7fELF", "latin1");
			head[18] = machine;
			return Buffer.concat([head, Buffer.from(libc)]);
		};
		const root = makeProject({
			"server.ts": 'import a from "addon"; console.log(a);',
			"node_modules/addon/package.json": '{"name":"addon","gypfile":true,"main":"index.js"}',
			"node_modules/addon/index.js": "module.exports = 1;",
			"node_modules/addon/prebuilds/linux-x64/musl.node": elf(62, "libc.musl-x86_64.so.1"),
			"node_modules/addon/prebuilds/linux-x64/static.node": elf(62, ""),
			"node_modules/addon/prebuilds/linux-arm64/static.node": elf(183, ""),
		});
		const nativeOf = async (requiresGlibcBinaries: boolean, architecture: "x86_64" | "arm64") => {
			const image = await make(root, { entryfilePath: "server.ts", requiresGlibcBinaries });
			const [dependencies] = await image.layersFor(architecture);
			const paths = dependencies?.entries.map(({ path }) => path.split("/prebuilds/")[1]) ?? [];
			return paths.filter((path) => path !== undefined);
		};
		assert.deepEqual(await nativeOf(false, "x86_64"), ["linux-x64/musl.node", "linux-x64/static.node"]);
		assert.deepEqual(await nativeOf(true, "x86_64"), ["linux-x64/static.node"]);
		assert.deepEqual(await nativeOf(true, "arm64"), ["linux-arm64/static.node"]);
	});

	it("stands on the Node.js and the system that the config asks for", async () => {
		const root = makeProject({ "a.js": "" });
		const image = await make(root, {
			entryfilePath: "a.js",
			requiresGlibcBinaries: true,
			languageSpecificConfig: { nodeVersion: 22 },
		});
		assert.equal(image.base, "public.ecr.aws/docker/library/node:22");
		assert.equal(nodeBase(20, false), "public.ecr.aws/docker/library/node:20-alpine");
		assert.equal(pythonBase("3.12", true), "public.ecr.aws/docker/library/python:3.12");
	});

	it("carries the AWS SDK itself, which only Lambda has", async () => {
		const sdk = "node_modules/@aws-sdk/client-s3";
		const root = makeProject({
			"a.ts": 'import { S3Client } from "@aws-sdk/client-s3"; console.log(S3Client)',
			[`${sdk}/package.json`]: '{"name":"@aws-sdk/client-s3","main":"index.js"}',
			[`${sdk}/index.js`]: "exports.S3Client = class { fromThePackage() {} };",
		});
		const { code } = await layersOf(await make(root, { entryfilePath: "a.ts" }));
		assert.match(code?.["app/index.js"] ?? "", /fromThePackage/);
	});

	it("advises a Dockerfile for packages that cannot be bundled, and no layer", async () => {
		const root = makeProject({
			"a.ts": 'import "native"',
			"node_modules/native/package.json": '{"name":"native","main":"index.js","gypfile":true}',
			"node_modules/native/index.js": "",
		});
		const failure = await failureOf(make(root, { entryfilePath: "a.ts" }));
		assert.deepEqual(
			failure.problems.map(({ code, hint }) => [code, hint]),
			[["package-needs-install", "write a Dockerfile that installs it, and use custom-dockerfile"]],
		);
	});

	it("tells what is wrong with the code as for functions", async () => {
		const root = makeProject({ "a.ts": 'import "nowhere"' });
		const failure = await failureOf(make(root, { entryfilePath: "a.ts" }));
		assert.deepEqual(
			failure.problems.map(({ code }) => code),
			["module-not-found"],
		);
	});
});

describe("the first process of a container", () => {
	/** Runs the file that is loaded before the application, as if it were the first process. */
	async function stopped(application: string, signal: NodeJS.Signals): Promise<number | null> {
		const folder = temporaryFolder();
		const root = makeProject({ "a.js": "" });
		const { code } = await layersOf(await make(root, { entryfilePath: "a.js" }));
		const stop = (code?.["opt/spool/stop.cjs"] ?? "").replace("process.pid", "1");
		writeFiles(folder, {
			"stop.cjs": stop,
			"app.js": `${application}; setInterval(() => {}, 1000); console.log("up")`,
		});
		const child = spawn(process.execPath, ["--require", "./stop.cjs", "app.js"], {
			cwd: folder,
			stdio: ["ignore", "pipe", "inherit"],
		});
		await once(child.stdout, "data");
		child.kill(signal);
		const [status] = await once(child, "exit");
		return status;
	}

	it("ends at SIGTERM and SIGINT, which the kernel would not let it", async () => {
		assert.equal(await stopped("", "SIGTERM"), 143);
		assert.equal(await stopped("", "SIGINT"), 130);
	});

	it("ends as the application wants when that listens itself", async () => {
		assert.equal(
			await stopped('process.on("SIGTERM", () => setTimeout(() => process.exit(7), 50))', "SIGTERM"),
			7,
		);
	});
});
