import assert from "node:assert/strict";
import type { LayerPlan } from "../../../../engine/package/image/assemble.ts";
import { createImageMemory } from "../../../../engine/package/image/image-memory.ts";
import type { FileContent, LayerEntry } from "../../../../engine/package/image/tar.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { addressOf } from "./base.ts";
import { officialBases } from "./project.ts";

const file = (path: string, content: FileContent): LayerEntry => ({ kind: "file", path, content });
const text = (value: string): FileContent => ({ bytes: Buffer.from(value) });
const onDisk = (changes: object = {}) => ({ file: "/disk/a", size: 3, stamp: "1", ...changes });

function planOf(entries: readonly LayerEntry[], comment: LayerPlan["comment"] = "code"): LayerPlan {
	return { comment, entries };
}

/** A memory, and how often a layer was made: each reads the file once. */
function start() {
	const host = memoryHost({ files: { "/disk/a": "one", "/disk/b": "one" } });
	const memory = createImageMemory();
	return { host, memory, layer: (plan: LayerPlan) => memory.layer(host, plan, undefined) };
}

describe("the memory for images", () => {
	it("gives the layer that was made before of the same files in any order", async () => {
		const { layer } = start();
		const entries = [
			file("a", text("1")),
			file("b", onDisk()),
			{ kind: "link", path: "c", target: "a" } as const,
		];
		const first = await layer(planOf(entries));
		assert.equal(await layer(planOf(entries.toReversed())), first);
	});

	const before = [file("a", onDisk())];
	const changes: [what: string, plan: LayerPlan][] = [
		["another path", planOf([file("b", onDisk())])],
		["another file", planOf([file("a", onDisk({ file: "/disk/b" }))])],
		["another stamp", planOf([file("a", onDisk({ stamp: "2" }))])],
		["the bytes themselves", planOf([file("a", text("one"))])],
		["another compression", planOf(before, "dependencies")],
		["a link", planOf([{ kind: "link", path: "a", target: "/disk/a" }])],
		["one more", planOf([...before, file("b", onDisk())])],
	];
	for (const [what, plan] of changes) {
		it(`makes another layer for ${what}`, async () => {
			const { layer } = start();
			assert.notEqual(await layer(planOf(before)), await layer(plan));
		});
	}

	it("forgets what failed", async () => {
		const { host, layer } = start();
		const plan = planOf([file("a", onDisk({ file: "/disk/late" }))]);
		await assert.rejects(layer(plan), { code: "file-missing" });
		host.files.set("/disk/late", Buffer.from("one"));
		assert.ok(await layer(plan));
	});

	it("forgets the layer that was not used for longest", async () => {
		const { layer } = start();
		const numbered = (index: number) => planOf([file("a", text(String(index)))]);
		const [kept, forgotten] = [await layer(numbered(0)), await layer(numbered(1))];
		for (let index = 2; index < 12; index++) await layer(numbered(index));
		assert.equal(await layer(numbered(0)), kept);
		await layer(numbered(12));
		assert.equal(await layer(numbered(0)), kept);
		assert.notEqual(await layer(numbered(1)), forgotten);
	});

	it("reads a base image once for each processor", async () => {
		const { cloud, images } = officialBases();
		const memory = createImageMemory();
		const address = addressOf("public.ecr.aws/docker/library/node", "24");
		const base = (architecture: "x86_64" | "arm64") => memory.base(images, address, architecture, undefined);
		const [one, two] = await Promise.all([base("x86_64"), base("x86_64")]);
		assert.equal(one, two);
		const asked = cloud.calls.length;
		assert.equal(await base("x86_64"), one);
		assert.equal(cloud.calls.length, asked);
		assert.notEqual((await base("arm64")).digest, one?.digest);
	});

	it("asks again for a base image that was not there", async () => {
		const { images, addIndex } = officialBases();
		const memory = createImageMemory();
		const address = addressOf("base.example/late", "1");
		await assert.rejects(memory.base(images, address, "x86_64", undefined), { code: "base-image-unusable" });
		addIndex("base.example/late", "1", ["amd64"]);
		assert.ok(await memory.base(images, address, "x86_64", undefined));
	});
});
