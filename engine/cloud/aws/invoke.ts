import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { CallOptions, Invocation } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { openReferences, resolveInJson } from "./references.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

/** Longer than the longest call of a function, which is 15 minutes: until then not one byte may come back. */
const longestCallMs = 16 * 60_000;

/** A call that may have begun is never sent again, because the function would run twice; one that was refused may. */
const once = { throttledAttempts: 8, brokenAttempts: 1 };

/** Calls functions and waits for their end. */
export function openInvoke(session: Session) {
	const settings = clientSettings(session, once);
	const requestHandler = { ...settings.requestHandler, socketTimeout: longestCallMs };
	const client = new LambdaClient({ ...settings, requestHandler });
	const references = openReferences(session);
	return async (name: string, event: string, options: CallOptions): Promise<Invocation | undefined> => {
		const payload = await resolveInJson(references, event, options);
		return onAws(session, "lambda:InvokeFunction", options, async (http) => {
			const input = new InvokeCommand({
				FunctionName: name,
				InvocationType: "RequestResponse",
				LogType: "Tail",
				Payload: Buffer.from(payload),
			});
			const answer = await unlessMissing(client.send(input, http), isMissingFunction);
			if (!answer) return undefined;
			const logs = linesOf(answer.LogResult);
			if (answer.FunctionError === undefined) return { logs };
			return { logs, error: errorOf(answer.Payload) ?? answer.FunctionError };
		});
	};
}

function linesOf(log: string | undefined): readonly string[] {
	if (log === undefined) return [];
	const lines = Buffer.from(log, "base64").toString("utf8").split("\n");
	return lines.map((line) => line.trimEnd()).filter((line) => line !== "");
}

/** What a function that failed answers: `errorType` and `errorMessage`, which each runtime writes. */
function errorOf(payload: Uint8Array | undefined): string | undefined {
	if (!payload) return undefined;
	const text = Buffer.from(payload).toString("utf8");
	try {
		const { errorType, errorMessage } = JSON.parse(text) as {
			readonly errorType?: string;
			readonly errorMessage?: string;
		};
		return [errorType, errorMessage].filter(Boolean).join(": ") || text;
	} catch {
		return text;
	}
}

function isMissingFunction(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ResourceNotFoundException";
}
