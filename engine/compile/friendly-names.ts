import type { Graph } from "../graph/graph.ts";
import { logicalId } from "../names/logical-id.ts";

/** What the format's TypeScript calls some children, where the words differ from those of CloudFormation's types. */
const otherWords: Readonly<Record<string, string>> = {
	lambda: "function",
	httpapi: "api",
	dnsrecord: "recordset",
	lambdacodedeployapp: "application",
	webappfirewall: "webacl",
};

/** A child as far as its name goes. */
type NamedChild = { readonly id: string; readonly type: string };

/** `lambdaLogGroup` from its end: all of it, `LogGroup`, `Group`; in lower case. */
function endings(name: string): readonly string[] {
	const words = name.match(/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? [name];
	return words.map((_, index) => words.slice(index).join("").toLowerCase());
}

/**
 * The child that a config in TypeScript means: by its logical id, or by a name such as `lambda`, `lambdaLogGroup` or
 * `bucketPolicy`. `undefined` when there is none, or more than one.
 */
export function childNamed(owner: string, name: string, children: readonly NamedChild[]): string | undefined {
	if (children.some(({ id }) => id === name)) return name;
	if (name === "") return undefined;
	const whole = otherWords[name.toLowerCase()];
	for (const ending of whole === undefined ? endings(name) : [whole]) {
		const found = children.filter(({ id }) => id.toLowerCase().endsWith(ending));
		if (found.length === 0) continue;
		const [only] = found;
		if (found.length === 1) return only?.id;
		return found.find(({ id, type }) => id === logicalId({ owner, type }))?.id;
	}
	return undefined;
}

/** A graph in which overrides have the logical ids that their names stand for; only programs have such names. */
export function withFriendlyNames(
	graph: Graph,
	children: ReadonlyMap<
		string,
		{ readonly owner: string | undefined; readonly resource: { readonly Type: string } }
	>,
): Graph {
	if (!graph.isProgram) return graph;
	const resources = [...graph.resources].map(([name, linked]) => {
		if (linked.overrides.length === 0) return [name, linked] as const;
		const own = [...children]
			.filter(([, { owner }]) => owner === name)
			.map(([id, { resource }]) => ({ id, type: resource.Type }));
		const overrides = linked.overrides.map((override) => ({
			...override,
			logicalId: childNamed(name, override.logicalId, own) ?? override.logicalId,
		}));
		return [name, { ...linked, overrides }] as const;
	});
	return { ...graph, resources: new Map(resources) };
}
