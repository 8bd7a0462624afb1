import { type Analysis, connectionVariable, entryOf, kinds, type Node } from "../../../engine/index.ts";
import type { Path } from "../../place/index.ts";
import { nodeAt, typesIn } from "../tree.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { valueOffer } from "./value-offer.ts";

/** An environment variable that something of the config has. */
type Variable = { readonly name: string; readonly from: string; readonly docs: string };

const textOf = (node: Node | undefined) =>
	node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;

/** Parameters of a resource with their docs: those that it really has where that is known, else those of its type. */
export function paramsWithDocs(analysis: Analysis, name: string): Readonly<Record<string, string>> {
	const linked = analysis.graph.resources.get(name) ?? analysis.graph.parts.get(name);
	if (linked?.sound) {
		const params = Object.entries(analysis.surroundings.paramsOf(name));
		return Object.fromEntries(params.map(([param, { docs }]) => [param, docs]));
	}
	return kinds.get(typesIn(analysis)(["resources", name]) ?? "")?.paramDocs ?? {};
}

/** The nearest map around `path` that has a `connectTo`: that of a container stands at its workload. */
function connectorAround(analysis: Analysis, path: Path): Node | undefined {
	for (let length = path.length; length > 1; length--) {
		const list = entryOf(nodeAt(analysis.parsed.root, path.slice(0, length)), "connectTo")?.value;
		if (list) return list;
	}
	return undefined;
}

/** The variables that the `connectTo` around `path` brings. */
export function injectedVariables(analysis: Analysis, path: Path): readonly Variable[] {
	const list = connectorAround(analysis, path);
	const names = list?.kind === "list" ? list.items.flatMap((item) => textOf(item) ?? []) : [];
	return [...new Set(names)].flatMap((name) =>
		Object.entries(paramsWithDocs(analysis, name)).map(([param, docs]) => ({
			name: connectionVariable(name, param),
			from: name,
			docs,
		})),
	);
}

const namesIn = (list: Node | undefined): readonly string[] =>
	list?.kind === "list" ? list.items.flatMap((item) => textOf(entryOf(item, "name")?.value) ?? []) : [];

/** Names of variables that are written in a resource or script. */
function writtenIn(node: Node): readonly string[] {
	if (node.kind === "list") return node.items.flatMap(writtenIn);
	if (node.kind !== "map") return [];
	return node.entries.flatMap(({ key, value }) =>
		key === "environment" ? namesIn(value) : writtenIn(value),
	);
}

/** Names of variables that are written in the config, each with the resource or script that has it. */
function writtenVariables(root: Node | undefined): ReadonlyMap<string, string> {
	const sections = ["scripts", "resources"].map((key) => entryOf(root, key)?.value);
	const holders = sections.flatMap((section) => (section?.kind === "map" ? section.entries : []));
	return new Map(holders.flatMap(({ key, value }) => writtenIn(value).map((name) => [name, key] as const)));
}

/** Names for an environment variable: those that others of the config have, then those that `connectTo` sets. */
export function variableNameOffers(spot: Spot): readonly Offer[] {
	const { path } = spot.place;
	const analysis = spot.source.analysis();
	const taken = namesIn(nodeAt(analysis.parsed.root, path.slice(0, -2)));
	const written = [...writtenVariables(analysis.parsed.root)]
		.filter(([name]) => !taken.includes(name))
		.map(([name, by]) =>
			valueOffer(name, spot, { kind: CompletionItemKind.Variable, detail: `also in ${by}`, group: 1 }),
		);
	const injected = injectedVariables(analysis, path.slice(0, -3)).map(({ name, from, docs }) =>
		valueOffer(name, spot, {
			kind: CompletionItemKind.Variable,
			detail: `connectTo sets it: ${from}`,
			docs: `${docs}\n\nThe variable is there already, by connectTo: it needs no line of its own.`,
			group: 3,
		}),
	);
	return [...written, ...injected];
}

/** Variables of the shell in the command of a script: those of `connectTo` and its own. */
export function shellVariableOffers(spot: Spot): readonly Offer[] {
	const { place, offset, source } = spot;
	const typed = /\$\{?([A-Za-z_]\w*)?$/.exec(place.typed)?.[0];
	const at = place.path.findIndex((step) => step === "executeCommand" || step === "executeCommands");
	if (typed === undefined || at < 0) return [];
	const analysis = source.analysis();
	const holder = place.path.slice(0, at);
	const own = entryOf(nodeAt(analysis.parsed.root, holder), "environment")?.value;
	const names = namesIn(own);
	const brace = typed.startsWith("${") ? "{" : "";
	return [
		...names.map((name) => ({ name, detail: "environment", docs: undefined })),
		...injectedVariables(analysis, holder).map(({ name, from, docs }) => ({ name, detail: from, docs })),
	].map(({ name, detail, docs }) => ({
		label: `$${brace}${name}`,
		kind: CompletionItemKind.Variable,
		detail,
		docs,
		snippet: `\\$${brace}${name}${brace && "\\}"}`,
		span: { start: offset - typed.length, end: offset },
		filter: `$${brace}${name}`,
		group: 0,
	}));
}
