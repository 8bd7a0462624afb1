import { type Analysis, type DeployedTemplate, type LineMap, planOfEdit } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { PlanRow } from "../protocol.ts";

/**
 * The resources of a config with their places, and what would become of each if the config were applied now. Without
 * a deployed template nothing is said of that.
 */
export function planRows(
	{ parsed, compiled }: Analysis,
	lines: LineMap,
	deployed: DeployedTemplate | undefined,
): PlanRow[] {
	const root = parsed.root?.kind === "map" ? parsed.root.entries : [];
	const section = root.find(({ key }) => key === "resources")?.value;
	if (section?.kind !== "map") return [];
	const changes = new Map(
		(deployed ? planOfEdit(compiled, deployed) : []).map((change) => [change.resource, change]),
	);
	return section.entries.map(({ key, keySpan }) => {
		const change = changes.get(key);
		return {
			resource: key,
			range: toRange(keySpan, lines),
			...(change && { kind: change.kind, isContainer: change.isContainer, properties: change.properties }),
		};
	});
}
