import type { PhysicalName } from "../../names/physical-name.ts";
import type { Finding } from "../kind.ts";

/**
 * Finds identifiers that AWS does not take: those of databases begin with a letter and have no two dashes in a row,
 * also where a long name was shortened.
 */
export function checkIdentifier(name: PhysicalName, source: string): readonly Finding[] {
	if (/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/.test(name.text)) return [];
	return [
		{
			code: "invalid-identifier",
			message: `AWS does not take "${name.text}" for an identifier: it must begin with a letter and have single dashes only`,
			path: [],
			hint: `${name.shortened ? "rename the resource, so that the name is shortened elsewhere" : "change the name of the project or the stage"}; see ${source}`,
		},
	];
}
