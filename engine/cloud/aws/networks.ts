import { setTimeout as sleep } from "node:timers/promises";
import {
	AcceptVpcPeeringConnectionCommand,
	DescribeVpcPeeringConnectionsCommand,
	EC2Client,
	type VpcPeeringConnectionStateReasonCode,
} from "@aws-sdk/client-ec2";
import { Failure } from "../../report/failure.ts";
import type { CallOptions, NetworkPort } from "../port.ts";
import { clientSettings, onAws, type Session } from "./session.ts";
import { openVpcs } from "./vpcs.ts";

/** How long and how often a connection is looked at that is only being asked for. */
export type PeeringPatience = { readonly pauseMs: number; readonly attempts: number };

const aMinute: PeeringPatience = { pauseMs: 3_000, attempts: 20 };

type State = VpcPeeringConnectionStateReasonCode | undefined;

/** Networks through EC2. */
export function openNetworks(session: Session, patience: PeeringPatience = aMinute): NetworkPort {
	const client = new EC2Client(clientSettings(session));
	const stateOf = (id: string, options: CallOptions): Promise<State> =>
		onAws(session, "ec2:DescribeVpcPeeringConnections", options, async (http) => {
			const input = new DescribeVpcPeeringConnectionsCommand({
				Filters: [{ Name: "vpc-peering-connection-id", Values: [id] }],
			});
			return (await client.send(input, http)).VpcPeeringConnections?.[0]?.Status?.Code;
		});
	return {
		...openVpcs(session),
		acceptPeering: async (id, options) => {
			let state = await stateOf(id, options);
			for (let left = patience.attempts; left > 0 && isOnTheWay(state); left--) {
				await sleep(patience.pauseMs, undefined, options.signal && { signal: options.signal });
				state = await stateOf(id, options);
			}
			if (state === "active" || state === "provisioning") return;
			if (state !== "pending-acceptance") throw refused(id, state);
			await onAws(session, "ec2:AcceptVpcPeeringConnection", options, (http) =>
				client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }), http),
			);
		},
	};
}

/** One that was just asked for is not listed at once. */
function isOnTheWay(state: State): boolean {
	return state === undefined || state === "initiating-request";
}

function refused(id: string, state: State): Failure {
	return new Failure({
		code: "peering-not-accepted",
		kind: "aws",
		message: `the VPC peering connection ${id} cannot be accepted: it is ${state ?? "not there"}`,
		hint: "deploy again; when it stays so, look at the peering in the console of both sides",
	});
}
