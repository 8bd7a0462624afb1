import { stackName, type Target } from "../names/target.ts";
import { Failure } from "../report/failure.ts";
import { nearest } from "../report/nearest.ts";
import { readStack, type StackView } from "./info.ts";
import type { Ports } from "./ports.ts";
import { overviewParams } from "./result.ts";
import { endpointsOf } from "./scripts/endpoints.ts";
import { reachableMachine } from "./scripts/machines.ts";
import { findPlugin, plugin } from "./scripts/plugin.ts";
import { type Endpoint, openTunnel, type Tunnel } from "./scripts/tunnel.ts";

type BastionRequest = {
	readonly target: Target;
	/** Where programs are started. */
	readonly folder: string;
	/** Name of the bastion; the one of the stack when it has only one. */
	readonly bastion?: string;
	readonly signal?: AbortSignal;
};

export type TunnelRequest = BastionRequest & {
	/** Name of the resource that the tunnels lead to. */
	readonly resource: string;
	/** Port of this machine for the first tunnel; the others get those behind it. */
	readonly localPort?: number;
};

/** Tunnels to a resource, until they are closed. */
export type OpenTunnels = {
	readonly tunnels: readonly Tunnel[];
	/** Fails when one of them ends by itself; resolves when they are closed. */
	readonly ended: Promise<void>;
	close(): Promise<void>;
};

const didYouMean = (meant: string | undefined, other: string) => (meant ? `did you mean ${meant}?` : other);

function chosenBastion({ resources, name }: StackView, wanted: string | undefined): string {
	const bastions = resources.filter(({ type }) => type === "bastion").map((one) => one.name);
	const [first, second] = bastions;
	if (wanted !== undefined && bastions.includes(wanted)) return wanted;
	if (first === undefined || wanted !== undefined) {
		const known =
			first === undefined
				? "add a resource of the type bastion and deploy"
				: `it has: ${bastions.join(", ")}`;
		throw new Failure({
			code: "bastion-missing",
			kind: "usage",
			message: `the stack ${name} has no bastion${wanted === undefined ? "" : ` "${wanted}"`}`,
			hint: didYouMean(wanted && nearest(wanted, bastions), known),
		});
	}
	if (second === undefined) return first;
	throw new Failure({
		code: "bastion-ambiguous",
		kind: "usage",
		message: `the stack ${name} has several bastions: ${bastions.join(", ")}`,
		hint: `name one: --bastion ${first}`,
	});
}

/** The machine of the bastion that a command uses. */
async function findMachine(ports: Ports, request: BastionRequest, view: StackView): Promise<string> {
	const { signal } = request;
	const bastion = chosenBastion(view, request.bastion);
	const children = view.resources.find(({ name }) => name === bastion)?.children ?? [];
	const group = children.find(({ type }) => type === "AWS::AutoScaling::AutoScalingGroup");
	return reachableMachine(ports, {
		bastion,
		group: group?.physicalId,
		by: "this command",
		...(signal && { signal }),
	});
}

async function deployedView(ports: Ports, { target, signal }: BastionRequest): Promise<StackView> {
	const view = await readStack(ports, target, signal);
	if (view.stack) return view;
	throw new Failure({
		code: "not-deployed",
		kind: "usage",
		message: `there is no stack ${stackName(target)} in ${target.region}, account ${view.identity.account}`,
		hint: "check the stage and the region, or deploy first",
	});
}

/** Where a resource listens; fails for one that listens nowhere. */
function endpointsIn({ stack, name, resources }: StackView, resource: string): readonly Endpoint[] {
	const endpoints = (one: string) => endpointsOf((stack && overviewParams(stack, one)) ?? new Map());
	const found = endpoints(resource);
	if (found.length > 0) return found;
	const isThere = resources.some((one) => one.name === resource);
	const possible = resources.map((one) => one.name).filter((one) => endpoints(one).length > 0);
	const none =
		possible.length === 0
			? "tunnels lead to databases and their like"
			: `tunnels lead to: ${possible.join(", ")}`;
	throw new Failure({
		code: "unknown-resource",
		kind: "usage",
		message: isThere
			? `${resource} has no address inside of the VPC that a tunnel could lead to`
			: `the stack ${name} has no resource "${resource}"`,
		hint: didYouMean(isThere ? undefined : nearest(resource, possible), none),
	});
}

function closedByItself({ host, port }: Endpoint, said: string | undefined): Failure {
	return new Failure({
		code: "tunnel-closed",
		kind: "aws",
		message: `the tunnel to ${host}:${port} has ended`,
		hint: "Session Manager ends sessions that nobody uses for 20 minutes, unless its preferences say otherwise; open it again",
		...(said && { details: [said] }),
	});
}

async function endOf(tunnel: Tunnel, isClosing: () => boolean): Promise<void> {
	const result = await tunnel.ended;
	if (isClosing()) return;
	const said = result && `${result.stdout}\n${result.stderr}`.trim().split("\n").at(-1)?.trim();
	throw closedByItself(tunnel, said);
}

/** Opens tunnels through a bastion to each address of a resource, as the deployed stack says it. */
export async function openTunnels(ports: Ports, request: TunnelRequest): Promise<OpenTunnels> {
	const { resource, folder, localPort, signal } = request;
	const view = await deployedView(ports, request);
	const endpoints = endpointsIn(view, resource);
	const machine = await findMachine(ports, request, view);
	const tunnels: Tunnel[] = [];
	let isClosing = false;
	const close = async () => {
		isClosing = true;
		await Promise.all(tunnels.map((tunnel) => tunnel.close()));
	};
	try {
		for (const [index, endpoint] of endpoints.entries()) {
			const context = {
				by: "this command",
				folder,
				...(localPort !== undefined && { localPort: localPort + index }),
				...(signal && { signal }),
			};
			tunnels.push(await openTunnel(ports, machine, endpoint, context));
		}
	} catch (error) {
		await close();
		throw error;
	}
	const ended = Promise.race(
		tunnels.map((tunnel) => endOf(tunnel, () => isClosing || signal?.aborted === true)),
	);
	return { tunnels, ended, close };
}

/** Opens a shell on a bastion at the terminal of the user; gives the exit code of the plugin when it has ended. */
export async function openShell(ports: Ports, request: BastionRequest): Promise<number> {
	const { folder, signal } = request;
	const view = await deployedView(ports, request);
	const call = await findPlugin(ports, { by: "this command", folder });
	const machine = await findMachine(ports, request, view);
	const ticket = await ports.cloud.scripts.startShell(machine, signal ? { signal } : {});
	const { args, env } = call.argsOf(ticket);
	return ports.host.runAtTerminal(plugin, args, {
		cwd: folder,
		...(env && { env }),
		...(signal && { signal }),
	});
}
