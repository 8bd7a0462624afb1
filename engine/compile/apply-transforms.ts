import type { Facts } from "../config/facts.ts";
import type { ParsedConfig } from "../config/parse.ts";
import type { CodeAnswer, CodeFault } from "../config/program/answer.ts";
import { spanOfPlace } from "../config/program/read-program.ts";
import type { Target } from "../names/target.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import { visitReferences } from "../template/references.ts";
import type { Template } from "../template/template.ts";
import type { LineMap } from "../text/line-map.ts";
import type { Span } from "../text/span.ts";
import type { Rendered } from "./compile.ts";
import type { Compiled } from "./compiled.ts";
import { resolveLateDirectives } from "./late-directives.ts";
import { INFO_OUTPUT, VERSION_OUTPUT } from "./outputs.ts";
import type { TransformPlan } from "./transforms.ts";

/** What of an analysis its transforms need, and change. */
type Transformable = {
	readonly target: Target;
	readonly lines: LineMap;
	readonly parsed: ParsedConfig;
	readonly compiled: Compiled;
	readonly render: (value: unknown) => Rendered;
	readonly transforms: TransformPlan;
	readonly problems: readonly Problem[];
};

/** What whoever may run the user's code is given: the functions that are meant, and the templates as plain data. */
export type TransformWork = {
	/** Project, stage and region. */
	readonly target: unknown;
	readonly steps: readonly { readonly resource: string; readonly key: string; readonly logicalId: string }[];
	readonly final: boolean;
	/** `template`, and perhaps `companion`. */
	readonly templates: unknown;
};

/** Stands in a template that is handed to the user's code for what only a deploy knows. */
const slotText = (index: number) => `<<known at deploy ${index}>>`;
const slotPattern = /<<known at deploy (\d+)>>/;

function isSlot(value: object): boolean {
	return !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype;
}

/** A template as plain data, its slots as texts; `slots` gets them in their order. */
function withoutSlots(value: unknown, slots: object[]): unknown {
	if (typeof value !== "object" || value === null) return value;
	if (isSlot(value)) return slotText(slots.push(value) - 1);
	if (Array.isArray(value)) return value.map((item) => withoutSlots(item, slots));
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutSlots(member, slots)]));
}

/** The slots in the places of their texts; `broken` is called for a text that holds one beside something else. */
function withSlots(value: unknown, slots: readonly object[], broken: (text: string) => void): unknown {
	if (typeof value === "string") {
		const match = slotPattern.exec(value);
		if (!match) return value;
		if (match[0] !== value) broken(value);
		return slots[Number(match[1])] ?? value;
	}
	if (typeof value !== "object" || value === null || isSlot(value)) return value;
	if (Array.isArray(value)) return value.map((item) => withSlots(item, slots, broken));
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, withSlots(member, slots, broken)]),
	);
}

type Problems = (code: string, message: string, hint: string) => void;

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a transform may have broken: resources without a type, what every deploy needs, references to nothing. */
function checkTransformed(value: unknown, before: Transformable, report: Problems): value is Template {
	const resources = isMap(value) ? value["Resources"] : undefined;
	const outputs = isMap(value) ? value["Outputs"] : undefined;
	if (!isMap(resources) || !isMap(outputs)) {
		report(
			"transform-result",
			"the transformed template has no Resources or no Outputs",
			"return the whole template, changed",
		);
		return false;
	}
	const known = new Set(Object.keys(resources));
	for (const [id, resource] of Object.entries(resources)) {
		if (!isMap(resource) || typeof resource["Type"] !== "string")
			report("transform-result", `${id} of the transformed template has no Type`, "give it a Type");
		else checkReferences(id, resource, known, report);
	}
	for (const id of Object.keys(before.compiled.initialTemplate.Resources))
		if (!known.has(id))
			report("transform-result", `the transform removes ${id}, which every deploy needs`, "keep it");
	for (const id of [VERSION_OUTPUT, INFO_OUTPUT])
		if (!isMap(outputs[id]))
			report(
				"transform-result",
				`the transform removes the output ${id}, which every deploy reads`,
				"keep it",
			);
	return true;
}

function checkReferences(
	id: string,
	resource: Readonly<Record<string, unknown>>,
	known: ReadonlySet<string>,
	report: Problems,
): void {
	const named = new Set<string>();
	visitReferences(resource["Properties"], (name) => void named.add(name));
	const { DependsOn = [] } = resource as { readonly DependsOn?: string | readonly string[] };
	for (const name of typeof DependsOn === "string" ? [DependsOn] : DependsOn) named.add(name);
	for (const name of named) {
		if (known.has(name) || name.startsWith("AWS::")) continue;
		const meant = nearest(name, known);
		report(
			"unknown-logical-id",
			`${id} refers to "${name}", but the transformed template has no resource of this logical id`,
			meant ? `did you mean "${meant}"?` : "`spool names` lists the logical ids",
		);
	}
}

function placeOf(fault: CodeFault, { transforms, lines }: Transformable): Span {
	const here = [fault.place, fault.via].find((one) => one !== undefined && one.file === undefined);
	if (here) return spanOfPlace(lines, here);
	const [kind, index] = fault.path ?? [];
	const step = kind === "transforms" ? transforms.steps[Number(index)] : undefined;
	return step?.span ?? transforms.final ?? transforms.steps[0]?.span ?? { start: 0, end: 0 };
}

function problemOf(fault: CodeFault, analysis: Transformable): Problem {
	const { code, message, hint, place } = fault;
	const start = place && { line: place.line, character: place.character };
	return {
		code,
		severity: "error",
		message,
		span: placeOf(fault, analysis),
		...(hint !== undefined && { hint }),
		...(place?.file !== undefined &&
			start && { elsewhere: { file: place.file, range: { start, end: start } } }),
	};
}

/** The work that the transforms of a config are, and what stands in its templates for values of the deploy. */
function workOf({ compiled, transforms, target }: Transformable): {
	readonly work: TransformWork;
	readonly slots: readonly object[];
} {
	const { project, stage, region } = target;
	const slots: object[] = [];
	const work = {
		target: { project, stage, region },
		steps: transforms.steps.map(({ resource, key, logicalId }) => ({ resource, key, logicalId })),
		final: transforms.final !== undefined,
		templates: withoutSlots({ template: compiled.template, companion: compiled.companion?.template }, slots),
	};
	return { work, slots };
}

/** What is to be run for the transforms of a config; `undefined` when it has none. */
export function transformWork(analysis: Transformable): TransformWork | undefined {
	const { steps, final } = analysis.transforms;
	return steps.length === 0 && final === undefined ? undefined : workOf(analysis).work;
}

/** The analysis with the templates that its transforms gave, and with what is wrong with them. */
export function applyTransforms<Analysis extends Transformable>(
	analysis: Analysis,
	answer: CodeAnswer,
	facts: Facts,
): Analysis {
	const { compiled, transforms } = analysis;
	const span = transforms.final ?? transforms.steps[0]?.span ?? { start: 0, end: 0 };
	const problems: Problem[] = (answer.faults ?? []).map((fault) => problemOf(fault, analysis));
	if (!answer.ok) return { ...analysis, problems: [...analysis.problems, ...problems] };
	const report: Problems = (code, message, hint) =>
		problems.push({ code, severity: "error", message, hint, span });
	const { slots } = workOf(analysis);
	const late = resolveLateDirectives(answer.value, analysis, facts, span);
	const filled = withSlots(late.value, slots, (text) =>
		report(
			"transform-result",
			`the transform changes the text "${text}", a part of which only a deploy knows`,
			"leave such values as they are, or replace them as a whole",
		),
	);
	problems.push(...late.problems);
	const { template, companion } = filled as { readonly template: unknown; readonly companion?: Template };
	const isTemplate = checkTransformed(template, analysis, report);
	const all = [...analysis.problems, ...problems];
	if (!isTemplate) return { ...analysis, problems: all };
	const whole: Template = { ...template, Outputs: { ...template.Outputs, ...late.outputs } };
	const changed = {
		...compiled,
		template: whole,
		...(compiled.companion && companion && { companion: { ...compiled.companion, template: companion } }),
	};
	return { ...analysis, compiled: changed, problems: all };
}
