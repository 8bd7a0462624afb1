import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { CallOptions, Identity } from "../port.ts";
import type { CallContext } from "./call-context.ts";
import { notAwsFailure, timeoutFailure } from "./network-failure.ts";
import { quickRetries } from "./retry.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

const action = "sts:GetCallerIdentity";

/**
 * STS answers in tens of milliseconds. Identity is asked first by every operation, so an endpoint that does not
 * answer must be found out while somebody looks at the screen; two quick retries fit in.
 */
const identityLimitMs = 2_300;

/** When credentials end; those of the environment, and those that were given, nobody renews. */
function lifeOf(
	expiration: Date | undefined,
	{ source }: CallContext,
): Pick<Identity, "expiresAt" | "isRenewed"> {
	if (!expiration) return {};
	const isRenewed = source?.kind !== "environment" && source?.kind !== "given";
	return { expiresAt: expiration.getTime(), isRenewed };
}

/** Answers whose credentials are in use, or fails within three seconds. */
export function openIdentity(session: Session): (options: CallOptions) => Promise<Identity> {
	const settings = clientSettings(session, quickRetries);
	const client = new STSClient({
		...settings,
		requestHandler: { ...settings.requestHandler, connectionTimeout: 2_000, socketTimeout: identityLimitMs },
	});
	return (options) =>
		onAws(session, action, options, async ({ abortSignal }) => {
			const { expiration } = await session.keys();
			const limit = AbortSignal.timeout(identityLimitMs);
			const signal = abortSignal ? AbortSignal.any([abortSignal, limit]) : limit;
			try {
				const caller = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
				const { Account: account, Arn: arn } = caller;
				if (account === undefined || arn === undefined) throw notAwsFailure(session.context(action));
				return { account, arn, ...lifeOf(expiration, session.context(action)) };
			} catch (error) {
				if (limit.aborted) throw timeoutFailure(session.context(action));
				throw error;
			}
		});
}
