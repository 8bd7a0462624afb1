import data from "./aws-replacements.json" with { type: "json" };
import { sameJson } from "./diff.ts";
import type { Replacements, TypeReplacements } from "./replacement-facts.ts";

const known = data as Replacements;

/**
 * Properties of which a schema says that they may make a resource anew, and AWS's reference that they are changed in
 * place ("some interruptions"):
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 */
const changedInPlace: Readonly<Record<string, readonly string[]>> = {
	"AWS::RDS::DBInstance": [
		"AutoMinorVersionUpgrade",
		"BackupRetentionPeriod",
		"DBParameterGroupName",
		"MultiAZ",
		"PreferredMaintenanceWindow",
		"StorageType",
	],
};

type Properties = Readonly<Record<string, unknown>>;

/** A changed property that makes CloudFormation create the resource anew. */
export type Replacing = {
	/** Path of the property, its names joined by dots. */
	readonly property: string;
	/** `maybe`: AWS says that it depends, e.g. on the values. */
	readonly certainty: "always" | "maybe";
};

/** What AWS says of a type; `undefined` for one that is not AWS's own. */
export function replacementFacts(type: string): TypeReplacements | undefined {
	const facts = Object.hasOwn(known, type) ? known[type] : undefined;
	const inPlace = changedInPlace[type];
	if (!facts?.maybe || !inPlace) return facts;
	return { ...facts, maybe: facts.maybe.filter((property) => !inPlace.includes(property)) };
}

/** The values below a path; lists on the way are gone through, so that the path names all their items. */
function valuesAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
	if (step === undefined) return value;
	if (Array.isArray(value)) return value.map((item) => valuesAt(item, [step, ...rest]));
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
	return valuesAt((value as Properties)[step], rest);
}

/** The value of a property by its path. */
export function propertyAt(properties: Properties, path: string): unknown {
	return valuesAt(properties, path.split("."));
}

/**
 * The properties for which a changed resource would be made anew. Empty when AWS changes it in place, `undefined` when
 * its type is not one of AWS's own and only CloudFormation knows.
 */
export function replacingProperties(
	type: string,
	before: Properties,
	after: Properties,
): readonly Replacing[] | undefined {
	const facts = replacementFacts(type);
	if (!facts) return undefined;
	const changed = (paths: readonly string[], certainty: Replacing["certainty"]) =>
		paths
			.filter((property) => !sameJson(propertyAt(before, property), propertyAt(after, property)))
			.map((property): Replacing => ({ property, certainty }));
	return [...changed(facts.always ?? [], "always"), ...changed(facts.maybe ?? [], "maybe")];
}
