import {
	CodeLens,
	type Disposable,
	EventEmitter,
	type ExtensionContext,
	languages,
	Range,
	type TextDocument,
	type Uri,
	window,
} from "vscode";
import type { PlanRow } from "../../server/protocol.ts";
import { isConfig } from "../configs.ts";
import type { Server } from "../server.ts";
import { planWords, type SwapState, swapWords } from "./plan-words.ts";

/** Lenses on the resources of a config: what a change of it would take, and what hot swap on save is doing. */
export type PlanLens = {
	/** Says what a save does with resources. */
	showSwap(config: Uri, resources: readonly string[], state: SwapState): void;
	/** Forgets what saves have done. */
	clear(config: Uri): void;
	/** The deployed template, or what the config looks like beside it, is another one. */
	changed(): void;
};

/** How often the time since a swap is drawn anew, in milliseconds. */
const redrawMs = 10_000;

function lensesOf(row: PlanRow, state: SwapState | undefined): readonly CodeLens[] {
	const { start } = row.range;
	const range = new Range(start.line, start.character, start.line, start.character);
	const plan = planWords(row);
	const tooltip = row.properties?.join("\n");
	const deploy = row.kind === "swap" ? "spool.hotSwap" : "spool.deploy";
	return [
		...(state
			? [new CodeLens(range, { title: swapWords(state, Date.now()), command: "spool.showLog" })]
			: []),
		...(plan === undefined
			? []
			: [new CodeLens(range, { title: plan, command: deploy, ...(tooltip !== undefined && { tooltip }) })]),
	];
}

/** Registers the lenses. They follow each analysis, so that a change is judged while it is typed. */
export function createPlanLens(context: ExtensionContext, server: Server): PlanLens {
	const states = new Map<string, Map<string, SwapState>>();
	const changed = new EventEmitter<void>();
	const provide = async (document: TextDocument) => {
		if (!isConfig(document)) return [];
		const rows = (await server.plan(document.uri)) ?? [];
		const known = states.get(document.uri.toString());
		return rows.flatMap((row) => lensesOf(row, known?.get(row.resource)));
	};
	const timer = setInterval(() => {
		const isShown = window.visibleTextEditors.some(({ document }) => states.has(document.uri.toString()));
		if (isShown) changed.fire();
	}, redrawMs);
	const ended: Disposable = { dispose: () => clearInterval(timer) };
	context.subscriptions.push(
		changed,
		ended,
		server.onAnalysed(() => changed.fire()),
		languages.registerCodeLensProvider([{ language: "stacktape" }, { language: "stacktape-json" }], {
			onDidChangeCodeLenses: changed.event,
			provideCodeLenses: provide,
		}),
	);
	return {
		showSwap: (config, resources, state) => {
			const known = states.get(config.toString()) ?? new Map<string, SwapState>();
			for (const resource of resources) known.set(resource, state);
			states.set(config.toString(), known);
			changed.fire();
		},
		clear: (config) => {
			states.delete(config.toString());
			changed.fire();
		},
		changed: () => changed.fire(),
	};
}
