import type { StackEvent, StackState } from "../cloud/port.ts";
import { readRecordKey, recordPrefix } from "../names/artifact-key.ts";
import { stackName, type Target } from "../names/target.ts";
import { Failure } from "../report/failure.ts";
import { explained } from "./apply.ts";
import type { LoadedConfig } from "./config-file.ts";
import { notDeployed } from "./delete.ts";
import { analyseConfig } from "./facts.ts";
import { follow, isFinal, type Operation } from "./follow.ts";
import { parseRecord } from "./history/record.ts";
import type { Ports } from "./ports.ts";
import { requireIdentity } from "./prepare.ts";
import { deploymentBucketOf } from "./rescue/drift.ts";
import { runSpan } from "./spans.ts";
import { stateInWords } from "./state-words.ts";

export type AttachRequest = {
	readonly target: Target;
	/** Finds the places in the config that resources come from. */
	readonly config?: LoadedConfig;
	readonly signal?: AbortSignal;
};

export type AttachResult = {
	readonly stack: string;
	/** What was followed; `none` when nothing was running. */
	readonly action: Operation["action"] | "none";
	readonly status: string;
};

/** What runs on a stack, by its state. */
function actionOf(status: string): Operation["action"] {
	if (status.startsWith("DELETE")) return "delete";
	if (status === "UPDATE_IN_PROGRESS" || status.startsWith("UPDATE_COMPLETE")) return "update";
	return /^(CREATE|ROLLBACK)/.test(status) ? "create" : "rollback";
}

const wellEnded: Readonly<Record<Operation["action"], RegExp>> = {
	create: /^CREATE_COMPLETE$/,
	update: /^UPDATE_COMPLETE$/,
	delete: /^DELETE_COMPLETE$/,
	rollback: /^IMPORT_COMPLETE$/,
};

/** Who has begun what runs: the newest record in the deployment bucket says it, when the bucket has one. */
async function startedBy({ cloud }: Ports, stack: StackState): Promise<string | undefined> {
	const bucket = deploymentBucketOf(await cloud.stacks.resources(stack.id, {}));
	if (bucket === undefined) return undefined;
	const keys = ((await cloud.objects.list(bucket, recordPrefix, {})) ?? []).map(({ key }) => key);
	const newest = keys
		.filter((key) => readRecordKey(key) !== undefined)
		.toSorted()
		.at(-1);
	const body = newest === undefined ? undefined : await cloud.objects.read(bucket, newest, {});
	const record = body && parseRecord(body);
	if (record?.outcome !== "running" && record?.outcome !== "stopped") return undefined;
	return `${record.action === "rollback" ? "the rollback" : "the deploy"} to ${record.to ?? record.version} was begun by ${record.by}`;
}

async function tellStart(ports: Ports, stack: StackState, events: readonly StackEvent[]): Promise<void> {
	const tell = (message: string) => ports.emit({ kind: "note", level: "note", message });
	const [first] = events;
	if (first) {
		const seconds = Math.max(0, Math.round((ports.host.now() - first.at) / 1_000));
		tell(`${stack.name} is ${stack.status}, for ${seconds} seconds`);
	}
	// Who cannot read the bucket can follow nevertheless.
	const who = await startedBy(ports, stack).catch((error: unknown) => {
		if (error instanceof Failure) return undefined;
		throw error;
	});
	if (who !== undefined) tell(who);
}

async function followRunning(
	ports: Ports,
	{ config, target, signal }: AttachRequest,
	stack: StackState,
): Promise<AttachResult> {
	const action = actionOf(stack.status);
	const label = `Follow the ${action} of ${stack.name}`;
	return runSpan(ports, { id: "attach", label, phase: "attach" }, async (work) => {
		const seen = await ports.cloud.stacks.lastOperation(stack.id, signal ? { signal } : {});
		await tellStart(ports, stack, seen);
		const { host, programs } = ports;
		const analysed =
			config && (await analyseConfig({ host, programs }, config, target, signal ? { signal } : {}));
		const operation: Operation = {
			stackId: stack.id,
			stack: stack.name,
			// Of whoever has started it, if that program gives one.
			token: seen.at(-1)?.token ?? "",
			action,
			span: work.id,
			seen,
			...(analysed && { analysis: analysed.analysis }),
		};
		const followed = await follow(ports, operation, signal);
		const { status } = followed;
		if (!wellEnded[action].test(status))
			throw await explained(ports, followed, {
				...operation,
				action: action === "rollback" ? "update" : action,
				...(analysed && { template: analysed.analysis.compiled.template }),
			});
		work.ending({ summary: stateInWords(stack.name, status) });
		return { stack: stack.name, action, status };
	});
}

/**
 * Follows what CloudFormation does with a stack, whoever has begun it and from where: with its events so far, to its
 * end, with the root cause when it fails. A stop asks as it does in the deploy itself.
 */
export async function attach(ports: Ports, request: AttachRequest): Promise<AttachResult> {
	const { target, signal } = request;
	const name = stackName(target);
	const identity = await requireIdentity(ports, target.account, signal);
	const stack = await ports.cloud.stacks.read(name, signal ? { signal } : {});
	if (!stack) throw notDeployed(name, { target }, identity);
	const { status } = stack;
	if (isFinal(status) || status === "REVIEW_IN_PROGRESS") return { stack: name, action: "none", status };
	return followRunning(ports, request, stack);
}
