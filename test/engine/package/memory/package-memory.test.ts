import assert from "node:assert/strict";
import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "../../../../engine/host/port.ts";
import { createBundler } from "../../../../engine/package/bundler.ts";
import { openPackageMemory } from "../../../../engine/package/memory/package-memory.ts";
import { packArtifacts } from "../../../../engine/package/package.ts";
import { bytesOf, type Packed } from "../../../../engine/package/packed.ts";
import type { ZipPlan } from "../../../../engine/resources/kind.ts";
import { diskHost, type Files, filesOf, makeProject, scriptPlan, temporaryFolder } from "../project.ts";

const plan = scriptPlan({ entryfilePath: "src/api.ts", includeFiles: ["texts/**"] });
const files: Files = {
	"src/api.ts":
		'import { b } from "./b"; import { c } from "lib/c"; import { d } from "@/d"; export default () => [b, c, d];',
	"src/b.ts": 'import { k } from "kit"; export const b = `b ${k}`;',
	"maps/two/d.ts": "export const d = 'two';",
	"lib/c.js": "export const c = 'mapped';",
	"texts/a.txt": "a",
	"tsconfig.json":
		'{"extends": "./base.json", "compilerOptions": {"paths": {"@/*": ["./maps/one/*", "./maps/two/*"], "lib/*": ["./lib/*"]}}}',
	"base.json": '{"compilerOptions": {"target": "es2022"}}',
	"package.json": '{"name": "app"}',
	"node_modules/kit/package.json": '{"name": "kit", "main": "main.js"}',
	"node_modules/kit/main.js": 'exports.k = require("./part");',
	"node_modules/kit/part/index.js": 'module.exports = "part";',
	"node_modules/kit/other.js": 'exports.k = "other";',
};

/** A machine with a cache folder of its own, on which no file was just written. */
function machine(cache = join(temporaryFolder(), "cache"), changes: Partial<Host> = {}): Host {
	const host = diskHost();
	return {
		...host,
		// Files of a test are some milliseconds old; on a user's disk they have been there for a while.
		now: () => host.now() + 10_000,
		variable: (name) => (name === "SPOOL_CACHE_DIR" ? cache : undefined),
		...changes,
	};
}

async function pack(host: Host, root: string, one: ZipPlan = plan): Promise<Packed> {
	// A new bundler, as a new process has it.
	const bundler = createBundler();
	try {
		const memory = openPackageMemory(host, root);
		const ports = { host, emit: () => undefined };
		const [packed] = await packArtifacts(ports, [one], { root, bundler, memory });
		return packed ?? assert.fail("nothing was packed");
	} finally {
		await bundler.close();
	}
}

async function packTwice(changes: Partial<Host> = {}) {
	const root = makeProject(files);
	const host = machine(undefined, changes);
	const first = await pack(host, root);
	assert.deepEqual(first.making, {
		isReused: false,
		because: ["it was not packaged on this machine before"],
	});
	const second = await pack(host, root);
	return { root, host, first, second };
}

/** What is changed, and how `making` says so. */
const changes: Readonly<Record<string, readonly [change: (root: string) => void, because: RegExp]>> = {
	"the entry": [(root) => appendFileSync(join(root, "src/api.ts"), "// new"), /^src\/api\.ts changed$/],
	"an import of it": [
		(root) => writeFileSync(join(root, "src/b.ts"), "export const b = 2;"),
		/^src\/b\.ts changed$/,
	],
	"a file of the same size and date": [
		(root) => {
			writeFileSync(join(root, "lib/c.js"), "export const c = 'MAPPED';");
			utimesSync(join(root, "lib/c.js"), 1_000_000, 1_000_000);
		},
		/^lib\/c\.js changed$/,
	],
	"a file of a package": [
		(root) => writeFileSync(join(root, "node_modules/kit/part/index.js"), 'module.exports = "new";'),
		/^node_modules\/kit\/part\/index\.js changed$/,
	],
	"the main file that a package names": [
		(root) =>
			writeFileSync(join(root, "node_modules/kit/package.json"), '{"name": "kit", "main": "other.js"}'),
		/^node_modules\/kit\/package\.json changed$/,
	],
	"a file that an import without an extension means before the old one": [
		(root) => writeFileSync(join(root, "node_modules/kit/part.js"), 'module.exports = "file";'),
		/^files in node_modules\/kit came or went$/,
	],
	"a file that a path of the tsconfig means before the old one": [
		(root) => {
			mkdirSync(join(root, "maps/one"));
			writeFileSync(join(root, "maps/one/d.ts"), "export const d = 'one';");
		},
		/^files in maps\/one came or went$|^files in maps came or went$/,
	],
	"a package nearer to the code": [
		(root) => {
			mkdirSync(join(root, "src/node_modules/kit"), { recursive: true });
			writeFileSync(join(root, "src/node_modules/kit/index.js"), 'exports.k = "near";');
		},
		/^files in src came or went$/,
	],
	"a tsconfig": [
		(root) => writeFileSync(join(root, "base.json"), '{"compilerOptions": {"target": "es5"}}'),
		/^base\.json changed$/,
	],
	"a tsconfig that appears": [
		(root) => writeFileSync(join(root, "src/tsconfig.json"), '{"compilerOptions": {"jsx": "react"}}'),
		/^files in src came or went$/,
	],
	"a package.json beside the code": [
		(root) => writeFileSync(join(root, "src/package.json"), '{"sideEffects": false}'),
		/^src\/package\.json changed$/,
	],
	"a file beside the bundle": [
		(root) => writeFileSync(join(root, "texts/a.txt"), "b"),
		/^texts\/a\.txt changed$/,
	],
	"a file that a glob matches": [
		(root) => {
			mkdirSync(join(root, "texts/deep"));
			writeFileSync(join(root, "texts/deep/b.md"), "b");
		},
		/^files in texts came or went$/,
	],
	"where a link leads": [
		(root) => {
			renameSync(join(root, "node_modules/kit"), join(root, "kit-1"));
			makeProject(
				{ "package.json": '{"name":"kit"}', "index.js": 'exports.k = "linked"' },
				join(root, "kit-2"),
			);
			symlinkSync("../kit-2", join(root, "node_modules/kit"), "junction");
		},
		/^node_modules\/kit\/main\.js is gone$/,
	],
};

describe("the memory of packaging", () => {
	it("gives what was made before, with its warnings, when nothing has changed", async () => {
		const { root, host, first, second } = await packTwice({});
		assert.deepEqual(second.making, { isReused: true, because: [] });
		assert.equal(second.digest, first.digest);
		assert.equal(second.digestBase64, first.digestBase64);
		assert.deepEqual(second.largestEntries, first.largestEntries);
		assert.ok(Buffer.from(await bytesOf(second)).equals(await bytesOf(first)));
		assert.deepEqual(filesOf(await bytesOf(second)), filesOf(await bytesOf(first)));
		// A third time by stamps alone: nothing is read but the records.
		const silent = { ...host, stream: () => assert.fail("a file was read") };
		assert.equal((await pack(silent, root)).making.isReused, true);
	});

	for (const [what, [change, because]] of Object.entries(changes)) {
		it(`makes anew what depends on ${what}`, async () => {
			const { root, host, first, second } = await packTwice();
			assert.equal(second.making.isReused, true);
			change(root);
			const third = await pack(host, root);
			assert.equal(third.making.isReused, false);
			assert.match(third.making.because[0] ?? "", because);
			const fresh = await pack(machine(), root);
			assert.equal(third.digest, fresh.digest);
			assert.equal((await pack(host, root)).making.isReused, true);
			assert.equal(typeof first.digest, "string");
		});
	}

	it("makes anew for another setting, and knows both from then on", async () => {
		const { root, host } = await packTwice();
		const old = scriptPlan({
			entryfilePath: "src/api.ts",
			includeFiles: ["texts/**"],
			languageSpecificConfig: { nodeVersion: 20 },
		});
		const other = await pack(host, root, old);
		assert.deepEqual(other.making.because, [
			"properties.languageSpecificConfig.nodeVersion is 20, was not set",
		]);
		assert.equal((await pack(host, root, old)).making.isReused, true);
		assert.equal((await pack(host, root)).making.isReused, true);
		for (const change of [{ runtime: "nodejs20.x" }, { architecture: "arm64" } as const])
			assert.equal((await pack(host, root, { ...plan, ...change })).making.isReused, false);
	});

	it("does not take what one function has seen for what another one was made of", async () => {
		const { root, host } = await packTwice();
		const second = { ...plan, job: "second" };
		await pack(host, root, second);
		writeFileSync(join(root, "src/b.ts"), "export const b = 3;");
		assert.equal((await pack(host, root, second)).making.isReused, false);
		assert.deepEqual((await pack(host, root)).making, { isReused: false, because: ["src/b.ts changed"] });
	});

	it("is not fooled by a file that is saved while it is packaged", async () => {
		const root = makeProject(files);
		const host = machine(undefined, { now: () => Date.now() - 3_600_000 });
		await pack(host, root);
		assert.equal((await pack(host, root)).making.isReused, false);
	});

	it("does not mind what others write above the project while it is packaged", async () => {
		const above = temporaryFolder();
		const root = makeProject(files, join(above, "app"));
		let count = 0;
		const disk = machine();
		const host = {
			...disk,
			// A moment in the middle of packaging.
			names: (folder: string) => {
				writeFileSync(join(above, `noise-${count++}`), "");
				return disk.names(folder);
			},
		};
		await pack(host, root);
		assert.equal((await pack(host, root)).making.isReused, true);
		writeFileSync(join(above, "tsconfig.json"), "{}");
		assert.equal((await pack(host, root)).making.because[0], "files in .. came or went");
	});

	it("knows by the bytes what was touched and is the same", async () => {
		const { root, host } = await packTwice();
		utimesSync(join(root, "src/b.ts"), 2_000_000, 2_000_000);
		assert.equal((await pack(host, root)).making.isReused, true);
	});

	it("does without a zip that is gone, cut off or another", async () => {
		const { root, host, first } = await packTwice();
		const cache = host.variable("SPOOL_CACHE_DIR") ?? "";
		const zip = join(cache, "zips", `${first.digest}.zip`);
		rmSync(zip);
		assert.deepEqual((await pack(host, root)).making.because, ["its zip is not in the cache any more"]);
		for (const damage of [() => appendFileSync(zip, "x"), () => writeFileSync(zip, "")]) {
			damage();
			const again = await pack(host, root);
			assert.deepEqual(again.making.because, ["its zip in the cache was damaged"]);
			assert.equal(again.digest, first.digest);
			assert.equal((await pack(host, root)).making.isReused, true);
		}
	});

	it("does without records that are cut off, of another version or no text", async () => {
		const { root, host, first } = await packTwice();
		const folder = join(host.variable("SPOOL_CACHE_DIR") ?? "", "packages");
		const [name = ""] = readdirSync(folder);
		for (const text of ["", "{}", "abc\n{}", "\0\0\0", Buffer.alloc(100, 255)]) {
			writeFileSync(join(folder, name), text);
			const again = await pack(host, root);
			assert.deepEqual([again.making.isReused, again.digest], [false, first.digest]);
		}
	});

	it("can be used by two at a time", async () => {
		const root = makeProject(files);
		const host = machine();
		const plans = ["a", "b", "c", "d"].map((job) => ({ ...plan, job }));
		const made = await Promise.all(plans.map((one) => pack(host, root, one)));
		assert.equal(new Set(made.map(({ digest }) => digest)).size, 1);
		for (const one of plans) await pack(host, root, one);
		for (const one of plans) assert.equal((await pack(host, root, one)).making.isReused, true);
	});

	it("takes nothing from a deploy when the disk is full or takes nothing", async () => {
		const full = async () => assert.fail("ENOSPC");
		const { first, second } = await packTwice({ write: full });
		assert.equal(second.digest, first.digest);
		assert.equal((await bytesOf(second)).length, second.source.size);
		assert.equal(openPackageMemory({ ...diskHost(), variable: () => undefined }, "/app"), undefined);
	});

	it("gives the same digest in two folders", async () => {
		const [one, two] = [makeProject(files), makeProject(files)];
		await delay(30);
		assert.equal((await pack(machine(), one)).digest, (await pack(machine(), two)).digest);
	});

	it("packages a folder of the user's again only when something in it has changed", async () => {
		const root = makeProject({ "out/index.js": "1", "out/node_modules/a/index.js": "2" });
		chmodSync(join(root, "out/index.js"), 0o755);
		const custom: ZipPlan = {
			...plan,
			packaging: { type: "custom-artifact", properties: { packagePath: "out" } },
		};
		const host = machine();
		await pack(host, root, custom);
		assert.equal((await pack(host, root, custom)).making.isReused, true);
		writeFileSync(join(root, "out/node_modules/a/new.bin"), "");
		assert.deepEqual((await pack(host, root, custom)).making.because, ["files in out came or went"]);
		writeFileSync(join(root, "out/index.js"), "2");
		assert.deepEqual((await pack(host, root, custom)).making.because, ["out/index.js changed"]);
	});
});
