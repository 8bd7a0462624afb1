import assert from "node:assert/strict";
import { dockerfileRecipe, requireKind } from "../../../../engine/package/image/dockerfile-image.ts";
import type { ImageWork } from "../../../../engine/package/image/image-work.ts";
import { packImage } from "../../../../engine/package/image/pack-image.ts";
import { failureOf } from "../project.ts";
import { bench, commandsOf, ended, packagingOf, silent, willing } from "./stand-ins.ts";

const files = { "app/Dockerfile": "FROM public.ecr.aws/docker/library/node:24\nCOPY . .", "app/a.js": "1" };
const properties = { buildContextPath: "./app" };
const at = (changed: Record<string, string> = {}, more: object = {}, changes: Partial<ImageWork> = {}) =>
	bench(
		"custom-dockerfile",
		{ ...properties, ...more },
		{ ...files, ...changed },
		{ docker: willing },
		changes,
	);

describe("an image of a Dockerfile", () => {
	it("is built by the engine that is there, without statements about the build", async () => {
		const work = at({}, { buildArgs: [{ argName: "VERSION", value: 2 }], dockerfilePath: "Dockerfile" });
		const packed = await packImage(work);
		const name = `localhost/spool-web-container:${packed.digest.slice(0, 12)}-amd64`;
		assert.deepEqual(packed.content, { kind: "built", image: { engine: "docker", names: [name] } });
		assert.deepEqual(commandsOf(work), [
			"docker version --format {{.Server.Version}}",
			`docker build --platform linux/amd64 --tag ${name} --file /project/app/Dockerfile --build-arg VERSION=2 /project/app`,
		]);
		assert.equal(work.host.runs[1]?.env?.["BUILDX_NO_DEFAULT_ATTESTATIONS"], "1");
		assert.deepEqual(packed.inputs.toSorted(), [
			"/project/app/Dockerfile",
			"/project/app/Dockerfile",
			"/project/app/a.js",
		]);
	});

	it("is built for every processor", async () => {
		const work = at();
		const packed = await packImage({ ...work, plan: { ...work.plan, architectures: ["x86_64", "arm64"] } });
		assert.ok(packed.content.kind === "built");
		assert.deepEqual(
			packed.content.image.names.map((name) => name.split("-").at(-1)),
			["amd64", "arm64"],
		);
	});

	it("is not built when one of its digest is stored, nor when only the digest is wanted", async () => {
		const stored = at({}, {}, { storedTag: async (digest) => `web--${digest}--v000001` });
		assert.equal((await packImage(stored)).content.kind, "stored");
		const planned = at({}, {}, { builds: false });
		assert.equal((await packImage(planned)).content.kind, "planned");
		assert.deepEqual([...commandsOf(stored), ...commandsOf(planned)], []);
	});

	it("shows the end of what the engine says when it fails", async () => {
		const docker = (args: readonly string[]) =>
			args[0] === "build" ? ended("step 1\nstep 2\n", 17, "failed to solve\n") : ended();
		const work = bench("custom-dockerfile", properties, files, { docker });
		const failure = await failureOf(packImage(work));
		assert.equal(failure.code, "image-build-failed");
		assert.equal(failure.message, 'docker could not build the image of "web-container" (exit code 17)');
		assert.deepEqual(failure.details, ["step 1", "step 2", "failed to solve"]);
	});

	it("names what to install when nothing can build it", async () => {
		const work = bench("custom-dockerfile", properties, files, { docker: silent });
		assert.equal((await failureOf(packImage(work))).code, "container-engine-missing");
	});

	it("needs its folder and its Dockerfile", async () => {
		const problemOf = async (more: object) => {
			const work = at({}, more);
			const { problems } = await failureOf(dockerfileRecipe(work, packagingOf(work, "dockerfile")));
			return problems.map(({ code, message }) => [code, message]);
		};
		assert.deepEqual(await problemOf({ buildContextPath: "nowhere" }), [
			["file-not-found", '"nowhere" does not exist'],
		]);
		assert.deepEqual(await problemOf({ buildContextPath: "app/a.js" }), [
			["wrong-kind-of-file", '"app/a.js" is a file, not a folder'],
		]);
		assert.deepEqual(await problemOf({ dockerfilePath: "docker/web" }), [
			["file-not-found", '"app/docker/web" does not exist'],
		]);
		await requireKind(at(), "app", "directory");
	});
});

describe("the digest of an image of a Dockerfile", () => {
	const digestOf = async (work: ImageWork) => (await packImage({ ...work, builds: false })).digest;

	const changes: [what: string, changed: Record<string, string>, more: object][] = [
		["a file", { "app/a.js": "2" }, {}],
		["a new file", { "app/b.js": "" }, {}],
		["the Dockerfile", { "app/Dockerfile": "FROM public.ecr.aws/docker/library/node:24" }, {}],
		["the name of the Dockerfile", { "app/other": files["app/Dockerfile"] }, { dockerfilePath: "other" }],
		["an argument", {}, { buildArgs: [{ argName: "A", value: "1" }] }],
		["its value", {}, { buildArgs: [{ argName: "A", value: "2" }] }],
	];
	for (const [what, changed, more] of changes) {
		it(`changes with ${what}`, async () =>
			assert.notEqual(await digestOf(at(changed, more)), await digestOf(at())));
	}

	it("changes with the processor", async () => {
		const work = at();
		assert.notEqual(
			await digestOf({ ...work, plan: { ...work.plan, architectures: ["arm64"] } }),
			await digestOf(work),
		);
	});

	it("changes with the base image behind its tag", async () => {
		const images: ImageWork["images"] = {
			...at().images,
			manifest: async () => ({ digest: "sha256:new", mediaType: "", bytes: new Uint8Array() }),
		};
		assert.notEqual(await digestOf(at({}, {}, { images })), await digestOf(at()));
	});

	it("does not change with what the build never sees", async () => {
		const ignoring = { "app/.dockerignore": "*.log\nold", "app/a.log": "1", "app/old/b": "1" };
		assert.equal(
			await digestOf(at({ ...ignoring, "app/a.log": "2", "app/old/b": "2" })),
			await digestOf(at(ignoring)),
		);
		const own = { "app/Dockerfile.dockerignore": "*.log", "app/.dockerignore": "a.js", "app/a.log": "1" };
		assert.equal(await digestOf(at({ ...own, "app/a.log": "2" })), await digestOf(at(own)));
		assert.notEqual(await digestOf(at({ ...own, "app/a.js": "2" })), await digestOf(at(own)));
	});

	it("does not change with the history of git, unless the Dockerfile asks for it", async () => {
		const history = (text: string, dockerfile = files["app/Dockerfile"]) =>
			at({ "app/.git/HEAD": text, "app/Dockerfile": dockerfile });
		assert.equal(await digestOf(history("1")), await digestOf(history("2")));
		const asking = "FROM node\nCOPY .git .git";
		assert.notEqual(await digestOf(history("1", asking)), await digestOf(history("2", asking)));
	});
});
