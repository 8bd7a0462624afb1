import { createHash } from "node:crypto";
import { recordKey } from "../../names/artifact-key.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import type { LoadedConfig } from "../config-file.ts";
import { answerLocally } from "../local-facts.ts";
import type { Ports } from "../ports.ts";

/** What is kept of one deploy in the deployment bucket, for everybody who works on the stack. */
export type DeployRecord = {
	/** The version that it was to bring about. One that failed leaves its version to the next. */
	readonly version: string;
	/** The version before; absent at the first deploy. */
	readonly from?: string;
	readonly action: "create" | "update" | "rollback";
	/** Of a rollback: the version whose template it deployed. */
	readonly to?: string;
	/** `running` also stands there when the program was ended by force. */
	readonly outcome: "running" | "done" | "failed" | "stopped";
	/** Why it failed. */
	readonly reason?: string;
	/** ARN of the caller. */
	readonly by: string;
	/** In ISO 8601. */
	readonly at: string;
	readonly endedAt?: string;
	/** Commit of the folder that the config lies in. */
	readonly commit?: string;
	/** Something in the folder was not committed. */
	readonly isDirty?: boolean;
	/** SHA-256 of the config in hex; absent for a rollback, which needs no config. */
	readonly config?: string;
};

/** What is known of a deploy when it begins. */
export type DeployFacts = Pick<DeployRecord, "version" | "action" | "by" | "to"> & {
	readonly bucket: string;
	readonly from: string | undefined;
	readonly config?: LoadedConfig;
};

const longestReason = 500;

/** For so long a deploy that has ended, or was stopped, waits for its record, in milliseconds. */
const patienceMs = 4_000;

/** Reads a record; `undefined` for an object that is none. */
export function parseRecord(body: Uint8Array): DeployRecord | undefined {
	try {
		const found: unknown = JSON.parse(new TextDecoder().decode(body));
		const isRecord = typeof found === "object" && found !== null && "version" in found && "outcome" in found;
		return isRecord ? (found as DeployRecord) : undefined;
	} catch {
		return undefined;
	}
}

async function gitFact({ host }: Ports, { root }: LoadedConfig, fact: "commit" | "hasUncommitedChanges") {
	const answer = await answerLocally(host, { root }, { kind: "git", fact });
	try {
		const value: unknown = answer === undefined ? undefined : JSON.parse(answer);
		return typeof value === "string" || typeof value === "boolean" ? value : undefined;
	} catch {
		// No repository.
		return undefined;
	}
}

async function sourceOf(ports: Ports, config: LoadedConfig | undefined) {
	if (!config) return {};
	const commit = await gitFact(ports, config, "commit");
	// Git need not be asked where there is no repository.
	const isDirty = commit !== undefined && (await gitFact(ports, config, "hasUncommitedChanges"));
	return {
		config: createHash("sha256").update(config.file.text).digest("hex"),
		...(typeof commit === "string" && { commit }),
		...(isDirty === true && { isDirty }),
	};
}

type Kept = { readonly key: string; readonly etag: string; readonly record: DeployRecord };

async function write({ cloud }: Ports, bucket: string, key: string, record: DeployRecord, over?: string) {
	const body = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
	// Nobody who has said stop waits for an S3 that does not answer.
	const signal = AbortSignal.timeout(patienceMs);
	try {
		return await cloud.objects.putOver({ bucket, key, body, contentType: "application/json" }, over, {
			signal,
		});
	} catch (error) {
		if (!signal.aborted) throw error;
		const message = `S3 did not answer within ${patienceMs / 1000} seconds`;
		throw new Failure({ code: "endpoint-unreachable", kind: "network", message, cause: error });
	}
}

/** A deploy goes on without its record. */
function tellLost({ emit }: Ports, error: unknown): undefined {
	if (!(error instanceof Failure)) throw error;
	emit({
		kind: "note",
		level: "warning",
		message: `this deploy is missing in the history: ${error.message}`,
	});
	return undefined;
}

async function begin(ports: Ports, facts: DeployFacts): Promise<Kept | undefined> {
	const { bucket, config, from, ...known } = facts;
	const source = await sourceOf(ports, config);
	try {
		// Two deploys that begin in the same millisecond have a record each.
		for (let now = ports.host.now(); ; now++) {
			const at = new Date(now).toISOString();
			const record: DeployRecord = {
				...known,
				...(from !== undefined && { from }),
				...source,
				outcome: "running",
				at,
			};
			const key = recordKey(at, known.version);
			const etag = await write(ports, bucket, key, record);
			if (etag !== undefined) return { key, etag, record };
		}
	} catch (error) {
		return tellLost(ports, error);
	}
}

async function end(
	ports: Ports,
	bucket: string,
	kept: Kept | undefined,
	how: Pick<DeployRecord, "outcome" | "reason">,
): Promise<void> {
	if (!kept) return;
	const endedAt = new Date(ports.host.now()).toISOString();
	try {
		// Written over by nobody else; if it was, what the other one has written stays.
		await write(ports, bucket, kept.key, { ...kept.record, ...how, endedAt }, kept.etag);
	} catch (error) {
		tellLost(ports, error);
	}
}

function howItEnded(error: unknown): Pick<DeployRecord, "outcome" | "reason"> {
	if (isAbort(error)) return { outcome: "stopped" };
	const reason = error instanceof Error ? error.message : String(error);
	return { outcome: "failed", reason: reason.slice(0, longestReason) };
}

/** Runs a deploy with a record of it in the deployment bucket: that it runs, and how it has ended. */
export async function recorded<T>(ports: Ports, facts: DeployFacts, body: () => Promise<T>): Promise<T> {
	// At the same time: nothing waits for it.
	const beginning = begin(ports, facts);
	beginning.catch(() => undefined);
	try {
		const result = await body();
		await end(ports, facts.bucket, await beginning, { outcome: "done" });
		return result;
	} catch (error) {
		await end(ports, facts.bucket, await beginning, howItEnded(error));
		throw error;
	}
}
