import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { ANY, type AwsTypes, type PropertyShape, TEXT } from "../engine/template/aws-shapes.ts";
import { root } from "./bundles.ts";

type Database = ReturnType<typeof loadAwsServiceSpecSync>;

type PropertyType = {
	readonly type: string;
	readonly reference?: { readonly $ref: string };
	readonly element?: PropertyType;
	readonly types?: readonly PropertyType[];
};

type Shapes = Record<string, Record<string, PropertyShape>>;

/** Every CloudFormation type that the sources of the engine name. */
function namedTypes(): ReadonlySet<string> {
	const sources = globSync("engine/**/*.ts", { cwd: root });
	const texts = sources.map((file) => readFileSync(join(root, file), "utf8"));
	return new Set(texts.flatMap((text) => text.match(/AWS::[A-Za-z0-9]+::[A-Za-z0-9]+/g) ?? []));
}

/** Reads the properties of a resource type; the shapes that they consist of are gathered in `shapes`. */
function readProperties(
	database: Database,
	properties: Readonly<Record<string, { readonly type: unknown }>>,
	shapes: Shapes,
): Record<string, PropertyShape> {
	const shape = (reference: string): PropertyShape => {
		const { name, properties: inner } = database.get("typeDefinition", reference);
		if (!Object.hasOwn(shapes, name)) {
			// There before it is read, because shapes contain themselves.
			shapes[name] = {};
			shapes[name] = readProperties(database, inner, shapes);
		}
		return name;
	};
	const read = (type: PropertyType): PropertyShape => {
		if (type.type === "array" && type.element) return [read(type.element)];
		if (type.type === "map" && type.element) return { "*": read(type.element) };
		if (type.type === "ref" && type.reference) return shape(type.reference.$ref);
		if (type.type === "tag") {
			shapes["Tag"] ??= { Key: TEXT, Value: TEXT };
			return "Tag";
		}
		return ["json", "union"].includes(type.type) ? ANY : TEXT;
	};
	return Object.fromEntries(
		Object.keys(properties)
			.sort()
			.map((name) => [name, read(properties[name]?.type as PropertyType)]),
	);
}

/** Properties of a resource type by what a change of them leads to. */
function replacing(properties: Readonly<Record<string, { readonly causesReplacement?: string }>>) {
	const having = (answer: string) =>
		Object.keys(properties)
			.filter((name) => properties[name]?.causesReplacement === answer)
			.sort();
	const [replaces, mayReplace] = [having("yes"), having("maybe")];
	return { ...(replaces.length > 0 && { replaces }), ...(mayReplace.length > 0 && { mayReplace }) };
}

function describeTypes(): AwsTypes {
	const database = loadAwsServiceSpecSync();
	const types: Record<string, AwsTypes[string]> = {};
	for (const name of [...namedTypes()].sort()) {
		const [resource] = database.lookup("resource", "cloudFormationType", "equals", name);
		if (!resource) continue;
		const ids = [resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? []].flat();
		const shapes: Shapes = {};
		const properties = readProperties(database, resource.properties, shapes);
		types[name] = {
			attributes: Object.keys(resource.attributes).sort(),
			ref: ids.length === 1 ? String(ids[0]) : "",
			...replacing(resource.properties),
			properties,
			shapes,
		};
	}
	return types;
}

/** What AWS says of the types that Spool makes, one on each line, so that two changes of it rarely meet. */
export function awsTypesJson(): string {
	const lines = Object.entries(describeTypes()).map(
		([name, type]) => `${JSON.stringify(name)}:${JSON.stringify(type)}`,
	);
	return `{\n${lines.join(",\n")}\n}\n`;
}
