import {
	DescribeStateMachineCommand,
	ListTagsForResourceCommand,
	SFNClient,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import type { CallOptions, StateMachinePort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

/** State machines through Step Functions. */
export function openStateMachines(session: Session): StateMachinePort {
	const client = new SFNClient(clientSettings(session));
	const call = <T>(action: string, options: CallOptions, send: (http: SendOptions) => Promise<T>) =>
		onAws(session, `states:${action}`, options, send);
	return {
		read: (stateMachineArn, options) =>
			call("DescribeStateMachine", options, async (http) => {
				const [found, listed] = await Promise.all([
					unlessMissing(
						client.send(new DescribeStateMachineCommand({ stateMachineArn }), http),
						isMissingMachine,
					),
					unlessMissing(
						client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }), http),
						isMissingMachine,
					),
				]);
				if (!found || found.status === "DELETING") return undefined;
				const tags = (listed?.tags ?? []).map(({ key = "", value = "" }) => [key, value] as const);
				return { arn: stateMachineArn, definition: found.definition ?? "", tags: Object.fromEntries(tags) };
			}),
		update: (stateMachineArn, definition, options) =>
			call("UpdateStateMachine", options, async (http) => {
				await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }), http);
			}),
		tag: (resourceArn, tags, options) =>
			call("TagResource", options, async (http) => {
				const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
				await client.send(new TagResourceCommand({ resourceArn, tags: list }), http);
			}),
		untag: (resourceArn, keys, options) =>
			call("UntagResource", options, async (http) => {
				await client.send(new UntagResourceCommand({ resourceArn, tagKeys: [...keys] }), http);
			}),
	};
}

function isMissingMachine(error: unknown): boolean {
	return ["StateMachineDoesNotExist", "ResourceNotFound"].includes(awsErrorOf(error)?.name ?? "");
}
