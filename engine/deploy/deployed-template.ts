import type { CallOptions, StackPort } from "../cloud/port.ts";
import { parseTemplate } from "./parse-template.ts";

/** The deployed template of a stack as JSON, whatever it was written as; `undefined` if there is no such stack. */
export async function deployedTemplate(
	stacks: Pick<StackPort, "template">,
	stack: string,
	options: CallOptions = {},
): Promise<string | undefined> {
	const text = await stacks.template(stack, options);
	return text === undefined ? undefined : JSON.stringify(parseTemplate(text));
}
