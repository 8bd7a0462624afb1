import { Failure } from "../../report/failure.ts";
import { type Challenge, readChallenge, tokenUrl } from "./challenge.ts";
import { type Attempt, patiently } from "./patience.ts";
import { refusalOf } from "./refusal.ts";
import { drop, type RegistryAnswer, type RegistryRequest, readAll, type Transport } from "./transport.ts";

/** A registry, and who asks it. */
export type RegistryAccess = {
	/** Scheme and host. */
	readonly origin: string;
	/** The value for `Authorization: Basic`; asked for again with `renew` when the registry takes it for expired. */
	readonly credentials?: (renew: boolean) => Promise<string>;
};

/** A request below `/v2/` of a registry. */
export type Ask = {
	readonly method: RegistryRequest["method"];
	readonly repository: string;
	/** What follows the repository, e.g. `blobs/sha256:…`, or an address that the registry gave. */
	readonly to: string | URL;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: RegistryRequest["body"];
	/** Statuses that are an answer; others are refusals. */
	readonly expects: readonly number[];
	/** Follows redirects, as reads need. */
	readonly follows?: boolean;
	readonly signal?: AbortSignal;
};

export type RegistrySession = {
	readonly origin: string;
	/** One attempt. The body of the answer is the caller's to read. */
	attempt(ask: Ask): Promise<Attempt<RegistryAnswer>>;
	/** Attempts until there is an answer, which `read` takes while a lost connection still leads to another attempt. */
	ask<T>(ask: Ask, read: (answer: RegistryAnswer) => Promise<T>): Promise<T>;
};

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
/** A token is a few kilobytes. */
const longestToken = 256 * 1024;

/** Speaks with one registry; keeps what lets it in. */
export function openRegistrySession(access: RegistryAccess, transport: Transport): RegistrySession {
	const { origin } = access;
	/** By repository and purpose, because tokens are given out for one. */
	const authorizations = new Map<string, string>();

	const authorize = async (challenge: Challenge, ask: Ask, renew: boolean): Promise<string | undefined> => {
		const basic = access.credentials && `Basic ${await access.credentials(renew)}`;
		if (challenge.scheme === "basic") return basic;
		const url = tokenUrl(challenge);
		const token = await patiently({ host: url.host, action: "GET token", ...signalOf(ask) }, () =>
			fetchToken(transport, url, basic, ask.signal),
		);
		return `Bearer ${token}`;
	};
	const send = async (ask: Ask, authorization: string | undefined): Promise<RegistryAnswer> => {
		let url = ask.to instanceof URL ? ask.to : new URL(`/v2/${ask.repository}/${ask.to}`, origin);
		for (let hops = 0; ; hops++) {
			const isOwn = url.origin === origin;
			const answer = await transport.send({
				method: ask.method,
				url,
				headers: {
					...ask.headers,
					...(isOwn && authorization !== undefined && { Authorization: authorization }),
				},
				...(ask.body !== undefined && { body: ask.body }),
				...signalOf(ask),
			});
			const location = answer.header("location");
			const isRedirect = ask.follows === true && redirects.has(answer.status) && location !== undefined;
			if (!isRedirect || hops === mostRedirects) return answer;
			await drop(answer);
			url = new URL(location, url);
		}
	};
	/** Answers a request for credentials: what else would let `ask` in, beside `tried`. */
	const anotherWayIn = async (refused: RegistryAnswer, ask: Ask, tried: string | undefined) => {
		const isClosed = refused.status === 401 || (refused.status === 403 && access.credentials !== undefined);
		if (!isClosed) return undefined;
		const challenge = readChallenge(refused.header("www-authenticate")) ?? { scheme: "basic" };
		const found = await authorize(challenge, ask, tried !== undefined);
		return found === tried ? undefined : found;
	};
	const attempt = async (ask: Ask): Promise<Attempt<RegistryAnswer>> => {
		const key = `${ask.method === "GET" || ask.method === "HEAD" ? "pull" : "push"} ${ask.repository}`;
		const first =
			authorizations.get(key) ?? (access.credentials && `Basic ${await access.credentials(false)}`);
		let answer = await send(ask, first);
		const second = await anotherWayIn(answer, ask, first);
		if (second !== undefined) {
			await drop(answer);
			authorizations.set(key, second);
			answer = await send(ask, second);
		}
		if (ask.expects.includes(answer.status)) return { done: answer };
		const refusal = await refusalOf(answer, errandOf(origin, ask));
		if ("again" in refusal) return refusal;
		throw refusal.failure;
	};
	return {
		origin,
		attempt,
		ask: (ask, read) =>
			patiently(errandOf(origin, ask), async () => {
				const outcome = await attempt(ask);
				return "done" in outcome ? { done: await read(outcome.done) } : outcome;
			}),
	};
}

function signalOf({ signal }: { readonly signal?: AbortSignal }): { readonly signal?: AbortSignal } {
	return signal ? { signal } : {};
}

function errandOf(origin: string, ask: Ask) {
	const what = ask.to instanceof URL ? "blobs/uploads" : ask.to.split("?")[0];
	return { host: new URL(origin).host, action: `${ask.method} ${ask.repository}/${what}`, ...signalOf(ask) };
}

async function fetchToken(
	transport: Transport,
	url: URL,
	basic: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Attempt<string>> {
	const headers = basic === undefined ? {} : { Authorization: basic };
	const answer = await transport.send({ method: "GET", url, headers, ...(signal && { signal }) });
	if (answer.status !== 200) {
		const refusal = await refusalOf(answer, { host: url.host, action: "GET token" });
		if ("again" in refusal) return refusal;
		throw refusal.failure;
	}
	const token = tokenIn(await readAll(answer, longestToken));
	if (token !== undefined) return { done: token };
	throw new Failure({
		code: "registry-refused",
		kind: "aws",
		message: `${url.host} gives no token for the registry`,
	});
}

function tokenIn(body: Uint8Array | undefined): string | undefined {
	try {
		const parsed: unknown = JSON.parse(Buffer.from(body ?? new Uint8Array()).toString("utf8"));
		if (typeof parsed !== "object" || parsed === null) return undefined;
		const token: unknown = Reflect.get(parsed, "token") ?? Reflect.get(parsed, "access_token");
		return typeof token === "string" && token !== "" ? token : undefined;
	} catch {
		return undefined;
	}
}
