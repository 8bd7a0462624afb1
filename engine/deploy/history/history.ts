import type { CallOptions, StackState, StoredObject } from "../../cloud/port.ts";
import { VERSION_OUTPUT } from "../../compile/outputs.ts";
import { readRecordKey, readTemplateKey, recordPrefix, templateKey } from "../../names/artifact-key.ts";
import { stackName, type Target } from "../../names/target.ts";
import { Failure } from "../../report/failure.ts";
import { notDeployed } from "../delete.ts";
import type { Ports } from "../ports.ts";
import { requireIdentity } from "../prepare.ts";
import { deploymentBucketOf } from "../rescue/drift.ts";
import { type DeployRecord, parseRecord } from "./record.ts";

/** One deploy of a stack. */
export type HistoryEntry = Pick<DeployRecord, "version" | "at" | "endedAt" | "reason" | "to"> &
	Partial<Pick<DeployRecord, "action" | "by" | "commit" | "isDirty" | "config">> & {
		/** `unknown`: deployed by a tool that keeps no records. */
		readonly outcome: DeployRecord["outcome"] | "unknown";
		/** This is what is deployed now. */
		readonly isCurrent: boolean;
		/** Its template is kept, so that it can be deployed again. */
		readonly canRollBack: boolean;
	};

export type History = {
	readonly stack: string;
	readonly status: string;
	/** Version that is deployed. */
	readonly version: string | undefined;
	/** Newest first. */
	readonly entries: readonly HistoryEntry[];
};

/** How many deploys are told of. */
const most = 30;

/** The deployment bucket of a stack; fails when it is gone. */
export async function requireBucket(
	{ cloud }: Pick<Ports, "cloud">,
	stack: StackState,
	options: CallOptions,
): Promise<string> {
	const bucket = deploymentBucketOf(await cloud.stacks.resources(stack.name, options));
	if (bucket !== undefined) return bucket;
	throw new Failure({
		code: "deployment-bucket-missing",
		kind: "stack",
		message: `the stack ${stack.name} has no deployment bucket`,
		hint: "deploy it first with `spool deploy`",
	});
}

/** Versions that were deployed and whose templates are kept, newest first: never those of an attempt that failed. */
export function keptVersions(stored: readonly StoredObject[], current: string): readonly string[] {
	const versions = stored.flatMap(({ key }) => readTemplateKey(key) ?? []);
	return versions
		.filter((version) => version <= current)
		.toSorted()
		.toReversed();
}

/** A record that nobody has ended: the stack itself tells whether it went well. */
function outcomeOf(
	record: DeployRecord,
	isNewest: boolean,
	{ status }: StackState,
	current: string | undefined,
) {
	if (record.outcome !== "running" && record.outcome !== "stopped") return record.outcome;
	if (current !== undefined && isNewest && record.version <= current) return "done";
	return isNewest && status.endsWith("_IN_PROGRESS") ? "running" : "stopped";
}

function entriesOf(
	records: readonly DeployRecord[],
	stored: readonly StoredObject[],
	stack: StackState,
): readonly HistoryEntry[] {
	const current = stack.outputs[VERSION_OUTPUT];
	const kept = new Set(keptVersions(stored, current ?? ""));
	const marks = (version: string, outcome: HistoryEntry["outcome"]) => {
		const isDone = outcome === "done" || outcome === "unknown";
		const isCurrent = isDone && version === current;
		return { isCurrent, canRollBack: isDone && !isCurrent && kept.has(version) };
	};
	const seen = new Set<string>();
	const told = records.map((record): HistoryEntry => {
		const isNewest = !seen.has(record.version);
		seen.add(record.version);
		const outcome = outcomeOf(record, isNewest, stack, current);
		return { ...record, outcome, ...marks(record.version, outcome) };
	});
	const untold = stored.flatMap(({ key, modifiedAt }): HistoryEntry[] => {
		const version = readTemplateKey(key);
		if (version === undefined || seen.has(version) || !kept.has(version)) return [];
		const at = new Date(modifiedAt).toISOString();
		return [{ version, at, outcome: "unknown", ...marks(version, "unknown") }];
	});
	return [...told, ...untold].toSorted((one, other) => (one.at < other.at ? 1 : -1)).slice(0, most);
}

/** Reads the deploys of a stack from its deployment bucket, whoever has made them and from where. */
export async function readHistory(
	ports: Pick<Ports, "cloud">,
	target: Target,
	signal?: AbortSignal,
): Promise<History> {
	const options = signal ? { signal } : {};
	const { cloud } = ports;
	const identity = await requireIdentity(ports, target.account, signal);
	const stack = await cloud.stacks.read(stackName(target), options);
	if (!stack) throw notDeployed(stackName(target), { target }, identity);
	const bucket = await requireBucket(ports, stack, options);
	const [kept = [], templates = []] = await Promise.all([
		cloud.objects.list(bucket, recordPrefix, options),
		cloud.objects.list(bucket, templateKey("").replace(".yml", ""), options),
	]);
	const newest = kept
		.map(({ key }) => key)
		.filter((key) => readRecordKey(key) !== undefined)
		.toSorted()
		.toReversed()
		.slice(0, most);
	const bodies = await Promise.all(newest.map((key) => cloud.objects.read(bucket, key, options)));
	const records = bodies.flatMap((body) => (body && parseRecord(body)) ?? []);
	const { name, status, outputs } = stack;
	return {
		stack: name,
		status,
		version: outputs[VERSION_OUTPUT],
		entries: entriesOf(records, templates, stack),
	};
}
