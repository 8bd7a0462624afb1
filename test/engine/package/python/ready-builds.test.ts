import assert from "node:assert/strict";
import { createImageMemory } from "../../../../engine/package/image/image-memory.ts";
import { type Installation, missingBuild } from "../../../../engine/package/python/installer.ts";
import { installReady } from "../../../../engine/package/python/ready-builds.ts";
import { type MemoryHost, memoryHost, type Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";

const ended = (stdout = "", exitCode = 0, stderr = "") => ({ exitCode, stdout, stderr });

function work(host: MemoryHost): Installation {
	return {
		host,
		root: "/project",
		job: "api",
		span: { start: 1, end: 2 },
		file: { path: "requirements.txt", kind: "requirements" },
		selectors: { extras: [], groups: [], withoutGroups: [], onlyGroups: [] },
		further: [],
		target: { version: "3.13", architecture: "arm64", libc: "glibc" },
		advice: "use another one",
		inTurn: createImageMemory().inTurn,
		signal: undefined,
	};
}

/** uv that builds `source` here, which makes a package for the system that `tag` says. */
async function installBySources(tag: string, ready = 1): Promise<MemoryHost> {
	const uv: Program = (args) => {
		if (args.includes("--only-binary"))
			return ended("", ready, "× Because source==1.0 has no usable wheels and building is disabled");
		host.files.set("/out/source-1.0.dist-info/WHEEL", Buffer.from(`Wheel-Version: 1.0\nTag: ${tag}\n`));
		return ended();
	};
	const host = memoryHost({ programs: { uv } });
	const tool = { kind: "uv", program: "uv", version: "uv 1" } as const;
	await installReady(work(host), tool, ["pip", "install"], { folder: "/out", temporary: "/tmp" });
	return host;
}

describe("packages that have nothing but sources", () => {
	it("are built here by uv where they have no compiled parts", async () => {
		const host = await installBySources("py3-none-any");
		assert.deepEqual(
			host.runs.map(({ args }) => args.join(" ")),
			["pip install --only-binary :all:", "pip install"],
		);
	});

	it("are refused where they have", async () => {
		const failure = await failureOf(installBySources("cp313-cp313-linux_x86_64"));
		assert.match(failure.message, /"source==1\.0" has no ready build/);
	});

	it("are built here by pip in the version of a lock file", async () => {
		const python: Program = (args) => {
			if (args.includes("wheel")) host.files.set("/tmp/wheels/source-1.0-py3-none-any.whl", new Uint8Array());
			const isMissing = args.includes("install") && !args.includes("--find-links");
			const words =
				"ERROR: Cannot install source because these package versions have conflicting dependencies.";
			return isMissing ? ended("", 1, words) : ended();
		};
		const files = { "/project/requirements.txt": "--no-index\nsource" };
		const host = memoryHost({ programs: { python }, files });
		const args = ["-m", "pip", "install", "--constraint", "/tmp/constraints.txt"];
		const tool = { kind: "pip", program: "python", version: "pip 25" } as const;
		await installReady(work(host), tool, args, { folder: "/out", temporary: "/tmp" });
		assert.equal(
			host.runs[1]?.args.join(" "),
			"-m pip wheel --no-deps --quiet --no-input --disable-pip-version-check --no-binary source --wheel-dir /tmp/wheels --constraint /tmp/constraints.txt --requirement /tmp/source.txt",
		);
		assert.equal(await host.readText("/tmp/source.txt"), "--no-index\nsource\n");
		assert.equal(host.runs.length, 3);
	});

	it("are looked for only where something is missing", async () => {
		assert.equal((await installBySources("py3-none-any", 0)).runs.length, 1);
	});

	it("are named by both installers", () => {
		assert.equal(missingBuild("ERROR: No matching distribution found for docopt==0.6.2"), "docopt==0.6.2");
		assert.equal(missingBuild("Because docopt==0.6.2 has no wheels with a matching tag"), "docopt==0.6.2");
		assert.equal(missingBuild("there are no wheels with a matching Python ABI tag"), "");
		assert.equal(missingBuild("no space left on device"), undefined);
	});
});
