import assert from "node:assert/strict";
import { openRegistries } from "../../engine/cloud/registry/registries.ts";
import { configBlob, imageManifest, mediaTypes } from "../../engine/package/image/oci.ts";
import { type StandIn, sha256, startStandIn } from "../engine/cloud/registry/stand-in.ts";
import { deployWorld, type Project, stackWrites } from "./deploy-world.ts";

const config = `resources:
  mailer:
    type: worker-service
    properties:
      packaging:
        type: stacktape-image-buildpack
        properties:
          entryfilePath: src/mailer.ts
      resources:
        cpu: 0.25
        memory: 512
`;

/** A base image of one small layer, where the official one would be. */
function addBase({ blobs, manifests }: StandIn): void {
	const repository = "docker/library/node";
	const layer = Buffer.from("a layer");
	const config = configBlob({
		architecture: "amd64",
		os: "linux",
		config: { Env: ["PATH=/usr/local/bin"] },
		rootfs: { type: "layers", diff_ids: [sha256(layer)] },
		history: [{}],
	});
	const manifest = imageManifest(config.descriptor, [
		{ mediaType: mediaTypes.layer, digest: sha256(layer), size: layer.length },
	]);
	blobs.set(`${repository}/${sha256(layer)}`, layer);
	blobs.set(`${repository}/${config.descriptor.digest}`, Buffer.from(config.bytes));
	manifests.set(`${repository}/24-alpine`, { type: manifest.mediaType, bytes: Buffer.from(manifest.bytes) });
}

// One story: each test goes on from where the one before it ended.
describe("the life of a container", function () {
	this.timeout(240_000);
	const world = deployWorld("310000000017");
	let project: Project;
	let mirror: StandIn;

	before(async () => {
		mirror = await startStandIn();
		addBase(mirror);
		project = await world().project("images", {
			"stacktape.yml": config,
			"src/mailer.ts": "console.log('one')",
		});
	});
	after(async () => mirror.close());

	const spool = (line: string) =>
		project.spool(line, { env: { SPOOL_IMAGE_MIRROR_URL: mirror.url }, timeoutMs: 180_000 });

	/** The image that the deployed task definition names, and the code in its last layer. */
	async function deployedImage(): Promise<{ readonly name: string; readonly layers: number }> {
		const { stdout } = await spool("info --json");
		assert.match(stdout, /mailer/);
		const { endpoint } = world().sandbox;
		const listed = await fetch(`${endpoint}/v2/_catalog`);
		const { repositories } = (await listed.json()) as { readonly repositories: readonly string[] };
		const repository = repositories.find((name) => name.endsWith("-stp-multi-container-workload-repo")) ?? "";
		const tags = (await (await fetch(`${endpoint}/v2/${repository}/tags/list`)).json()) as {
			readonly tags: readonly string[];
		};
		const name = [...tags.tags].sort().at(-1) ?? assert.fail("there is no image");
		const registries = openRegistries({ own: async () => ({ origin: endpoint }) });
		await registries.own();
		const registry = new URL(endpoint).host;
		const manifest = await registries.manifest({ registry, repository, reference: name }, {});
		const { layers } = JSON.parse(Buffer.from(manifest?.bytes ?? []).toString());
		return { name, layers: layers.length };
	}

	it("begins with an image that is put together and pushed", async () => {
		const run = await spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		const { name, layers } = await deployedImage();
		assert.match(name, /^mailer-service-container--[0-9a-f]{40}--v000001$/);
		assert.equal(layers, 2);
	});

	it("goes on without a call that changes anything while nothing changes", async () => {
		const calls = await world().callsOf(async () => {
			const run = await spool("deploy --json");
			assert.equal(run.exitCode, 0, run.stdout);
			assert.equal(run.last()["outcome"], "unchanged");
		});
		assert.deepEqual(stackWrites(calls), []);
		assert.deepEqual(
			calls.filter(({ service, action }) => service === "registry" && /PUT|POST/.test(action)),
			[],
		);
	});

	it("has another image when its code changes, and sends only what is new", async () => {
		await project.write({ "src/mailer.ts": "console.log('two')" });
		const calls = await world().callsOf(async () => {
			const run = await spool("deploy --json");
			assert.equal(run.exitCode, 0, run.stdout);
		});
		const uploads = calls.filter(({ service, action }) => service === "registry" && action.startsWith("PUT"));
		assert.equal(uploads.length, 3, "a layer, a configuration and a manifest");
		assert.match((await deployedImage()).name, /--v000002$/);
	});

	it("ends with everything removed", async () => {
		const run = await spool("delete --yes --json");
		assert.equal(run.exitCode, 0, run.stdout);
	});
});
