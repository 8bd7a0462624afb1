import assert from "node:assert/strict";
import type { Compiled } from "../../../engine/compile/compiled.ts";
import { imageOptions, placeImage, sendImage, weightOf } from "../../../engine/deploy/images.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { SWAP_VERSION } from "../../../engine/names/artifact-key.ts";
import { packArtifacts } from "../../../engine/package/package.ts";
import type { PackedImage } from "../../../engine/package/packed.ts";
import { deployedStage } from "../../support/deploy.ts";
import { imagePlan, officialBases } from "../package/image/project.ts";
import { diskHost, makeProject, sharedBundler } from "../package/project.ts";

const bundler = sharedBundler();
const plan = imagePlan({ entryfilePath: "a.ts" });

async function compiledConfig(): Promise<Compiled> {
	const stage = await deployedStage();
	return (await prepare(stage.ports, stage.request())).analysis.compiled;
}

/** A cloud with the stack's repository, and an image packed for it. */
async function start(code = "console.log(1)") {
	const compiled = await compiledConfig();
	const { cloud } = officialBases();
	cloud.world.repositories.set(compiled.repository, new Set());
	const root = makeProject({ "a.ts": code });
	const ports = { host: diskHost(), cloud, emit: () => undefined, ask: async () => undefined };
	const pack = async (): Promise<PackedImage> => {
		const images = imageOptions(ports, compiled, { builds: true });
		const [packed] = await packArtifacts(ports, [plan], { root, bundler, images });
		return packed ?? assert.fail("nothing was packed");
	};
	const send = async (packed: PackedImage, version: string) => {
		const placement = placeImage(packed, compiled, version);
		const told: number[] = [];
		const sent = await sendImage(ports, compiled.repository, placement, (bytes) => told.push(bytes));
		return { placement, sent, told };
	};
	return { compiled, cloud, pack, send };
}

describe("an image of a stack", () => {
	it("is named by job, digest and version in the repository of the stack", async () => {
		const { compiled, pack } = await start();
		const packed = await pack();
		const { place, step } = placeImage(packed, compiled, "v000003");
		assert.equal(step, "upload");
		assert.deepEqual(place, {
			digest: packed.digest,
			image: `111111111111.dkr.ecr.eu-west-1.amazonaws.com/${compiled.repository}:web-container--${packed.digest}--v000003`,
		});
		const target = { ...compiled.target, region: "cn-north-1" };
		assert.match(
			placeImage(packed, { ...compiled, target }, "v000003").place.image,
			/\.cn-north-1\.amazonaws\.com\.cn\//,
		);
	});

	it("is sent, and told of byte by byte", async () => {
		const { compiled, cloud, pack, send } = await start();
		const { placement, sent, told } = await send(await pack(), "v000001");
		assert.deepEqual(await cloud.images.tags(compiled.repository, {}), [placement.tag]);
		assert.equal(told.at(-1), weightOf(placement));
		assert.ok(sent > 0);
	});

	it("keeps its tag while nothing of it changes, and is not made again", async () => {
		const { compiled, cloud, pack, send } = await start();
		const { placement } = await send(await pack(), "v000001");
		const again = await pack();
		assert.equal(again.content.kind, "stored");
		const kept = placeImage(again, compiled, "v000002");
		assert.deepEqual([kept.tag, kept.step], [placement.tag, "present"]);
		assert.equal(weightOf(kept), 0);
		assert.equal(cloud.calls.filter(({ method }) => method === "images.tags").length, 2);
	});

	it("that only a hot swap has sent is sent again", async () => {
		const { pack, send } = await start();
		await send(await pack(), SWAP_VERSION);
		assert.equal((await pack()).content.kind, "assembled");
	});

	it("cannot be sent when it was not made", async () => {
		const { pack, send } = await start();
		const packed = await pack();
		await assert.rejects(send({ ...packed, content: { kind: "planned" } }, "v000001"), /was not made/);
	});
});
