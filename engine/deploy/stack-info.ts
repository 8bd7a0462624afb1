import { isAbsolute, join } from "node:path";
import type { StackState } from "../cloud/port.ts";
import { INFO_OUTPUT } from "../compile/outputs.ts";
import type { Ports } from "./ports.ts";

/**
 * Writes what is known about the stack to `{directory}/{stack}.json`, for scripts and other tools. Values marked
 * as sensitive are not in the overview that it is made from. A file that cannot be written does not fail a deploy.
 */
export async function writeStackInfo(
	ports: Ports,
	root: string,
	directory: string,
	stack: StackState,
): Promise<void> {
	const folder = isAbsolute(directory) ? directory : join(root, directory);
	const { [INFO_OUTPUT]: overview, ...outputs } = stack.outputs;
	try {
		const info = {
			stackName: stack.name,
			stackId: stack.id,
			outputs,
			...(overview !== undefined && { overview: JSON.parse(overview) }),
		};
		await ports.host.write(join(folder, `${stack.name}.json`), `${JSON.stringify(info, undefined, 2)}\n`);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		ports.emit({ kind: "note", level: "warning", message: `the stack info file was not written: ${reason}` });
	}
}
