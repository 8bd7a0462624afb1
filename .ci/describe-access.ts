import type { Analysis, AnyResourceKind, Target } from "../engine/index.ts";

/** The engine's functions that the table is made with; handed in, because the engine is imported late. */
export type AccessReader = {
	readonly analyse: (file: { readonly path: string; readonly text: string }, target: Target) => Analysis;
	readonly sendMail: Statement;
};

/** As far as the table reads it. */
type Statement = { readonly Action: unknown; readonly Resource: unknown; readonly Condition?: unknown };

const target: Target = { project: "project", stage: "stage", region: "eu-west-1", account: "123456789012" };

/** A room's snippet as YAML: every placeholder is its default, or the first of its choices. */
function written(snippet: string): string {
	return snippet
		.replaceAll(/(?<!\\)\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
		.replaceAll(/(?<!\\)\$\{\d+:([^}]*)\}/g, "$1")
		.replaceAll(/(?<!\\)\$\d+/g, "")
		.replaceAll(/\\([$}\\])/g, "$1");
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of a template as people read it: references as `${Id.Attribute}`. */
function readable(value: unknown): string {
	if (!isObject(value)) return String(value);
	const [name, inner] = Object.entries(value)[0] ?? ["", ""];
	const items = listOf(inner);
	switch (name) {
		case "Ref":
			return `\${${String(inner)}}`;
		case "Fn::GetAtt":
			return `\${${items.map(String).join(".")}}`;
		case "Fn::Sub": {
			const [text, values = {}] = items;
			const known = isObject(values) ? values : {};
			return String(text).replaceAll(/\$\{([^}]+)\}/g, (whole, key: string) =>
				key in known ? readable(known[key]) : whole,
			);
		}
		case "Fn::Join":
			return listOf(items[1]).map(readable).join(String(items[0]));
		case "Fn::Select":
			return `part ${String(items[0])} of ${readable(items[1])}`;
		case "Fn::Split":
			return readable(items[1]);
		default:
			return JSON.stringify(value);
	}
}

const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;

function rowsOf(name: string, statements: readonly Statement[]): readonly string[] {
	if (statements.length === 0) return [`| ${name} | – | – |`];
	return statements.map(({ Action, Resource, Condition }, index) => {
		const actions = listOf(Action).map((action) => code(readable(action)));
		const resources = listOf(Resource).map((resource) => code(readable(resource)));
		const condition = Condition === undefined ? "" : `, where ${code(JSON.stringify(Condition))}`;
		return `| ${index === 0 ? name : ""} | ${actions.join(", ")} | ${resources.join(", ")}${condition} |`;
	});
}

/** What the room gives to those who connect to the resource that its snippet makes. */
function statementsOf(kind: AnyResourceKind, { analyse }: AccessReader): readonly Statement[] {
	const text = `resources:\n  name:\n    ${written(kind.snippet).replaceAll("\n", "\n    ")}\n`;
	const linked = analyse({ path: "stacktape.yml", text }, target).graph.resources.get("name");
	if (!linked) throw new Error(`the snippet of ${kind.type} makes no resource`);
	return kind.connect?.(linked.placed, target) ?? [];
}

/** The section of docs/resources.md on what `connectTo` brings. */
export function describeAccess(kinds: readonly AnyResourceKind[], reader: AccessReader): string {
	const connectable = kinds.filter(({ connect }) => connect !== undefined);
	return [
		"## Access by `connectTo`",
		"What the role of a resource may do that names another one in `connectTo`. The other one is called `name` here, its stack `project-stage`. A type without actions is reached over the network, or by its variables alone.",
		[
			"| In `connectTo` | Actions | On |",
			"|---|---|---|",
			...rowsOf("`aws:ses`", [reader.sendMail]),
			...connectable.flatMap((kind) => rowsOf(`\`${kind.type}\``, statementsOf(kind, reader))),
		].join("\n"),
	].join("\n\n");
}
