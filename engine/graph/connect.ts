import { constantCase } from "change-case";
import { remembered } from "../names/remembered.ts";
import type { Connections, Param, Placed, Statement, Surroundings } from "../resources/kind.ts";
import { sub, type Text } from "../template/intrinsics.ts";
import { SES } from "./edges.ts";
import { everyResource, type Graph, type LinkedResource, linkedBy } from "./graph.ts";

/**
 * What the macro `aws:ses` gives: to send, in the name of any identity of the account, because a config names none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
 */
export const sendMail: Statement = {
	Effect: "Allow",
	Action: [
		"ses:SendEmail",
		"ses:SendRawEmail",
		"ses:SendTemplatedEmail",
		"ses:SendBulkEmail",
		"ses:SendBulkTemplatedEmail",
	],
	Resource: ["identity", "configuration-set", "template"].map((kind) =>
		sub(`arn:\${AWS::Partition}:ses:*:\${AWS::AccountId}:${kind}/*`),
	),
};

const constant = remembered((text) => constantCase(text));

/** Name of the variable that `connectTo` injects: `mainDb`, `connectionString` → `STP_MAIN_DB_CONNECTION_STRING`. */
export function connectionVariable(resource: string, param: string): string {
	return constant(`STP_${resource.replaceAll(".", "_")}_${param}`);
}

/** The parameters of a resource, with those of its parts when it shows them as its own. */
export function paramsOf(
	graph: Graph,
	{ placed, kind }: LinkedResource,
	surroundings: Surroundings,
): Readonly<Record<string, Param>> {
	const own = kind.params(placed, surroundings);
	if (!kind.hoistsParts) return own;
	const hoisted = partsOf(graph, placed.reference).map((part) => paramsOf(graph, part, surroundings));
	return Object.assign({}, ...hoisted, own);
}

/** The parts of a resource, without those of its parts. */
export function partsOf(graph: Graph, reference: string): readonly LinkedResource[] {
	return [...graph.parts.values()].filter(({ parent }) => parent === reference);
}

function targetsOf(graph: Graph, resource: Placed): readonly (LinkedResource | typeof SES)[] {
	const { connectTo = [] } = resource.values as { readonly connectTo?: readonly unknown[] };
	return connectTo.flatMap((item): readonly (LinkedResource | typeof SES)[] => {
		if (item === SES) return [SES];
		const other = linkedBy(graph, String(item));
		return other?.sound ? [other] : [];
	});
}

/** What the `connectTo` of a resource brings: permissions and environment variables, in the order of its items. */
export function connectionsOf(graph: Graph, resource: Placed, surroundings: Surroundings): Connections {
	const targets = targetsOf(graph, resource);
	const others = targets.flatMap((target) => (target === SES ? [] : [target]));
	// The macros of AWS services come before the resources, as the format's reference orders them.
	const statements: Statement[] = targets.includes(SES) ? [sendMail] : [];
	const environment: Record<string, Text> = {};
	for (const { placed, kind } of others) {
		statements.push(...(kind.connect?.(placed, surroundings.target) ?? []));
		for (const [param, { value }] of Object.entries(surroundings.paramsOf(placed.reference)))
			environment[connectionVariable(placed.reference, param)] = value;
	}
	return {
		statements,
		environment,
		children: (role) =>
			others.flatMap(({ placed, kind }) => kind.admit?.(placed, resource, role, surroundings) ?? []),
	};
}

/** Who connects to `reference`: resources and parts of the config whose own `connectTo` names it. */
export function accessorsOf(graph: Graph, reference: string): ReturnType<Surroundings["accessors"]> {
	const named = graph.edges.filter(
		({ kind, to, handedOn }) => kind === "connection" && to === reference && !handedOn,
	);
	const names = new Set(named.map(({ from }) => from));
	return [...everyResource(graph)].flatMap(({ placed, kind, sound }) => {
		if (!sound || !names.has(placed.reference)) return [];
		const securityGroup = kind.securityGroup?.(placed);
		return [{ by: placed, ...(securityGroup && { securityGroup }) }];
	});
}
