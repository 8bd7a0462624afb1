import assert from "node:assert/strict";
import { initErrorIn, initFailure, noticeInitError } from "../../../../engine/deploy/swap/init-error.ts";
import type { PlannedSwap } from "../../../../engine/deploy/swap-plan.ts";
import { openSwapSession, type SaveOutcome } from "../../../../engine/deploy/swap-session.ts";
import type { Failure } from "../../../../engine/report/failure.ts";
import { deployedStage, type Stage } from "../../../support/deploy.ts";

const broken =
	'2026-01-01T00:00:00Z undefined ERROR Uncaught Exception {"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module \'x\'"}';

describe("code that does not start", () => {
	it("is known by what Lambda writes of it", () => {
		for (const line of [
			broken,
			"INIT_REPORT Init Duration: 93.12 ms\tPhase: init\tStatus: error\tError Type: Runtime.Unknown",
			"[ERROR] Runtime.UserCodeSyntaxError: Syntax error in module 'main'",
			"RequestId: 1 Error: Runtime exited with error: exit status 1 Runtime.ExitError",
		])
			assert.equal(initErrorIn(["START", line]), line);
	});

	it("is not what a handler throws or prints", () => {
		const lines = [
			'ERROR Invoke Error {"errorType":"TypeError","errorMessage":"x is undefined"}',
			"INIT_START Runtime Version: nodejs:24",
			"INIT_REPORT Init Duration: 93.12 ms Status: success",
			"an Uncaught Exception, as we say",
		];
		assert.equal(initErrorIn(lines), undefined);
	});

	it("is told in short", () => {
		assert.equal(initFailure("api", `${"x".repeat(1_000)}`).message.length < 400, true);
	});
});

describe("the first moments after a save", () => {
	const file = "/app/code/api.js";
	const group = "/aws/lambda/shop-dev-api";

	async function saved(
		stage: Stage,
	): Promise<{ readonly settled: Promise<readonly Failure[]>; close(): Promise<void> }> {
		const session = await openSwapSession(stage.ports, stage.request());
		stage.edit("api", "two");
		const outcome: SaveOutcome = await session.saved([file]);
		assert.ok(outcome.kind === "swapped", JSON.stringify(outcome));
		return { settled: outcome.settled, close: () => session.close() };
	}

	it("end without a word when nothing is wrong", async () => {
		const stage = await deployedStage();
		const { settled, close } = await saved(stage);
		assert.deepEqual(await settled, []);
		assert.equal(stage.live("api"), "two");
		await close();
	});

	it("put the code from before back when the new one does not start, and show its log", async () => {
		const stage = await deployedStage();
		const { settled, close } = await saved(stage);
		const lines = stage.cloud.world.logs.get(group) ?? assert.fail("no log group");
		lines.push({ at: stage.clock.now() + 1, line: broken });
		const [failure] = await settled;
		assert.match(
			failure?.message ?? "",
			/does not start: .*ImportModuleError.*; the code from before is live again/,
		);
		assert.ok(failure?.details.includes(broken));
		assert.equal(stage.live("api"), "one");
		await close();
	});

	it("are over when the session ends, or another save comes", async () => {
		const stage = await deployedStage();
		const session = await openSwapSession(stage.ports, stage.request());
		stage.edit("api", "two");
		const first = await session.saved([file]);
		stage.edit("api", "three");
		const second = await session.saved([file]);
		assert.ok(first.kind === "swapped" && second.kind === "swapped");
		assert.deepEqual(await first.settled, []);
		await session.close();
		assert.deepEqual(await second.settled, []);
		assert.equal(stage.live("api"), "three");
	});

	it("are no trouble when the log cannot be read", async () => {
		const stage = await deployedStage();
		stage.cloud.trouble.denied.add("logs.recent");
		const { settled, close } = await saved(stage);
		assert.deepEqual(await settled, []);
		await close();
	});

	it("are looked at a few times only", async () => {
		const stage = await deployedStage();
		const swap = { deployed: { name: "shop-dev-api" } } as PlannedSwap;
		stage.calls();
		assert.equal(await noticeInitError(stage.ports, swap, 0, new AbortController().signal), undefined);
		assert.equal(stage.cloud.calls.filter(({ method }) => method === "logs.recent").length, 4);
	});
});
