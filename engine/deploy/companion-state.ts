import type { Cloud, StackState } from "../cloud/port.ts";
import type { Compiled } from "../compile/compiled.ts";
import { stackName, type Target } from "../names/target.ts";
import type { Template } from "../template/template.ts";
import { parseTemplate } from "./parse-template.ts";

/** Where CloudFront's certificates, firewalls and functions must stand. */
export const REGION = "us-east-1";

/** The companion of a stack as it is deployed. */
export type CompanionState = {
	/** Empty when there is none. */
	readonly outputs: Readonly<Record<string, string>>;
	readonly template?: Template;
};

/** Name of the stack in us-east-1 that holds what must stand there while `target` is another region. */
export function companionName(target: Target): string {
	return `${stackName(target)}-${REGION}`;
}

/** The template of a stack that may be there. */
export async function deployedTemplate(
	cloud: Cloud,
	stack: StackState | undefined,
): Promise<Template | undefined> {
	if (!stack) return undefined;
	const text = await cloud.stacks.template(stack.name, {});
	return text === undefined ? undefined : parseTemplate(text);
}

/** Reads the companion that a config needs; asks nothing when it needs none. */
export async function readCompanion(
	{ cloud }: { readonly cloud: Cloud },
	{ companion, target }: Pick<Compiled, "companion" | "target">,
	signal?: AbortSignal,
): Promise<CompanionState> {
	if (!companion) return { outputs: {} };
	const there = cloud.in(REGION);
	const stack = await there.stacks.read(companionName(target), signal ? { signal } : {});
	const template = await deployedTemplate(there, stack);
	return { outputs: stack?.outputs ?? {}, ...(template && { template }) };
}
