import type { Analysis } from "../../analyse.ts";
import type { ScriptPlan, ScriptStep } from "../../compile/scripts.ts";
import type { RunResult } from "../../host/port.ts";
import type { SpanId } from "../../progress/event.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { withoutSecrets } from "./variables.ts";
import type { ScriptWorld } from "./world.ts";

/** A script to be run, and all it needs. */
export type ScriptRun = {
	readonly plan: ScriptPlan;
	readonly analysis: Analysis;
	readonly world: ScriptWorld;
	/** Folder of the config. */
	readonly root: string;
	/** Variables of the command, such as `STP_COMMAND`. */
	readonly variables: Readonly<Record<string, string>>;
	readonly span: SpanId;
	readonly parent?: SpanId;
	readonly signal?: AbortSignal;
};

/** Lines of a failed script that its failure carries. */
const lastLines = 20;

/** What a step is called in messages; a command stands there as it was written. */
function nameOfStep({ kind, text }: ScriptStep): string {
	return kind === "file" ? String(text) : typeof text === "string" ? `\`${text}\`` : "the command";
}

/** The failure of a script whose step did not end well. */
export function stepFailure(run: ScriptRun, step: ScriptStep, result: RunResult): Failure {
	const { plan, world } = run;
	const said = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
	return new Failure({
		code: "script-failed",
		kind: "script",
		message: withoutSecrets(
			`the script ${plan.name} failed: ${nameOfStep(step)} ended with exit code ${result.exitCode}`,
			world,
		),
		hint: "what it printed says why",
		details: said.slice(-lastLines).map((line) => withoutSecrets(line, world)),
		origin: plan.span,
	});
}

/** Hands the lines that a script prints to the watchers, without secrets. */
export function printer(
	{ emit }: Pick<Ports, "emit">,
	{ plan, world, span }: ScriptRun,
): (line: string) => void {
	return (line) => {
		if (plan.showsOutput)
			emit({ kind: "note", id: span, level: "note", message: withoutSecrets(line, world) });
	};
}
