import assert from "node:assert/strict";
import { goBack } from "../../../engine/deploy/swap-back.ts";
import type { PlannedSwap } from "../../../engine/deploy/swap-plan.ts";
import { sourceOfPieces } from "../../../engine/package/packed.ts";
import { Failure } from "../../../engine/report/failure.ts";
import { deployedStage, digestInKey, networkFailure } from "../../support/deploy.ts";

const bucket = "stp-deployment-bucket-b7ba0a4f";
const failure = new Failure({ code: "swap-failed", kind: "aws", message: "it is broken", details: ["a"] });

async function opened(codeSha256?: string) {
	const stage = await deployedStage();
	const state = (await stage.cloud.functions.read("shop-dev-api", {})) ?? assert.fail("no function");
	const deployed = {
		job: "api",
		logicalId: "ApiFunction",
		name: "shop-dev-api",
		key: stage.keyOf("api"),
		swapped: false,
		state: codeSha256 === undefined ? state : { ...state, codeSha256 },
	};
	const plan = {
		job: "api",
		kind: "zip",
		packaging: {},
		runtime: "nodejs24.x",
		architecture: "arm64",
	} as const;
	const packed: PlannedSwap["packed"] = {
		plan: { ...plan, span: { start: 0, end: 0 } },
		source: sourceOfPieces([new Uint8Array()]),
		making: { isReused: false, because: [] },
		digest: "",
		digestBase64: "",
		inputs: [],
		unzippedSize: 0,
		largestEntries: [],
		timing: { bundleMs: 0, zipMs: 0 },
	};
	await stage.cloud.functions.updateCode("shop-dev-api", { zip: new Uint8Array([1]) }, {});
	const waited: string[] = [];
	const end = () =>
		goBack(
			stage.ports,
			bucket,
			{ packed, deployed, key: "k" },
			failure,
			async (sha256) => void waited.push(sha256),
			0,
		);
	return { stage, waited, end };
}

describe("going back after a swap that is broken", () => {
	it("gives the function the code from before, and says so", async () => {
		const { stage, waited, end } = await opened();
		const ended = await end();
		assert.deepEqual(
			[ended.code, ended.message],
			["swap-failed", "it is broken; the code from before is live again"],
		);
		assert.deepEqual(ended.details, ["a"]);
		assert.equal(stage.live("api"), "one");
		assert.deepEqual(waited, [digestInKey(stage.keyOf("api"))]);
	});

	it("says so when the bucket does not have it any more", async () => {
		const { waited, end } = await opened("c29tZXRoaW5nIGVsc2U=");
		assert.match((await end()).message, /the code from before is not in the bucket any more$/);
		assert.deepEqual(waited, []);
	});

	it("says so when it cannot be put back", async () => {
		const { stage, end } = await opened();
		stage.before = (method) => {
			if (method === "functions.updateCode") throw networkFailure();
		};
		const ended = await end();
		assert.match(ended.message, /could not be put back: the network is down$/);
		assert.match(ended.hint ?? "", /full deploy/);
	});
});
