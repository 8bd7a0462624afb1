import type { CallOptions, StackState } from "../cloud/port.ts";
import { deployValues, type Script } from "../compile/after.ts";
import type { Compiled } from "../compile/compiled.ts";
import { INFO_OUTPUT } from "../compile/outputs.ts";
import { parameterPrefix } from "../names/parameter-name.ts";
import { stackName } from "../names/target.ts";
import { Failure } from "../report/failure.ts";
import { evaluate } from "../template/expression.ts";
import type { Span } from "../text/span.ts";
import type { Ports } from "./ports.ts";
import { runSpan } from "./spans.ts";

/** True when the overview of a stack has parameters that are kept encrypted. */
export function hasSensitiveParameters(stack: StackState | undefined): boolean {
	return stack?.outputs[INFO_OUTPUT]?.includes("ssmParameterName") === true;
}

/**
 * Keeps the sensitive parameters of the config encrypted in Systems Manager, and removes those that it has no more.
 * Safe to do again; `before` is the stack as it was.
 */
export async function writeSensitive(
	{ cloud }: Pick<Ports, "cloud">,
	{ after: { sensitive }, target }: Compiled,
	stack: StackState,
	before: StackState | undefined,
): Promise<void> {
	const values = deployValues(stack.outputs);
	for (const { name, value } of sensitive)
		await cloud.parameters.write(name, String(evaluate(value, values)), {});
	if (sensitive.length === 0 && !hasSensitiveParameters(before)) return;
	const wanted = new Set(sensitive.map(({ name }) => name));
	const kept = await cloud.parameters.list(parameterPrefix(target), {});
	await cloud.parameters.remove(
		kept.filter((name) => !wanted.has(name)),
		{},
	);
}

/** How many lines of a script's log a failure shows. */
const shownLines = 20;

function scriptFailure(
	{ resource, trigger }: Script,
	error: string,
	logs: readonly string[],
	{ hint, origin }: { readonly hint: string; readonly origin: Span | undefined },
): Failure {
	return new Failure({
		code: "deployment-script-failed",
		kind: "stack",
		message: `${resource} (${trigger}) failed: ${error}`,
		hint,
		details: logs.slice(-shownLines),
		...(origin && { origin }),
	});
}

/** Runs one script and waits for its end. A function that is gone has nothing that could run. */
async function runScript(
	ports: Ports,
	script: Script,
	values: readonly string[],
	words: { readonly hint: string; readonly origin?: Span },
	options: CallOptions,
): Promise<void> {
	const { resource, functionName, parameters } = script;
	const label = `Run ${resource}`;
	await runSpan(ports, { id: `script:${resource}`, label }, async (work) => {
		const event = JSON.stringify(evaluate(parameters, values) ?? {});
		const answer = await ports.cloud.functions.invoke(functionName, event, options);
		if (!answer) {
			const message = `${resource} was not run, because its function ${functionName} is gone`;
			ports.emit({ kind: "note", level: "warning", message });
			work.ending({ outcome: "skipped" });
			return;
		}
		if (answer.error === undefined) return;
		throw scriptFailure(script, answer.error, answer.logs, { hint: words.hint, origin: words.origin });
	});
}

/** Runs the scripts of the config that come after a deploy, one after the other. The stack itself stays as it is. */
export async function runAfterDeploy(
	ports: Ports,
	{ after: { scripts }, target }: Compiled,
	stack: StackState,
	options: CallOptions,
): Promise<void> {
	const values = deployValues(stack.outputs);
	const hint = `${stackName(target)} itself is deployed; repair the script and deploy again, which runs it again`;
	for (const script of scripts.filter(({ trigger }) => trigger === "after:deploy"))
		await runScript(ports, script, values, { hint, origin: script.span }, options);
}

/** Runs the scripts that a deployed stack wants to be run before it is deleted. */
export async function runBeforeDelete(
	ports: Ports,
	scripts: readonly Script[],
	stack: StackState,
	options: CallOptions,
): Promise<void> {
	const values = deployValues(stack.outputs);
	const hint = `nothing of ${stack.name} was deleted; repair the script or remove it from the config, deploy, and delete again`;
	for (const script of scripts) await runScript(ports, script, values, { hint }, options);
}
