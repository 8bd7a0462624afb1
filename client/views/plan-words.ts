import type { PlanRow } from "../../server/protocol.ts";

/** What hot swap on save is doing with a resource. */
export type SwapState =
	| { readonly phase: "building" | "sending" }
	| { readonly phase: "live"; readonly elapsedMs: number; readonly at: number }
	| { readonly phase: "failed" };

const changes: Readonly<Record<NonNullable<PlanRow["kind"]>, string>> = {
	swap: "$(zap) swap, about 1 s",
	defer: "$(cloud-upload) CloudFormation, about 1 min",
	new: "$(add) new: CloudFormation, about 1 min",
	replace: "$(warning) replacement: what it holds goes with the old one",
};

/** What would become of a changed resource; `undefined` for one that is as it is deployed. */
export function planWords({ kind, isContainer }: PlanRow): string | undefined {
	if (kind === undefined) return undefined;
	return kind === "swap" && isContainer ? "$(zap) swap, about 1 min until new containers run" : changes[kind];
}

/** How long something is ago, roughly: this is drawn every few seconds at most. */
function ago(ms: number): string {
	if (ms < 1_500) return "just now";
	return ms < 90_000 ? `${Math.round(ms / 1_000)} s ago` : `${Math.round(ms / 60_000)} min ago`;
}

/** What hot swap on save does with a resource, or has done. */
export function swapWords(state: SwapState, now: number): string {
	switch (state.phase) {
		case "building":
			return "$(sync~spin) building";
		case "sending":
			return "$(sync~spin) sending";
		case "live":
			return `$(check) live in ${(state.elapsedMs / 1_000).toFixed(1)} s, ${ago(now - state.at)}`;
		case "failed":
			return "$(error) not swapped";
	}
}
