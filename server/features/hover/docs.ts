import {
	type Analysis,
	connectionVariable,
	type Directive,
	kinds,
	type Node,
} from "../../../engine/index.ts";
import type { Path } from "../../place/index.ts";
import { nameNotes, shownName } from "../name-hints.ts";
import { nodeAt, typesIn } from "../tree.ts";

function section(...parts: readonly (string | undefined | false)[]): string {
	return parts.filter((part) => part).join("\n\n");
}

function childrenTable(analysis: Analysis, resource: string): string | undefined {
	const rows = analysis.compiled.names.filter((row) => row.resource === resource);
	if (rows.length === 0) return undefined;
	const lines = rows.map(
		({ logicalId, type, name }) => `| ${logicalId} | ${type} | ${name ? `\`${shownName(name)}\`` : ""} |`,
	);
	return ["| CloudFormation resource | Type | Name at AWS |", "| --- | --- | --- |", ...lines].join("\n");
}

function nameSection(analysis: Analysis, resource: string): string | undefined {
	const linked = analysis.graph.resources.get(resource);
	const [name] = linked?.sound ? Object.values(linked.kind.names(linked.placed, analysis.target)) : [];
	return name && [`Name at AWS: \`${shownName(name)}\``, ...nameNotes(name)].join("  \n");
}

/** What a resource is and what becomes of it. */
export function resourceDocs(analysis: Analysis, name: string): string | undefined {
	const type = typesIn(analysis)(["resources", name]);
	if (type === undefined) return undefined;
	const kind = kinds.get(type);
	const params = Object.entries(kind?.paramDocs ?? {});
	return section(
		`**${name}**: \`${type}\``,
		kind?.docs,
		nameSection(analysis, name),
		childrenTable(analysis, name),
		params.length > 0 &&
			`Parameters, for \`$ResourceParam('${name}', …)\`:\n\n${params.map(([param, docs]) => `- \`${param}\`: ${docs}`).join("\n")}`,
		kind && `[AWS documentation](${kind.source})`,
	);
}

/** What an item of `connectTo` brings to the resource `by`: variables and permissions. */
export function connectionDocs(analysis: Analysis, name: string, by: string): string | undefined {
	if (name === "aws:ses")
		return `Lets ${by} send mail by Amazon SES, in the name of any sender that the account has verified.`;
	const linked = analysis.graph.resources.get(name);
	const connect = linked?.kind.connect;
	if (!linked?.sound || !connect) return resourceDocs(analysis, name);
	const { placed, kind } = linked;
	const params = Object.entries(analysis.surroundings.paramsOf(placed.reference));
	const actions = connect(placed, analysis.target).flatMap(({ Action }) =>
		typeof Action === "string" ? [Action] : Action,
	);
	const texts = actions.filter((action) => typeof action === "string");
	return section(
		`**${name}**: \`${placed.type}\``,
		kind.docs,
		params.length > 0 &&
			`Variables that ${by} gets:\n\n${params.map(([param, { docs }]) => `- \`${connectionVariable(name, param)}\`: ${docs}`).join("\n")}`,
		texts.length > 0 && `Actions that ${by} may call: ${texts.map((action) => `\`${action}\``).join(", ")}`,
		nameSection(analysis, name),
	);
}

/** What a CloudFormation resource of the template is. */
export function childDocs(analysis: Analysis, logicalId: string): string | undefined {
	const row = analysis.compiled.names.find((candidate) => candidate.logicalId === logicalId);
	if (!row) return undefined;
	return section(
		`**${logicalId}**: \`${row.type}\``,
		row.name && [`Name at AWS: \`${shownName(row.name)}\``, ...nameNotes(row.name)].join("  \n"),
		"Keys below it are paths of its properties, and win over what Spool writes there.",
	);
}

/** What a script does. */
export function scriptDocs(analysis: Analysis, name: string): string | undefined {
	const script = nodeAt(analysis.parsed.root, ["scripts", name]);
	if (!script) return undefined;
	const type = typesIn(analysis)(["scripts", name]);
	const keys = ["executeCommand", "executeCommands", "executeScript", "executeScripts"];
	const steps = keys.flatMap((key) => textsIn(nodeAt(script, ["properties", key])));
	return section(
		`**${name}**: script${type === undefined ? "" : `, \`${type}\``}`,
		steps.length > 0 && `\`\`\`sh\n${steps.join("\n")}\n\`\`\``,
	);
}

function textsIn(node: Node | undefined): readonly string[] {
	if (node?.kind === "list") return node.items.flatMap(textsIn);
	return node?.kind === "scalar" && node.value !== null ? [String(node.value)] : [];
}

/** The value of a variable, with its directives resolved. */
export function variableDocs(analysis: Analysis, path: Path): string | undefined {
	const value = nodeAt(analysis.resolved.root, ["variables", ...path]);
	return value && section(`**${path.join(".")}**: variable`, valueText(value));
}

/** The longest value that is worth showing beside its directive. */
const LONGEST_VALUE = 400;

function valueText(node: Node): string | undefined {
	switch (node.kind) {
		case "scalar":
			return `Value: \`${String(node.value)}\``;
		case "deferred":
			return node.value.unanswered ? undefined : "Value: known to CloudFormation when it deploys";
		case "map":
		case "list": {
			const text = JSON.stringify(
				node.kind === "map" ? node.entries.map(({ key }) => key) : node.items.length,
			);
			return text.length > LONGEST_VALUE
				? undefined
				: `Value: ${node.kind === "map" ? `a map with the keys ${text}` : `a list with ${text} items`}`;
		}
	}
}

/** The value of a directive without arguments, which is the same wherever it stands. */
function fixedValue(analysis: Analysis, directive: Directive): string | undefined {
	if (directive.kind !== "local" || directive.parameters.length > 0) return undefined;
	const result = directive.evaluate([], { target: analysis.target, facts: new Map(), root: undefined });
	return result.kind === "value" ? `Value: \`${String(result.value)}\`` : undefined;
}

/** What a directive does, and its value when it is the whole value at `path` and known. */
export function directiveDocs(analysis: Analysis, directive: Directive, path: Path | undefined): string {
	const resolved = path && nodeAt(analysis.resolved.root, path);
	return section(
		`**$${directive.name}**`,
		directive.docs,
		resolved ? valueText(resolved) : fixedValue(analysis, directive),
		`For example: \`${directive.example}\``,
	);
}
