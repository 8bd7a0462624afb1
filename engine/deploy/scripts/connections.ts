import type { ScriptConnection } from "../../compile/scripts.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { endpointsOf, type RealParams, tunnelled } from "./endpoints.ts";
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
export async function bastionMachine(
	ports: Ports,
	{ plan, analysis, world, signal }: ScriptRun,
): Promise<string> {
	const { bastion = "" } = plan;
	const [group] = childrenOf(analysis, world, bastion, "AWS::AutoScaling::AutoScalingGroup");
	if (group?.physicalId === undefined) {
		throw new Failure({
			code: "script-needs-stack",
			kind: "script",
			message: `the script ${plan.name} uses the bastion ${bastion}, which is not deployed yet`,
			hint: "deploy first",
			origin: plan.span,
		});
	}
	const [machine] = await ports.cloud.scripts.machines(group.physicalId, signal ? { signal } : {});
	if (machine !== undefined) return machine;
	throw new Failure({
		code: "bastion-not-running",
		kind: "script",
		message: `no machine of the bastion ${bastion} runs at the moment`,
		hint: "its Auto Scaling group starts one: try again in a minute",
		origin: plan.span,
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
		for (const connection of plan.connections) {
			const real = await paramsOf({ plan, world }, connection);
			const own: Tunnel[] = [];
			for (const endpoint of needsTunnels ? endpointsOf(real) : []) {
				const machine = await bastionMachine(ports, run);
				const context = { script: plan.name, folder: root, ...(signal && { signal }) };
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
