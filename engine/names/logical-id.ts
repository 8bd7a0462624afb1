import { pascalCase } from "change-case";
import { remembered } from "./remembered.ts";

/** The parts that a CloudFormation logical id is made of. */
export type LogicalIdParts = {
	/** Name of the config resource, or `undefined` for a resource that the whole stack shares (`Stp…`). */
	readonly owner: string | undefined;
	/** Distinguishes several resources of one type, e.g. `Event0`; empty when there is only one. */
	readonly specifier?: string;
	/** CloudFormation type, e.g. `AWS::SQS::Queue`; its last segment ends the id. */
	readonly type: string;
	/** Appended to the type's last segment, e.g. the `0` of `Distribution0`. */
	readonly index?: number;
};

/**
 * The logical id of a resource: PascalCase of `{owner or Stp}-{specifier}-{last segment of the type}{index}`.
 *
 * The id decides whether CloudFormation updates or replaces a resource, so it must stay what the format has
 * always given. change-case is the library whose word rules the format was defined by; it marks a word that
 * begins with a digit by `_`, which CloudFormation does not accept in an id: every `_` is dropped.
 */
export function logicalId({ owner, specifier, type, index }: LogicalIdParts): string {
	const segment = type.slice(type.lastIndexOf(":") + 1);
	const parts = [owner || "Stp", specifier, `${segment}${index ?? ""}`].filter((part) => part);
	return pascal(parts.join("-")).replaceAll("_", "");
}

/** PascalCase with the format's word rules: `myAPIGateway` → `MyApiGateway`, `GET-/2fa` → `Get_2fa`. */
export const pascal = remembered((text: string): string => pascalCase(text));
