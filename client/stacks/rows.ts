import type { DeployedResource, StackView } from "../../engine/effects.ts";
import type { Outline, OutlineChild, PlaceRange } from "../../server/protocol.ts";

/** How far something of the config has come into AWS. */
export type State = "compiled" | "missing" | "deployed" | "changing" | "failed" | "surplus";

/** A resource of CloudFormation: as the config says, as the stack has it, or both. */
export type ChildRow = {
	readonly logicalId: string;
	readonly type: string;
	/** The name that AWS sees, as the config leads to it. */
	readonly name?: string;
	readonly physicalId?: string;
	/** A `ResourceStatus` of CloudFormation. */
	readonly status?: string;
	readonly reason?: string;
	readonly state: State;
	/** The words of the config that made it. */
	readonly range?: PlaceRange;
};

/** A resource of the config, with what CloudFormation makes of it. */
export type ResourceRow = {
	readonly name: string;
	readonly type: string;
	readonly state: State;
	readonly children: readonly ChildRow[];
	/** Its pages in the AWS console, by what they show. */
	readonly links: Readonly<Record<string, string>>;
	/** What the deployed resource gives, such as its URL. */
	readonly params: Readonly<Record<string, string>>;
	/** Its key in the config. */
	readonly nameRange?: PlaceRange;
};

export type StackRows = {
	readonly resources: readonly ResourceRow[];
	/** What the stack has beside the resources of the config. */
	readonly shared: readonly ChildRow[];
	readonly outputs: Readonly<Record<string, string>>;
};

/** What CloudFormation has said of a resource since the stack was read. */
export type Live = ReadonlyMap<string, { readonly status: string; readonly reason?: string }>;

type DeployedChild = DeployedResource["children"][number];

const notOfConfig = "CUSTOM_CLOUDFORMATION";

/** What a status of CloudFormation comes to. */
export function stateOfStatus(status: string): State {
	if (status.endsWith("_FAILED")) return "failed";
	if (status.endsWith("_IN_PROGRESS")) return "changing";
	return status === "DELETE_COMPLETE" ? "missing" : "deployed";
}

/** The most that has to be known of several. */
function stateOfAll(children: readonly ChildRow[], isWritten: boolean): State {
	const has = (state: State) => children.some((child) => child.state === state);
	if (has("failed")) return "failed";
	if (has("changing")) return "changing";
	if (!isWritten) return "surplus";
	if (has("compiled")) return "compiled";
	return has("missing") ? "missing" : "deployed";
}

type Sources = {
	readonly deployed: ReadonlyMap<string, DeployedChild>;
	readonly live: Live;
	/** False as long as nobody has asked AWS. */
	readonly isRead: boolean;
};

function childRow(
	id: string,
	written: OutlineChild | undefined,
	{ deployed, live, isRead }: Sources,
): ChildRow {
	const there = deployed.get(id);
	const now = live.get(id) ?? (there && { status: there.status, reason: there.statusReason });
	const present = now ? stateOfStatus(now.status) : isRead ? "missing" : "compiled";
	return {
		logicalId: id,
		type: written?.type ?? there?.type ?? "",
		...(written?.name !== undefined && { name: written.name }),
		...(there?.physicalId !== undefined && { physicalId: there.physicalId }),
		...(now && { status: now.status }),
		...(now?.reason !== undefined && { reason: now.reason }),
		state: present === "deployed" && !written ? "surplus" : present,
		...(written && { range: written.range }),
	};
}

/**
 * A stack as the config means it beside what is deployed of it. Without `view` nobody has asked AWS; `outline` is
 * absent where the config is not known, as for other stages.
 */
export function stackRows(
	outline: Outline | undefined,
	view: StackView | undefined,
	live: Live = new Map(),
): StackRows {
	const owners = new Map((view?.resources ?? []).map((resource) => [resource.name, resource]));
	const deployed = new Map(
		[...owners.values()].flatMap(({ children }) =>
			children.map((child) => [child.logicalId, child] as const),
		),
	);
	const sources: Sources = { deployed, live, isRead: view !== undefined };
	const everyWritten = outline
		? [...outline.shared, ...outline.resources.flatMap(({ children }) => children)]
		: undefined;
	const writtenIds = new Set(everyWritten?.map(({ logicalId }) => logicalId));
	// Of a stage whose config is not known everything is as it should be.
	const rowOf = (id: string, written: OutlineChild | undefined) => {
		const row = childRow(id, written, sources);
		return !outline && row.state === "surplus" ? { ...row, state: "deployed" as const } : row;
	};
	const rowsOf = (written: readonly OutlineChild[], owner: string) => [
		...written.map((child) => rowOf(child.logicalId, child)),
		...(owners.get(owner)?.children ?? [])
			.filter(({ logicalId }) => !writtenIds.has(logicalId))
			.map(({ logicalId }) => rowOf(logicalId, undefined)),
	];
	const resourceRow = (name: string, type: string, written: Outline["resources"][number] | undefined) => {
		const children = rowsOf(written?.children ?? [], name);
		const { links = {}, params = {} } = owners.get(name) ?? {};
		const state = stateOfAll(children, written !== undefined || !outline);
		const place = written && { nameRange: written.nameRange };
		return { name, type, state, children, links, params, ...place };
	};
	const written = (outline?.resources ?? []).map((resource) =>
		resourceRow(resource.name, resource.type, resource),
	);
	const names = new Set(written.map(({ name }) => name));
	const others = [...owners.values()]
		.filter(({ name }) => !names.has(name) && name !== notOfConfig)
		.map(({ name, type }) => resourceRow(name, type, undefined))
		.filter(({ children }) => children.length > 0);
	return {
		resources: [...written, ...others],
		shared: rowsOf(outline?.shared ?? [], notOfConfig),
		outputs: view?.outputs ?? {},
	};
}

/** What a state is called where a person reads or hears it. */
export const stateWords: Readonly<Record<State, string>> = {
	compiled: "not read from AWS",
	missing: "not deployed",
	deployed: "deployed",
	changing: "changing",
	failed: "failed",
	surplus: "deployed, but no longer in the config",
};
