import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ImagePort } from "../../engine/cloud/port.ts";
import { openRegistries, type Registries } from "../../engine/cloud/registry/registries.ts";
import { imageToPush } from "../../engine/package/image/assemble.ts";
import { packImage } from "../../engine/package/image/pack-image.ts";
import type { ImagePlan } from "../../engine/resources/kind.ts";
import { imagePlan, imageWork } from "../engine/package/image/project.ts";
import { makeProject, sharedBundler } from "../engine/package/project.ts";
import { cannotChroot, nodeEntries, pullImage, pushBase, runInside } from "../support/base-images.ts";
import { type LocalRegistry, missingPrograms, startRegistry } from "../support/registry.ts";

const node = "docker/library/node";

type Stage = {
	/** Stands for the registry of the account. */
	readonly own: LocalRegistry;
	/** Stands for the public registries. */
	readonly mirror: LocalRegistry;
};

function portOf(registries: Registries): ImagePort {
	const absent = () => assert.fail("not part of a registry");
	return { ...registries, empty: absent, tags: absent, untag: absent, login: absent };
}

function openStage({ own, mirror }: Stage): Registries {
	return openRegistries({ own: async () => ({ origin: own.url }), mirror: new URL(mirror.url) });
}

function inspected(image: string): { readonly mediaType: string; readonly manifests?: readonly unknown[] } {
	const args = ["inspect", "--raw", "--tls-verify=false", `docker://${image}`];
	return JSON.parse(execFileSync("skopeo", args, { encoding: "utf8" }));
}

describe("images in a real registry", function () {
	this.timeout(120_000);
	const bundler = sharedBundler();
	let stage: Stage | undefined;

	before(async function () {
		this.timeout(600_000);
		const reason = missingPrograms(["docker-registry", "skopeo"]);
		if (reason !== undefined) {
			this.test?.parent?.tests.forEach((test) => {
				test.title += ` (${reason})`;
			});
			this.skip();
		}
		const [own, mirror] = await Promise.all([startRegistry(), startRegistry()]);
		stage = { own, mirror };
		const bases = openRegistries({ own: async () => ({ origin: mirror.url }) });
		await pushBase(bases, node, "24-alpine", nodeEntries());
	});
	after(async () => {
		await Promise.all([stage?.own.stop(), stage?.mirror.stop()]);
	});

	async function push(
		root: string,
		tag: string,
		plan: Partial<ImagePlan>,
		registries = openStage(stage as Stage),
	) {
		const work = imageWork(
			root,
			imagePlan({ entryfilePath: "server.ts", includeFiles: ["data/**"] }, plan),
			bundler,
			{ images: portOf(registries) },
		);
		const packed = await packImage(work);
		assert.ok(packed.content.kind === "assembled");
		const { sent } = await registries.push("shop", imageToPush(packed.content.image, tag), {});
		return { packed, sent, size: packed.content.image.size };
	}

	const files = {
		"server.ts": `
			import { readFileSync } from "node:fs";
			import { greet } from "./greet";
			const facts = [greet("world"), readFileSync("data/größe.txt", "utf8"), process.env.NODE_ENV, process.cwd(), import.meta.url];
			console.log(JSON.stringify(facts));`,
		"greet.ts": "export const greet = (name: string): string => `hello ${name}`;",
		"data/größe.txt": "déjà vu",
	};

	it("are pulled by skopeo, and run", function () {
		const reason = cannotChroot();
		return push(makeProject(files), "run", {}).then(() => {
			const { own } = stage as Stage;
			const pulled = pullImage(`${own.host}/shop:run`, "amd64");
			try {
				assert.equal(statSync(join(pulled.root, "app/index.js")).mode & 0o777, 0o644);
				assert.equal(statSync(join(pulled.root, "app/index.js")).mtimeMs, 0);
				if (reason !== undefined) this.skip();
				const printed = JSON.parse(runInside(pulled));
				assert.deepEqual(printed, ["hello world", "déjà vu", "production", "/app", "file:///app/index.js"]);
			} finally {
				pulled.remove();
			}
		});
	});

	it("of both processors are an index whose parts skopeo finds", async () => {
		const { own } = stage as Stage;
		await push(makeProject(files), "both", { architectures: ["x86_64", "arm64"] });
		const index = inspected(`${own.host}/shop:both`);
		assert.equal(index.mediaType, "application/vnd.oci.image.index.v1+json");
		assert.equal(index.manifests?.length, 2);
		const pulled = pullImage(`${own.host}/shop:both`, "arm64");
		assert.equal(pulled.config.architecture, "arm64");
		assert.ok(statSync(join(pulled.root, "usr/local/bin/node")).size > 1_000_000);
		pulled.remove();
	});

	it("of one processor are no index", async () => {
		const { own } = stage as Stage;
		await push(makeProject(files), "one", { runsOn: "lambda", architectures: ["arm64"] });
		assert.equal(inspected(`${own.host}/shop:one`).mediaType, "application/vnd.oci.image.manifest.v1+json");
	});

	it("carry over what is new, and nothing else", async () => {
		const registries = openStage(stage as Stage);
		const root = makeProject(files);
		await push(root, "first", {}, registries);
		copyFileSync(join(root, "greet.ts"), join(root, "greet-before.ts"));
		const again = await push(root, "again", {}, registries);
		assert.equal(again.sent, 0);
		const changed = makeProject({
			...files,
			"greet.ts": "export const greet = (name: string) => `bye ${name}`;",
		});
		const { sent, size } = await push(changed, "changed", {}, openStage(stage as Stage));
		assert.ok(sent > 0 && sent < size + 10_000, `${sent} bytes were sent for ${size}`);
	});

	it("mount the layers of a base that lies in the same registry", async () => {
		const { mirror } = stage as Stage;
		const { sent, size } = await push(makeProject(files), "mounted", {}, openStage({ own: mirror, mirror }));
		assert.ok(sent < size + 10_000, `${sent} bytes were sent for ${size}`);
	});
});
