import { type Static, type TObject, type TProperties, type TSchema, Type } from "typebox";

/**
 * What a text may be that is found around it: a folder or a file beside the config; a Dockerfile in the folder of
 * `buildContextPath`; what the file of `entryfilePath` exports; a file with an export behind a colon (`code`); a
 * container of the same resource; an alarm of any resource; a stage or a project.
 */
export type Suggestion =
	| "folder"
	| "file"
	| "dockerfile"
	| "export"
	| "code"
	| "container"
	| "alarm"
	| "stage"
	| "project";

/** Keywords that Spool adds to JSON Schema. All are plain data, so a schema stays publishable. */
export type Keywords = {
	/** Unit of a number, e.g. `seconds`. */
	readonly unit?: string;
	/** The page of AWS's documentation that a limit comes from. */
	readonly source?: string;
	/** The text is the name of a resource of one of these types. */
	readonly references?: readonly string[];
	/** Beside a name, `references` takes an ARN, also one that only a deploy knows. */
	readonly orArn?: boolean;
	/** The text is an ARN; `$ResourceParam(name, 'arn')` of a resource of one of these types refers to that resource. */
	readonly arnOf?: readonly string[];
	/** The text is the name of a resource that can be connected to, or the macro `aws:ses`. */
	readonly connects?: boolean;
	/** The text is the name of a script of the config. */
	readonly namesScript?: boolean;
	/** The text is the path of something that must exist, relative to the config. */
	readonly pathTo?: "file" | "directory" | "any";
	/** Everything in it must be known before the deploy: no directive that CloudFormation resolves may stand there. */
	readonly knownBefore?: boolean;
	/** A concept of the format that Spool does not build yet: using the property is a problem, never silence. */
	readonly notBuilt?: string;
	/** Of an object: names of two numbers of it, of which the first must not be above the second. */
	readonly ordered?: readonly [least: string, most: string];
	readonly default?: unknown;
	/** Shown in docs and offered by completion where no list of values exists. */
	readonly examples?: readonly unknown[];
	/** Values that are known today, for completion; others are possible too. */
	readonly known?: readonly (string | number)[];
	/** What completion looks for beside the config, or elsewhere in it. Nothing has to be there. */
	readonly suggests?: Suggestion;
	/** What to use instead. */
	readonly deprecated?: string;
};

type TextLimits = {
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly pattern?: string;
	readonly patternHint?: string;
};
type NumberLimits = { readonly minimum?: number; readonly maximum?: number };

/** Free text; a directive that CloudFormation resolves may stand here. `docs`: Markdown, one or two sentences. */
export const text = (docs: string, options: Keywords & TextLimits = {}) =>
	Type.String({ description: docs, ...options });

/** A whole number. */
export const integer = (docs: string, options: Keywords & NumberLimits = {}) =>
	Type.Integer({ description: docs, ...options });

/** Any number. */
export const number = (docs: string, options: Keywords & NumberLimits = {}) =>
	Type.Number({ description: docs, ...options });

/** `true` or `false`. */
export const flag = (docs: string, options: Keywords = {}) => Type.Boolean({ description: docs, ...options });

/** One of a fixed set of texts. */
export const choice = <const T extends string[]>(
	docs: string,
	values: readonly [...T],
	options: Keywords & { readonly valueDocs?: Readonly<Record<string, string>> } = {},
) => Type.Enum([...values] as [...T], { description: docs, ...options });

/** One of a fixed set of numbers. */
export const numberChoice = <const T extends number[]>(
	docs: string,
	values: readonly [...T],
	options: Keywords = {},
) => Type.Enum([...values] as [...T], { description: docs, ...options });

/** A list. */
export const list = <T extends TSchema>(
	docs: string,
	item: T,
	options: Keywords & { readonly minItems?: number; readonly maxItems?: number } = {},
) => Type.Array(item, { description: docs, ...options });

/** An object with exactly these properties; those wrapped by `optional` may be left out. */
export const object = <T extends TProperties>(docs: string, properties: T, options: Keywords = {}) =>
	Type.Object(properties, { description: docs, additionalProperties: false, ...options });

/** Marks a property that may be left out. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

/** A map with free keys. */
export const mapOf = <T extends TSchema>(docs: string, value: T, options: Keywords = {}) =>
	Type.Record(Type.String(), value, { description: docs, ...options });

/** Any value at all, taken over as it is. */
export const anything = (docs: string, options: Keywords = {}) =>
	Type.Unknown({ description: docs, ...options });

/** Text, number or boolean. */
export const scalar = (docs: string, options: Keywords = {}) =>
	Type.Union([Type.String(), Type.Number(), Type.Boolean()], { description: docs, ...options });

/** One member of `variants`: `{ type: name, properties }`, or only `{ type: name }` when it has none. */
export const variant = <const N extends string, P extends TObject>(
	docs: string,
	name: N,
	properties: P,
	options: Keywords = {},
) =>
	Type.Object(
		{ type: Type.Literal(name), properties },
		{ description: docs, additionalProperties: false, ...options },
	);

/** Objects told apart by their `type`. */
export const variants = <T extends TSchema[]>(docs: string, members: [...T], options: Keywords = {}) =>
	Type.Union(members, { description: docs, ...options });

export type { Static, TSchema };
