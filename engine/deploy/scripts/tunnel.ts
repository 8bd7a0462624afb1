import type { SessionTicket } from "../../cloud/port.ts";
import type { RunResult } from "../../host/port.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";

const plugin = "session-manager-plugin";
const install =
	"https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html";
/** The first version that takes the session from a variable, where other users of the machine do not see its token. */
const takesVariable = [1, 2, 497];
/** A tunnel opens in about two seconds. */
const openLimitMs = 30_000;

/** A port of a host inside of the VPC. */
export type Endpoint = { readonly host: string; readonly port: number };

/** A port of this machine that leads to one inside of the VPC, until it is closed. */
export type Tunnel = Endpoint & {
	readonly localPort: number;
	/** Resolves when it is closed, or has ended by itself: with what the plugin said then. */
	readonly ended: Promise<RunResult | undefined>;
	close(): Promise<void>;
};

type Context = {
	/** What needs the tunnel, in the words of messages: "the script migrate". */
	readonly by: string;
	readonly folder: string;
	/** The port of this machine; else one that is free. */
	readonly localPort?: number;
	readonly signal?: AbortSignal;
};

function missingPlugin(by: string, cause: unknown): Failure {
	return new Failure({
		code: "session-plugin-missing",
		kind: "script",
		message: `${by} needs the Session Manager plugin of AWS, which is not installed`,
		hint: `install the program ${plugin}, so that it is on the PATH: ${install}`,
		cause,
	});
}

/** True when a version in the form 1.2.3.4 is at least another one. */
function isAtLeast(version: string, least: readonly number[]): boolean {
	const parts = version.trim().split(".").map(Number);
	for (const [index, wanted] of least.entries()) {
		const part = parts[index] ?? 0;
		if (part !== wanted) return part > wanted;
	}
	return true;
}

async function pluginVersion({ host }: Pick<Ports, "host">, { by, folder }: Context): Promise<string> {
	try {
		return (await host.run(plugin, ["--version"], { cwd: folder })).stdout;
	} catch (error) {
		if (error instanceof Failure && error.code === "command-missing") throw missingPlugin(by, error);
		throw error;
	}
}

function notOpened({ by }: Context, { host, port }: Endpoint, result: RunResult | undefined): Failure {
	const said = result && `${result.stdout}\n${result.stderr}`.trim().split("\n").at(-1)?.trim();
	return new Failure({
		code: "tunnel-not-opened",
		kind: "script",
		message: `the tunnel to ${host}:${port} that ${by} needs did not open`,
		hint: "check that the bastion runs and is registered in Systems Manager: aws ssm describe-instance-information",
		...(said && { details: [said] }),
	});
}

type Running = { readonly localPort: Promise<number>; readonly ended: Promise<RunResult | undefined> };

/** Starts the plugin; the port is known when it says so. */
function startPlugin(
	{ host, cloud }: Pick<Ports, "host" | "cloud">,
	ticket: SessionTicket,
	byVariable: boolean,
	context: Context,
	signal: AbortSignal,
): Running {
	const response = JSON.stringify(ticket.response);
	const variable = "AWS_SSM_START_SESSION_RESPONSE";
	const args = [
		byVariable ? variable : response,
		cloud.region,
		"StartSession",
		"",
		JSON.stringify(ticket.request),
		ticket.endpoint,
	];
	let opened: (port: number) => void = () => undefined;
	const localPort = new Promise<number>((resolve) => {
		opened = resolve;
	});
	const ended = host
		.run(plugin, args, {
			cwd: context.folder,
			signal,
			...(byVariable && { env: { [variable]: response } }),
			onLine: (line) => {
				const port = /\bPort (\d+) opened/.exec(line)?.[1];
				if (port !== undefined) opened(Number(port));
			},
		})
		.catch((error: unknown) => {
			if (isAbort(error) || signal.aborted) return undefined;
			throw error;
		});
	return { localPort, ended };
}

/** Opens a tunnel through a machine, by the plugin of Session Manager that is found on this one. */
export async function openTunnel(
	ports: Pick<Ports, "host" | "cloud">,
	machine: string,
	to: Endpoint,
	context: Context,
): Promise<Tunnel> {
	const { signal, localPort } = context;
	const version = await pluginVersion(ports, context);
	const wanted = { host: to.host, port: to.port, ...(localPort !== undefined && { localPort }) };
	const ticket = await ports.cloud.scripts.startTunnel(machine, wanted, signal ? { signal } : {});
	const closing = new AbortController();
	const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
	const running = startPlugin(ports, ticket, isAtLeast(version, takesVariable), context, stop);
	const close = async () => {
		closing.abort();
		await running.ended.catch(() => undefined);
	};
	const timeout = new AbortController();
	const tooLate = ports.host.sleep(openLimitMs, timeout.signal).then(
		() => undefined,
		() => undefined,
	);
	const first = await Promise.race([running.localPort, running.ended, tooLate]);
	timeout.abort();
	signal?.throwIfAborted();
	if (typeof first === "number") return { ...to, localPort: first, ended: running.ended, close };
	await close();
	throw notOpened(context, to, first);
}
