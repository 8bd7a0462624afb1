import type { RunResult } from "../../host/port.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { findPlugin, type PluginCall, type PluginUser, plugin } from "./plugin.ts";

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

type Context = PluginUser & {
	/** The port of this machine; else one that is free. */
	readonly localPort?: number;
	readonly signal?: AbortSignal;
};

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
	host: Ports["host"],
	{ args, env }: ReturnType<PluginCall["argsOf"]>,
	{ folder }: Context,
	signal: AbortSignal,
): Running {
	let opened: (port: number) => void = () => undefined;
	const localPort = new Promise<number>((resolve) => {
		opened = resolve;
	});
	const ended = host
		.run(plugin, args, {
			cwd: folder,
			signal,
			...(env && { env }),
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
	const call = await findPlugin(ports, context);
	const wanted = { host: to.host, port: to.port, ...(localPort !== undefined && { localPort }) };
	const ticket = await ports.cloud.scripts.startTunnel(machine, wanted, signal ? { signal } : {});
	const closing = new AbortController();
	const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
	const running = startPlugin(ports.host, call.argsOf(ticket), context, stop);
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
