import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import type { PlannedSwap } from "../swap-plan.ts";

/**
 * Waits between looks at the log of a function that was swapped on save, in milliseconds: lines arrive some seconds
 * behind the call that wrote them.
 */
const looks: readonly number[] = [1_000, 2_000, 4_000, 8_000];
/** Lines of the log that are looked at. */
const newestLines = 50;

/**
 * What Lambda writes when code does not get as far as its handler. An exception of a handler is none of these.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
const signs: readonly RegExp[] = [
	/\bINIT_REPORT\b.*\bStatus: (error|timeout)/i,
	/\bRuntime\.(ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|InvalidEntrypoint|ExitError)\b/,
	/\bUncaught Exception\b.*"errorType"/,
	/\bUnhandled Promise Rejection\b.*"errorType"/,
	/\bextension\.crash\b/i,
];

/** The first line of a log that says that code did not start; `undefined` when none does. */
export function initErrorIn(lines: readonly string[]): string | undefined {
	return lines.find((line) => signs.some((sign) => sign.test(line)));
}

/** What is wrong with a function whose code does not start. */
export function initFailure(name: string, line: string): Failure {
	const reason = line.trim().slice(0, 300);
	return new Failure({
		code: "swap-failed",
		kind: "aws",
		message: `the new code of ${name} does not start: ${reason}`,
	});
}

/**
 * Looks at the log of a function in the first moments after its new code is live, and gives what is wrong when the code
 * does not start. Lambda starts it at the first call: without one nothing is noticed. `since` in milliseconds.
 */
export async function noticeInitError(
	{ cloud, host }: Pick<Ports, "cloud" | "host">,
	{ deployed: { name } }: PlannedSwap,
	since: number,
	signal: AbortSignal,
): Promise<Failure | undefined> {
	for (const wait of looks) {
		await host.sleep(wait, signal);
		const lines = await cloud.logs.recent(`/aws/lambda/${name}`, since, newestLines, { signal });
		const line = initErrorIn(lines);
		if (line !== undefined) return initFailure(name, line);
	}
	return undefined;
}
