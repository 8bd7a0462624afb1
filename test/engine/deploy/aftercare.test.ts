import assert from "node:assert/strict";
import type { StackState } from "../../../engine/cloud/port.ts";
import { INFO_OUTPUT } from "../../../engine/compile/outputs.ts";
import { giveAftercare } from "../../../engine/deploy/aftercare.ts";
import { memoryCloud } from "../../support/memory-cloud.ts";

const peering = { kind: "vpc-peering", resource: "mongo", output: "peeringConnectionId" } as const;

/** A stack whose overview says this of the resource `mongo`. */
function stackWith(outputs: object): StackState {
	return {
		id: "stack",
		name: "shop-dev",
		createdAt: 0,
		status: "CREATE_COMPLETE",
		terminationProtection: false,
		description: "",
		tags: {},
		outputs: { [INFO_OUTPUT]: JSON.stringify({ resources: { mongo: { outputs }, other: { outputs } } }) },
	};
}

describe("what is done after a deploy", () => {
	it("is to accept the peering of the network, once for all that share it", async () => {
		const cloud = memoryCloud();
		cloud.world.peerings.set("pcx-1", "pending-acceptance");
		const stack = stackWith({ peeringConnectionId: "pcx-1" });
		await giveAftercare({ cloud }, [peering, { ...peering, resource: "other" }], stack);
		assert.equal(cloud.world.peerings.get("pcx-1"), "active");
		assert.deepEqual(
			cloud.calls.map(({ method }) => method),
			["networks.acceptPeering"],
		);
		await giveAftercare({ cloud }, [peering], stack);
		assert.equal(cloud.world.peerings.get("pcx-1"), "active");
	});

	it("fails when the peering is gone", async () => {
		const cloud = memoryCloud();
		const stack = stackWith({ peeringConnectionId: "pcx-1" });
		await assert.rejects(giveAftercare({ cloud }, [peering], stack), /pcx-1 is not there/);
	});

	it("is nothing where the stack does not say what", async () => {
		const cloud = memoryCloud();
		await giveAftercare({ cloud }, [peering, { ...peering, resource: "gone" }], stackWith({}));
		assert.deepEqual(cloud.calls, []);
	});
});
