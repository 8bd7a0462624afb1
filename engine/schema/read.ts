import type { TSchema } from "typebox";
import type { Suggestion } from "./schema.ts";

/**
 * A schema as its readers see it: JSON Schema plus Spool's keywords, every member optional. TypeBox values are
 * exactly this at run time; their static type is for the rooms.
 */
export type Schema = {
	readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
	readonly description?: string;
	readonly enum?: readonly (string | number)[];
	readonly const?: string | number | boolean;
	readonly anyOf?: readonly Schema[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: boolean;
	readonly patternProperties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly minItems?: number;
	readonly maxItems?: number;
	readonly pattern?: string;
	/** Said when a text does not match `pattern`. */
	readonly patternHint?: string;
	readonly unit?: string;
	readonly source?: string;
	readonly references?: readonly string[];
	readonly orArn?: boolean;
	readonly arnOf?: readonly string[];
	readonly connects?: boolean;
	readonly namesScript?: boolean;
	readonly pathTo?: "file" | "directory" | "any";
	readonly knownBefore?: boolean;
	readonly notBuilt?: string;
	readonly ordered?: readonly [least: string, most: string];
	readonly default?: unknown;
	readonly examples?: readonly unknown[];
	readonly known?: readonly (string | number)[];
	readonly suggests?: Suggestion;
	readonly deprecated?: string;
	readonly valueDocs?: Readonly<Record<string, string>>;
};

/** A schema of a room for its readers. */
export function readSchema(schema: TSchema): Schema {
	// TypeBox's TSchema is an empty interface; the members are plain JSON Schema.
	return schema as Schema;
}

/** The schema of the values of a map with free keys. */
export function mapValueSchema(schema: Schema): Schema | undefined {
	return Object.values(schema.patternProperties ?? {})[0];
}

/** The texts that `type` may be in a union of objects told apart by it; `undefined` for other unions. */
export function discriminators(schema: Schema): ReadonlyMap<string, Schema> | undefined {
	if (!schema.anyOf) return undefined;
	const members = new Map<string, Schema>();
	for (const member of schema.anyOf) {
		const constant = member.properties?.["type"]?.const;
		if (typeof constant !== "string") return undefined;
		members.set(constant, member);
	}
	return members;
}
