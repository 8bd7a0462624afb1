import { entryOf, type Node, type Schema } from "../../../engine/index.ts";
import { nodeAt } from "../tree.ts";
import { exportsOf, isCode } from "./exports.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { entriesOffers, namesBehindColon } from "./paths.ts";
import { valueOffer } from "./value-offer.ts";

function textOf(node: Node | undefined): string | undefined {
	return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** Text of the property `key` beside the one that is completed. */
function sibling(spot: Spot, key: string): string | undefined {
	const holder = nodeAt(spot.source.analysis().parsed.root, spot.place.path.slice(0, -1));
	return textOf(entryOf(holder, key)?.value);
}

function exportOffers(spot: Spot): readonly Offer[] {
	const path = sibling(spot, "entryfilePath");
	const text = path === undefined ? undefined : spot.source.read(path);
	if (path === undefined || text === undefined) return [];
	return exportsOf(path, text).map((name) =>
		valueOffer(name, spot, { kind: CompletionItemKind.Function, detail: path }),
	);
}

/** The other containers of the workload that the cursor is in. */
function containerOffers(spot: Spot): readonly Offer[] {
	const { path } = spot.place;
	const at = path.findIndex((step) => step === "containers" || step === "sideContainers");
	const { root } = spot.source.analysis().parsed;
	const properties = nodeAt(root, path.slice(0, at < 0 ? 3 : at));
	const lists = ["containers", "sideContainers"].map((key) => entryOf(properties, key)?.value);
	const items = lists.flatMap((list) => (list?.kind === "list" ? list.items : []));
	const own = at < 0 ? undefined : textOf(entryOf(nodeAt(root, path.slice(0, at + 2)), "name")?.value);
	return items
		.flatMap((item) => textOf(entryOf(item, "name")?.value) ?? [])
		.filter((name) => name !== own)
		.map((name) => valueOffer(name, spot, { kind: CompletionItemKind.Reference }));
}

function alarmOffers(spot: Spot): readonly Offer[] {
	const resources = entryOf(spot.source.analysis().parsed.root, "resources")?.value;
	return (resources?.kind === "map" ? resources.entries : []).flatMap(({ key, value }) => {
		const alarms = nodeAt(value, ["properties", "alarms"]);
		const count = alarms?.kind === "list" ? alarms.items.length : 0;
		return Array.from({ length: count }, (_, index) =>
			valueOffer(`${key}.alarms.${index}`, spot, { kind: CompletionItemKind.Reference }),
		);
	});
}

/** Stages that most projects have. */
const usualStages = ["dev", "staging", "production"];

/** The stage that is worked on, then usual ones. */
export function stagesOf(spot: Spot): readonly string[] {
	return [...new Set([spot.source.analysis().target.stage, ...usualStages])];
}

/** Values that are found around a property: see `suggests` of the schema. */
export function suggestionOffers(schema: Schema, spot: Spot): readonly Offer[] {
	switch (schema.suggests) {
		case "folder":
			return entriesOffers(spot, { isBare: true });
		case "file":
			return entriesOffers(spot, { file: () => true, isBare: true });
		case "dockerfile": {
			const isDockerfile = (name: string) => /docker|container/i.test(name) && !/ignore$|\.ya?ml$/.test(name);
			const base = sibling(spot, "buildContextPath") ?? ".";
			return entriesOffers(spot, { file: isDockerfile, base, isBare: true });
		}
		case "code": {
			const base = sibling(spot, "packagePath") ?? ".";
			const isBare = base !== ".";
			return namesBehindColon(spot, base) ?? entriesOffers(spot, { file: isCode, base, isBare });
		}
		case "export":
			return exportOffers(spot);
		case "container":
			return containerOffers(spot);
		case "alarm":
			return alarmOffers(spot);
		case "stage":
			return stagesOf(spot).map((stage) => valueOffer(stage, spot, {}));
		case "project":
			return [valueOffer(spot.source.analysis().target.project, spot, {})];
		default:
			return [];
	}
}
