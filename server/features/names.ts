import type { Analysis, NamedChild } from "../../engine/index.ts";
import type { NameRow, ResourceAt } from "../protocol.ts";
import { typeOf } from "./tree.ts";

/** The name table of a config: every CloudFormation resource with the name that AWS will see. */
export function nameRows({ compiled }: Analysis): NameRow[] {
	return compiled.names.map(nameRow);
}

/** One row of it. */
export function nameRow({ resource, logicalId, type, name }: NamedChild): NameRow {
	return {
		...(resource !== undefined && { resource }),
		logicalId,
		type,
		...(name && { name: name.text, full: name.full }),
		shortened: name?.shortened ?? false,
		provisional: name?.provisional ?? false,
	};
}

/** The resource whose block `offset` lies in: from its key to the next resource. */
export function resourceAt({ parsed }: Analysis, offset: number): ResourceAt | undefined {
	if (parsed.root?.kind !== "map") return undefined;
	const section = parsed.root.entries.find((entry) => entry.key === "resources");
	if (section?.value.kind !== "map" || offset > Math.max(section.value.span.end, section.keySpan.end))
		return undefined;
	const entry = section.value.entries.findLast(({ keySpan }) => keySpan.start <= offset);
	return entry && { name: entry.key, type: typeOf(entry.value) ?? "" };
}
