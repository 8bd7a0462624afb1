import { attach } from "../effects.ts";
import { exitCodes } from "./exit-codes.ts";
import { type Program, portsOf, targetWithoutConfig } from "./setting.ts";

/** `spool attach`. */
export async function attachCommand(program: Program): Promise<number> {
	const { host, target, config } = await targetWithoutConfig(program);
	const result = await attach(portsOf(program, host, target.region), {
		target,
		...(config && { config }),
		signal: program.signal,
	});
	const { stack, action, status } = result;
	const text =
		action === "none"
			? `nothing runs on ${stack}: it is ${status}\n`
			: `the ${action} of ${stack} has ended: ${status}\n${action === "delete" ? "" : "what a deploy does behind CloudFormation is done by whoever deploys, or by the next `spool deploy`\n"}`;
	program.output.result(result, text);
	return exitCodes.done;
}
