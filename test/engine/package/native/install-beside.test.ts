import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "mocha";
import { chainText } from "../../../../engine/package/import-chain.ts";
import { installBeside } from "../../../../engine/package/native/install-beside.ts";
import { ownCache, packProject, requireTool } from "../languages/toolchain-tests.ts";
import {
	type Files,
	failureOf,
	makeProject,
	packOne,
	scriptPlan,
	sharedBundler,
	workOn,
} from "../project.ts";
import { localRegistry } from "./registry.ts";

const bundler = sharedBundler();

/** The head of a program or a library for a processor. */
function elf(cpu: "x64" | "arm64", more = ""): Uint8Array {
	const head = Buffer.alloc(20);
	head.write("\x7fELF", "latin1");
	head[18] = cpu === "x64" ? 62 : 183;
	return Buffer.concat([head, Buffer.from(more)]);
}
const mac = Buffer.from("cffaedfe00", "hex");

const pkg = (name: string, manifest: object, files: Files = {}, below = "node_modules"): Files => ({
	[`${below}/${name}/package.json`]: JSON.stringify({
		name,
		version: "1.0.0",
		main: "index.js",
		...manifest,
	}),
	[`${below}/${name}/index.js`]: `module.exports = "${name}";`,
	...Object.fromEntries(
		Object.entries(files).map(([path, content]) => [`${below}/${name}/${path}`, content]),
	),
});

const plan = (properties: object = {}, changes: object = {}) =>
	scriptPlan({ entryfilePath: "src/api.ts", ...properties }, changes);
const imports = (...names: string[]) => ({
	"src/api.ts": `${names.map((name, n) => `import a${n} from "${name}";`).join("\n")}\nexport default () => [${names.map((_, n) => `a${n}`).join()}];\n`,
});

const image = {
	...imports("sharp"),
	...pkg("sharp", {
		dependencies: { detect: "^1" },
		optionalDependencies: {
			"@img/sharp-linux-x64": "1.0.0",
			"@img/sharp-linux-arm64": "1.0.0",
			"@img/sharp-linuxmusl-arm64": "1.0.0",
			"@img/sharp-darwin-arm64": "1.0.0",
		},
	}),
	...pkg("detect", {}),
	...pkg("@img/sharp-linux-x64", { os: ["linux"], cpu: ["x64"] }, { "lib/sharp.node": elf("x64") }),
};

describe("packages beside a bundle", function () {
	this.timeout(120_000);
	const registry = localRegistry({
		"@img/sharp-linux-arm64": {
			"package.json": JSON.stringify({
				name: "@img/sharp-linux-arm64",
				version: "1.0.0",
				os: ["linux"],
				cpu: ["arm64"],
			}),
			"lib/sharp.node": elf("arm64"),
		},
		"@img/sharp-linuxmusl-arm64": {
			"package.json": JSON.stringify({ name: "@img/sharp-linuxmusl-arm64", version: "1.0.0" }),
			"lib/sharp.node": elf("arm64", "libc.musl-aarch64.so.1"),
		},
	});

	it("are those of this machine where it is like Lambda, with all that they need", async () => {
		const { paths, texts, packed } = await packProject(image, plan(), bundler);
		assert.deepEqual(paths, [
			"index.js",
			"index.js.map",
			"node_modules/@img/sharp-linux-x64/index.js",
			"node_modules/@img/sharp-linux-x64/lib/sharp.node",
			"node_modules/@img/sharp-linux-x64/package.json",
			"node_modules/detect/index.js",
			"node_modules/detect/package.json",
			"node_modules/sharp/index.js",
			"node_modules/sharp/package.json",
			"package.json",
		]);
		assert.match(texts["index.js"] ?? "", /from "sharp"/);
		assert.deepEqual(packed.said, [
			'api: "sharp" reads files of its own and lies beside the bundle for linux-x64 (glibc): src/api.ts → sharp',
		]);
	});

	it("are fetched from the registry of the project where they are for another processor", async function () {
		requireTool(this, "npm");
		const root = makeProject({ ...image, ".npmrc": `registry=${registry.url()}/\n` });
		const host = ownCache();
		const arm = plan({}, { architecture: "arm64" });
		const { texts, paths } = await packProject({}, arm, bundler, { root, host });
		assert.deepEqual(
			paths.filter((path) => path.endsWith(".node")),
			["node_modules/@img/sharp-linux-arm64/lib/sharp.node"],
		);
		assert.equal(texts["node_modules/@img/sharp-linux-arm64/lib/sharp.node"]?.charCodeAt(18), 183);
		assert.ok(registry.asked.some((path) => path.startsWith("@img/sharp-linux-arm64/-/")));
		const before = registry.asked.length;
		await packProject({}, arm, bundler, { root, host });
		assert.equal(registry.asked.length, before);
	});

	it("are not there when the registry does not have them, and then it says so", async function () {
		requireTool(this, "npm");
		const files = {
			...imports("gone"),
			...pkg("gone", { gypfile: true, optionalDependencies: { "gone-linux-arm64": "1.0.0" } }),
		};
		const root = makeProject({ ...files, ".npmrc": `registry=${registry.url()}/\n` });
		const failure = await failureOf(packOne(root, plan({}, { architecture: "arm64" }), bundler, ownCache()));
		assert.equal(failure.code, "native-package-missing");
		assert.match(
			failure.message,
			/"api" needs gone-linux-arm64@1\.0\.0 for its processor, and npm cannot fetch it/,
		);
	});

	it("bring no binary of another system", async () => {
		const files = {
			...imports("addon"),
			...pkg(
				"addon",
				{ dependencies: { "node-gyp-build": "4" } },
				{
					"prebuilds/linux-x64/a.node": elf("x64"),
					"prebuilds/linux-arm64/a.node": elf("arm64"),
					"prebuilds/darwin-arm64/a.node": mac,
					"build/Release/obj.target/a.o": "o",
				},
			),
			...pkg("node-gyp-build", {}),
		};
		const nodes = async (changes: object) =>
			(await packProject(files, plan({}, changes), bundler)).paths.filter((path) =>
				/\.node$|\.o$/.test(path),
			);
		assert.deepEqual(await nodes({}), ["node_modules/addon/prebuilds/linux-x64/a.node"]);
		assert.deepEqual(await nodes({ architecture: "arm64" }), [
			"node_modules/addon/prebuilds/linux-arm64/a.node",
		]);
	});

	it("are refused when they were built for this machine only, with the import that brought them in", async () => {
		const files = {
			...imports("tool"),
			...pkg("tool", { dependencies: { addon: "1" } }),
			"node_modules/tool/index.js": 'module.exports = require("addon");',
			...pkg("addon", { gypfile: true }, { "build/Release/a.node": mac }),
		};
		const failure = await failureOf(packOne(makeProject(files), plan(), bundler, ownCache()));
		assert.equal(failure.code, "package-needs-install");
		assert.equal(
			failure.problems[0]?.message,
			'"addon" has no native binary for linux-x64 (glibc): src/api.ts → tool → addon',
		);
		assert.match(failure.problems[0]?.hint ?? "", /npm install --os=linux --cpu=x64 --libc=glibc addon/);
	});

	it("are found where pnpm links them to", async () => {
		const store = "node_modules/.pnpm";
		const root = makeProject({
			...imports("a"),
			...pkg("a", { dependencies: { b: "1" } }, {}, `${store}/a@1.0.0/node_modules`),
			...pkg("b", {}, {}, `${store}/b@1.0.0/node_modules`),
		});
		const link = (at: string, to: string) => {
			mkdirSync(dirname(join(root, at)), { recursive: true });
			symlinkSync(to, join(root, at));
		};
		link("node_modules/a", ".pnpm/a@1.0.0/node_modules/a");
		link(`${store}/a@1.0.0/node_modules/b`, "../../b@1.0.0/node_modules/b");
		const { paths } = await packProject({}, plan({ excludeDependencies: ["a"] }), bundler, { root });
		assert.deepEqual(
			paths.filter((path) => path.startsWith("node_modules/")),
			[
				"node_modules/a/index.js",
				"node_modules/a/package.json",
				"node_modules/b/index.js",
				"node_modules/b/package.json",
			],
		);
	});

	it("of a workspace are found above it, and two versions of one stay two", async () => {
		const root = makeProject({
			"apps/api/src/api.ts": 'import a from "a";\nexport default a;\n',
			...pkg("a", { dependencies: { b: "1", c: "1" } }),
			...pkg("b", {}),
			...pkg("c", { dependencies: { b: "2" } }),
			...pkg("b", { version: "2.0.0" }, {}, "node_modules/c/node_modules"),
		});
		const wanted = plan({ entryfilePath: "src/api.ts", excludeDependencies: ["a"] });
		const { texts } = await packProject({}, wanted, bundler, { root: join(root, "apps/api") });
		const versionAt = (path: string) => JSON.parse(texts[`${path}/package.json`] ?? "{}").version;
		assert.deepEqual(["node_modules/b", "node_modules/c/node_modules/b"].map(versionAt), ["1.0.0", "2.0.0"]);
	});

	it("are all packages where the config says so, but for what a layer brings", async () => {
		const files = {
			...imports("a", "b"),
			...pkg("a", { dependencies: { c: "1" } }),
			...pkg("b", {}),
			...pkg("c", {}),
		};
		const languageSpecificConfig = {
			dependenciesToExcludeFromBundle: ["*"],
			dependenciesToExcludeFromDeploymentPackage: ["b"],
		};
		const { paths } = await packProject(files, plan({ languageSpecificConfig }), bundler);
		assert.deepEqual(
			paths.filter((path) => path.endsWith("/index.js")),
			["node_modules/a/index.js", "node_modules/c/index.js"],
		);
	});

	it("a file of the user with native code lies beside its bundle", async () => {
		const files = (content: Uint8Array) => ({
			"src/api.ts": "const addon = require('./addon.node');\nexport default () => addon;",
			"src/addon.node": content,
		});
		const { paths } = await packProject(files(elf("x64")), plan(), bundler);
		assert.ok(paths.includes("addon.node"));
		const failure = await failureOf(packOne(makeProject(files(elf("arm64"))), plan(), bundler, ownCache()));
		assert.equal(failure.problems[0]?.message, '"addon.node" has no native code for linux-x64 (glibc)');
	});

	it("are none where the bundle has all", async () => {
		const work = workOn("/", scriptPlan({}), bundler);
		assert.deepEqual(await installBeside(work, [], () => false), []);
		assert.equal(chainText([], "a"), "a");
	});
});

describe("Prisma", () => {
	const client = (engines: readonly string[], more: Files = {}): Files => ({
		"src/api.ts": 'import { PrismaClient } from "@prisma/client";\nexport default () => PrismaClient;\n',
		...pkg("@prisma/client", {}, { "runtime/query_compiler_bg.wasm": "w", "runtime/library.js": "1" }),
		"node_modules/@prisma/client/index.js": "module.exports = require('.prisma/client');",
		"node_modules/.prisma/client/index.js": "exports.PrismaClient = 1;",
		"node_modules/.prisma/client/schema.prisma": "model X {}",
		...Object.fromEntries(
			engines.map((system) => [
				`node_modules/.prisma/client/libquery_engine-${system}.so.node`,
				elf(system.includes("arm64") ? "arm64" : "x64"),
			]),
		),
		...more,
	});
	const enginesIn = (paths: readonly string[]) => paths.filter((path) => path.includes("query_"));

	it("brings the engine of the runtime, and no other", async () => {
		const files = client(["debian-openssl-3.0.x", "rhel-openssl-3.0.x", "linux-arm64-openssl-3.0.x"]);
		const { paths } = await packProject(files, plan(), bundler);
		assert.deepEqual(enginesIn(paths), [
			"node_modules/.prisma/client/libquery_engine-rhel-openssl-3.0.x.so.node",
		]);
		assert.ok(paths.includes("node_modules/.prisma/client/schema.prisma"));
		const arm = await packProject(files, plan({}, { architecture: "arm64" }), bundler);
		assert.deepEqual(enginesIn(arm.paths), [
			"node_modules/.prisma/client/libquery_engine-linux-arm64-openssl-3.0.x.so.node",
		]);
	});

	it("says what to generate when that engine is not there", async () => {
		const failure = await failureOf(
			packOne(makeProject(client(["debian-openssl-3.0.x"])), plan(), bundler, ownCache()),
		);
		assert.match(
			failure.message,
			/needs its query engine for rhel-openssl-3\.0\.x, and there is only libquery_engine-debian/,
		);
		assert.match(failure.hint ?? "", /binaryTargets = \["native", "rhel-openssl-3\.0\.x"\]/);
		const none = await failureOf(packOne(makeProject(client([])), plan(), bundler, ownCache()));
		assert.match(none.message, /has no generated client/);
	});

	it("without an engine brings what takes its place", async () => {
		const files = client([], { "node_modules/.prisma/client/query_compiler_bg.wasm": "w" });
		const { paths } = await packProject(files, plan(), bundler);
		assert.deepEqual(enginesIn(paths), [
			"node_modules/.prisma/client/query_compiler_bg.wasm",
			"node_modules/@prisma/client/runtime/query_compiler_bg.wasm",
		]);
	});

	it("is found where it was generated into the code", async () => {
		const files: Files = {
			"src/api.ts": 'import { PrismaClient } from "./db/index.js";\nexport default () => PrismaClient;\n',
			"src/db/index.js": 'exports.PrismaClient = require("@prisma/client/runtime/library.js");',
			"src/db/schema.prisma": "model X {}",
			"src/db/libquery_engine-rhel-openssl-3.0.x.so.node": elf("x64"),
			...pkg("@prisma/client", {}, { "runtime/library.js": "module.exports = 1;" }),
		};
		const { paths } = await packProject(files, plan(), bundler);
		assert.ok(
			paths.includes("libquery_engine-rhel-openssl-3.0.x.so.node") && paths.includes("schema.prisma"),
		);
	});
});
