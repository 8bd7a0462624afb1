import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { TypeReplacements } from "../engine/template/replacement-facts.ts";

type Database = ReturnType<typeof loadAwsServiceSpecSync>;

type Property = {
	readonly causesReplacement?: "yes" | "no" | "maybe";
	readonly type: unknown;
};

/** A path has to end somewhere where shapes contain themselves; AWS forbids no change deeper than this. */
const deepest = 4;

/** The shape that a property, or each of its items, has. */
function shapeOf(type: unknown): string | undefined {
	const {
		type: kind,
		reference,
		element,
	} = (type ?? {}) as {
		readonly type?: string;
		readonly reference?: { readonly $ref: string };
		readonly element?: unknown;
	};
	if (kind === "array" || kind === "map") return shapeOf(element);
	return kind === "ref" ? reference?.$ref : undefined;
}

/** Collects the paths below which a change leads to a new resource; what lies below a path that does is left out. */
function collect(
	database: Database,
	properties: Readonly<Record<string, Property>>,
	path: readonly string[],
	found: { readonly always: string[]; readonly maybe: string[] },
): void {
	for (const [name, { causesReplacement, type }] of Object.entries(properties)) {
		const here = [...path, name];
		if (causesReplacement === "yes") {
			found.always.push(here.join("."));
			continue;
		}
		if (causesReplacement === "maybe") {
			found.maybe.push(here.join("."));
			continue;
		}
		const shape = here.length < deepest ? shapeOf(type) : undefined;
		if (shape !== undefined) collect(database, database.get("typeDefinition", shape).properties, here, found);
	}
}

/**
 * What AWS's published schemas say of every resource type: which changes make it anew (their `createOnlyProperties`),
 * which property is its name, and whether it keeps data. One type on each line.
 */
export function awsReplacementsJson(): string {
	const database = loadAwsServiceSpecSync();
	const resources = [...database.all("resource")].sort((one, other) =>
		one.cloudFormationType < other.cloudFormationType ? -1 : 1,
	);
	const lines = resources.flatMap((resource) => {
		const found = { always: [] as string[], maybe: [] as string[] };
		collect(database, resource.properties, [], found);
		const names = [resource.primaryIdentifier ?? []].flat();
		const name = names.length === 1 && found.always.includes(String(names[0])) ? String(names[0]) : undefined;
		const facts: TypeReplacements = {
			...(found.always.length > 0 && { always: found.always.sort() }),
			...(found.maybe.length > 0 && { maybe: found.maybe.sort() }),
			...(name !== undefined && { name }),
			...(resource.isStateful === true && { keepsData: true }),
		};
		return [`${JSON.stringify(resource.cloudFormationType)}:${JSON.stringify(facts)}`];
	});
	return `{\n${lines.join(",\n")}\n}\n`;
}
