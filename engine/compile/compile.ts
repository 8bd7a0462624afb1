import type { RuntimeContext } from "../config/directives/kind.ts";
import type { Facts, Want } from "../config/facts.ts";
import { type LocalSettings, readLocalSettings } from "../config/local-settings.ts";
import { everyResource, type Graph, linkedBy, ownerOf } from "../graph/graph.ts";
import { stackHash, type Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import type { ArtifactPlan, Surroundings } from "../resources/kind.ts";
import { natAddresses } from "../resources/shared/vpc.ts";
import { sameJson } from "../template/diff.ts";
import type { Text } from "../template/intrinsics.ts";
import { VersionSlot } from "../template/slot.ts";
import { type CfnOutput, type CfnResource, isAccelerated, type Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { afterDeploy } from "./after.ts";
import { budgetOf } from "./budget.ts";
import { buildPlans } from "./builds.ts";
import { overridePathProblems, rawPropertyProblems } from "./check-overrides.ts";
import { settingsProblems } from "./check-settings.ts";
import { reusedVpcProblems } from "./check-vpc.ts";
import { type Collected, checkResources, collectResources } from "./collect.ts";
import { companionTemplate, EDGE_REGION, splitCompanion } from "./companion.ts";
import type { Compiled } from "./compiled.ts";
import { cycleProblem } from "./cycle.ts";
import { danglingProblems } from "./dangling.ts";
import { withFriendlyNames } from "./friendly-names.ts";
import { guardrailProblems } from "./guardrails.ts";
import { stackInfoMap } from "./info-map.ts";
import { limitProblems } from "./limits.ts";
import { deployOptions } from "./options.ts";
import {
	broughtOutputs,
	configuredOutputs,
	INFO_OUTPUT,
	outputCollisions,
	VERSION_OUTPUT,
} from "./outputs.ts";
import { applyOverride } from "./overrides.ts";
import { rollbackAlarms } from "./rollback-alarms.ts";
import { createRenderer, type Renderer } from "./runtime.ts";
import { type ScriptPlans, scriptPlans } from "./scripts.ts";
import { spellOut } from "./spell-out.ts";
import { deploymentBucketName, repositoryName } from "./stack-resources.ts";
import { surroundingsOf } from "./surroundings.ts";

/** Values in which directives have been rendered after the template was made, and what they add to it. */
export type Rendered = {
	readonly value: unknown;
	readonly outputs: Readonly<Record<string, CfnOutput>>;
	readonly problems: readonly Problem[];
};

/** A compiled config with what the compiler found wrong with it. */
export type CompileResult = {
	readonly compiled: Compiled;
	readonly surroundings: Surroundings;
	/** Renders directives that come in after the template was made. */
	readonly render: (value: unknown) => Rendered;
	/** What rooms would like to know. */
	readonly wants: readonly Want[];
	readonly problems: readonly Problem[];
};

function isAt({ span, severity }: Problem, place: Span): boolean {
	return severity === "error" && span.start === place.start && span.end === place.end;
}

function description(target: Target): string {
	return `STP-stack_${target.project}_${target.stage}_${stackHash(target)}`;
}

function renderResource(id: string, child: Collected, graph: Graph, renderer: Renderer): CfnResource {
	const rendered = renderer.render(child.resource) as CfnResource;
	const overrides =
		graph.resources.get(child.owner ?? "")?.overrides.filter((override) => override.logicalId === id) ?? [];
	if (overrides.length === 0) return rendered;
	let properties = rendered.Properties ?? {};
	for (const override of overrides)
		properties = applyOverride(properties, override, renderer.render(override.value));
	return { ...rendered, Properties: properties };
}

function parameterReader(graph: Graph, surroundings: Surroundings) {
	return (reference: string): Readonly<Record<string, Text>> | "faulty" | undefined => {
		const found = linkedBy(graph, reference);
		if (!found?.sound) return isFaulty(graph, reference) ? "faulty" : undefined;
		return Object.fromEntries(
			Object.entries(surroundings.paramsOf(reference)).map(([param, { value }]) => [param, value]),
		);
	};
}

/** True for a resource that has a problem, and for what would be a part of one. */
function isFaulty(graph: Graph, reference: string): boolean {
	const owner = ownerOf(reference);
	return graph.names.has(owner) && (owner === reference || graph.resources.get(owner)?.sound !== true);
}

function artifactsOf(graph: Graph): ArtifactPlan[] {
	return everyResource(graph).flatMap(({ placed, kind, sound }) =>
		sound ? (kind.artifacts?.(placed) ?? []) : [],
	);
}

function metadata(
	graph: Graph,
	surroundings: Surroundings,
	artifacts: readonly ArtifactPlan[],
	hasCompanion: boolean,
): Readonly<Record<string, Text | number>> {
	const natPublicIps = natAddresses(surroundings);
	const functions = everyResource(graph).filter(({ placed }) => placed.type === "function");
	const role = deployOptions(graph).roleArn;
	return {
		deploymentBucket: deploymentBucketName(surroundings.target).text,
		imageCount: artifacts.filter((artifact) => artifact.kind !== "zip").length,
		functionCount: functions.length,
		...(natPublicIps && { natPublicIps }),
		// By this a later deploy knows that there is a companion, also when its config needs none any more.
		...(hasCompanion && { companionRegion: EDGE_REGION }),
		...(role && { cloudformationRoleArn: role }),
	};
}

/** What directives that CloudFormation resolves see of the config. */
function runtimeContext(
	graph: Graph,
	surroundings: Surroundings,
	children: ReadonlyMap<string, Collected>,
	facts: Facts,
): Omit<RuntimeContext, "addOutput"> {
	const isWhole = [...graph.names].every((name) => graph.resources.get(name)?.sound);
	return {
		target: surroundings.target,
		facts,
		paramsOf: parameterReader(graph, surroundings),
		resourceNames: [...graph.names, ...graph.parts.keys()],
		typeOf: (id) => children.get(id)?.resource.Type ?? (isWhole ? undefined : "faulty"),
		logicalIds: [...children.keys()],
	};
}

/** Renders the directives of the template itself; what they record becomes outputs. */
function templateRenderer(
	context: Omit<RuntimeContext, "addOutput">,
	outputs: Record<string, CfnOutput>,
): Renderer {
	return createRenderer({
		...context,
		addOutput: (name, value) => {
			const known = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
			if (!known) outputs[name] = { Value: value };
			return known === undefined || sameJson(known.Value, value);
		},
	});
}

/**
 * Renders the directives in scripts, whose values a script gets from the deployed stack. Attributes of CloudFormation
 * resources must be outputs for that; what else a directive would record is the business of templates.
 */
function scriptRenderer(
	context: Omit<RuntimeContext, "addOutput">,
	outputs: Record<string, CfnOutput>,
): Renderer {
	return createRenderer({
		...context,
		addOutput: (name, value) => {
			if (typeof value === "object" && !Object.hasOwn(outputs, name)) outputs[name] = { Value: value };
			return true;
		},
	});
}

/** What the config says against a rule, of the format, of AWS or of the local settings. */
function ruleProblems(
	graph: Graph,
	surroundings: Surroundings,
	children: ReadonlyMap<string, Collected>,
	local: LocalSettings,
): readonly Problem[] {
	return [
		...guardrailProblems(graph, surroundings.target, local),
		...settingsProblems(graph),
		...reusedVpcProblems(graph, surroundings),
		...overridePathProblems(graph, children),
		...rawPropertyProblems(graph, children),
		...checkResources(graph, surroundings),
	];
}

function renderLate(context: Omit<RuntimeContext, "addOutput">, value: unknown): Rendered {
	const outputs: Record<string, CfnOutput> = {};
	const renderer = createRenderer({
		...context,
		addOutput: (name, output) => {
			outputs[name] = { Value: output };
			return true;
		},
	});
	return { value: renderer.render(value), outputs, problems: renderer.problems };
}

/**
 * Makes the template of a config: its resources, the stack's own, outputs, overrides and directives. Total: what
 * is wrong with one resource leaves the others as they are, so that a preview goes on while a config is edited.
 */
export function compileGraph(graph: Graph, target: Target, facts: Facts): CompileResult {
	const wants = new Map<string, Want>();
	const surroundings = surroundingsOf(graph, target, facts, wants);
	const local = readLocalSettings(surroundings.fact({ kind: "settings" }));
	const budget = budgetOf(local.settings, target);
	const collected = collectResources(graph, surroundings, budget);
	const { children } = collected;
	const named = withFriendlyNames(graph, children);
	const generated: Record<string, CfnOutput> = {};
	const context = runtimeContext(graph, surroundings, children, facts);
	const renderer = templateRenderer(context, generated);
	const rendered = Object.fromEntries(
		[...children].map(([id, child]) => [id, renderResource(id, child, named, renderer)]),
	);
	const split = splitCompanion(spellOut(rendered, children), children, target);
	const artifacts = artifactsOf(graph);
	const configured = configuredOutputs(graph, target);
	const own = renderer.render(configured.outputs) as Record<string, CfnOutput>;
	const brought = broughtOutputs(graph, surroundings, own, renderer.render);
	const custom = Object.fromEntries(Object.entries(own).map(([name, output]) => [name, output.Value]));
	const known = metadata(graph, surroundings, artifacts, Object.keys(split.away).length > 0);
	const info = renderer.render(stackInfoMap(graph, surroundings, children, known, custom));
	const later = afterDeploy(graph, surroundings, renderer.render, split.own);
	Object.assign(generated, later.outputs);
	const forScripts = scriptRenderer(context, generated);
	const plans = scriptPlans(graph, surroundings, forScripts.render);
	const watched = rollbackAlarms(graph, children, target);
	const template: Template = {
		AWSTemplateFormatVersion: "2010-09-09",
		Description: description(target),
		...(later.metadata && { Metadata: later.metadata }),
		Resources: split.own,
		Outputs: {
			[VERSION_OUTPUT]: { Value: new VersionSlot() },
			[INFO_OUTPUT]: { Value: info },
			...generated,
			...brought.outputs,
			...own,
		},
	};
	const problems = [
		...ruleProblems(named, surroundings, children, local.settings),
		...[local, collected, configured, brought, renderer, forScripts, later, watched].flatMap(
			(part) => part.problems,
		),
		...outputCollisions(own, generated, configured.places),
	];
	const companion = companionTemplate(split.away, template, target);
	const base = assemble(graph, template, children, artifacts, surroundings, companion);
	return {
		compiled: {
			...base,
			...plans,
			after: later.after,
			builds: buildPlans(graph, renderer.render),
			options: { ...base.options, ownRollbackAlarms: watched.alarms },
		},
		surroundings,
		render: (value) => renderLate(context, value),
		wants: [...wants.values()],
		problems: [...problems, ...templateProblems(template, graph, children, target, problems)],
	};
}

function directoriesOf(graph: Graph, { Resources }: Template): Compiled["directories"] {
	return everyResource(graph).flatMap(({ placed, kind, sound }) =>
		(sound ? (kind.directories?.(placed) ?? []) : []).map(({ bucketId, wantsAcceleration, ...plan }) => ({
			...plan,
			resource: placed.reference,
			bucket: String(Resources[bucketId]?.Properties?.["BucketName"]),
			accelerated: wantsAcceleration && isAccelerated(Resources[bucketId]),
		})),
	);
}

/** What is wrong with the template as a whole; `said` are the problems of its parts. */
function templateProblems(
	template: Template,
	graph: Graph,
	children: ReadonlyMap<string, Collected>,
	target: Target,
	said: readonly Problem[],
): readonly Problem[] {
	const cycle = cycleProblem(graph, template, children);
	// A room may know better what is wrong at the same place, such as a queue that is its own dead-letter queue.
	const isSaid = cycle && said.some((problem) => isAt(problem, cycle.span));
	return [
		...(cycle && !isSaid ? [cycle] : []),
		...danglingProblems(graph, template, children),
		...limitProblems(template, graph, children, target.region, said),
	];
}

/** What the first deploy of a stage creates before it can upload anything. */
function initialOf(
	{ AWSTemplateFormatVersion, Description }: Template,
	Resources: Template["Resources"],
): Template {
	return { AWSTemplateFormatVersion, Description, Resources, Outputs: {} };
}

function assemble(
	graph: Graph,
	template: Template,
	children: ReadonlyMap<string, Collected>,
	artifacts: readonly ArtifactPlan[],
	surroundings: Surroundings,
	companion: Template | undefined,
): Omit<Compiled, keyof ScriptPlans | "after" | "builds"> {
	const { target, tags } = surroundings;
	const initial = [...children].filter(([, child]) => child.initial).map(([id]) => id);
	const resources = Object.entries(template.Resources).filter(([id]) => initial.includes(id));
	return {
		target,
		template,
		initialTemplate: initialOf(template, Object.fromEntries(resources)),
		...(companion && { companion: { region: EDGE_REGION, template: companion } }),
		artifacts,
		directories: directoriesOf(graph, template),
		secrets: everyResource(graph).flatMap(({ placed, kind, sound }) =>
			sound ? (kind.secrets?.(placed, target) ?? []) : [],
		),
		aftercare: everyResource(graph).flatMap(({ placed, kind, sound }) =>
			sound ? (kind.aftercare?.(placed, target, surroundings) ?? []) : [],
		),
		names: [...children].map(([logicalId, { owner, resource, name }]) => ({
			resource: owner,
			logicalId,
			type: resource.Type,
			name,
		})),
		origins: new Map(
			[...children].flatMap(([id, { owner, raw, shared, span }]) =>
				owner || raw || shared ? [[id, { resource: owner, span }]] : [],
			),
		),
		deploymentBucket: deploymentBucketName(target).text,
		repository: repositoryName(target).text,
		tags: Object.fromEntries(tags.map((tag) => [tag.Key, String(tag.Value)])),
		options: deployOptions(graph),
	};
}
