import assert from "node:assert/strict";
import { openNetworks } from "../../../../engine/cloud/aws/networks.ts";
import { withAnswers } from "./answers.ts";

/** EC2's answer about the connection: in one of these states, or not there. */
const described = (state: string | undefined) => ({
	headers: { "content-type": "text/xml" },
	body: `<DescribeVpcPeeringConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcPeeringConnectionSet>${
		state === undefined ? "" : `<item><status><code>${state}</code></status></item>`
	}</vpcPeeringConnectionSet></DescribeVpcPeeringConnectionsResponse>`,
});

const accepted = {
	headers: { "content-type": "text/xml" },
	body: `<AcceptVpcPeeringConnectionResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"/>`,
};

/** What is asked of EC2 when the connection is in these states, one after the other. */
async function asked(...states: readonly (string | undefined)[]): Promise<readonly string[]> {
	const calls: string[] = [];
	await withAnswers(
		({ fields, index }) => {
			calls.push(String(fields["Action"]));
			return fields["Action"] === "AcceptVpcPeeringConnection"
				? accepted
				: described(states[Math.min(index, states.length - 1)]);
		},
		async (server) => {
			const networks = openNetworks(server.session(), { pauseMs: 1, attempts: 3 });
			await networks.acceptPeering("pcx-1", {});
			assert.equal(server.asked[0]?.fields["Filter.1.Value.1"], "pcx-1");
		},
	);
	return calls;
}

const [describeCall, accept] = ["DescribeVpcPeeringConnections", "AcceptVpcPeeringConnection"] as const;

describe("a peering of networks", () => {
	it("that waits for it is accepted", async () => {
		assert.deepEqual(await asked("pending-acceptance"), [describeCall, accept]);
	});

	it("that is only being asked for is waited for", async () => {
		const calls = await asked(undefined, "initiating-request", "pending-acceptance");
		assert.deepEqual(calls, [describeCall, describeCall, describeCall, accept]);
	});

	it("that is accepted already is left alone", async () => {
		for (const state of ["active", "provisioning"]) assert.deepEqual(await asked(state), [describeCall]);
	});

	it("that is gone or was refused is a failure", async () => {
		for (const state of ["rejected", "expired", undefined])
			await assert.rejects(asked(state), {
				code: "peering-not-accepted",
				message: RegExp(state ?? "not there"),
			});
	});
});
