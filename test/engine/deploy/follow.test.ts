import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { StackState } from "../../../engine/cloud/port.ts";
import { deploy } from "../../../engine/deploy/deploy.ts";
import { isFinal, waitForRest } from "../../../engine/deploy/follow.ts";
import type { Question } from "../../../engine/deploy/ports.ts";
import { Cancelled, Failure } from "../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	networkFailure,
	openStage,
	reasonOf,
	type Stage,
} from "../../support/deploy.ts";

/** A deployed stage with a change that takes CloudFormation a minute. */
async function slowStage(): Promise<Stage> {
	let resourceMs = 1_000;
	const stage = await deployedStage({ resourceMs: () => resourceMs });
	resourceMs = 60_000;
	stage.edit("api", "two");
	return stage;
}

/** Does something at the nth look at the events of the operation. */
function atLook(stage: Stage, number: number, act: () => void): void {
	let looks = 0;
	stage.before = (method) => {
		if (method === "stacks.events" && ++looks === number) act();
	};
}

async function cancelledIn(work: Promise<unknown>): Promise<readonly string[]> {
	const reason = await reasonOf(work);
	assert.ok(reason instanceof Cancelled, String(reason));
	return reason.details;
}

/** Looks at the events in a deploy, as times in milliseconds. */
function looksOf(stage: Stage): number[] {
	const times = stage.cloud.calls.filter(({ method }) => method === "stacks.events").map(({ at }) => at);
	return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

describe("following an operation", () => {
	it("looks often at first and when there is news, and seldom while nothing happens", async () => {
		const stage = await slowStage();
		const before = looksOf(stage).length;
		await stage.deploy();
		const waits = looksOf(stage).slice(before + 1);
		assert.ok((waits[0] ?? 0) < 500, String(waits));
		assert.equal(Math.max(...waits), 4_000);
		assert.ok(waits.length < 35, `${waits.length} looks at 60 seconds`);
	});

	it("is not disturbed by looks that are throttled or fail for half a minute", async () => {
		const stage = await slowStage();
		const throttled = new Failure({ code: "aws-throttling", kind: "aws", message: "Rate exceeded" });
		const now: { trouble?: Failure | undefined } = {};
		const meet = (trouble?: Failure) => () => void Object.assign(now, { trouble });
		atLook(stage, 3, () => {
			stage.clock.after(0, meet(throttled));
			stage.clock.after(15_000, meet(networkFailure()));
			stage.clock.after(30_000, meet());
		});
		const { before } = stage;
		stage.before = (method, args) => {
			if (now.trouble && /^stacks\.(events|read)$/.test(method)) throw now.trouble;
			return before(method, args);
		};
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.deepEqual(stage.notes(), [
			"note: what changes: 1 changed",
			"warning: what CloudFormation does cannot be seen at the moment: Rate exceeded; trying again",
		]);
	});

	it("begins to count anew with every answer", async () => {
		let resourceMs = 1_000;
		const stage = await deployedStage({ resourceMs: () => resourceMs });
		resourceMs = 300_000;
		stage.edit("api", "two");
		let looks = 0;
		stage.before = (method) => {
			if (method === "stacks.events" && ++looks % 3 !== 0) throw networkFailure();
		};
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.ok(stage.notes().length > 10);
	});

	it("gives up after a minute without an answer, and says that CloudFormation goes on", async () => {
		const stage = await slowStage();
		atLook(stage, 3, () => {
			stage.cloud.trouble.callsUntilCut = 0;
		});
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "lost-sight");
		assert.equal(failure.kind, "network");
		assert.match(
			failure.message,
			/could not be reached for 60 seconds while CloudFormation works on shop-dev/,
		);
		assert.match(failure.hint ?? "", /goes on in AWS/);
		assert.deepEqual(failure.details, ["last answer: aws.invalid cannot be found: no such host name"]);
		stage.cloud.trouble.callsUntilCut = Number.POSITIVE_INFINITY;
		stage.before = () => undefined;
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.equal(stage.live("api"), "two");
	});

	it("gives up at once when it may not look", async () => {
		const stage = await slowStage();
		stage.cloud.trouble.denied.add("stacks.events");
		const startedAt = stage.clock.now();
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "lost-sight");
		assert.equal(failure.kind, "permission");
		assert.match(failure.message, /what it does cannot be seen/);
		assert.match(failure.details[0] ?? "", /may not do stacks\.events/);
		assert.ok(stage.clock.now() - startedAt < 1_000);
	});

	it("tells its own end, also when somebody else begins the next update at that moment", async () => {
		const stage = await slowStage();
		let isAlone = true;
		stage.before = async (method) => {
			if (method !== "stacks.events" || !isAlone || !isFinal(stage.stack().status)) return;
			isAlone = false;
			const { name, body, tags } = stage.stack();
			const theirs = JSON.stringify({ ...(JSON.parse(body) as object), Description: "STP-stack_theirs" })
				.replaceAll("v000002", "v000003")
				.replace('"Timeout":10', '"Timeout":11');
			const request = { name, template: { body: theirs }, tags, token: "theirs", onFailure: "keep" } as const;
			assert.notEqual(await stage.cloud.stacks.update(request, {}), "unchanged");
			// They fail, which is no failure of ours.
			stage.clock.after(20_000, () => {
				stage.stack().status = "UPDATE_FAILED";
			});
		};
		const startedAt = stage.clock.now();
		const result = await stage.deploy();
		assert.deepEqual([isAlone, result.outcome, result.version], [false, "updated", "v000002"]);
		assert.equal(stage.stack().status, "UPDATE_IN_PROGRESS");
		assert.ok(stage.clock.now() - startedAt < 80_000);
	});

	it("takes a stack at rest for the end when its events do not come", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const { ports } = stage;
		const stacks = { ...ports.cloud.stacks, events: async () => [] };
		const startedAt = stage.clock.now();

		const result = await deploy({ ...ports, cloud: { ...ports.cloud, stacks } }, stage.request());
		assert.equal(result.version, "v000002");
		assert.ok(stage.clock.now() - startedAt > 15_000);
	});
});

describe("a stop while CloudFormation works", () => {
	it("asks, and leaves CloudFormation alone when the user only wants to stop watching", async () => {
		for (const answer of ["detach", undefined, "anything else"]) {
			const stage = await slowStage();
			stage.answer = () => answer;
			const controller = new AbortController();
			atLook(stage, 3, () => controller.abort());
			const details = await cancelledIn(stage.deploy({ signal: controller.signal }));
			assert.deepEqual(stage.questions, [{ kind: "stop-following", stack: "shop-dev", canRollBack: true }]);
			assert.deepEqual(details, [
				"CloudFormation goes on with the update of shop-dev in AWS",
				"look at it with `spool info`; the next deploy waits for its end and takes up from there",
			]);
			assert.ok(stage.notes().includes("cancelled: deploy"));
			assert.equal(stage.stack().status, "UPDATE_IN_PROGRESS");
			assert.equal((await stage.deploy()).outcome, "unchanged");
			assert.equal(stage.live("api"), "two");
		}
	});

	it("has CloudFormation roll back when the user wants that, and follows to the end", async () => {
		const stage = await slowStage();
		stage.answer = () => "roll-back";
		const controller = new AbortController();
		atLook(stage, 3, () => controller.abort());
		const details = await cancelledIn(stage.deploy({ signal: controller.signal }));
		assert.deepEqual(details, [
			"the update of shop-dev was stopped",
			"shop-dev is UPDATE_ROLLBACK_COMPLETE: the update was rolled back: the stack is as it was before",
		]);
		assert.ok(stage.notes().includes("note: CloudFormation rolls the update back"));
		assert.equal(stage.live("api"), "one");
		assert.equal((await stage.deploy()).outcome, "updated");
	});

	it("says so when the update had ended before the answer", async () => {
		const stage = await slowStage();
		const controller = new AbortController();
		atLook(stage, 3, () => controller.abort());
		const ports = {
			...stage.ports,
			ask: async ({ kind }: Question) => {
				if (kind === "approve-deploy") return undefined;
				await stage.clock.sleep(90_000);
				return "roll-back";
			},
		};

		const details = await cancelledIn(deploy(ports, stage.request({ signal: controller.signal })));
		assert.deepEqual(details, [
			"the update of shop-dev had come to its end before it could be stopped",
			"shop-dev is UPDATE_COMPLETE",
		]);
		assert.equal(
			stage.notes().some((note) => note.includes("rolls the update back")),
			false,
		);
	});

	it("says that the update goes on when it cannot be stopped", async () => {
		const stage = await slowStage();
		stage.answer = () => "roll-back";
		stage.cloud.trouble.denied.add("stacks.cancelUpdate");
		const controller = new AbortController();
		atLook(stage, 3, () => controller.abort());
		const failure = await failureOf(stage.deploy({ signal: controller.signal }));
		assert.equal(failure.kind, "permission");
		assert.match(failure.message, /^the update of shop-dev could not be stopped: /);
		assert.match(failure.hint ?? "", /goes on in AWS/);
	});

	it("offers no rollback for a create, and gives none", async () => {
		let resourceMs = 60_000;
		const stage = openStage({ resourceMs: () => resourceMs });
		stage.answer = () => "roll-back";
		const controller = new AbortController();
		atLook(stage, 3, () => controller.abort());
		const details = await cancelledIn(stage.deploy({ signal: controller.signal }));
		assert.deepEqual(stage.questions, [{ kind: "stop-following", stack: "shop-dev", canRollBack: false }]);
		assert.match(details[0] ?? "", /goes on with the create of shop-dev/);
		resourceMs = 1_000;
		assert.equal((await stage.deploy()).outcome, "updated");
	});

	it("is asked about even when it comes while the update is being sent", async () => {
		const stage = await slowStage();
		const controller = new AbortController();
		stage.before = (method) => {
			if (method === "stacks.update") controller.abort();
		};
		await cancelledIn(stage.deploy({ signal: controller.signal }));
		assert.equal(stage.questions.length, 1);
		assert.equal(stage.stack().status, "UPDATE_IN_PROGRESS");
	});
});

describe("waiting for a stack to come to rest", () => {
	async function restOf(stage: Stage, status: string, signal?: AbortSignal) {
		stage.stack().status = status;
		const read = (await stage.cloud.stacks.read("shop-dev", {})) as StackState;
		stage.calls();
		return waitForRest(stage.ports, read, "resolve", signal);
	}

	for (const status of ["UPDATE_COMPLETE", "ROLLBACK_COMPLETE", "DELETE_FAILED", "REVIEW_IN_PROGRESS"]) {
		it(`does not wait in ${status}, and says nothing`, async () => {
			const stage = await deployedStage();
			assert.equal((await restOf(stage, status))?.status, status);
			assert.deepEqual(stage.calls(), []);
			assert.deepEqual(stage.notes(), []);
		});
	}

	const busy = [
		"CREATE_IN_PROGRESS",
		"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
		"UPDATE_ROLLBACK_IN_PROGRESS",
		"IMPORT_IN_PROGRESS",
	];
	for (const status of busy) {
		it(`waits in ${status}, and says so once`, async () => {
			const stage = await deployedStage();
			stage.clock.after(9_000, () => {
				stage.stack().status = "UPDATE_COMPLETE";
			});
			assert.equal((await restOf(stage, status))?.status, "UPDATE_COMPLETE");
			assert.deepEqual(stage.notes(), [`note: shop-dev is ${status}: waiting for that to end`]);
		});
	}

	it("gives nothing for a stack that is deleted meanwhile", async () => {
		const stage = await deployedStage();
		stage.clock.after(9_000, () => {
			stage.stack().status = "DELETE_COMPLETE";
		});
		assert.equal(await restOf(stage, "DELETE_IN_PROGRESS"), undefined);
	});

	it("puts up with failing looks for a minute, and no longer", async () => {
		const stage = await deployedStage();
		stage.clock.after(30_000, () => {
			stage.cloud.trouble.callsUntilCut = Number.POSITIVE_INFINITY;
			stage.stack().status = "UPDATE_COMPLETE";
		});
		const waiting = restOf(stage, "UPDATE_IN_PROGRESS");
		await turn();
		stage.cloud.trouble.callsUntilCut = 0;
		assert.equal((await waiting)?.status, "UPDATE_COMPLETE");
		const again = restOf(stage, "UPDATE_IN_PROGRESS");
		await turn();
		stage.cloud.trouble.callsUntilCut = 0;
		const startedAt = stage.clock.now();
		assert.equal((await failureOf(again)).kind, "network");
		assert.ok(stage.clock.now() - startedAt >= 60_000);
	});

	it("ends at once when the user says stop", async () => {
		const stage = await deployedStage();
		const controller = new AbortController();
		stage.clock.after(5_000, () => controller.abort());
		await assert.rejects(restOf(stage, "UPDATE_IN_PROGRESS", controller.signal), { name: "AbortError" });
	});
});

describe("a status", () => {
	it("is final unless something is in progress", () => {
		for (const status of ["CREATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_COMPLETE"])
			assert.equal(isFinal(status), true, status);
		for (const status of ["CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"])
			assert.equal(isFinal(status), false, status);
	});
});

describe("the places of events", () => {
	it("are those of the property that made the resource", async () => {
		const stage = await deployedStage();
		stage.writeConfig(configOf({ api: { logging: { retentionDays: 7 } } }));
		await stage.deploy();
		const event = stage.events.find((one) => one.kind === "resource" && one.logicalId === "ApiLogGroup");
		assert.ok(event?.kind === "resource");
		assert.equal(event.resource, "api");
		assert.deepEqual([event.origin?.file, event.origin?.range.start.line], ["/app/stacktape.yml", 10]);
	});
});
