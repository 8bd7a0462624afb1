import { constantCase } from "change-case";
import type { Target } from "../names/target.ts";
import type { Placed, Statement } from "../resources/kind.ts";
import type { Text } from "../template/intrinsics.ts";
import { SES } from "./edges.ts";
import type { Graph } from "./graph.ts";

/** Name of the variable that `connectTo` injects: `mainDb`, `connectionString` → `STP_MAIN_DB_CONNECTION_STRING`. */
export function connectionVariable(resource: string, param: string): string {
	return constantCase(`STP_${resource.replaceAll(".", "_")}_${param}`);
}

/** What the `connectTo` of a resource brings: permissions and environment variables, in the order of its items. */
export function connectionsOf(
	graph: Graph,
	resource: Placed,
	target: Target,
): { readonly statements: readonly Statement[]; readonly environment: Readonly<Record<string, Text>> } {
	const statements: Statement[] = [];
	const environment: Record<string, Text> = {};
	const { connectTo = [] } = resource.values as { readonly connectTo?: readonly unknown[] };
	// The macros of AWS services come before the resources, as the format's reference orders them.
	if (connectTo.includes(SES)) statements.push({ Effect: "Allow", Action: ["ses:*"], Resource: ["*"] });
	for (const item of connectTo) {
		const other = graph.resources.get(String(item));
		if (!other?.sound) continue;
		statements.push(...(other.kind.connect?.(other.placed, target) ?? []));
		for (const [param, { value }] of Object.entries(other.kind.params(other.placed, target))) {
			environment[connectionVariable(other.placed.name, param)] = value;
		}
	}
	return { statements, environment };
}
