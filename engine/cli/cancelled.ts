import type { Phase } from "../progress/event.ts";
import type { Reading } from "../progress/reading.ts";

const left: Readonly<Record<Phase, string>> = {
	check: "nothing was changed",
	resolve: "nothing was changed",
	package: "nothing was changed",
	bootstrap: "look with `spool info` at what there is; the next deploy takes up from there",
	upload: "nothing in the stack was changed; the next deploy does not send again what is uploaded already",
	deploy: "look with `spool info` at what there is; the next deploy takes up from there",
	"hot-swap": "functions may run the new code already: swap again, or deploy, and all of them do",
	hooks: "what the script has done by then stays",
	script: "what the script has done by then stays",
	rescue: "look with `spool info` at what there is, and rescue again",
	attach: "CloudFormation goes on in AWS",
	delete: "the stack is still there, but its buckets may be empty already",
};

/** What a stop by the user has left behind, from the phase that it ended: the last one that began. */
export function afterCancel({ spans }: Reading): readonly string[] {
	const phase = [...spans.values()].findLast((span) => span.phase && span.outcome === "cancelled")?.phase;
	return [phase ? left[phase] : "nothing was changed"];
}
