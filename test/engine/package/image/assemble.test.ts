import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import {
	type Application,
	type Assembled,
	type Assembly,
	assembleImage,
	imageToPush,
} from "../../../../engine/package/image/assemble.ts";
import { createImageMemory } from "../../../../engine/package/image/image-memory.ts";
import type { ImagePlan } from "../../../../engine/resources/kind.ts";
import { diskHost } from "../project.ts";
import { type BaseCloud, sha256 } from "./base.ts";
import { imagePlan, officialBases } from "./project.ts";

const base = "public.ecr.aws/docker/library/node:24-alpine";

function application(code: string, changes: Partial<Application> = {}): Application {
	const entryOf = (path: string, text: string) =>
		({ kind: "file", path, content: { bytes: Buffer.from(text) } }) as const;
	return {
		base,
		layersFor: async (architecture) => [
			{ comment: "dependencies", entries: [entryOf("app/lib.node", `binary for ${architecture}`)] },
			{ comment: "code", entries: [entryOf("app/index.js", code)] },
		],
		command: ["node", "index.js"],
		workingDirectory: "/app",
		environment: { NODE_ENV: "production" },
		inputs: [],
		bundleMs: 0,
		...changes,
	};
}

function assembly(plan: Partial<ImagePlan> = {}, cloud: BaseCloud = officialBases()): Assembly {
	return {
		plan: imagePlan({}, plan),
		host: diskHost(),
		images: cloud.images,
		memory: createImageMemory(),
		signal: undefined,
	};
}

const parsed = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString("utf8"));

async function contentOf({ blobs }: Assembled, digest: string): Promise<Buffer> {
	const blob = blobs.find((one) => one.digest === digest);
	assert.ok(blob?.source.kind === "made", digest);
	const chunks: Uint8Array[] = [];
	for await (const chunk of blob.source.read()) chunks.push(chunk);
	return Buffer.concat(chunks);
}

describe("an image that is put together", () => {
	it("is its base with the application's layers, dependencies apart from code", async () => {
		const image = await assembleImage(assembly(), application("code"));
		assert.equal(image.manifests.length, 1);
		const manifest = parsed(image.manifests[0]?.bytes ?? assert.fail());
		const [, dependencies, code] = manifest.layers;
		assert.equal(manifest.layers.length, 3);
		assert.match(
			gunzipSync(await contentOf(image, dependencies.digest)).toString("latin1"),
			/binary for x86_64/,
		);
		assert.match(gunzipSync(await contentOf(image, code.digest)).toString("latin1"), /app\/index\.js.*code/s);
		const config = parsed(await contentOf(image, manifest.config.digest));
		assert.equal(config.rootfs.diff_ids.length, 3);
		assert.deepEqual(config.config.Cmd, ["node", "index.js"]);
		assert.deepEqual(
			config.history.map(({ comment }: { comment?: string }) => comment),
			[undefined, "dependencies", "code"],
		);
		const stored = image.blobs.filter(({ source }) => source.kind === "stored");
		assert.equal(stored.length, 1);
		assert.equal(image.size, dependencies.size + code.size);
	});

	it("is an index for two processors, which share the layers that are the same", async () => {
		const image = await assembleImage(assembly({ architectures: ["x86_64", "arm64"] }), application("code"));
		const [amd, arm, index] = image.manifests.map(({ bytes }) => parsed(bytes));
		assert.deepEqual(
			index.manifests.map(({ platform }: { platform: object }) => platform),
			[
				{ architecture: "amd64", os: "linux" },
				{ architecture: "arm64", os: "linux" },
			],
		);
		assert.deepEqual(
			[amd, arm]
				.map(({ layers }) => layers.map(({ digest }: { digest: string }) => digest))
				.map(([, , code]) => code),
			[amd.layers[2].digest, amd.layers[2].digest],
		);
		assert.notEqual(amd.layers[1].digest, arm.layers[1].digest);
		assert.equal(new Set(image.blobs.map(({ digest }) => digest)).size, image.blobs.length);
		const { manifests } = imageToPush(image, "v1");
		assert.deepEqual(
			manifests.map(({ tag }) => tag),
			[undefined, undefined, "v1"],
		);
	});

	it("is a single manifest for Lambda, and never an index", async () => {
		const image = await assembleImage(
			assembly({ runsOn: "lambda", architectures: ["arm64"] }),
			application("code"),
		);
		assert.equal(image.manifests.length, 1);
		const both = assembly({ runsOn: "lambda", architectures: ["x86_64", "arm64"] });
		await assert.rejects(assembleImage(both, application("code")), {
			code: "image-for-several-processors",
			message:
				'"web-container" is an image for x86_64 and arm64, but Lambda takes one for a single processor',
		});
	});

	it("has no layer without files", async () => {
		const empty = application("code", { layersFor: async () => [{ comment: "dependencies", entries: [] }] });
		const image = await assembleImage(assembly(), empty);
		assert.equal(parsed(image.manifests[0]?.bytes ?? assert.fail()).layers.length, 1);
	});

	it("can be stored as it is", async () => {
		const cloud = officialBases();
		cloud.cloud.world.repositories.set("shop", new Set());
		const image = await assembleImage(
			assembly({ architectures: ["x86_64", "arm64"] }, cloud),
			application("code"),
		);
		await cloud.images.push("shop", imageToPush(image, "web--1--v000001"), {});
		assert.deepEqual(await cloud.images.tags("shop", {}), ["web--1--v000001"]);
	});
});

describe("the digest of an image", () => {
	const digestOf = async (made: Application, plan: Partial<ImagePlan> = {}, cloud = officialBases()) =>
		(await assembleImage(assembly(plan, cloud), made)).digest;

	it("is the same for the same input", async () => {
		const digest = await digestOf(application("code"));
		assert.match(digest, /^[0-9a-f]{40}$/);
		assert.equal(await digestOf(application("code")), digest);
		assert.equal(await digestOf(application("code"), { job: "other", span: { start: 1, end: 2 } }), digest);
	});

	const changes: [what: string, made: Application, plan: Partial<ImagePlan>][] = [
		["the code", application("other"), {}],
		["the command", application("code", { command: ["node", "other.js"] }), {}],
		["the working directory", application("code", { workingDirectory: "/srv" }), {}],
		["a variable", application("code", { environment: { NODE_ENV: "test" } }), {}],
		["the base", application("code", { base: base.replace("24", "20") }), {}],
		["the processor", application("code"), { architectures: ["arm64"] }],
		["the number of processors", application("code"), { architectures: ["x86_64", "arm64"] }],
	];
	for (const [what, made, plan] of changes) {
		it(`changes with ${what}`, async () => {
			assert.notEqual(await digestOf(made, plan), await digestOf(application("code")));
		});
	}

	it("changes when the base has changed behind its tag", async () => {
		const cloud = officialBases();
		const before = await digestOf(application("code"), {}, cloud);
		cloud.addIndex("public.ecr.aws/docker/library/node", "24-alpine", ["amd64"], {
			Env: ["NODE_VERSION=24.99.0"],
		});
		assert.notEqual(await digestOf(application("code"), {}, cloud), before);
	});

	it("is not that of any manifest, whose bytes depend on how they are compressed", async () => {
		const image = await assembleImage(assembly(), application("code"));
		assert.ok(!sha256(image.manifests[0]?.bytes ?? Buffer.alloc(0)).includes(image.digest));
	});
});
