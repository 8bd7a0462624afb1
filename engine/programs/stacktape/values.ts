import { readDirective } from "../../config/directives/syntax.ts";

type Values = Readonly<Record<string, unknown>>;

/** Marks what this module has made. A symbol that every copy of the module shares. */
const kindOf = Symbol.for("spool:kind");

/** Stands for the name of a resource in texts that are made before it is known. */
const nameMark = /\ue000resource (\d+)\ue001/g;

/** A resource as an instance of its class. */
export type Resource = {
	readonly [kindOf]: "resource";
	readonly type: string;
	readonly properties: Values;
	/** Unique among the resources of one run. */
	readonly id: number;
};

/** A parameter of a resource: `database.connectionString`. */
type Param = { readonly [kindOf]: "param"; readonly resource: Resource; readonly path: readonly string[] };

/** Something else that has a type: an engine, a packaging, an event. */
type Value = { readonly [kindOf]: "value"; readonly type: string; readonly properties: unknown };

function isKind<Kind extends string>(value: unknown, kind: Kind): boolean {
	return typeof value === "object" && value !== null && (value as { [kindOf]?: unknown })[kindOf] === kind;
}

/** True for an instance of a resource class. */
export function isResource(value: unknown): value is Resource {
	return isKind(value, "resource");
}

function isParam(value: unknown): value is Param {
	return isKind(value, "param");
}

function isValue(value: unknown): value is Value {
	return isKind(value, "value");
}

function markOf({ id }: Resource): string {
	return `\ue000resource ${id}\ue001`;
}

/** `$ResourceParam` of a parameter; that of a part has the reference of the part. */
function paramText({ resource, path }: Param): string {
	const reference = [markOf(resource), ...path.slice(0, -1)].join(".");
	return `$ResourceParam('${reference}', '${path.at(-1)}')`;
}

/** A parameter, and by its own members those of a part: `web.bucket.arn`. */
function paramOf(resource: Resource, path: readonly string[]): Param {
	const param: Param = { [kindOf]: "param", resource, path };
	const text = () => paramText(param);
	return new Proxy(param, {
		get: (target, key) => {
			if (key === "toString" || key === "toJSON" || key === "valueOf") return text;
			if (key === Symbol.toPrimitive) return text;
			if (typeof key === "symbol" || key in target) return Reflect.get(target, key);
			return paramOf(resource, [...path, key]);
		},
	});
}

/** Members that a resource has itself; every other one is a parameter. */
const own = new Set(["type", "properties", "id", "then", "constructor"]);

function withParams(resource: Resource): Resource {
	const name = () => markOf(resource);
	return new Proxy(resource, {
		get: (target, key) => {
			if (key === "resourceName" || key === "name") return name();
			if (key === "toString" || key === "valueOf" || key === Symbol.toPrimitive) return name;
			if (typeof key === "symbol" || own.has(key)) return Reflect.get(target, key);
			return paramOf(resource, [key]);
		},
	});
}

type ResourceClass = new (properties?: Values) => Resource & { readonly [param: string]: unknown };

const counter = { next: 0 };

/** The class of a type of resource. */
export function resourceClass(type: string): ResourceClass {
	return class {
		constructor(properties: Values = {}) {
			const resource: Resource = { [kindOf]: "resource", type, properties, id: counter.next++ };
			// biome-ignore lint/correctness/noConstructorReturn: members that are not written anywhere are parameters.
			return withParams(resource);
		}
	} as ResourceClass;
}

type ValueClass = new (properties?: unknown) => Value;

/** The class of something else that has a type. */
export function valueClass(type: string): ValueClass {
	return class implements Value {
		readonly [kindOf] = "value";
		readonly type = type;
		readonly properties: unknown;

		constructor(properties?: unknown) {
			this.properties = properties;
		}
	};
}

/** A text in quotes that it does not hold itself, as far as that is possible. */
function quoted(text: string): string {
	if (!text.includes("'")) return `'${text}'`;
	return text.includes('"') ? `'${text.replaceAll("'", "\\'")}'` : `"${text}"`;
}

function argumentText(value: unknown): string {
	if (isResource(value)) return `'${markOf(value)}'`;
	const text = typeof value === "string" || isParam(value) ? String(value) : undefined;
	if (text === undefined) return String(value);
	return readDirective(text).kind === "directive" ? text : quoted(text);
}

/** The function of a directive: it gives the text of its use. */
export function directive(name: string): (...args: readonly unknown[]) => string {
	return (...args) => `$${name}(${args.map(argumentText).join(", ")})`;
}

const runtime = new Set([
	"ResourceParam",
	"CfResourceParam",
	"Secret",
	"SsmParam",
	"CfFormat",
	"CfStackOutput",
]);

/** What cannot stand in the first argument of `$Format` as it is: placeholders, and a quote beside the other kind. */
function special(text: string): RegExp {
	return text.includes("'") && text.includes('"') ? /\{\}|'/g : /\{\}/g;
}

/** A text in which directives stand among other words, as the directive that puts them together. */
function together(text: string): string {
	const found = readDirective(text);
	if (found.kind !== "embedded") return text;
	const pattern = special(text);
	const values: string[] = [];
	const literal = (piece: string) =>
		piece.replaceAll(pattern, (one) => {
			values.push(one === "'" ? `"'"` : "'{}'");
			return "{}";
		});
	let format = "";
	let done = 0;
	for (const { text: call } of found.calls) {
		const at = text.indexOf(call, done);
		format += `${literal(text.slice(done, at))}{}`;
		values.push(call);
		done = at + call.length;
	}
	format += literal(text.slice(done));
	const name = found.calls.some((call) => runtime.has(call.name)) ? "CfFormat" : "Format";
	return `$${name}(${[quoted(format), ...values].join(", ")})`;
}

/** What the values of a config are made into. */
type Plain = { readonly names: ReadonlyMap<number, string> };

function nameIn({ names }: Plain, { id, type }: Pick<Resource, "id" | "type">): string {
	const name = names.get(id);
	if (name !== undefined) return name;
	throw new ReferenceError(
		`a resource of the type ${type} is used, but is not among the resources that are returned`,
	);
}

function plainText(text: string, plain: Plain): string {
	const named = text.replaceAll(nameMark, (_, id) =>
		nameIn(plain, { id: Number(id), type: "used in a text" }),
	);
	return together(named);
}

/** Lists whose items are names of resources, so that a part of one is named and not its parameter. */
const naming = new Set(["connectTo"]);

function plainItem(item: unknown, key: string, plain: Plain): unknown {
	if (isParam(item) && naming.has(key)) return [nameIn(plain, item.resource), ...item.path].join(".");
	return plainValue(item, key, plain);
}

/** `{ NAME: value }` of variables as the list that the format has. */
function variables(value: object, plain: Plain): unknown {
	return Object.entries(value)
		.filter(([, given]) => given !== undefined)
		.map(([name, given]) => ({ name, value: plainValue(given, name, plain) }));
}

function isPlainObject(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

/** A value of a config in which nothing is left of classes. */
export function plainValue(value: unknown, key: string, plain: Plain): unknown {
	if (typeof value === "string") return plainText(value, plain);
	if (isResource(value)) return nameIn(plain, value);
	if (isParam(value)) return plainText(paramText(value), plain);
	if (isValue(value)) {
		const { type, properties } = value;
		return {
			type,
			...(properties !== undefined && { properties: plainValue(properties, "properties", plain) }),
		};
	}
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return value.map((item) => plainItem(item, key, plain));
	if (key === "environment" || key === "injectEnvironment") return variables(value, plain);
	if (!isPlainObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [name, plainValue(member, name, plain)]),
	);
}
