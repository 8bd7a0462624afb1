import { randomUUID } from "node:crypto";
import type { Analysis } from "../analyse.ts";
import type { ApplyRequest } from "../cloud/port.ts";
import type { Compiled } from "../compile/compiled.ts";
import { stackName } from "../names/target.ts";
import type { SpanId } from "../progress/event.ts";
import { Failure } from "../report/failure.ts";
import type { Template } from "../template/template.ts";
import type { Deployable } from "./bind.ts";
import { withLogs } from "./failure-logs.ts";
import { type Followed, follow } from "./follow.ts";
import type { Ports } from "./ports.ts";
import { rootCause } from "./root-cause.ts";
import { stateInWords } from "./state-words.ts";

/** Larger templates go through the bucket: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const maxInlineTemplate = 51_200;

/** A token for one operation: letters, digits and dashes, as CloudFormation wants it. */
export function operationToken(): string {
	return `spool-${randomUUID()}`;
}

/**
 * A template as CloudFormation gets it: in ASCII, everything else escaped. CloudFormation works with every character,
 * but gives those beyond ASCII back as question marks, so that a template with one would look changed for ever.
 *
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1220
 */
export function templateText({ template }: Pick<Deployable, "template">): string {
	return JSON.stringify(template).replaceAll(
		/[\u0080-\uffff]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/** The request that creates or updates a stack as its config wants it; `deployed` is the template that it has. */
export function applyRequest(
	compiled: Compiled,
	template: ApplyRequest["template"],
	onFailure: ApplyRequest["onFailure"],
	deployed?: Template,
): ApplyRequest {
	const { options } = compiled;
	const own = options.ownRollbackAlarms.filter(
		({ logicalId }) => deployed?.Resources[logicalId] !== undefined,
	);
	const alarmArns = [...options.rollbackAlarmArns, ...own.map(({ arn }) => arn)];
	return {
		name: stackName(compiled.target),
		template,
		tags: compiled.tags,
		token: operationToken(),
		onFailure,
		...(options.roleArn && { roleArn: options.roleArn }),
		...(options.notificationArns.length > 0 && { notificationArns: options.notificationArns }),
		// Without alarms CloudFormation still waits before it removes what an update has replaced.
		...((alarmArns.length > 0 || options.monitoringMinutes > 0) && {
			rollback: { monitoringMinutes: options.monitoringMinutes, alarmArns },
		}),
	};
}

/** The failure of an operation that did not end well: its root cause first, then the state of the stack. */
export function operationFailure(
	followed: Followed,
	operation: { readonly stack: string; readonly action: string; readonly analysis?: Analysis },
): Failure {
	const cause = rootCause(followed.events, operation.analysis);
	const owner = cause?.resource
		? `${cause.resource} (${cause.logicalId}, ${cause.resourceType})`
		: cause && `${cause.logicalId} (${cause.resourceType})`;
	return new Failure({
		code: `${operation.action}-failed`,
		kind: "stack",
		message: cause
			? `${owner} failed: ${cause.reason}`
			: `the ${operation.action} of ${operation.stack} ended in ${followed.status}`,
		...(cause?.hint && { hint: cause.hint }),
		details: [stateInWords(operation.stack, followed.status)],
		...(cause?.problem && { origin: cause.problem.span, problems: [cause.problem] }),
	});
}

/** The same with what the code behind the failed resource has logged. */
export async function explained(
	ports: Ports,
	followed: Followed,
	operation: Parameters<typeof operationFailure>[1] & {
		readonly stackId: string;
		readonly template?: Template;
	},
): Promise<Failure> {
	const { stackId, analysis, template } = operation;
	const failure = operationFailure(followed, operation);
	const cause = rootCause(followed.events, analysis);
	return withLogs(ports, failure, cause, { stackId, events: followed.events, template });
}

/** Creates or updates the stack and follows that to its end. Gives `unchanged` when CloudFormation has nothing to do. */
export async function applyTemplate(
	ports: Ports,
	work: {
		readonly action: "create" | "update";
		readonly request: ApplyRequest;
		readonly analysis: Analysis;
		readonly expected: number;
		readonly span: SpanId;
	},
	signal?: AbortSignal,
): Promise<Followed | "unchanged"> {
	const { action, request, analysis, expected, span } = work;
	// From here on AWS acts: a stop between sending and the answer would leave the user without knowing which.
	signal?.throwIfAborted();
	const started =
		action === "create"
			? await ports.cloud.stacks.create(request, {})
			: await ports.cloud.stacks.update(request, {});
	if (started === "unchanged") return "unchanged";
	const operation = {
		stackId: started.stackId,
		stack: request.name,
		token: request.token,
		action,
		analysis,
		expected,
		span,
	};
	const followed = await follow(ports, operation, signal);
	const wanted = action === "create" ? "CREATE_COMPLETE" : "UPDATE_COMPLETE";
	if (followed.status !== wanted)
		throw await explained(ports, followed, { ...operation, template: analysis.compiled.template });
	return followed;
}
