import type { CodeAnswer, CodeFault } from "../../config/program/answer.ts";
import { loadConfigCode } from "./config.ts";
import { thrownFault } from "./fault.ts";
import type { Exports } from "./load.ts";
import { plainData } from "./plain.ts";
import type { BundledCode, Task } from "./request.ts";

type TransformTask = Task & { readonly kind: "transform" };
type Step = TransformTask["steps"][number];
type Values = Record<string, unknown>;
type WithResources = Values & { readonly Resources: Record<string, Values> };

function isObject(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
	if (value === null || value === undefined) return "nothing";
	if (Array.isArray(value)) return "a list";
	return isObject(value) ? "an object" : `a ${typeof value === "string" ? "text" : typeof value}`;
}

/** Calls one function, and gives what it gives as data. The path of faults tells the caller which function it was. */
async function apply(
	transform: unknown,
	given: unknown,
	called: string,
	path: readonly (string | number)[],
	code: BundledCode,
): Promise<{ readonly value: Values } | { readonly faults: readonly CodeFault[] }> {
	if (typeof transform !== "function") {
		const message = `${called} is not there any more when the config is run again`;
		const hint = "the config is run more than once: let it give the same each time";
		return { faults: [{ code: "code-not-data", message, hint, path }] };
	}
	try {
		const result: unknown = await transform(structuredClone(given));
		if (!isObject(result)) {
			const message = `${called} gives ${describe(result)}, but must give an object`;
			return {
				faults: [{ code: "transform-result", message, hint: "return what it was given, changed", path }],
			};
		}
		const { value, faults } = plainData(result, `the result of ${called}`);
		return faults.length > 0
			? { faults: faults.map((fault) => ({ ...fault, message: `${called}: ${fault.message}`, path })) }
			: { value: value as Values };
	} catch (error) {
		return { faults: [{ ...thrownFault(error, called, code), path }] };
	}
}

function nameOf({ resource, key }: Step): string {
	return `the transform ${key} of ${resource}`;
}

/** Runs the transforms of a config over a template, in their order, and the one of the whole template at last. */
export async function transformAnswer(
	exports: Exports,
	task: TransformTask,
	code: BundledCode,
): Promise<CodeAnswer> {
	const loaded = await loadConfigCode(exports, task.params);
	if ("ok" in loaded) return loaded;
	const { template, companion } = task.templates as Readonly<Record<"template" | "companion", WithResources>>;
	for (const [index, step] of task.steps.entries()) {
		const resource = template.Resources[step.logicalId] ?? companion?.Resources[step.logicalId];
		if (!resource) continue;
		const transform = loaded.transforms[step.resource]?.[step.key];
		const done = await apply(
			transform,
			resource["Properties"] ?? {},
			nameOf(step),
			["transforms", index],
			code,
		);
		if ("faults" in done) return { ok: false, faults: done.faults };
		resource["Properties"] = done.value;
	}
	if (!task.final) return { ok: true, value: { template, companion } };
	const done = await apply(loaded.finalTransform, template, "finalTransform", ["finalTransform"], code);
	return "faults" in done
		? { ok: false, faults: done.faults }
		: { ok: true, value: { template: done.value, companion } };
}
