import assert from "node:assert/strict";
import { type Attempt, patiently } from "../../../../engine/cloud/registry/patience.ts";
import { Failure } from "../../../../engine/report/failure.ts";

const errand = { host: "registry.example.com", action: "PUT app/blobs" };
const failure = new Failure({ code: "registry-refused", kind: "aws", message: "no" });

/** Gives `attempts` one after the other and counts them. */
function given(attempts: readonly (Attempt<string> | Error)[]) {
	const queue = [...attempts];
	const counted = { count: 0 };
	const attempt = async () => {
		counted.count++;
		const next = queue.shift() ?? { done: "late" };
		if (next instanceof Error) throw next;
		return next;
	};
	return { attempt, counted };
}

const lost = () => Object.assign(new TypeError("read ECONNRESET"), { code: "ECONNRESET" });

describe("attempts", () => {
	it("go on after a lost connection and a server that broke down", async () => {
		const { attempt, counted } = given([lost(), { again: "broken", failure }, { done: "yes" }]);
		assert.equal(await patiently(errand, attempt), "yes");
		assert.equal(counted.count, 3);
	});

	it("end with a failure that is nobody's bad moment", async () => {
		const { attempt, counted } = given([failure]);
		await assert.rejects(patiently(errand, attempt), failure);
		assert.equal(counted.count, 1);
	});

	it("end with what is no failure at all", async () => {
		const defect = new TypeError("undefined is not a function");
		await assert.rejects(patiently(errand, given([defect]).attempt), defect);
	});

	it("end sooner where nothing is reached", async () => {
		const refused = () => Object.assign(new TypeError("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
		const { attempt, counted } = given(Array.from({ length: 9 }, refused));
		await assert.rejects(patiently(errand, attempt), {
			code: "endpoint-unreachable",
			message: "registry.example.com refuses connections",
		});
		assert.equal(counted.count, 3);
	});

	it("wait as long as they are asked to, and a stop ends the waiting", async () => {
		const stop = new AbortController();
		const { attempt, counted } = given([{ again: "throttled", failure, askedMs: 20_000 }]);
		const work = patiently({ ...errand, signal: stop.signal }, attempt);
		setTimeout(() => stop.abort(), 20);
		await assert.rejects(work, { name: "AbortError" });
		assert.equal(counted.count, 1);
	});
});
