import { type Event, EventEmitter, type ExtensionContext, type Memento, type Uri, workspace } from "vscode";
import type { Cloud, ProgressEvent, StackView } from "../../engine/effects.ts";
import type { Effects } from "../load-effects.ts";
import { readSettings } from "../settings.ts";
import { engineTarget, readChoice, readStages, stackOf, type Target } from "../target.ts";
import type { Live } from "./rows.ts";

/** What is known of a stack. */
export type Known =
	| { readonly kind: "unasked" }
	| { readonly kind: "reading"; readonly before?: StackView }
	| { readonly kind: "read"; readonly view: StackView }
	| { readonly kind: "failed"; readonly message: string };

/** What a stack shows as its own when it is read, also while it is read anew. */
export function viewOf(known: Known): StackView | undefined {
	if (known.kind === "read") return known.view;
	return known.kind === "reading" ? known.before : undefined;
}

/** The stacks of the workspace as far as AWS was asked about them. */
export type Stacks = {
	known(config: Uri, target: Target): Known;
	live(config: Uri, target: Target): Live;
	/** Asks AWS about a stack. What goes wrong becomes a part of what is known. */
	read(config: Uri, target: Target): Promise<void>;
	/** Asks again about every stack that AWS was asked about. */
	readAgain(): Promise<void>;
	/** Takes an event of an operation on a stack. */
	follow(config: Uri, target: Target, event: ProgressEvent): void;
	/** An operation on a stack has ended: what was known of it is old. */
	touched(config: Uri, target: Target): void;
	/** The target of a config was worked out, and may be another one than before. */
	aimedAt(config: Uri, target: Target): void;
	/** The target that was worked out last. */
	aim(config: Uri): Target | undefined;
	/** True when somebody has said which stack is meant, so that AWS may be asked about it unasked. */
	isChosen(config: Uri, target: Target): boolean;
	/** The chosen target, then the other stages that this workspace was deployed to. */
	targets(config: Uri): Promise<readonly Target[]>;
	/** Fires when something is known of the stacks of a config that was not before. */
	readonly onChanged: Event<Uri>;
	/** Fires when an operation on a stack of a config has ended. */
	readonly onEnded: Event<Uri>;
};

type Needs = {
	readonly context: ExtensionContext;
	readonly effects: () => Promise<Effects>;
	readonly cloud: (effects: Effects, target: Target) => Cloud;
	readonly target: (config: Uri) => Promise<Target>;
	readonly knowAccount: (config: Uri, account: string) => Promise<void>;
};

type Entry = {
	readonly config: Uri;
	readonly target: Target;
	known: Known;
	live: Map<string, { status: string; reason?: string }>;
};

const keyOf = (config: Uri, target: Target) =>
	[config.toString(), stackOf(target), target.region, target.profile, target.endpoint].join("|");

/** Words that CloudFormation's events of one operation may bring by the dozen are drawn at most this often. */
const DRAW_MS = 200;

function isChosen(state: Memento, config: Uri, target: Target): boolean {
	const isDeployed = readStages(state, config).some(
		({ stage, region }) => stage === target.stage && region === target.region,
	);
	const { stage, region, profile, endpoint } = readSettings(config);
	const isSet = [stage, region, profile, endpoint].some((value) => value !== undefined);
	return isDeployed || isSet || Object.keys(readChoice(state, config)).length > 0;
}

async function ask(needs: Needs, config: Uri, target: Target): Promise<Known> {
	const effects = await needs.effects();
	try {
		const cloud = needs.cloud(effects, target);
		const view = await effects.readStack({ cloud }, engineTarget(target).target);
		const { profile } = await needs.target(config);
		if (profile === target.profile) await needs.knowAccount(config, view.identity.account);
		return { kind: "read", view };
	} catch (error) {
		const hint = error instanceof effects.Failure && error.hint ? `; ${error.hint}` : "";
		return { kind: "failed", message: `${error instanceof Error ? error.message : error}${hint}` };
	}
}

/** Knows nothing, and asks nothing by itself. */
export function createStacks(needs: Needs): Stacks {
	const { context } = needs;
	const changed = new EventEmitter<Uri>();
	const ended = new EventEmitter<Uri>();
	const entries = new Map<string, Entry>();
	const due = new Map<string, Uri>();
	const aims = new Map<string, Target>();
	context.subscriptions.push(changed, ended);
	const entryOf = (config: Uri, target: Target): Entry => {
		const key = keyOf(config, target);
		const entry = entries.get(key) ?? { config, target, known: { kind: "unasked" }, live: new Map() };
		entries.set(key, entry);
		return entry;
	};
	const draw = (config: Uri) => {
		const isWaiting = due.has(config.toString());
		due.set(config.toString(), config);
		if (isWaiting) return;
		setTimeout(() => {
			due.delete(config.toString());
			changed.fire(config);
		}, DRAW_MS);
	};
	const read = async (config: Uri, target: Target) => {
		const entry = entryOf(config, target);
		if (!workspace.isTrusted || entry.known.kind === "reading") return;
		const { known } = entry;
		entry.known = { kind: "reading", ...(known.kind === "read" && { before: known.view }) };
		changed.fire(config);
		entry.known = await ask(needs, config, target);
		entry.live.clear();
		changed.fire(config);
	};
	return {
		known: (config, target) => entryOf(config, target).known,
		live: (config, target) => entryOf(config, target).live,
		read,
		readAgain: async () => {
			const asked = [...entries.values()].filter(({ known }) => known.kind !== "unasked");
			await Promise.all(asked.map(({ config, target }) => read(config, target)));
		},
		follow: (config, target, event) => {
			if (event.kind !== "resource") return;
			const { status, reason } = event;
			entryOf(config, target).live.set(event.logicalId, { status, ...(reason !== undefined && { reason }) });
			draw(config);
		},
		touched: (config, target) => {
			ended.fire(config);
			if (entryOf(config, target).known.kind === "unasked") changed.fire(config);
			else void read(config, target);
		},
		aimedAt: (config, target) => {
			const before = aims.get(config.toString());
			aims.set(config.toString(), target);
			if (before && JSON.stringify(before) !== JSON.stringify(target)) changed.fire(config);
		},
		aim: (config) => aims.get(config.toString()),
		isChosen: (config, target) => isChosen(context.workspaceState, config, target),
		targets: async (config) => {
			const chosen = await needs.target(config);
			const others = readStages(context.workspaceState, config)
				.filter(({ stage, region }) => stage !== chosen.stage || region !== chosen.region)
				.map((stage) => ({ ...chosen, ...stage }));
			return [chosen, ...others];
		},
		onChanged: changed.event,
		onEnded: ended.event,
	};
}
