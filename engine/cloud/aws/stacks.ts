import {
	CancelUpdateStackCommand,
	CloudFormationClient,
	ContinueUpdateRollbackCommand,
	CreateStackCommand,
	DeleteStackCommand,
	DescribeStackEventsCommand,
	DescribeStacksCommand,
	GetTemplateCommand,
	ListStackResourcesCommand,
	RollbackStackCommand,
	SetStackPolicyCommand,
	UpdateStackCommand,
	UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import type { ApplyRequest, CallOptions, StackEvent, StackPort } from "../port.ts";
import { readChangeSet } from "./change-sets.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";
import { readNewest, readOperation, type WantedEvents } from "./stack-events.ts";
import { createInput, eventOf, isText, outputsOf, resourceOf, stateOf, updateInput } from "./stack-shapes.ts";
import { withValidation } from "./stack-validation.ts";

/** Stacks through CloudFormation. */
export function openStacks(session: Session): StackPort {
	const client = new CloudFormationClient(clientSettings(session));
	const call = <T>(action: string, options: CallOptions, send: (http: SendOptions) => Promise<T>) =>
		onAws(session, `cloudformation:${action}`, options, send);
	return {
		...stackReads(client, call),
		outputs: async (name, region, options) => {
			const elsewhere = { ...session, region };
			const there = region === session.region ? client : new CloudFormationClient(clientSettings(elsewhere));
			return onAws(elsewhere, "cloudformation:DescribeStacks", options, async (http) => {
				const stack = await describeStack(there, name, http);
				return stack && outputsOf(stack);
			});
		},
		changeSet: (request, options) =>
			call("CreateChangeSet", options, (http) => readChangeSet(client, request, http)),
		create: (request, options) => call("CreateStack", options, (http) => createStack(client, request, http)),
		update: (request, options) => call("UpdateStack", options, (http) => updateStack(client, request, http)),
		cancelUpdate: (name, options) =>
			call("CancelUpdateStack", options, async (http) => {
				await client.send(new CancelUpdateStackCommand({ StackName: name }), http);
			}),
		continueRollback: (name, { token, skip }, options) =>
			call("ContinueUpdateRollback", options, async (http) => {
				const ResourcesToSkip = skip.length > 0 ? { ResourcesToSkip: [...skip] } : {};
				const input = { StackName: name, ClientRequestToken: token, ...ResourcesToSkip };
				await client.send(new ContinueUpdateRollbackCommand(input), http);
			}),
		rollBack: (name, { token }, options) =>
			call("RollbackStack", options, async (http) => {
				await client.send(new RollbackStackCommand({ StackName: name, ClientRequestToken: token }), http);
			}),
		delete: (name, { token, roleArn, retain }, options) =>
			call("DeleteStack", options, async (http) => {
				const input = {
					StackName: name,
					ClientRequestToken: token,
					...(roleArn !== undefined && { RoleARN: roleArn }),
					...(retain && { RetainResources: [...retain] }),
				};
				await client.send(new DeleteStackCommand(input), http);
			}),
		setTerminationProtection: (name, enabled, options) =>
			call("UpdateTerminationProtection", options, async (http) => {
				const input = { StackName: name, EnableTerminationProtection: enabled };
				await client.send(new UpdateTerminationProtectionCommand(input), http);
			}),
		setPolicy: (name, policy, options) =>
			call("SetStackPolicy", options, async (http) => {
				await client.send(new SetStackPolicyCommand({ StackName: name, StackPolicyBody: policy }), http);
			}),
	};
}

type Caller = <T>(
	action: string,
	options: CallOptions,
	send: (http: SendOptions) => Promise<T>,
) => Promise<T>;

function stackReads(
	client: CloudFormationClient,
	call: Caller,
): Pick<StackPort, "read" | "template" | "resources" | "events" | "lastOperation"> {
	return {
		read: (name, options) =>
			call("DescribeStacks", options, async (http) => {
				const stack = await describeStack(client, name, http);
				return stack && stateOf(stack);
			}),
		template: (name, options) =>
			call("GetTemplate", options, async (http) => {
				const input = new GetTemplateCommand({ StackName: name, TemplateStage: "Original" });
				return (await unlessMissing(client.send(input, http), isMissingStack))?.TemplateBody;
			}),
		resources: (name, options) =>
			call("ListStackResources", options, async (http) => {
				const summaries = allPages(async (marker: string | undefined) => {
					const input = { StackName: name, ...(marker !== undefined && { NextToken: marker }) };
					const page = await client.send(new ListStackResourcesCommand(input), http);
					return { items: page.StackResourceSummaries ?? [], next: page.NextToken };
				});
				return ((await unlessMissing(summaries, isMissingStack)) ?? []).map(resourceOf);
			}),
		events: (stackId, operation, options) =>
			call("DescribeStackEvents", options, (http) => readEvents(client, stackId, operation, http)),
		lastOperation: (stackId, options) =>
			call("DescribeStackEvents", options, (http) => readEvents(client, stackId, undefined, http)),
	};
}

async function describeStack(client: CloudFormationClient, name: string, http: SendOptions) {
	const input = new DescribeStacksCommand({ StackName: name });
	return (await unlessMissing(client.send(input, http), isMissingStack))?.Stacks?.[0];
}

async function readEvents(
	client: CloudFormationClient,
	stackId: string,
	wanted: WantedEvents | undefined,
	http: SendOptions,
): Promise<readonly StackEvent[]> {
	const operations = new Map<string | undefined, string | undefined>();
	const page = async (marker: string | undefined) => {
		const input = { StackName: stackId, ...(marker !== undefined && { NextToken: marker }) };
		const { StackEvents: events = [], NextToken } = await client.send(
			new DescribeStackEventsCommand(input),
			http,
		);
		for (const { EventId, OperationId } of events) operations.set(EventId, OperationId);
		return { items: events.map(eventOf), next: NextToken };
	};
	const reading = wanted ? readOperation(page, stackId, wanted) : readNewest(page, stackId);
	const events = await unlessMissing(reading, isMissingStack);
	return events ? withValidation(client, events, (id) => operations.get(id), http) : [];
}

async function createStack(
	client: CloudFormationClient,
	request: ApplyRequest,
	http: SendOptions,
): Promise<{ readonly stackId: string }> {
	try {
		const { StackId } = await client.send(new CreateStackCommand(createInput(request)), http);
		return { stackId: StackId ?? request.name };
	} catch (error) {
		if (!isText(awsErrorOf(error)?.name, "AlreadyExistsException", "TokenAlreadyExistsException"))
			throw error;
		const stackId = await startedByUs(client, request, http);
		if (stackId === undefined) throw error;
		return { stackId };
	}
}

async function updateStack(
	client: CloudFormationClient,
	request: ApplyRequest,
	http: SendOptions,
): Promise<{ readonly stackId: string } | "unchanged"> {
	try {
		const { StackId } = await client.send(new UpdateStackCommand(updateInput(request)), http);
		return { stackId: StackId ?? request.name };
	} catch (error) {
		const aws = awsErrorOf(error);
		if (/^No updates are to be performed/.test(aws?.message ?? "")) return "unchanged";
		const mayBeOurs =
			aws?.name === "TokenAlreadyExistsException" ||
			/_IN_PROGRESS state and can ?not/.test(aws?.message ?? "");
		const stackId = mayBeOurs ? await startedByUs(client, request, http) : undefined;
		if (stackId === undefined) throw error;
		return { stackId };
	}
}

/**
 * The stack's id if the operation that runs on it is the one that was just asked for.
 *
 * When the answer to a request is lost, the SDK sends it again, and AWS may say that the stack is already there
 * or busy. All events of an operation carry the token it was started with, so the newest ones tell whether the
 * first request arrived.
 */
async function startedByUs(
	client: CloudFormationClient,
	{ name, token }: ApplyRequest,
	http: SendOptions,
): Promise<string | undefined> {
	const newest = client.send(new DescribeStackEventsCommand({ StackName: name }), http);
	const page = await unlessMissing(newest, isMissingStack);
	return page?.StackEvents?.find((event) => event.ClientRequestToken === token)?.StackId;
}

/** CloudFormation has no error of its own for a stack that is not there: it is a `ValidationError` in words. */
function isMissingStack(error: unknown): boolean {
	const aws = awsErrorOf(error);
	return aws?.name === "ValidationError" && /does not exist/.test(aws.message);
}
