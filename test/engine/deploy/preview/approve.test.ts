import assert from "node:assert/strict";
import { Cancelled } from "../../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	openStage,
	reasonOf,
	type Stage,
	tableBlock,
} from "../../../support/deploy.ts";

const withTable = configOf({ api: {} }, tableBlock);
const otherKey = configOf({ api: {} }, tableBlock.replace("name: id", "name: pk"));

function changesNothing(stage: Stage): void {
	const changing = stage
		.calls()
		.filter((method) => /\.(create|update|put|copy|delete|remove|setPolicy)$/.test(method));
	assert.deepEqual(changing, []);
}

describe("a deploy that is to be approved", () => {
	it("is asked for before anything is changed, also the first one, and not when nothing changes", async () => {
		const stage = openStage();
		stage.approve = () => "no";
		const stop = await reasonOf(stage.deploy());
		assert.ok(stop instanceof Cancelled);
		assert.deepEqual(stop.details, [
			"the deploy of shop-dev was not approved: CloudFormation was not asked for anything",
		]);
		changesNothing(stage);
		stage.approve = () => "yes";
		await stage.deploy();
		await stage.deploy();
		assert.deepEqual(
			stage.previews.map(({ isNew }) => isNew),
			[true, true],
		);
	});

	it("goes on where nobody can be asked and nothing is lost, and tells what changes", async () => {
		const stage = await deployedStage({ config: withTable });
		stage.writeConfig(configOf({ api: { memory: 512 } }, tableBlock));
		const { outcome } = await stage.deploy();
		assert.equal(outcome, "updated");
		assert.deepEqual(stage.notes(), ["note: what changes: 1 changed"]);
	});

	it("warns before the start when the keys will not outlast it, unless they are renewed", async () => {
		const soon = openStage({ expiresAt: Date.UTC(1970, 0, 1) });
		soon.approve = () => "no";
		await reasonOf(soon.deploy());
		assert.match(
			soon.notes()[0] ?? "",
			/^warning: the credentials end in 0 minutes, and this deploy may take 1/,
		);
		const later = openStage({ expiresAt: Date.UTC(2100, 0, 1) });
		await later.deploy();
		assert.deepEqual(later.notes(), []);
	});

	it("shows what it would do, with the place in the config and the property that forces a replacement", async () => {
		const stage = await deployedStage({ config: withTable });
		stage.writeConfig(otherKey);
		stage.approve = () => "no";
		await reasonOf(stage.deploy());
		const change = stage.previews[0]?.changes.find(({ resource }) => resource === "notes");
		assert.equal(change?.action, "replace");
		assert.deepEqual(change?.because, [{ property: "KeySchema", certainty: "always" }]);
		assert.equal(change?.loss?.what, "every item of the table");
		assert.ok(change?.place);
	});
});

describe("a deploy that takes away what only a resource has", () => {
	for (const [how, config] of [
		["replaces", otherKey],
		["removes", configOf({ api: {} })],
	] as const) {
		it(`is refused when it ${how} it and nobody can be asked`, async () => {
			const stage = await deployedStage({ config: withTable });
			stage.writeConfig(config);
			const failure = await failureOf(stage.deploy());
			assert.deepEqual([failure.code, failure.kind], ["loss-not-approved", "usage"]);
			assert.match(failure.message, /what only notes has/);
			assert.match(failure.hint ?? "", /--may-lose notes$/);
			assert.match(failure.details[0] ?? "", /every item of the table/);
			changesNothing(stage);
			assert.ok(stage.cloud.world.tables.size > 0);
		});
	}

	it("asks for its name, also when everything else is approved, and stops at another word", async () => {
		const stage = await deployedStage({ config: withTable });
		stage.writeConfig(configOf({ api: {} }));
		stage.approve = () => "yes";
		stage.answer = () => "yes";
		assert.ok((await reasonOf(stage.deploy())) instanceof Cancelled);
		changesNothing(stage);
		stage.answer = (question) => (question.kind === "lose-data" ? question.name : undefined);
		await stage.deploy();
		assert.equal(stage.cloud.world.tables.size, 0);
		assert.deepEqual(
			stage.questions.map((question) => question.kind === "lose-data" && question.name),
			["notes", "notes"],
		);
	});

	it("goes on without a word when somebody has named it before, and says which names were needless", async () => {
		const stage = await deployedStage({ config: withTable });
		stage.writeConfig(configOf({ api: {} }));
		await stage.deploy({ mayLose: ["notes", "orders"] });
		assert.equal(stage.cloud.world.tables.size, 0);
		assert.ok(stage.notes().includes("note: this deploy loses nothing of orders"));
	});

	it("warns of a name that CloudFormation will refuse to give twice", async () => {
		const stage = await deployedStage({ config: withTable });
		stage.writeConfig(otherKey);
		await reasonOf(stage.deploy({ mayLose: ["notes"] }));
		assert.ok(
			stage
				.notes()
				.some((note) => /has to be replaced and keeps its name .* CloudFormation will refuse/.test(note)),
			stage.notes().join("\n"),
		);
	});
});
