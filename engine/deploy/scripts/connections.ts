import type { ScriptConnection } from "../../compile/scripts.ts";
import type { Ports } from "../ports.ts";
import { endpointsOf, type RealParams, tunnelled } from "./endpoints.ts";
import { reachableMachine } from "./machines.ts";
import type { ScriptRun } from "./script-run.ts";
import { openTunnel, type Tunnel } from "./tunnel.ts";
import { paramsOf } from "./variables.ts";
import { childrenOf } from "./world.ts";

/** What `connectTo` of a script has brought. */
export type Connected = {
	/** Variables by name. */
	readonly variables: Readonly<Record<string, string>>;
	/** Closes the tunnels. */
	close(): Promise<void>;
};

/** A machine of the bastion that a script uses. */
export function bastionMachine(
	ports: Pick<Ports, "cloud" | "host" | "emit">,
	{ plan, analysis, world, signal }: ScriptRun,
): Promise<string> {
	const { bastion = "", name, span: origin } = plan;
	const [group] = childrenOf(analysis, world, bastion, "AWS::AutoScaling::AutoScalingGroup");
	return reachableMachine(ports, {
		bastion,
		group: group?.physicalId,
		by: `the script ${name}`,
		origin,
		...(signal && { signal }),
	});
}

function variablesOf({ params }: ScriptConnection, real: RealParams): readonly (readonly [string, string])[] {
	return params.map(({ name, variable }) => [variable, real.get(name) ?? ""] as const);
}

/** Reads what a script connects to, and opens the tunnels that lead there. */
export async function connect(ports: Ports, run: ScriptRun): Promise<Connected> {
	const { plan, world, root, signal } = run;
	const tunnels: Tunnel[] = [];
	const close = async () => void (await Promise.all(tunnels.map((tunnel) => tunnel.close())));
	const variables: (readonly [string, string])[] = [];
	const needsTunnels = plan.type === "local-script-with-bastion-tunneling";
	try {
		let machine: string | undefined;
		for (const connection of plan.connections) {
			const real = await paramsOf({ plan, world }, connection);
			const own: Tunnel[] = [];
			for (const endpoint of needsTunnels ? endpointsOf(real) : []) {
				machine ??= await bastionMachine(ports, run);
				const context = { by: `the script ${plan.name}`, folder: root, ...(signal && { signal }) };
				const tunnel = await openTunnel(ports, machine, endpoint, context);
				tunnels.push(tunnel);
				own.push(tunnel);
			}
			const shown = tunnelled(real, own);
			// The text that a script prints is the one with the addresses of the tunnels.
			for (const [name, value] of shown) if (world.hidden.has(real.get(name) ?? "")) world.hidden.add(value);
			variables.push(...variablesOf(connection, shown));
		}
		return { variables: Object.fromEntries(variables), close };
	} catch (error) {
		await close();
		throw error;
	}
}
