import assert from "node:assert/strict";
import { openStage, type Stage } from "../../support/deploy.ts";
import { officialBases } from "../package/image/project.ts";

const config = `resources:
  mailer:
    type: worker-service
    properties:
      packaging:
        type: stacktape-image-buildpack
        properties:
          entryfilePath: mailer/main.py
      resources:
        cpu: 0.25
        memory: 512
`;

function start(text = config): Stage {
	const stage = openStage({ config: text });
	officialBases(stage.cloud);
	stage.writeConfig(text);
	stage.host.save("/app/mailer/main.py", "print(1)");
	return stage;
}

/** The image that the deployed template names. */
function imageOf(stage: Stage): string {
	const [, image = assert.fail("the template names no image")] =
		/"Image":\s*"([^"]*mailer[^"]*)"/.exec(stage.stack().body) ?? [];
	return image;
}

function tagsIn(stage: Stage): string[] {
	return [...stage.cloud.world.images.tags.values()].flatMap((tags) => [...tags.keys()]).sort();
}

const versionOf = (image: string) => image.split("--").at(-1);

describe("a deploy of a container", () => {
	it("stores its image before the template names it, under the name that ECS knows", async () => {
		const stage = start();
		stage.before = (method) => {
			if (method === "stacks.update") assert.equal(tagsIn(stage).length, 1);
		};
		await stage.deploy();
		const image = imageOf(stage);
		assert.match(
			image,
			/^111111111111\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/[0-9a-f]+-stp-multi-container-workload-repo:mailer-service-container--[0-9a-f]{40}--v000001$/,
		);
		assert.deepEqual(tagsIn(stage), [image.split(":").at(-1)]);
	});

	it("neither builds nor sends it again while nothing changes, and does not ask CloudFormation", async () => {
		const stage = start();
		await stage.deploy();
		stage.calls();
		const { outcome, uploads } = await stage.deploy();
		assert.equal(outcome, "unchanged");
		assert.equal(uploads.present, 1);
		assert.ok(!stage.calls().some((call) => /images\.push|stacks\.update/.test(call)));
	});

	it("sends another one when the code changes, and goes back to the first with the code", async () => {
		const stage = start();
		await stage.deploy();
		const first = imageOf(stage);
		stage.host.save("/app/mailer/main.py", "print(2)");
		await stage.deploy();
		assert.equal(versionOf(imageOf(stage)), "v000002");
		stage.host.save("/app/mailer/main.py", "print(1)");
		await stage.deploy();
		assert.equal(imageOf(stage), first);
	});

	it("removes images that are too old to go back to, and never the one in use", async () => {
		const stage = start(`deploymentConfig:\n  previousVersionsToKeep: 1\n${config}`);
		for (let version = 1; version <= 4; version++) {
			stage.host.save("/app/mailer/main.py", `print(${version})`);
			await stage.deploy();
		}
		assert.deepEqual(tagsIn(stage).map(versionOf).sort(), ["v000003", "v000004"]);
		assert.equal(versionOf(imageOf(stage)), "v000004");
	});

	it("that breaks off while the image is sent leaves the stack as it was, and the next one takes up from there", async () => {
		const stage = start();
		await stage.deploy();
		const before = imageOf(stage);
		stage.host.save("/app/mailer/main.py", "print(2)");
		stage.cloud.trouble.denied.add("images.push");
		await assert.rejects(stage.deploy(), { code: "access-denied" });
		assert.equal(imageOf(stage), before);
		stage.cloud.trouble.denied.clear();
		await stage.deploy();
		assert.notEqual(imageOf(stage), before);
	});

	it("ends before anything is made when the base image is not there", async () => {
		const stage = openStage({ config });
		stage.writeConfig(config);
		stage.host.save("/app/mailer/main.py", "print(1)");
		await assert.rejects(stage.deploy(), { code: "base-image-unusable" });
		assert.equal(stage.cloud.world.stacks.length, 0);
	});

	it("removes the image that a hot swap has stored, once its own is there", async () => {
		const stage = start();
		await stage.deploy();
		stage.host.save("/app/mailer/main.py", "print(2)");
		const { blocked } = await stage.hotSwap();
		assert.deepEqual(blocked, []);
		assert.deepEqual(tagsIn(stage).map(versionOf).sort(), ["v000000", "v000001"]);
		await stage.deploy();
		assert.equal(versionOf(imageOf(stage)), "v000002");
	});
});
