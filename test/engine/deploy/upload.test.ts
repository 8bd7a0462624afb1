import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { runBounded, sha256Base64 } from "../../../engine/deploy/upload.ts";
import { isAbort } from "../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	networkFailure,
	openStage,
	type Stage,
} from "../../support/deploy.ts";

const jobs = Array.from({ length: 14 }, (_, index) => `f${index + 1}`);
const manyFunctions = configOf(Object.fromEntries(jobs.map((job) => [job, {}])));
const manyCodes = Object.fromEntries(jobs.map((job) => [job, `code of ${job}`]));

/** Makes the nth upload of an artifact fail, or do something else. */
function atUpload(stage: Stage, number: number, act: () => void): void {
	let uploads = 0;
	stage.before = (method, [object]) => {
		const { key } = (object ?? {}) as { readonly key?: string };
		if (method === "objects.put" && key?.endsWith(".zip") && ++uploads === number) act();
	};
}

describe("jobs with a bound", () => {
	it("never run more than the bound at a time, and all run", async () => {
		let [running, most, done] = [0, 0, 0];
		const job = async () => {
			most = Math.max(most, ++running);
			await delay(1);
			running--;
			done++;
		};
		await runBounded(Array(25).fill(job), 4);
		assert.deepEqual([most, done], [4, 25]);
	});

	it("fail with the first failure when all that has begun is done, and begin nothing new", async () => {
		const done: number[] = [];
		const job = (number: number) => async () => {
			await delay(number);
			if (number === 2) assert.fail("two");
			done.push(number);
		};
		await assert.rejects(runBounded([8, 2, 4, 1, 1].map(job), 3), { message: "two" });
		assert.deepEqual(done.sort(), [4, 8]);
	});

	it("tell a stop rather than a failure that came of it", async () => {
		const stopped = runBounded(
			[() => Promise.reject(networkFailure()), async () => AbortSignal.abort().throwIfAborted()],
			2,
		);
		await assert.rejects(stopped, (error) => isAbort(error));
	});

	it("are done when there are none", async () => {
		await runBounded([], 10);
	});
});

describe("the digest for S3", () => {
	it("is the base64 SHA-256", () => {
		const expected = createHash("sha256").update("x").digest("base64");
		assert.equal(sha256Base64("x"), expected);
		assert.equal(sha256Base64(new TextEncoder().encode("x")), expected);
	});
});

describe("an upload", () => {
	it("sends ten things at a time at most", async () => {
		const stage = openStage({ config: manyFunctions, code: manyCodes });
		let [running, most] = [0, 0];
		stage.before = async (method) => {
			if (method !== "objects.put") return;
			most = Math.max(most, ++running);
			await stage.clock.sleep(50);
		};
		stage.after = (method) => void (method === "objects.put" && running--);
		const { uploads } = await stage.deploy();
		assert.equal(uploads.uploaded, jobs.length);
		assert.equal(most, 10);
	});

	it("counts bytes up to the whole", async () => {
		const stage = openStage({ config: manyFunctions, code: manyCodes });
		const { uploads } = await stage.deploy();
		const advances = stage.events.flatMap((event) =>
			event.kind === "advance" && event.id === "upload" ? [event] : [],
		);
		const counts = advances.map(({ done }) => done);
		assert.deepEqual(
			counts,
			counts.toSorted((left, right) => left - right),
		);
		assert.equal(counts.at(-1), uploads.bytes);
		assert.deepEqual(
			[...new Set(advances.map(({ total, unit }) => `${total} ${unit}`))],
			[`${uploads.bytes} bytes`],
		);
	});

	it("that fails says what was sent and that the stack is unchanged; the next deploy sends the rest", async () => {
		const stage = await deployedStage({ config: manyFunctions, code: manyCodes });
		for (const job of jobs) stage.edit(job, `new code of ${job}`);
		atUpload(stage, 12, () => {
			throw networkFailure();
		});
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.kind, "network");
		assert.equal(failure.code, "endpoint-unreachable");
		assert.equal(failure.message, "an upload failed: the network is down");
		assert.equal(failure.hint, "run the same command again");
		const [details = ""] = failure.details;
		const sent = Number(
			/^(\d+) of 14 uploads were done and are not sent again; nothing in the stack/.exec(details)?.[1],
		);
		assert.ok(sent >= 10 && sent < 14, details);
		assert.equal(stage.calls().includes("stacks.update"), false);
		assert.ok(stage.notes().includes("failed: upload/f12"));
		stage.before = () => undefined;
		const { uploads, version } = await stage.deploy();
		assert.deepEqual([uploads.uploaded, uploads.present], [14 - sent, sent]);
		assert.equal(version, "v000002");
		assert.equal(stage.live("f12"), "new code of f12");
	});

	it("that is stopped leaves the stack as it was and nothing but uploads", async () => {
		const stage = await deployedStage({ config: manyFunctions, code: manyCodes });
		for (const job of jobs) stage.edit(job, `new code of ${job}`);
		const controller = new AbortController();
		atUpload(stage, 3, () => controller.abort());
		await assert.rejects(stage.deploy({ signal: controller.signal }), { name: "AbortError" });
		assert.equal(stage.calls().includes("stacks.update"), false);
		assert.equal(stage.live("f1"), "code of f1");
		assert.deepEqual(stage.questions, []);
		assert.equal(stage.stack().status, "UPDATE_COMPLETE");
		assert.ok(stage.notes().includes("cancelled: upload"));
	});

	it("that is refused says by whom", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		stage.cloud.trouble.denied.add("objects.put");
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.kind, "permission");
		assert.match(failure.message, /^an upload failed: .*may not do objects\.put/);
		assert.match(failure.hint ?? "", /allow objects\.put/);
	});

	it("is stopped before CloudFormation is asked when the stop comes after the last byte", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const controller = new AbortController();
		stage.after = (method) => {
			if (method === "objects.put") controller.abort();
		};
		await assert.rejects(stage.deploy({ signal: controller.signal }), { name: "AbortError" });
		assert.equal(stage.calls().includes("stacks.update"), false);
	});
});
