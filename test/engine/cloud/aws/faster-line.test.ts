import assert from "node:assert/strict";
import { fasterLine } from "../../../../engine/cloud/aws/faster-line.ts";

/** Two ways with a speed in bytes a millisecond, and a clock that sending turns on. */
function ways(usual: number, other: number) {
	const used: string[] = [];
	const speeds: Readonly<Record<string, number>> = { usual, other };
	let now = 0;
	let opened = 0;
	const open = () => {
		opened++;
		return "other";
	};
	const stop = new Error("stop");
	const lines = fasterLine(
		"usual",
		open,
		() => now,
		(error) => error === stop,
	);
	const send = (bytes: number, fail?: Error) =>
		lines.run(bytes, async (line) => {
			used.push(line);
			now += bytes / (speeds[line] ?? 1);
			if (fail && line === "other") throw fail;
			return line;
		});
	return { used, send, stop, openedTimes: () => opened };
}

describe("the faster of two lines", () => {
	it("is found by using each once, and used from then on", async () => {
		const fast = ways(1, 3);
		for (let sent = 0; sent < 4; sent++) await fast.send(1_000);
		assert.deepEqual(fast.used, ["usual", "other", "other", "other"]);
		const slow = ways(3, 1);
		for (let sent = 0; sent < 4; sent++) await slow.send(1_000);
		assert.deepEqual(slow.used, ["usual", "other", "usual", "usual"]);
	});

	it("is the usual one where nothing more than one thing is sent", async () => {
		const { send, used, openedTimes } = ways(1, 100);
		await send(1_000);
		assert.deepEqual([used, openedTimes()], [["usual"], 0]);
	});

	it("is the usual one for good once the other has failed, and what failed is sent by it", async () => {
		const { send, used } = ways(1, 100);
		await send(1_000);
		assert.equal(await send(1_000, new Error("not configured")), "usual");
		await send(1_000);
		assert.deepEqual(used, ["usual", "other", "usual", "usual"]);
	});

	it("is not decided by a stop", async () => {
		const { send, stop, used } = ways(1, 100);
		await send(1_000);
		await assert.rejects(send(1_000, stop), stop);
		assert.deepEqual(used, ["usual", "other"]);
	});

	it("is the usual one where there is no other", async () => {
		const lines = fasterLine(
			"usual",
			undefined,
			() => 0,
			() => false,
		);
		for (let sent = 0; sent < 3; sent++) assert.equal(await lines.run(1, async (line) => line), "usual");
	});
});
