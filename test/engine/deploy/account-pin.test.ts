import assert from "node:assert/strict";
import { pinAccount, readPin, requirePinned } from "../../../engine/deploy/account-pin.ts";
import { Cancelled, Failure } from "../../../engine/report/failure.ts";
import { account, failureOf, openStage, reasonOf, type Stage, target } from "../../support/deploy.ts";

const other = "222222222222";

function openAt(home = "/home/me"): Stage {
	const stage = openStage();
	stage.host.variables.set("HOME", home);
	return stage;
}

/** The same machine, with the credentials of another account. */
async function withOther(): Promise<Stage> {
	const stage = openAt();
	await stage.deploy();
	await pinAccount(stage.ports, stage.request(), { account: other });
	stage.calls();
	return stage;
}

const changing = /\.(create|update|put|copy|delete|remove|updateCode)$/;

describe("the account of a stage", () => {
	it("is remembered by the first deploy, in the folder of the user", async () => {
		const stage = openAt();
		assert.equal(await readPin(stage.ports, { target }), undefined);
		await stage.deploy();
		assert.equal(await readPin(stage.ports, { target }), account);
		const files = [...stage.host.files.keys()].filter((path) =>
			path.startsWith("/home/me/.local/state/spool/"),
		);
		assert.equal(files.length, 1);
		assert.match(files[0] ?? "", /\/accounts\/shop-dev-[0-9a-f]{16}\.json$/);
	});

	it("is another one for each stage, and for what stands in for AWS", async () => {
		const stage = openAt();
		await stage.deploy();
		assert.equal(await readPin(stage.ports, { target: { ...target, stage: "prod" } }), undefined);
		assert.equal(await readPin(stage.ports, { target, endpoint: "http://127.0.0.1:4566" }), undefined);
	});

	it("is not remembered by a deploy that was not approved", async () => {
		const stage = openAt();
		stage.approve = () => "no";
		await reasonOf(stage.deploy());
		assert.equal(await readPin(stage.ports, { target }), undefined);
	});

	it("that differs from that of the credentials is refused before anything is built, where nobody can be asked", async () => {
		const stage = await withOther();
		for (const work of [() => stage.deploy(), () => stage.hotSwap(), () => stage.remove()]) {
			const failure = await failureOf(work());
			assert.deepEqual([failure.code, failure.kind], ["other-account", "credentials"]);
			assert.match(failure.message, new RegExp(`to account ${other} .* belong to ${account}`));
			assert.match(failure.hint ?? "", new RegExp(`--account ${account}`));
		}
		assert.deepEqual(
			stage.calls().filter((method) => changing.test(method)),
			[],
		);
	});

	it("that differs is asked about; yes goes on and is remembered, anything else stops", async () => {
		const stage = await withOther();
		stage.answer = ({ kind }) => (kind === "other-account" ? "no" : undefined);
		assert.ok((await reasonOf(stage.deploy())) instanceof Cancelled);
		stage.answer = ({ kind }) => (kind === "other-account" ? "yes" : undefined);
		await stage.deploy();
		assert.equal(await readPin(stage.ports, { target }), account);
	});

	it("is not asked about when it was asserted by hand", async () => {
		const stage = await withOther();
		await stage.deploy({ target: { ...target, account } });
		assert.deepEqual(stage.questions, []);
		assert.equal(await readPin(stage.ports, { target }), account);
	});

	it("is not known from a file that is broken", async () => {
		const stage = await withOther();
		for (const path of stage.host.files.keys()) if (path.endsWith(".json")) stage.host.save(path, "{");
		assert.equal(await readPin(stage.ports, { target }), undefined);
		await requirePinned(stage.ports, { target }, { account });
	});

	it("that cannot be remembered is a warning, and nowhere to remember it none", async () => {
		const stage = openAt();
		const write = async () => {
			throw new Failure({ code: "file-unwritable", kind: "file", message: "the disk is full" });
		};
		await pinAccount({ ...stage.ports, host: { ...stage.host, write } }, { target }, { account });
		assert.deepEqual(stage.notes(), [
			"warning: the account of this stage is not remembered: the disk is full",
		]);
		stage.host.variables.clear();
		await pinAccount(stage.ports, { target }, { account });
		assert.equal(stage.notes().length, 1);
	});
});
