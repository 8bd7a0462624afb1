import { openShell, openTunnels } from "../effects.ts";
import { exitCodes } from "./exit-codes.ts";
import { type Program, portsOf, targetWithoutConfig } from "./setting.ts";

/** What both commands need. */
async function requestOf(program: Program) {
	const { args, signal } = program;
	const { host, target, folder } = await targetWithoutConfig(program);
	const { bastion } = args;
	const request = { target, folder, signal, ...(bastion !== undefined && { bastion }) };
	return { ports: portsOf(program, host, target.region), request };
}

async function session(program: Program): Promise<number> {
	const { ports, request } = await requestOf(program);
	const exitCode = await openShell(ports, request);
	program.output.result({ session: "ended", exitCode }, "the session has ended\n");
	return exitCode === 0 ? exitCodes.done : exitCodes.failed;
}

async function tunnel(program: Program, resource: string): Promise<number> {
	const { output, args, signal } = program;
	const { ports, request } = await requestOf(program);
	const { port } = args;
	const open = await openTunnels(ports, {
		...request,
		resource,
		...(port !== undefined && { localPort: port }),
	});
	try {
		const rows = open.tunnels.map(({ host, port: there, localPort }) => ({
			host,
			port: there,
			local: `127.0.0.1:${localPort}`,
		}));
		const lines = rows.map(({ host, port: there, local }) => `${local} leads to ${host}:${there}\n`);
		output.result({ resource, tunnels: rows }, `${lines.join("")}Ctrl-C closes\n`);
		const stopped = new Promise<void>((resolve) => {
			if (signal.aborted) resolve();
			signal.addEventListener("abort", () => resolve(), { once: true });
		});
		await Promise.race([stopped, open.ended]);
		return exitCodes.done;
	} finally {
		await open.close();
	}
}

/** `spool bastion session` and `spool bastion tunnel RESOURCE`. */
export function bastionCommand(program: Program): Promise<number> {
	const [action, resource = ""] = program.args.words;
	return action === "session" ? session(program) : tunnel(program, resource);
}
