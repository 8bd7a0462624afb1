import assert from "node:assert/strict";
import { rollService } from "../../../../engine/deploy/swap/containers.ts";
import { failureOf } from "../../../support/deploy.ts";
import { configOf, deployedService, entryOf, isMarked, runningIn } from "./container-stage.ts";

describe("the hot swap of a service", () => {
	it("waits for a service that is told to run what it ran", async () => {
		const stage = await deployedService();
		const { revision } = runningIn(stage);
		const arn = [...stage.cloud.world.containers.services.keys()][0] ?? assert.fail("no service");
		const state = (await stage.ports.cloud.services.read(arn, {})) ?? assert.fail("no state");
		const startedAt = stage.clock.now();
		await rollService(stage.ports, state, revision, {});
		assert.ok(stage.clock.now() - startedAt >= 5_000);
	});

	it("stores the image, makes a revision of the deployed one and waits until the service is steady", async () => {
		const stage = await deployedService();
		const before = runningIn(stage);
		stage.host.save("/app/mailer/main.py", "print(2)");
		const { swaps, blocked } = await stage.hotSwap();
		assert.deepEqual(blocked, []);
		const [swap] = swaps;
		assert.equal(swap?.resource, "mailer");
		assert.deepEqual(swap.properties, ["ContainerDefinitions.service-container.Image"]);
		assert.ok(swap.timing.acceptedMs < 5_000 && swap.timing.liveMs >= 5_000, JSON.stringify(swap.timing));
		const after = runningIn(stage);
		assert.notEqual(after.image, before.image);
		assert.match(after.image, /--v000000$/);
		assert.deepEqual(after.variables, before.variables);
		assert.ok(isMarked(after.tags));
		assert.deepEqual(
			[entryOf(stage, "mailer")?.["digest"], entryOf(stage, "mailer")?.["base"]],
			[swap.digest, "v000001"],
		);
		assert.ok(stage.calls().every((call) => !/stacks\.(update|create|delete)/.test(call)));
	});

	it("takes the place of a deploy, which counts the image that was stored", async () => {
		const stage = await deployedService();
		stage.host.save("/app/mailer/main.py", "print(2)");
		const { outcome, uploads } = await stage.deploy({ hotSwap: true });
		assert.deepEqual([outcome, uploads.uploaded, uploads.present], ["swapped", 1, 0]);
	});

	it("does nothing the second time, and never builds what a swap has stored", async () => {
		const stage = await deployedService();
		stage.host.save("/app/mailer/main.py", "print(2)");
		await stage.hotSwap();
		stage.calls();
		const { swaps } = await stage.hotSwap();
		assert.deepEqual(swaps, []);
		assert.ok(!stage.calls().some((call) => call === "images.push" || call === "services.roll"));
	});

	it("changes variables, which need no image, and takes them away", async () => {
		const stage = await deployedService(configOf({ OLD: "1" }));
		stage.writeConfig(configOf({ MODE: "fast" }));
		const { swaps } = await stage.hotSwap();
		assert.deepEqual(swaps[0]?.properties, [
			"ContainerDefinitions.service-container.Environment.OLD",
			"ContainerDefinitions.service-container.Environment.MODE",
		]);
		assert.deepEqual(runningIn(stage).variables, { LEVEL: "info", MODE: "fast" });
	});

	it("leaves a variable that becomes a secret to the deploy, and with it what it is for", async () => {
		const stage = await deployedService();
		stage.cloud.world.secrets.set("token", "v1");
		stage.writeConfig(configOf({ TOKEN: "$Secret('token')" }));
		stage.host.save("/app/mailer/main.py", "print(2)");
		const { swaps, blocked } = await stage.hotSwap();
		assert.deepEqual(swaps, []);
		const reasons = blocked.map(({ reason }) => reason).join("; ");
		assert.match(reasons, /Environment\.TOKEN\): its value is a reference/);
		assert.match(reasons, /what changes of the containers of mailer waits for the deploy/);
	});

	it("of a secret that is there leaves it a reference, unread", async () => {
		const stage = await deployedService();
		stage.cloud.world.secrets.set("token", "v1");
		stage.writeConfig(configOf({ TOKEN: "$Secret('token')" }));
		await stage.deploy();
		const before = runningIn(stage).variables["TOKEN"];
		stage.writeConfig(configOf({ TOKEN: "$Secret('token')", MODE: "fast" }));
		const { swaps } = await stage.hotSwap();
		assert.equal(swaps.length, 1);
		assert.equal(runningIn(stage).variables["TOKEN"], before);
		assert.equal(runningIn(stage).variables["MODE"], "fast");
	});

	it("whose new task stops goes back to the revision before, and shows why", async () => {
		const stage = await deployedService();
		const before = runningIn(stage);
		stage.host.save("/app/mailer/main.py", "exit(1)");
		stage.before = (method) => {
			if (method !== "services.roll") return;
			for (const { containers } of stage.cloud.world.containers.revisions.values())
				for (const { image } of containers)
					if (image.endsWith("v000000")) stage.cloud.world.containers.brokenImages.set(image, 1);
		};
		const failure = await failureOf(stage.hotSwap());
		assert.equal(failure.code, "swap-failed");
		assert.match(
			failure.message,
			/a task has stopped \(Essential container in task exited\); the containers from before run again$/,
		);
		assert.match(
			failure.details.join("\n"),
			/task \S+: service-container ended with exit code 1\n.*it does not start/s,
		);
		const after = runningIn(stage);
		assert.equal(after.revision, before.revision);
		assert.equal(entryOf(stage, "mailer"), undefined);
		const retired = [...stage.cloud.world.containers.revisions.values()].filter(({ isRetired }) => isRetired);
		assert.equal(retired.length, 1);
	});

	it("stops the old tasks at once when it is to be fast, and only then", async () => {
		const stage = await deployedService();
		stage.writeConfig(configOf({ MODE: "one" }));
		await stage.hotSwap();
		assert.equal(runningIn(stage).service.stopsOfOthers, 0);
		stage.writeConfig(configOf({ MODE: "two" }));
		await stage.hotSwap({ isFast: true });
		assert.equal(runningIn(stage).service.stopsOfOthers, 1);
	});

	it("that somebody else overtakes says so", async () => {
		const stage = await deployedService();
		stage.writeConfig(configOf({ MODE: "one" }));
		stage.after = (method) => {
			if (method !== "services.roll") return;
			const { service } = runningIn(stage);
			service.revision = "arn:aws:ecs:eu-west-1:111111111111:task-definition/else:1";
			service.rollout = { id: "theirs", startedAt: 0 };
		};
		assert.equal((await failureOf(stage.hotSwap())).code, "swap-overtaken");
	});
});
