import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ImagePort } from "../../engine/cloud/port.ts";
import { openRegistries, type Registries } from "../../engine/cloud/registry/registries.ts";
import { openHost } from "../../engine/host/node.ts";
import { imageToPush } from "../../engine/package/image/assemble.ts";
import { packImage } from "../../engine/package/image/pack-image.ts";
import { pushBuilt } from "../../engine/package/image/push-built.ts";
import type { ImagePlan } from "../../engine/resources/kind.ts";
import { imagePlan, imageWork } from "../engine/package/image/project.ts";
import {
	diskHost,
	makeProject,
	python,
	sharedBundler,
	temporaryFolder,
	writeFiles,
} from "../engine/package/project.ts";
import {
	cannotChroot,
	nodeEntries,
	pullImage,
	pushBase,
	pythonEntries,
	runInside,
} from "../support/base-images.ts";
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

/** A package of one module and one script, in a wheel that needs no building. */
function makeWheel(root: string): void {
	const script = `
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1]) / "wheels"
folder.mkdir()
with zipfile.ZipFile(folder / "greeting-1.0-py3-none-any.whl", "w") as z:
    z.writestr("greeting.py", "def say():\\n    return ['hello', 'from the wheel']\\n")
    info = "greeting-1.0.dist-info/"
    z.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n")
    z.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr(info + "entry_points.txt", "[console_scripts]\\ngreet = greeting:say\\n")
    z.writestr(info + "RECORD", "")
`;
	python(script, [root]);
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

	it("of Python hold packages that pip has installed for them, and run", async function () {
		const entries = pythonEntries();
		const reason = entries === undefined ? "there is no Python here" : cannotChroot();
		if (entries === undefined || reason !== undefined) return this.skip();
		const { own, mirror } = stage as Stage;
		const bases = openRegistries({ own: async () => ({ origin: mirror.url }) });
		await pushBase(bases, "docker/library/python", "3.12-alpine", entries);
		const root = makeProject({ "main.py": "import json, greeting\nprint(json.dumps(greeting.say()))" });
		makeWheel(root);
		writeFiles(root, { "requirements.txt": `--no-index\n--find-links ${root}/wheels\ngreeting` });
		const cache = temporaryFolder();
		const variable = (name: string) => (name === "SPOOL_CACHE_DIR" ? cache : undefined);
		const plan = imagePlan({ entryfilePath: "main.py" });
		const registries = openStage(stage as Stage);
		const work = imageWork(root, plan, bundler, { images: portOf(registries), host: diskHost({ variable }) });
		const packed = await packImage(work);
		assert.ok(packed.content.kind === "assembled");
		await registries.push("shop", imageToPush(packed.content.image, "python"), {});
		const pulled = pullImage(`${own.host}/shop:python`, "amd64");
		try {
			assert.deepEqual(JSON.parse(runInside(pulled)), ["hello", "from the wheel"]);
			const script = readFileSync(join(pulled.root, "opt/python/bin/greet"), "utf8");
			assert.match(script, /^#!\/usr\/bin\/env python3\n/);
		} finally {
			pulled.remove();
		}
		assert.equal((await packImage({ ...work, host: diskHost({ variable }) })).digest, packed.digest);
	});

	it("of a Dockerfile are built and sent by Buildah", async function () {
		const reason = missingPrograms(["buildah"]) ?? cannotChroot();
		if (reason !== undefined) return this.skip();
		const { own } = stage as Stage;
		const root = makeProject({
			"app/Dockerfile": "FROM scratch\nARG NAME\nCOPY data.txt /data-$NAME.txt",
			"app/data.txt": "kept",
		});
		const store = temporaryFolder();
		writeFiles(store, {
			"storage.conf": `[storage]\ndriver = "vfs"\ngraphroot = "${store}/graph"\nrunroot = "${store}/run"\n`,
		});
		const env = { BUILDAH_ISOLATION: "chroot", CONTAINERS_STORAGE_CONF: join(store, "storage.conf") };
		const real = openHost();
		const host = diskHost({
			run: (command, args, options) =>
				real.run(command, args, { ...options, env: { ...options.env, ...env } }),
			variable: (name) => (name === "SPOOL_CONTAINER_ENGINE" ? "buildah" : undefined),
		});
		const packaging = {
			type: "custom-dockerfile",
			properties: { buildContextPath: "app", buildArgs: [{ argName: "NAME", value: "x" }] },
		};
		const registries = openStage(stage as Stage);
		const login = async () => ({ registry: own.host, isPlain: true, username: "AWS", password: "x" });
		await registries.own();
		const images = { ...portOf(registries), login };
		const plan = imagePlan({}, { packaging, architectures: ["x86_64", "arm64"] });
		const packed = await packImage(imageWork(root, plan, bundler, { images, host }));
		assert.ok(packed.content.kind === "built");
		await pushBuilt(
			{ host, cloud: { images } },
			packed.content.image,
			{ repository: "shop", tag: "built" },
			{},
		);
		for (const architecture of ["amd64", "arm64"] as const) {
			const pulled = pullImage(`${own.host}/shop:built`, architecture);
			assert.equal(readFileSync(join(pulled.root, "data-x.txt"), "utf8"), "kept");
			assert.equal(pulled.config.architecture, architecture);
			pulled.remove();
		}
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
