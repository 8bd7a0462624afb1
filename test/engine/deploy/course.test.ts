import assert from "node:assert/strict";
import { runPhase } from "../../../engine/deploy/course.ts";
import { openStage } from "../../support/deploy.ts";

describe("a phase", () => {
	it("is measured, weighed and told, also when it fails", async () => {
		const { ports, events, clock } = openStage();
		const phases: Record<string, number> = {};
		await runPhase(ports, phases, { name: "upload", label: "Upload" }, () => clock.sleep(30));
		const failing = runPhase(ports, phases, { name: "deploy", label: "Deploy" }, async () => {
			await clock.sleep(50);
			throw new RangeError("no");
		});
		await assert.rejects(failing, RangeError);
		assert.deepEqual(phases, { upload: 30, deploy: 50 });
		assert.deepEqual(events, [
			{ kind: "begin", id: "upload", label: "Upload", phase: "upload", weight: 15 },
			{ kind: "end", id: "upload", outcome: "done", elapsedMs: 30 },
			{ kind: "begin", id: "deploy", label: "Deploy", phase: "deploy", weight: 50 },
			{ kind: "end", id: "deploy", outcome: "failed", elapsedMs: 50 },
		]);
	});

	it("gives what its work gave", async () => {
		const { ports } = openStage();
		assert.equal(await runPhase(ports, {}, { name: "check", label: "Check" }, async () => 3), 3);
	});
});
