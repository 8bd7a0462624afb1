import type {
	CreateStackCommandInput,
	StackEvent as SdkStackEvent,
	Stack,
	StackResourceSummary,
	UpdateStackCommandInput,
} from "@aws-sdk/client-cloudformation";
import type { ApplyRequest, StackEvent, StackOutput, StackResource, StackState } from "../port.ts";

/** True if `text` is one of `words`. */
export function isText(text: string | undefined, ...words: readonly string[]): boolean {
	return text !== undefined && words.includes(text);
}

/**
 * What a create, an update and a change set have in common. The capabilities are always given: that a config makes roles is
 * what it is for, and the template is Spool's own.
 */
export function sharedInput(request: ApplyRequest) {
	return {
		StackName: request.name,
		...("body" in request.template
			? { TemplateBody: request.template.body }
			: { TemplateURL: request.template.url }),
		Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"] as (
			| "CAPABILITY_IAM"
			| "CAPABILITY_NAMED_IAM"
			| "CAPABILITY_AUTO_EXPAND"
		)[],
		Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
		ClientRequestToken: request.token,
		...(!request.keepsSettings && {
			NotificationARNs: [...(request.notificationArns ?? [])],
			RollbackConfiguration: {
				MonitoringTimeInMinutes: request.rollback?.monitoringMinutes ?? 0,
				RollbackTriggers: (request.rollback?.alarmArns ?? []).map((Arn) => ({
					Arn,
					Type: "AWS::CloudWatch::Alarm",
				})),
			},
		}),
		...(request.roleArn !== undefined && { RoleARN: request.roleArn }),
	};
}

/** The parameters of `CreateStack`. `OnFailure` and `DisableRollback` exclude each other. */
export function createInput(request: ApplyRequest): CreateStackCommandInput {
	return {
		...sharedInput(request),
		...(request.onFailure === "keep" && { DisableRollback: true }),
		...(request.onFailure === "delete" && { OnFailure: "DELETE" }),
		...(request.terminationProtection !== undefined && {
			EnableTerminationProtection: request.terminationProtection,
		}),
	};
}

/**
 * The parameters of `UpdateStack`. Topics, tags and rollback triggers are given even when there are none: left
 * out, CloudFormation would keep those of the last update although the config does not ask for them any more.
 */
export function updateInput(request: ApplyRequest): UpdateStackCommandInput {
	return { ...sharedInput(request), DisableRollback: request.onFailure === "keep" };
}

/** A stack as the port describes it. */
export function stateOf(stack: Stack): StackState {
	const outputs = (stack.Outputs ?? []).map((output) => [output.OutputKey ?? "", output.OutputValue ?? ""]);
	const tags = (stack.Tags ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""]);
	return {
		name: stack.StackName ?? "",
		id: stack.StackId ?? "",
		status: stack.StackStatus ?? "",
		...(stack.StackStatusReason && { statusReason: stack.StackStatusReason }),
		...(stack.Description && { description: stack.Description }),
		outputs: Object.fromEntries(outputs),
		tags: Object.fromEntries(tags),
		terminationProtection: stack.EnableTerminationProtection ?? false,
		createdAt: stack.CreationTime?.getTime() ?? 0,
		...(stack.LastUpdatedTime && { updatedAt: stack.LastUpdatedTime.getTime() }),
	};
}

/** The outputs of a stack as the port describes them. */
export function outputsOf(stack: Stack): Readonly<Record<string, StackOutput>> {
	return Object.fromEntries(
		(stack.Outputs ?? []).map(({ OutputKey = "", OutputValue: value = "", ExportName }) => [
			OutputKey,
			ExportName === undefined ? { value } : { value, exportName: ExportName },
		]),
	);
}

/** A resource as the port describes it. */
export function resourceOf(summary: StackResourceSummary): StackResource {
	return {
		logicalId: summary.LogicalResourceId ?? "",
		...(summary.PhysicalResourceId && { physicalId: summary.PhysicalResourceId }),
		type: summary.ResourceType ?? "",
		status: summary.ResourceStatus ?? "",
		...(summary.ResourceStatusReason && { statusReason: summary.ResourceStatusReason }),
	};
}

/** An event as the port describes it. */
export function eventOf(event: SdkStackEvent): StackEvent {
	return {
		id: event.EventId ?? "",
		logicalId: event.LogicalResourceId ?? "",
		...(event.PhysicalResourceId && { physicalId: event.PhysicalResourceId }),
		type: event.ResourceType ?? "",
		status: event.ResourceStatus ?? "",
		...(event.ResourceStatusReason && { reason: event.ResourceStatusReason }),
		at: event.Timestamp?.getTime() ?? 0,
		...(event.ClientRequestToken && { token: event.ClientRequestToken }),
	};
}
