import { Failure } from "../../report/failure.ts";
import type { Attempt, Errand } from "./patience.ts";
import { type RegistryAnswer, readAll } from "./transport.ts";

/** More than this is no account of an error. */
const longestAccount = 64 * 1024;

type Account = { readonly code: string; readonly message: string };

/** What a registry says of a refusal: `{"errors":[{"code":…,"message":…}]}`. */
function accountIn(body: Uint8Array | undefined): Account | undefined {
	try {
		const parsed: unknown = JSON.parse(Buffer.from(body ?? new Uint8Array()).toString("utf8"));
		const errors = typeof parsed === "object" && parsed !== null && "errors" in parsed ? parsed.errors : [];
		const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
		if (typeof first !== "object" || first === null) return undefined;
		const text = (key: "code" | "message"): string => {
			const value: unknown = key in first ? Reflect.get(first, key) : undefined;
			return typeof value === "string" ? value : "";
		};
		return { code: text("code"), message: text("message") };
	} catch {
		return undefined;
	}
}

function failureOf(status: number, account: Account | undefined, { host, action }: Errand): Failure {
	const said = account?.message || account?.code || `HTTP status ${status}`;
	const details = [`in the call ${action}`];
	if (status === 401 || status === 403) {
		return new Failure({
			code: "registry-denied",
			kind: "permission",
			message: `the registry ${host} denies access: ${said}`,
			hint: "check that the credentials in use may read and write this repository",
			details,
		});
	}
	return new Failure({
		code: "registry-refused",
		kind: "aws",
		message: `the registry ${host} answers: ${said}`,
		details,
	});
}

/** The registry's own pause in milliseconds, as `Retry-After` gives it in seconds. */
function askedMs(answer: RegistryAnswer): number {
	const seconds = Number(answer.header("retry-after"));
	return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

/** What a registry's refusal means: whether to try again, and the failure in words. Reads the body. */
export async function refusalOf(
	answer: RegistryAnswer,
	errand: Errand,
): Promise<
	Exclude<Attempt<never>, { readonly done: never }> | { readonly failure: Failure; readonly account: string }
> {
	const { status } = answer;
	const account = accountIn(await readAll(answer, longestAccount));
	const failure = failureOf(status, account, errand);
	const isThrottled = status === 429 || account?.code === "TOOMANYREQUESTS";
	if (isThrottled) return { again: "throttled", failure, askedMs: askedMs(answer) };
	if (status >= 500) return { again: "broken", failure, askedMs: askedMs(answer) };
	return { failure, account: account?.code ?? "" };
}
