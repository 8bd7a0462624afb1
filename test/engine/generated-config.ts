import fc from "fast-check";
import { kinds } from "../../engine/resources/index.ts";
import { mapValueSchema, readSchema, type Schema } from "../../engine/schema/read.ts";

/** A config with its resources by name. */
export type GeneratedConfig = {
	readonly variables: object;
	readonly providerConfig: object;
	readonly resources: Readonly<Record<string, { readonly type: string }>>;
};

/** The resources of a generated config: their types by their names. */
type Names = ReadonlyMap<string, string>;

type Around = {
	readonly names: Names;
	/** Name of the resource that is being made. */
	readonly self: string;
	/** True where only what is known before the deploy may stand. */
	readonly knownBefore: boolean;
	/** Levels that are left: a schema may contain itself. */
	readonly depth: number;
};

/** Texts of the forms that the format asks for; those that fit a pattern are used for it. */
const wellFormed = [
	"abc",
	"Abc1",
	"a-b",
	"a.b",
	"/a/b",
	"/{proxy+}",
	"src/a.ts",
	"src/a.ts:run",
	"example.com",
	"www.example.com",
	"jo@example.com",
	"https://example.com/x",
	"arn:aws:sns:eu-west-1:123456789012:topic",
	"arn:aws:sqs:eu-west-1:123456789012:queue",
	"arn:aws:ses:eu-west-1:123456789012:identity/example.com",
	"arn:aws:events:eu-west-1:123456789012:event-bus/bus",
	"arn:aws:kinesis:eu-west-1:123456789012:stream/one",
	"arn:aws:iam::123456789012:role/one",
	"Your code is {####}",
	"{username} has the code {####}",
	"arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
	"arn:aws:lambda:eu-west-1:123456789012:layer:one:1",
	"vpc-0a1b2c3d4e5f67890",
	"10.0.0.0/16",
	"10.0.0.1",
	"rate(5 minutes)",
	"cron(0 12 * * ? *)",
	"Sun:02:00-Sun:04:00",
	"02:00-03:00",
	"16.6",
	"8.0",
	"7",
	"GET",
	"2030-01-01T00:00:00Z",
];

/** The words that a value of a text may be, none of which CloudFormation fills in. */
function plainText(schema: Schema): fc.Arbitrary<string> {
	const { minLength = 0, maxLength = 60, pattern, examples = [] } = schema;
	const fits = (text: string) =>
		text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, "u").test(text));
	const words = [...examples, ...wellFormed].filter((text) => typeof text === "string").filter(fits);
	const made = "a".repeat(Math.max(1, minLength));
	if (pattern) return fc.constantFrom(...(words.length > 0 ? words : [made]));
	return fc.oneof(
		fc.constantFrom(...(words.length > 0 ? words : [made])),
		fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, minLength + 20) }),
	);
}

/** Directives that give a text; with resources of the config whose parameters can be asked for. */
function directive({ names, self, knownBefore }: Around): fc.Arbitrary<string> {
	const local = ["$Stage()", "$Format('{}-x', $Region())", "$Var().word"];
	if (knownBefore) return fc.constantFrom(...local);
	const params = [...names].flatMap(([name, type]) =>
		name === self
			? []
			: Object.keys(kinds.get(type)?.paramDocs ?? {}).map((param) => `$ResourceParam('${name}', '${param}')`),
	);
	const deferred = [
		"$AwsAccountId()",
		"$Secret('a.b')",
		"$SsmParam('/a/b')",
		"$CfStackOutput('other-dev', 'url')",
	];
	return fc.constantFrom(...local, ...deferred, ...params);
}

function named(
	names: Names,
	self: string,
	fits: (type: string) => boolean,
): fc.Arbitrary<string> | undefined {
	const found = [...names].filter(([name, type]) => name !== self && fits(type)).map(([name]) => name);
	return found.length > 0 ? fc.constantFrom(...found) : undefined;
}

function text(schema: Schema, around: Around): fc.Arbitrary<unknown> {
	const { names, self } = around;
	if (schema.pathTo) return fc.constantFrom("src/a.ts", "src/b.py");
	if (schema.connects)
		return named(names, self, (type) => kinds.get(type)?.connect !== undefined) ?? fc.constant("aws:ses");
	if (schema.references) {
		const { references } = schema;
		return named(names, self, (type) => references.includes(type)) ?? fc.constant("nowhere");
	}
	const plain = plainText(schema);
	const { arnOf } = schema;
	const owner = arnOf && named(names, self, (type) => arnOf.includes(type));
	const arns = owner
		? [{ arbitrary: owner.map((name) => `$ResourceParam('${name}', 'arn')`), weight: 6 }]
		: [];
	return fc.oneof({ arbitrary: plain, weight: 8 }, { arbitrary: directive(around), weight: 1 }, ...arns);
}

function number({ type, minimum = 0, maximum = minimum + 10_000 }: Schema): fc.Arbitrary<number> {
	const whole = fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.max(minimum, maximum)) });
	const limits = fc.constantFrom(Math.ceil(minimum), Math.floor(Math.max(minimum, maximum)));
	if (type === "integer") return fc.oneof(whole, limits);
	return fc.oneof(
		whole,
		limits,
		fc.double({ min: minimum, max: maximum, noNaN: true, noDefaultInfinity: true }),
	);
}

function list(schema: Schema, around: Around): fc.Arbitrary<unknown> {
	const { minItems = 0, maxItems = 3, items = {} } = schema;
	const longest = isPossible(items, around) ? Math.min(maxItems, minItems + 2) : minItems;
	return fc.array(value(items, around), {
		minLength: minItems,
		maxLength: around.depth > 0 ? longest : minItems,
	});
}

function map(schema: Schema, around: Around): fc.Arbitrary<unknown> {
	const key = fc.constantFrom("a", "b_1", "X-Y", "__proto__", "constructor");
	return fc.dictionary(key, value(mapValueSchema(schema) ?? {}, around), {
		maxKeys: around.depth > 0 ? 2 : 0,
	});
}

function object(schema: Schema, around: Around): fc.Arbitrary<unknown> {
	const required = new Set(schema.required ?? []);
	const properties = Object.entries(schema.properties ?? {}).filter(
		([name, inner]) =>
			required.has(name) || (!inner.notBuilt && around.depth > 0 && isPossible(inner, around)),
	);
	// Few at once: the more there are, the more likely two of them exclude each other.
	const absent = { arbitrary: fc.constant(undefined), weight: 6 };
	const model = properties.map(([name, inner]) => {
		const given = value(inner, around);
		return [name, required.has(name) ? given : fc.oneof(absent, { arbitrary: given, weight: 1 })] as const;
	});
	return fc
		.record(Object.fromEntries(model))
		.map((record) => Object.fromEntries(Object.entries(record).filter(([, member]) => member !== undefined)));
}

/** False for what names a resource of a type that the config does not have, also somewhere inside. */
function isPossible(schema: Schema, around: Around, depth = 4): boolean {
	const { references, anyOf, properties = {}, required = [], items, minItems = 0 } = schema;
	if (references) return named(around.names, around.self, (type) => references.includes(type)) !== undefined;
	if (depth === 0) return true;
	if (anyOf) return anyOf.some((member) => !member.notBuilt && isPossible(member, around, depth - 1));
	if (items && minItems > 0) return isPossible(items, around, depth - 1);
	return required.every((name) => isPossible(properties[name] ?? {}, around, depth - 1));
}

/** Values that a schema takes, as far as a schema says it. */
function value(schema: Schema, outside: Around): fc.Arbitrary<unknown> {
	const around = {
		...outside,
		depth: outside.depth - 1,
		knownBefore: outside.knownBefore || schema.knownBefore === true,
	};
	if (schema.const !== undefined) return fc.constant(schema.const);
	if (schema.enum) return fc.constantFrom(...schema.enum);
	const built = schema.anyOf?.filter((member) => !member.notBuilt && isPossible(member, around));
	if (built && built.length > 0) return fc.oneof(...built.map((member) => value(member, around)));
	switch (schema.type) {
		case "string":
			return text(schema, around);
		case "integer":
		case "number":
			return number(schema);
		case "boolean":
			return fc.boolean();
		case "array":
			return list(schema, around);
		case "object":
			return schema.patternProperties ? map(schema, around) : object(schema, around);
		default:
			return fc.oneof(fc.constant("x"), fc.nat(5), fc.constant({ a: ["b"] }));
	}
}

const deepest = 7;

function resource(name: string, type: string, names: Names): fc.Arbitrary<{ readonly type: string }> {
	const { properties } = kinds.get(type) ?? { properties: {} };
	const around: Around = { names, self: name, knownBefore: false, depth: deepest };
	return value(readSchema(properties), around).map((values) => ({ type, properties: values }));
}

/** Names as people give them, and some that are longer than AWS's names may be. */
export const resourceName: fc.Arbitrary<string> = fc.oneof(
	{ arbitrary: fc.stringMatching(/^[a-z][A-Za-z0-9]{0,12}$/), weight: 4 },
	{ arbitrary: fc.stringMatching(/^[A-Z][a-z]{60}[A-Za-z0-9]{0,40}$/), weight: 1 },
);

/**
 * Configs of the rooms that are built, made from their schemas, so that a new room is among them by itself. What a
 * schema cannot say may be wrong in them.
 */
export const generatedConfig: fc.Arbitrary<GeneratedConfig> = fc
	.uniqueArray(resourceName, { minLength: 1, maxLength: 6, selector: (name) => name.toLowerCase() })
	.chain((names) =>
		fc
			.array(fc.constantFrom(...kinds.keys()), { minLength: names.length, maxLength: names.length })
			.chain((types) => {
				const typed: Names = new Map(names.map((name, index) => [name, types[index] ?? ""]));
				return fc.record(
					Object.fromEntries([...typed].map(([name, type]) => [name, resource(name, type, typed)])),
				);
			}),
	)
	.map((resources) => ({
		variables: { word: "word" },
		providerConfig: {
			mongoDbAtlas: { publicKey: "a", privateKey: "b", organizationId: "c" },
			upstash: { accountEmail: "jo@example.com", apiKey: "k" },
		},
		resources,
	}));
