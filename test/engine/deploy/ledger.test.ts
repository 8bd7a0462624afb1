import assert from "node:assert/strict";
import { clearEntry, type LedgerEntry, openLedger, readEntry } from "../../../engine/deploy/ledger.ts";
import { openSwapSession } from "../../../engine/deploy/swap-session.ts";
import { deployedStage, type Stage } from "../../support/deploy.ts";

const bucket = "stp-deployment-bucket-b7ba0a4f";
const ada = { by: "arn:aws:iam::111111111111:user/ada", base: "v000001" };
const bob = { by: "arn:aws:iam::111111111111:user/bob", base: "v000001" };
const swap = { resource: "api", digest: "d1", properties: ["Code"], isMarked: false };

async function entryIn({ ports }: Stage): Promise<LedgerEntry | undefined> {
	return (await readEntry(ports, bucket, "api", {})).entry;
}

const warnings = (stage: Stage) => stage.notes().filter((note) => note.startsWith("warning"));

describe("the ledger of hot swaps", () => {
	it("says what is swapped, on which deploy, by whom and when", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const [swapped] = (await stage.hotSwap()).swaps;
		const { by, at, ...entry } = (await entryIn(stage)) ?? assert.fail("nothing is written down");
		assert.deepEqual(entry, {
			resource: "api",
			digest: swapped?.digest,
			properties: ["Code"],
			base: "v000001",
		});
		assert.equal(by, (await stage.cloud.identity({})).arn);
		assert.ok(Math.abs(Date.parse(at) - stage.clock.now()) < 10_000);
		assert.deepEqual(warnings(stage), []);
	});

	it("is empty again after a deploy", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.hotSwap();
		await stage.deploy();
		assert.equal(await entryIn(stage), undefined);
		assert.deepEqual(warnings(stage), []);
	});

	it("tells the second of two people whose swap is replaced", async () => {
		const stage = await deployedStage();
		const [first, second] = [openLedger(stage.ports, bucket, ada), openLedger(stage.ports, bucket, bob)];
		await first.record(swap, {});
		await second.record({ ...swap, digest: "d2" }, {});
		assert.equal(warnings(stage).length, 1);
		assert.match(
			warnings(stage)[0] ?? "",
			/^warning: api: this swap replaces one of arn:aws:iam::111111111111:user\/ada, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
		);
		// And then the first one, whose session has known better.
		await first.record({ ...swap, digest: "d3", isMarked: true }, {});
		assert.match(warnings(stage)[1] ?? "", /one of arn:aws:iam::111111111111:user\/bob/);
		assert.equal((await entryIn(stage))?.digest, "d3");
	});

	it("tells nothing of one's own swaps, nor of the same code", async () => {
		const stage = await deployedStage();
		const ledger = openLedger(stage.ports, bucket, ada);
		await ledger.record(swap, {});
		stage.calls();
		await ledger.record({ ...swap, digest: "d2", isMarked: true }, {});
		assert.deepEqual(stage.calls(), ["objects.putOver"]);
		await openLedger(stage.ports, bucket, ada).record({ ...swap, digest: "d3", isMarked: true }, {});
		await openLedger(stage.ports, bucket, bob).record({ ...swap, digest: "d3", isMarked: true }, {});
		assert.deepEqual(warnings(stage), []);
	});

	it("takes an answer that was lost for one, and what it cannot read for nothing", async () => {
		const stage = await deployedStage();
		const { objects } = stage.ports.cloud;
		let isLost = true;
		const putOver: typeof objects.putOver = async (...args) => {
			const etag = await objects.putOver(...args);
			if (!isLost) return etag;
			isLost = false;
			return undefined;
		};
		const ports = { ...stage.ports, cloud: { ...stage.ports.cloud, objects: { ...objects, putOver } } };
		await openLedger(ports, bucket, ada).record(swap, {});
		assert.equal((await entryIn(stage))?.by, ada.by);
		const { etag } = await readEntry(ports, bucket, "api", {});
		const object = { bucket, key: "hot-swap/api.json", contentType: "text/plain" };
		await objects.putOver({ ...object, body: Buffer.from("not JSON") }, etag, {});
		assert.equal(await entryIn(stage), undefined);
		await openLedger(ports, bucket, bob).record({ ...swap, isMarked: true }, {});
		assert.equal((await entryIn(stage))?.by, bob.by);
		assert.deepEqual(warnings(stage), []);
	});

	it("has a deploy say whose code it replaces, unless it is the same", async () => {
		const stage = await deployedStage();
		const { ports } = stage;
		await openLedger(ports, bucket, ada).record(swap, {});
		await clearEntry(ports, bucket, { resource: "api", digest: "d1" }, bob.by);
		assert.deepEqual([await entryIn(stage), warnings(stage)], [undefined, []]);
		await openLedger(ports, bucket, ada).record(swap, {});
		await clearEntry(ports, bucket, { resource: "api", digest: "d2" }, bob.by);
		assert.match(
			warnings(stage)[0] ?? "",
			/this deploy replaces the code that arn:.*user\/ada has swapped in/,
		);
		stage.calls();
		await clearEntry(ports, bucket, { resource: "api", digest: "d2" }, bob.by);
		assert.deepEqual(stage.calls(), ["objects.readVersion"]);
	});

	it("is asked once in a session, and says there who came in between", async () => {
		const stage = await deployedStage();
		const session = await openSwapSession(stage.ports, stage.request());
		for (const code of ["two", "three"]) {
			stage.edit("api", code);
			await session.saved(["/app/code/api.js"]);
		}
		const reads = () => stage.cloud.calls.filter(({ method }) => method === "objects.readVersion").length;
		assert.equal(reads(), 0);
		await openLedger(stage.ports, bucket, bob).record({ ...swap, isMarked: true }, {});
		const before = warnings(stage).length;
		stage.edit("api", "four");
		await session.saved(["/app/code/api.js"]);
		assert.match(warnings(stage).slice(before).join(), /one of arn:.*user\/bob/);
		await session.close();
	});
});
