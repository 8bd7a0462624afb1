type Json = { readonly [key: string]: unknown };

/** A schema whose members are numbers of others, so that equal ones are met only once. */
type Entry = {
	readonly name: string;
	readonly schema: Json;
	/** Characters that it has when everything in it is written out. */
	readonly size: number;
	/** How many other schemas have it. */
	uses: number;
};

type Table = { readonly entries: Entry[]; readonly numbers: Map<string, number> };

/** Stands for another schema of the table: its number, under a keyword that no schema has. */
const member = "$member";

/** What is shorter stays where it is: a reference to it would be no gain, and harder to read. */
const leastShared = 200;

const isJson = (value: unknown): value is Json =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** Keywords whose value is a schema, a list of them, or a map of them. */
const single: ReadonlySet<string> = new Set(["items", "additionalProperties", "then", "else"]);
const mapped: ReadonlySet<string> = new Set(["properties", "patternProperties"]);

/** Replaces the schemas in `schema` by what `replace` gives for them, with the name that each has there. */
function mapMembers(schema: Json, name: string, replace: (inner: unknown, name: string) => unknown): Json {
	const entries = Object.entries(schema).map(([key, value]) => {
		if (single.has(key)) return [key, replace(value, name)];
		if (key === "anyOf" && Array.isArray(value)) return [key, value.map((inner) => replace(inner, name))];
		if (!mapped.has(key) || !isJson(value)) return [key, value];
		const inner = Object.entries(value).map(([property, one]) => [property, replace(one, property || name)]);
		return [key, Object.fromEntries(inner)];
	});
	return Object.fromEntries(entries);
}

/** Enters a schema and everything in it; gives its number. */
function enter(schema: Json, name: string, table: Table): number {
	let size = 0;
	const inside: number[] = [];
	const shallow = mapMembers(schema, name, (inner, innerName) => {
		if (!isJson(inner)) return inner;
		const number = enter(inner, innerName, table);
		size += table.entries[number]?.size ?? 0;
		inside.push(number);
		return { [member]: number };
	});
	const key = JSON.stringify(shallow);
	const known = table.numbers.get(key);
	if (known !== undefined) return known;
	for (const number of inside) {
		const entry = table.entries[number];
		if (entry) entry.uses++;
	}
	table.numbers.set(key, table.entries.length);
	table.entries.push({ name, schema: shallow, size: size + key.length, uses: 0 });
	return table.entries.length - 1;
}

/**
 * The same schema with everything in it that occurs more than once written out once, below `definitions`. Editors
 * read a file that is a fraction as large, and see no other schema.
 */
export function shareSchemas(schema: Json): Json {
	const table: Table = { entries: [], numbers: new Map() };
	const root = enter(schema, "config", table);
	const names = new Map<number, string>();
	const definitions: Record<string, Json> = {};
	const write = (number: number): Json => {
		const entry = table.entries[number];
		if (!entry) return {};
		return mapMembers(entry.schema, entry.name, (inner) =>
			isJson(inner) && typeof inner[member] === "number" ? referTo(inner[member]) : inner,
		);
	};
	const referTo = (number: number): Json => {
		const { name: written = "", size = 0, uses = 0 } = table.entries[number] ?? {};
		const name = written.replaceAll(/[^A-Za-z0-9]+/g, "-");
		if (uses < 2 || size < leastShared) return write(number);
		const known = names.get(number);
		if (known !== undefined) return { $ref: `#/definitions/${known}` };
		const taken = [...names.values()].filter((one) => one.replace(/-\d+$/, "") === name).length;
		const own = taken === 0 ? name : `${name}-${taken + 1}`;
		names.set(number, own);
		definitions[own] = write(number);
		return { $ref: `#/definitions/${own}` };
	};
	const whole = write(root);
	const sorted = Object.entries(definitions).sort(([left], [right]) => (left < right ? -1 : 1));
	return { ...whole, definitions: Object.fromEntries(sorted) };
}
