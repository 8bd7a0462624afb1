import type { CallOptions } from "../port.ts";
import type { CallContext } from "./call-context.ts";
import { type CredentialSearch, type FoundKeys, findKeys, type Keys } from "./credentials.ts";
import { failureOf } from "./failure-of.ts";
import { patientRetries, type RetryLimits, retryStrategy } from "./retry.ts";

/** What every adapter needs to make a client and to name a failure. */
export type Session = {
	readonly region: string;
	readonly endpoint: string | undefined;
	/** The credentials in use; looked up once, and again shortly before they expire. */
	keys(): Promise<Keys>;
	/** The words for a failure of one call. */
	context(action: string): CallContext;
};

/** Keys are renewed this long before they expire, so that a request is not signed with keys that die on the way. */
const renewBeforeMs = 60_000;

/** Opens what the adapters share: region, endpoint, and one lookup of credentials for all clients. */
export function openSession(search: CredentialSearch & { readonly endpoint?: string }): Session {
	const { region, endpoint } = search;
	let found: Promise<FoundKeys> | undefined;
	let latest: FoundKeys | undefined;
	const look = (): Promise<FoundKeys> => {
		found ??= findKeys(search).then(
			(keys) => {
				latest = keys;
				return keys;
			},
			(error: unknown) => {
				found = undefined;
				throw error;
			},
		);
		return found;
	};
	return {
		region,
		endpoint,
		keys: async () => {
			const asked = look();
			const { keys } = await asked;
			if (keys.expiration === undefined || keys.expiration.getTime() - renewBeforeMs > Date.now())
				return keys;
			// Of many calls that see this at once only the first starts a new lookup.
			if (found === asked) found = undefined;
			return (await look()).keys;
		},
		context: (action) => ({
			action,
			region,
			...(endpoint !== undefined && { endpoint }),
			...(latest && { source: latest.source }),
		}),
	};
}

/**
 * The settings that all clients share. Connections are kept alive (the SDK's default) and must open within
 * three seconds; a request counts as lost after 30 s in which not one byte moved, which a big upload on a slow
 * line survives.
 */
export function clientSettings(session: Session, retries: RetryLimits = patientRetries) {
	return {
		region: session.region,
		credentials: () => session.keys(),
		retryStrategy: retryStrategy(retries),
		requestHandler: { connectionTimeout: 3_000, socketTimeout: 30_000, logger: silent },
		logger: silent,
		...(session.endpoint !== undefined && { endpoint: session.endpoint }),
	};
}

/** The SDK writes warnings to the console, where they would end up between a program's own output. */
const silent = Object.freeze({ trace() {}, debug() {}, info() {}, warn() {}, error() {} });

/** What a client's `send` takes beside the command. */
export type SendOptions = { readonly abortSignal?: AbortSignal };

/**
 * Runs one purpose of the port, which may be several requests, and speaks of what goes wrong in failures.
 *
 * An abort ends it at once with the signal's own reason: the SDK stops the request itself, but neither the
 * lookup of credentials nor a pause between two attempts would end by it.
 */
export async function onAws<T>(
	session: Session,
	action: string,
	{ signal }: CallOptions,
	send: (options: SendOptions) => Promise<T>,
): Promise<T> {
	signal?.throwIfAborted();
	try {
		return await unlessAborted(send(signal ? { abortSignal: signal } : {}), signal);
	} catch (error) {
		signal?.throwIfAborted();
		throw failureOf(error, session.context(action));
	}
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return work;
	return new Promise<T>((resolve, reject) => {
		const stop = () => reject(signal.reason);
		signal.addEventListener("abort", stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}
