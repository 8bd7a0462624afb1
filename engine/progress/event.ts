import type { Range } from "../text/line-map.ts";

/** Identifies one piece of work among the events of a run. */
export type SpanId = string;

/** The five phases of a deploy, the hooks around a command, and the single phase of the other operations. */
export type Phase =
	| "resolve"
	| "package"
	| "bootstrap"
	| "upload"
	| "deploy"
	| "hot-swap"
	| "delete"
	| "rescue"
	| "attach"
	| "check"
	| "hooks"
	| "script";

/** How a piece of work ended. `skipped`: there was nothing to do. */
export type Outcome = "done" | "skipped" | "failed" | "cancelled";

/** A place in a file, in the words of an event (plain data, so it survives JSON). */
export type EventPlace = { readonly file: string; readonly range: Range };

/**
 * What happens, as plain data. Every watcher (terminal, JSON lines, notification, test recorder) is a fold over
 * the same events. Secrets never occur in one.
 */
export type ProgressEvent =
	| {
			readonly kind: "begin";
			readonly id: SpanId;
			readonly parent?: SpanId;
			readonly phase?: Phase;
			readonly label: string;
			/** Share of the parent's work, relative to its other children. */
			readonly weight: number;
	  }
	| {
			readonly kind: "advance";
			readonly id: SpanId;
			readonly done: number;
			readonly total: number;
			readonly unit: "bytes" | "resources" | "items";
	  }
	| {
			readonly kind: "resource";
			readonly id: SpanId;
			readonly logicalId: string;
			readonly resourceType: string;
			readonly physicalId?: string;
			readonly status: string;
			readonly reason?: string;
			/** Name of the config resource that the logical id belongs to. */
			readonly resource?: string;
			readonly origin?: EventPlace;
	  }
	| {
			readonly kind: "note";
			readonly id?: SpanId;
			readonly level: "note" | "warning";
			readonly message: string;
	  }
	| {
			readonly kind: "end";
			readonly id: SpanId;
			readonly outcome: Outcome;
			/** Said in addition to the outcome, e.g. "2 of 2 already uploaded". */
			readonly summary?: string;
			readonly elapsedMs: number;
	  };

/** Receives events in order. Must return at once and must not throw: work never waits for its audience. */
export type Emit = (event: ProgressEvent) => void;
