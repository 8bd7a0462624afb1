import type { CallOptions, StackEvent, StackResource } from "../cloud/port.ts";
import { Failure } from "../report/failure.ts";
import type { CfnResource, Template } from "../template/template.ts";
import { logGroupsOf } from "./logs/groups.ts";
import { maskSecrets } from "./logs/mask.ts";
import type { Ports } from "./ports.ts";
import type { RootCause } from "./root-cause.ts";

/** Types behind whose failure is the user's own code, which says more in its log than CloudFormation does. */
const runsCode =
	/^(AWS::(ECS::Service|Lambda::\w+|CodeDeploy::\w+|CloudFormation::CustomResource)|Custom::.+)$/;

const lastLines = 10;

/** Logical id of the function that answers for a custom resource. */
function answeringFunction(resource: CfnResource | undefined): string | undefined {
	const token = resource?.Properties?.["ServiceToken"] as { readonly "Fn::GetAtt"?: unknown } | undefined;
	const target = token?.["Fn::GetAtt"];
	return Array.isArray(target) ? String(target[0]) : undefined;
}

function groupsOf(
	cause: Pick<RootCause, "logicalId" | "resource">,
	template: Template | undefined,
	resources: readonly StackResource[],
	owned: (resource: string) => readonly string[],
): readonly string[] {
	const answering = answeringFunction(template?.Resources[cause.logicalId]);
	const name = resources.find(({ logicalId }) => logicalId === answering)?.physicalId;
	if (name !== undefined) return [`/aws/lambda/${name}`];
	return cause.resource === undefined ? [] : owned(cause.resource);
}

/**
 * A failure with the last lines that the code behind the failed resource has logged since the operation began. Where
 * they cannot be read, or where there are none, the failure stays as it is.
 */
export async function withLogs(
	ports: Pick<Ports, "cloud">,
	failure: Failure,
	cause: RootCause | undefined,
	work: {
		readonly stackId: string;
		readonly events: readonly StackEvent[];
		readonly template: Template | undefined;
	},
): Promise<Failure> {
	if (!cause || !runsCode.test(cause.resourceType)) return failure;
	const { stacks, logs } = ports.cloud;
	const options: CallOptions = {};
	try {
		const [stack, resources] = await Promise.all([
			stacks.read(work.stackId, options),
			stacks.resources(work.stackId, options),
		]);
		if (!stack) return failure;
		const owned = (resource: string) => logGroupsOf(stack, resources, resource);
		const since = work.events[0]?.at ?? 0;
		const groups = groupsOf(cause, work.template, resources, owned);
		const lists = await Promise.all(groups.map((group) => logs.recent(group, since, lastLines, options)));
		const lines = lists.flat().slice(-lastLines).map(maskSecrets);
		return lines.length === 0 ? failure : withDetails(failure, ["its last log lines:", ...lines]);
	} catch (error) {
		if (error instanceof Failure) return failure;
		throw error;
	}
}

function withDetails(failure: Failure, more: readonly string[]): Failure {
	const { code, kind, message, hint, details, origin, problems } = failure;
	return new Failure({
		code,
		kind,
		message,
		...(hint !== undefined && { hint }),
		details: [...details, ...more],
		...(origin && { origin }),
		problems,
		cause: failure.cause,
	});
}
