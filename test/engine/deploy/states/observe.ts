import assert from "node:assert/strict";
import { attach } from "../../../../engine/deploy/attach.ts";
import { readHistory } from "../../../../engine/deploy/history/history.ts";
import { rollback } from "../../../../engine/deploy/history/rollback.ts";
import { readStack } from "../../../../engine/deploy/info.ts";
import type { Question } from "../../../../engine/deploy/ports.ts";
import { diffStack } from "../../../../engine/deploy/preview/diff.ts";
import { Failure } from "../../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	openStage,
	type Stage,
	target,
} from "../../../support/deploy.ts";
import type { Command, State } from "./stack-states.ts";

/** What a state of work ends in when nothing goes wrong any more. */
const ends: Readonly<Record<string, string>> = {
	CREATE_IN_PROGRESS: "CREATE_COMPLETE",
	ROLLBACK_IN_PROGRESS: "ROLLBACK_COMPLETE",
	DELETE_IN_PROGRESS: "DELETE_COMPLETE",
	UPDATE_IN_PROGRESS: "UPDATE_COMPLETE",
	UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "UPDATE_COMPLETE",
	UPDATE_ROLLBACK_IN_PROGRESS: "UPDATE_ROLLBACK_COMPLETE",
	UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "UPDATE_ROLLBACK_COMPLETE",
	IMPORT_IN_PROGRESS: "IMPORT_COMPLETE",
	IMPORT_ROLLBACK_IN_PROGRESS: "IMPORT_ROLLBACK_COMPLETE",
};

const hollow = new Set(["ROLLBACK_COMPLETE", "DELETE_COMPLETE", "REVIEW_IN_PROGRESS"]);

/** Gives the stack a state, with nothing behind it where CloudFormation has removed everything. */
function put(stage: Stage, status: string): void {
	const stack = stage.stack();
	stack.status = status;
	if (!hollow.has(status)) return;
	const { buckets, functions, repositories, logs } = stage.cloud.world;
	for (const things of [stack.resources, buckets, functions, repositories, logs]) things.clear();
	stack.outputs = {};
}

const two = configOf({ api: {}, worker: {} });
const changed = configOf({ api: { memory: 512 }, worker: { memory: 512 } });

/** A stage in its second version. */
async function secondStage(): Promise<Stage> {
	const stage = await deployedStage({ config: two, code: { api: "one", worker: "w" } });
	stage.edit("api", "two");
	await stage.deploy();
	return stage;
}

/** States that are made by what leads to them, because what leads out of them needs to know it. */
const made: Readonly<Record<string, () => Promise<Stage>>> = {
	"no stack": async () => openStage(),
	CREATE_FAILED: async () => {
		const stage = openStage();
		stage.cloud.fail({ logicalId: "StpContainerRepository", message: "quota", times: 1 });
		await failureOf(stage.deploy({ noRollback: true }));
		return stage;
	},
	UPDATE_FAILED: async () => {
		const stage = await secondStage();
		stage.writeConfig(changed);
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "broken", times: 1 });
		await failureOf(stage.deploy({ noRollback: true }));
		return stage;
	},
	UPDATE_ROLLBACK_FAILED: async () => {
		const stage = await secondStage();
		stage.writeConfig(changed);
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "broken", times: 1 });
		stage.cloud.fail({ logicalId: "ApiFunction", on: "rollback", message: "busy", times: 1 });
		await failureOf(stage.deploy());
		return stage;
	},
};

async function stageIn(state: State): Promise<Stage> {
	const make = made[state];
	const stage = make ? await make() : await secondStage();
	if (make && state !== "no stack") assert.equal(stage.stack().status, state);
	if (!make) {
		put(stage, state);
		const end = ends[state];
		if (end !== undefined) stage.clock.after(30_000, () => put(stage, end));
	}
	// Something to do for whoever deploys.
	stage.edit("api", "three");
	stage.answer = (question: Question) => (question.kind === "delete-stack" ? question.stack : "yes");
	stage.calls();
	stage.events.length = 0;
	return stage;
}

const run: Readonly<Record<Command, (stage: Stage) => Promise<unknown>>> = {
	deploy: (stage) => stage.deploy(),
	"hot-swap": (stage) => stage.hotSwap(),
	diff: (stage) => diffStack(stage.ports, { config: stage.config, target, localOnly: true }),
	rollback: (stage) => rollback(stage.ports, { target }),
	rescue: (stage) => stage.rescue(),
	delete: (stage) => stage.remove(),
	attach: (stage) => attach(stage.ports, { target }),
	history: (stage) => readHistory(stage.ports, target),
	info: (stage) => readStack(stage.ports, target),
};

const steps: Readonly<Record<string, string>> = {
	"stacks.create": "create",
	"stacks.update": "update",
	"stacks.delete": "delete",
	"stacks.rollBack": "roll back",
	"stacks.continueRollback": "continue the rollback",
	"functions.updateCode": "swap",
};

/** What a command does with a stack in a state, in the words of the table. */
export async function observe(state: State, command: Command): Promise<string> {
	const stage = await stageIn(state);
	const before = stage.cloud.calls.length;
	let failure: Failure | undefined;
	await run[command](stage).catch((error: unknown) => {
		if (!(error instanceof Failure)) throw error;
		failure = error;
	});
	const done = stage.cloud.calls.slice(before).flatMap(({ method }) => steps[method] ?? []);
	const isWaiting = stage.notes().some((note) => note.endsWith("waiting for that to end"));
	const isFollowing = stage.events.some((event) => event.kind === "begin" && event.phase === "attach");
	const parts = [
		...(isWaiting ? ["wait"] : []),
		...(isFollowing ? ["follow"] : []),
		...new Set(done),
		...(failure && !isFollowing ? [`\`${failure.code}\``] : []),
	];
	return parts.length > 0 ? parts.join(", ") : "look";
}
