import type { Analysis } from "../../engine/analyse.ts";
import { everyResource } from "../../engine/graph/graph.ts";

/** A statement of a policy, as a template has it. */
export type Granted = {
	/** Who has it: a logical id, or a resource of the config. */
	readonly by: string;
	readonly actions: readonly string[];
	readonly resources: readonly unknown[];
};

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] =>
	Array.isArray(value) ? value : value === undefined ? [] : [value];

function granted(by: string, statement: unknown): readonly Granted[] {
	if (!isJson(statement) || statement["Effect"] === "Deny") return [];
	const actions = listOf(statement["Action"]).map(String);
	return [{ by, actions, resources: listOf(statement["Resource"]) }];
}

function statementsOf(policy: unknown): readonly unknown[] {
	const document = isJson(policy) ? policy["PolicyDocument"] : undefined;
	return isJson(document) ? listOf(document["Statement"]) : [];
}

/** Every statement that a role of the template has, whoever asked for it. */
export function roleStatements({ compiled }: Analysis): readonly Granted[] {
	const resources: Json = JSON.parse(JSON.stringify(compiled.template.Resources));
	return Object.entries(resources).flatMap(([id, resource]) => {
		if (!isJson(resource) || !/^AWS::IAM::(Role|Policy|ManagedPolicy)$/.test(String(resource["Type"])))
			return [];
		const properties = isJson(resource["Properties"]) ? resource["Properties"] : {};
		const policies = [...listOf(properties["Policies"]), properties];
		return policies.flatMap(statementsOf).flatMap((statement) => granted(id, statement));
	});
}

/** Every statement that a `connectTo` of the config brings. */
export function connectionStatements({ graph, surroundings }: Analysis): readonly Granted[] {
	return everyResource(graph)
		.filter(({ sound }) => sound)
		.flatMap(({ placed }) =>
			surroundings
				.connections(placed)
				.statements.flatMap((statement) => granted(placed.reference, statement)),
		);
}

/** Actions that the config itself asks for in `iamRoleStatements`; what it says there is its own affair. */
export function actionsOfTheConfig(value: unknown): ReadonlySet<string> {
	if (Array.isArray(value)) return new Set(value.flatMap((item) => [...actionsOfTheConfig(item)]));
	if (!isJson(value)) return new Set();
	const own = listOf(value["iamRoleStatements"]).flatMap((statement) => {
		const actions = isJson(statement) ? listOf(statement["Action"]).map(String) : [];
		return actions.length > 0 ? actions : ["*"];
	});
	return new Set([...own, ...Object.values(value).flatMap((inner) => [...actionsOfTheConfig(inner)])]);
}
