import { setTimeout as sleep } from "node:timers/promises";
import {
	type Change,
	type CloudFormationClient,
	CreateChangeSetCommand,
	type CreateChangeSetCommandInput,
	DeleteChangeSetCommand,
	DescribeChangeSetCommand,
	DescribeEventsCommand,
	type ResourceChange,
} from "@aws-sdk/client-cloudformation";
import { Failure } from "../../report/failure.ts";
import type { ApplyRequest, ChangeSetChange, ChangeSetView } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages } from "./pages.ts";
import type { SendOptions } from "./session.ts";
import { sharedInput } from "./stack-shapes.ts";

/** Milliseconds between two looks; a change set of a usual stack is ready after two to ten seconds. */
const firstWait = 300;
const longestWait = 3_000;
const patience = 300_000;

const actions: Readonly<Record<string, ChangeSetChange["action"]>> = {
	Add: "add",
	Modify: "modify",
	Remove: "remove",
	Import: "import",
};

const replacements: Readonly<Record<string, NonNullable<ChangeSetChange["replacement"]>>> = {
	True: "true",
	False: "false",
	Conditional: "conditional",
};

/** What CloudFormation says of an update that has nothing to do; it has no status of its own. */
const nothingToDo = /didn't contain changes|No updates are to be performed/i;

function becauseOf({ Details = [] }: ResourceChange): readonly string[] {
	const names = Details.flatMap(({ Target }) =>
		Target?.Name !== undefined &&
		Target.RequiresRecreation !== undefined &&
		Target.RequiresRecreation !== "Never"
			? [Target.Name]
			: [],
	);
	return [...new Set(names)];
}

function changeOf({ ResourceChange: change }: Change): readonly ChangeSetChange[] {
	if (!change) return [];
	const replacement = replacements[change.Replacement ?? ""];
	return [
		{
			logicalId: change.LogicalResourceId ?? "",
			type: change.ResourceType ?? "",
			action: actions[change.Action ?? ""] ?? "dynamic",
			...(replacement !== undefined && change.Action === "Modify" && { replacement }),
			because: becauseOf(change),
		},
	];
}

/** Changes once it is ready, page by page; `undefined` while CloudFormation works on it. */
async function look(client: CloudFormationClient, id: string, http: SendOptions) {
	const first = await client.send(new DescribeChangeSetCommand({ ChangeSetName: id }), http);
	const { Status: status = "", StatusReason: reason = "" } = first;
	if (status !== "CREATE_COMPLETE") return { status, reason, changes: [] };
	const rest = first.NextToken
		? await allPages(async (marker: string | undefined) => {
				const input = { ChangeSetName: id, NextToken: marker ?? first.NextToken };
				const page = await client.send(new DescribeChangeSetCommand(input), http);
				return { items: page.Changes ?? [], next: page.NextToken };
			})
		: [];
	return { status, reason, changes: [...(first.Changes ?? []), ...rest] };
}

/** What the validation before a change set has found; nothing where that right is missing. */
async function findings(client: CloudFormationClient, id: string, http: SendOptions): Promise<string[]> {
	try {
		const { OperationEvents = [] } = await client.send(
			new DescribeEventsCommand({ ChangeSetName: id, Filters: { FailedEvents: true } }),
			http,
		);
		return OperationEvents.flatMap((event) => {
			const reason = event.ValidationStatusReason ?? event.HookStatusReason ?? event.ResourceStatusReason;
			return reason === undefined ? [] : [`${event.LogicalResourceId ?? "the stack"}: ${reason}`];
		});
	} catch (error) {
		if (awsErrorOf(error)) return [];
		throw error;
	}
}

async function waitFor(
	client: CloudFormationClient,
	id: string,
	stack: string,
	http: SendOptions,
): Promise<ChangeSetView> {
	const until = Date.now() + patience;
	for (let wait = firstWait; Date.now() < until; wait = Math.min(wait * 1.5, longestWait)) {
		const { status, reason, changes } = await look(client, id, http);
		if (status === "CREATE_COMPLETE")
			return changes.length === 0
				? { kind: "empty" }
				: { kind: "changes", changes: changes.flatMap(changeOf) };
		if (status === "FAILED") {
			if (nothingToDo.test(reason)) return { kind: "empty" };
			return { kind: "refused", reasons: [reason, ...(await findings(client, id, http))] };
		}
		await sleep(wait, undefined, http.abortSignal ? { signal: http.abortSignal } : {});
	}
	throw new Failure({
		code: "change-set-not-ready",
		kind: "aws",
		message: `CloudFormation has not said within ${patience / 60_000} minutes what an update of ${stack} would do`,
		hint: "try again later; the difference that was worked out here is complete without it",
	});
}

function createInput(request: ApplyRequest): CreateChangeSetCommandInput {
	const { ClientRequestToken, ...shared } = sharedInput(request);
	return {
		...shared,
		ClientToken: ClientRequestToken,
		ChangeSetName: ClientRequestToken,
		ChangeSetType: "UPDATE",
		Description: "a preview by spool, which is deleted again",
	};
}

/** Makes a change set, reads it and deletes it. */
export async function readChangeSet(
	client: CloudFormationClient,
	request: ApplyRequest,
	http: SendOptions,
): Promise<ChangeSetView> {
	const { Id: id = "" } = await client.send(new CreateChangeSetCommand(createInput(request)), http);
	try {
		return await waitFor(client, id, request.name, http);
	} finally {
		// Also after a stop: without it the change set would stay in the stack for good.
		await client.send(new DeleteChangeSetCommand({ ChangeSetName: id }), {}).catch((error: unknown) => {
			if (!awsErrorOf(error)) throw error;
		});
	}
}
