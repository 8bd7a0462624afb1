import type { StackState } from "../../cloud/port.ts";
import { type Command, deployValues } from "../../compile/after.ts";
import type { ScriptPlan } from "../../compile/scripts.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import { evaluate } from "../../template/expression.ts";
import type { Course } from "../course.ts";
import type { Ports } from "../ports.ts";
import { runScript } from "./run-script.ts";
import { openScriptWorld } from "./world.ts";

/** The command as a script, whose runner reads secrets and keeps them out of what is shown. */
function planOf({ label, command, folder, variables, span }: Command, stack: StackState): ScriptPlan {
	const values = deployValues(stack.outputs);
	return {
		name: label,
		type: "local-script",
		steps: [{ kind: "command", text: command }],
		folder,
		showsOutput: true,
		environment: variables.map(({ name, value }) => ({ name, value: evaluate(value, values) })),
		connections: [],
		roleOf: undefined,
		bastion: undefined,
		span,
	};
}

function tooLong({ label, timeoutSeconds, resource, span }: Command): Failure {
	return new Failure({
		code: "command-timed-out",
		kind: "script",
		message: `"${label}" was stopped after ${timeoutSeconds / 60} minutes`,
		hint: `everything else of ${resource} is deployed; deploy again to repeat the command`,
		origin: span,
	});
}

/** Runs the commands that resources of the config want after a deploy, one after another. The first that fails ends it. */
export async function runCommandsAfter(ports: Ports, course: Course, stack: StackState): Promise<void> {
	const { prepared, request } = course;
	const { analysis, facts, target } = prepared;
	const { commands } = analysis.compiled.after;
	if (commands.length === 0) return;
	const { signal } = request;
	const world = await openScriptWorld(ports, { target, facts, ...(signal && { signal }) });
	for (const command of commands) {
		const limit = AbortSignal.timeout(command.timeoutSeconds * 1000);
		const run = {
			plan: planOf(command, stack),
			analysis,
			world,
			root: request.config.root,
			variables: {},
			span: `command:${command.resource}`,
			signal: signal ? AbortSignal.any([signal, limit]) : limit,
		};
		try {
			await runScript(ports, run);
		} catch (error) {
			throw isAbort(error) && limit.aborted && !signal?.aborted ? tooLong(command) : error;
		}
	}
}
