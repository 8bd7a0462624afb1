import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import type { StackEvent } from "../../../engine/cloud/port.ts";
import {
	applyRequest,
	applyTemplate,
	maxInlineTemplate,
	operationFailure,
	operationToken,
	templateText,
} from "../../../engine/deploy/apply.ts";
import { bind } from "../../../engine/deploy/bind.ts";
import {
	account,
	configOf,
	deployedStage,
	failureOf,
	openStage,
	tableBlock,
	target,
} from "../../support/deploy.ts";

const config = configOf({ api: { logging: { retentionDays: 7 } }, worker: {} }, tableBlock);
const code = { api: "one", worker: "w" };
const places = new Map(["api", "worker"].map((job) => [job, { bucket: "b", key: "k", digest: "d" }]));

function lineOf(text: string, offset: number): string {
	return text.slice(text.lastIndexOf("\n", offset) + 1).split("\n")[0] ?? "";
}

describe("the request of a create or update", () => {
	const { compiled } = analyse({ path: "stacktape.yml", text: config }, { ...target, account });

	it("has a token of its own each time, in the letters that CloudFormation takes", () => {
		const tokens = new Set(Array.from({ length: 50 }, operationToken));
		assert.equal(tokens.size, 50);
		for (const token of tokens) assert.match(token, /^[A-Za-z][A-Za-z0-9-]{0,127}$/);
	});

	it("says nothing about roles, topics and alarms that the config does not name", () => {
		const request = applyRequest(compiled, { body: "{}" }, "roll-back");
		assert.deepEqual(Object.keys(request), ["name", "template", "tags", "token", "onFailure"]);
	});

	it("has a template in ASCII that reads as the same template", () => {
		const text = "naïve 日本 👋 \u2028 \u007f";
		const deployable = bind({ ...compiled.template, Description: text }, places, "v000001");
		const sent = templateText(deployable);
		assert.match(sent, /^[\0-\x7f]*$/);
		assert.equal(JSON.parse(sent).Description, text);
		assert.equal(maxInlineTemplate, 51_200);
	});
});

describe("a create or update that the user stops before it is sent", () => {
	it("is not sent", async () => {
		const stage = openStage();
		const { analysis } = { analysis: analyse(stage.config.file, { ...target, account }) };
		const request = applyRequest(analysis.compiled, { body: "{}" }, "delete");
		const work = { action: "create", request, analysis, expected: 1, span: "bootstrap" } as const;
		await assert.rejects(applyTemplate(stage.ports, work, AbortSignal.abort()), { name: "AbortError" });
		assert.deepEqual(stage.calls(), []);
	});
});

describe("an update that fails", () => {
	it("tells the root cause, at its place in the config, and that all is as before", async () => {
		const stage = await deployedStage({ config, code });
		const [table] = stage.cloud.world.tables.values();
		table?.items.set("a", { id: "a" });
		stage.edit("worker", "w2");
		stage.writeConfig(config.replace('retentionDays":7', 'retentionDays":14'));
		const reason =
			'Resource handler returned message: "Access denied for logs. (Service: Logs, Status Code: 400, Request ID: 1-2)" (RequestToken: 3-4, HandlerErrorCode: AccessDenied)';
		stage.cloud.fail({ logicalId: "ApiLogGroup", on: "update", message: reason });
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "update-failed");
		assert.equal(failure.kind, "stack");
		assert.equal(failure.message, "api (ApiLogGroup, AWS::Logs::LogGroup) failed: Access denied for logs");
		assert.deepEqual(failure.details, [
			"shop-dev is UPDATE_ROLLBACK_COMPLETE: the update was rolled back: the stack is as it was before",
		]);
		const [problem] = failure.problems;
		assert.equal(problem?.code, "resource-failed");
		const { text } = stage.config.file;
		assert.equal(lineOf(text, problem?.span.start ?? 0), '      logging: {"retentionDays":14}');
		assert.deepEqual(failure.origin, problem?.span);
		assert.equal(stage.stack().status, "UPDATE_ROLLBACK_COMPLETE");
		assert.equal(stage.live("worker"), "w");
		assert.equal([...stage.cloud.world.tables.values()][0], table);
		assert.equal(table?.items.size, 1);
	});

	it("is done again by the next deploy, under the same version and without an upload", async () => {
		const stage = await deployedStage({ config, code });
		stage.edit("worker", "w2");
		stage.cloud.fail({ logicalId: "WorkerFunction", message: "no capacity", times: 1 });
		await failureOf(stage.deploy());
		const result = await stage.deploy();
		assert.equal(result.version, "v000002");
		assert.equal(result.uploads.uploaded, 0);
		assert.equal(stage.live("worker"), "w2");
	});

	it("says that the stack needs attention when the rollback fails too", async () => {
		const stage = await deployedStage({ config, code });
		stage.edit("api", "two");
		stage.edit("worker", "w2");
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "broken" });
		stage.cloud.fail({ logicalId: "WorkerFunction", on: "rollback", message: "still broken" });
		stage.cloud.fail({ logicalId: "ApiFunction", on: "rollback", message: "still broken" });
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.message, "api (ApiFunction, AWS::Lambda::Function) failed: broken");
		assert.deepEqual(failure.details, [
			"shop-dev is UPDATE_ROLLBACK_FAILED: the update could not be rolled back completely; `spool rescue` says what blocks, and goes on",
		]);
		const next = await failureOf(stage.deploy());
		assert.equal(next.code, "stack-not-deployable");
		assert.match(next.hint ?? "", /`spool rescue`/);
	});

	it("leaves what it did when the config wants that, and the next deploy mends it with or without that wish", async () => {
		for (const isStillWanted of [true, false]) {
			const keep = "deploymentConfig:\n  disableAutoRollback: true\n";
			const stage = await deployedStage({ config: config + keep, code });
			stage.edit("api", "two");
			stage.edit("worker", "w2");
			stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "broken", times: 1 });
			const failure = await failureOf(stage.deploy());
			assert.equal(stage.stack().status, "UPDATE_FAILED");
			assert.match(
				failure.details[0] ?? "",
				/left half updated.*the next deploy can mend it, and `spool rescue` rolls it back/,
			);
			if (!isStillWanted) stage.writeConfig(config);
			const result = await stage.deploy();
			assert.equal(result.outcome, "updated");
			assert.equal(result.stack.status, "UPDATE_COMPLETE");
			assert.deepEqual([stage.live("api"), stage.live("worker")], ["two", "w2"]);
		}
	});

	it("mends a half updated stack although the template looks as it did", async () => {
		const stage = await deployedStage({ config, code });
		stage.stack().status = "UPDATE_FAILED";
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.equal(stage.stack().status, "UPDATE_COMPLETE");
	});
});

describe("the failure of an operation", () => {
	const event: StackEvent = {
		id: "1",
		logicalId: "Mine",
		type: "AWS::SNS::Topic",
		status: "CREATE_FAILED",
		reason: "no",
		at: 0,
	};
	const followed = { status: "ROLLBACK_COMPLETE", events: [event], stack: undefined };

	it("names a resource that no line of the config made by its logical id", () => {
		const failure = operationFailure(followed, { stack: "shop-dev", action: "create" });
		assert.equal(failure.message, "Mine (AWS::SNS::Topic) failed: no");
		assert.deepEqual(failure.problems, []);
		assert.equal(failure.origin, undefined);
	});

	it("names the state when no resource has failed", () => {
		const failure = operationFailure({ ...followed, events: [] }, { stack: "shop-dev", action: "create" });
		assert.equal(failure.message, "the create of shop-dev ended in ROLLBACK_COMPLETE");
		assert.equal(failure.code, "create-failed");
	});
});
