import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
	AddPermissionCommand,
	type FunctionConfiguration,
	GetFunctionCommand,
	GetFunctionConfigurationCommand,
	LambdaClient,
	RemovePermissionCommand,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateFunctionCodeCommand,
	UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { Failure } from "../../report/failure.ts";
import type { CallOptions, FunctionPort, FunctionSettings, FunctionState, SettingsChange } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

type Code = { readonly zip: Uint8Array } | { readonly bucket: string; readonly key: string };

/**
 * How long an update waits for the one before it. Lambda updates one thing of a function at a time and refuses
 * the next; code is usually in place within a second, in a VPC it takes longer.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
const conflictLimitMs = 30_000;
const firstPauseMs = 250;
const longestPauseMs = 2_000;

/** Functions through Lambda. */
export function openFunctions(
	session: Session,
	limits = { conflictMs: conflictLimitMs },
): Omit<FunctionPort, "invoke"> {
	const client = new LambdaClient(clientSettings(session));
	const call = <T>(action: string, options: CallOptions, send: (http: SendOptions) => Promise<T>) =>
		onAws(session, `lambda:${action}`, options, send);
	return {
		read: (name, options) =>
			call("GetFunction", options, async (http) => {
				const input = new GetFunctionCommand({ FunctionName: name });
				const found = await unlessMissing(client.send(input, http), isMissingFunction);
				return found?.Configuration && { ...stateOf(found.Configuration), tags: found.Tags ?? {} };
			}),
		status: (name, options) =>
			call("GetFunctionConfiguration", options, async (http) => {
				const input = new GetFunctionConfigurationCommand({ FunctionName: name });
				const found = await unlessMissing(client.send(input, http), isMissingFunction);
				return found && stateOf(found);
			}),
		updateCode: (name, code, options) =>
			call("UpdateFunctionCode", options, (http) => {
				const update = () => client.send(new UpdateFunctionCodeCommand(codeInput(name, code)), http);
				return whenFree(update, limits.conflictMs, http).then(({ CodeSha256 }) => ({
					codeSha256: CodeSha256 ?? "",
				}));
			}),
		configure: (name, change, options) =>
			call("UpdateFunctionConfiguration", options, async (http) => {
				const update = async () => {
					const read = new GetFunctionConfigurationCommand({ FunctionName: name });
					const input = settingsInput(name, change, await client.send(read, http));
					await client.send(new UpdateFunctionConfigurationCommand(input), http);
				};
				await whenFree(update, limits.conflictMs, http);
			}),
		tag: (arn, tags, options) =>
			call("TagResource", options, async (http) => {
				await client.send(new TagResourceCommand({ Resource: arn, Tags: { ...tags } }), http);
			}),
		untag: (arn, keys, options) =>
			call("UntagResource", options, async (http) => {
				if (keys.length === 0) return;
				await client.send(new UntagResourceCommand({ Resource: arn, TagKeys: [...keys] }), http);
			}),
		allowPublicUrl: (name, options) =>
			call("AddPermission", options, async (http) => {
				try {
					await client.send(new AddPermissionCommand({ FunctionName: name, ...publicUrlStatement }), http);
				} catch (error) {
					// The statement is there already.
					if (awsErrorOf(error)?.name !== "ResourceConflictException") throw error;
				}
			}),
		denyPublicUrl: (name, options) =>
			call("RemovePermission", options, async (http) => {
				const { StatementId } = publicUrlStatement;
				await unlessMissing(
					client.send(new RemovePermissionCommand({ FunctionName: name, StatementId }), http),
					isMissingFunction,
				);
			}),
	};
}

/**
 * The second permission that a public function URL needs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
const publicUrlStatement = {
	StatementId: "SpoolPublicUrlInvoke",
	Action: "lambda:InvokeFunction",
	Principal: "*",
	InvokedViaFunctionUrl: true,
};

/** Never `Publish` and never `DryRun`: a swap changes what is live, and publishing is a step of its own. */
function codeInput(name: string, code: Code) {
	return "zip" in code
		? { FunctionName: name, ZipFile: code.zip }
		: { FunctionName: name, S3Bucket: code.bucket, S3Key: code.key };
}

/**
 * Lambda takes the variables as a whole only. The revision makes sure that nobody has changed them since they were
 * read; otherwise it is read again.
 */
function settingsInput(
	name: string,
	{ handler, memory, timeout, layers, variables }: SettingsChange,
	{ Environment, RevisionId }: FunctionConfiguration,
) {
	if (variables && Environment?.Error) {
		throw new Failure({
			code: "variables-unreadable",
			kind: "permission",
			message: `the environment variables of ${name} cannot be read: ${Environment.Error.Message ?? Environment.Error.ErrorCode ?? ""}`,
			hint: "allow your credentials to use the key that they are encrypted with, or run a full deploy",
		});
	}
	const kept = new Map(Object.entries(Environment?.Variables ?? {}));
	for (const [key, value] of Object.entries(variables ?? {})) {
		if (value === null) kept.delete(key);
		else kept.set(key, value);
	}
	return {
		FunctionName: name,
		RevisionId,
		Handler: handler,
		MemorySize: memory,
		Timeout: timeout,
		Layers: layers && [...layers],
		...(variables && { Environment: { Variables: Object.fromEntries(kept) } }),
	};
}

/** Lambda's answers to an update that comes while another one is in progress, or behind one that was not seen. */
const conflicts: ReadonlySet<string | undefined> = new Set([
	"ResourceConflictException",
	"PreconditionFailedException",
]);

/** Tries until no other update of the function is in progress any more. */
async function whenFree<T>(
	update: () => Promise<T>,
	limitMs: number,
	{ abortSignal }: SendOptions,
): Promise<T> {
	const end = Date.now() + limitMs;
	for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
		try {
			return await update();
		} catch (error) {
			if (!conflicts.has(awsErrorOf(error)?.name) || Date.now() + pauseMs > end) throw error;
		}
		// Jitter, because several functions of one stack wait at the same time.
		await delay(pauseMs * (0.75 + Math.random() / 2), undefined, abortSignal ? { signal: abortSignal } : {});
	}
}

function stateOf(configuration: FunctionConfiguration): Omit<FunctionState, "tags"> {
	return {
		name: configuration.FunctionName ?? "",
		arn: configuration.FunctionArn ?? "",
		codeSha256: configuration.CodeSha256 ?? "",
		state: configuration.State ?? "Active",
		lastUpdateStatus: configuration.LastUpdateStatus ?? "Successful",
		...(configuration.LastUpdateStatusReason && { lastUpdateReason: configuration.LastUpdateStatusReason }),
		settings: settingsOf(configuration),
	};
}

function settingsOf({
	Handler,
	MemorySize,
	Timeout,
	Layers,
	Environment,
}: FunctionConfiguration): FunctionSettings {
	const variables = Object.entries(Environment?.Variables ?? {});
	return {
		handler: Handler ?? "",
		memory: MemorySize ?? 128,
		timeout: Timeout ?? 3,
		layers: (Layers ?? []).flatMap(({ Arn }) => Arn ?? []),
		variables: Object.fromEntries(
			variables.map(([name, value]) => [name, createHash("sha256").update(value).digest("hex")]),
		),
	};
}

function isMissingFunction(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ResourceNotFoundException";
}
