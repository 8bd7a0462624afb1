import { everyResource, type Graph, type LinkedResource, linkedBy, ownerOf } from "../graph/graph.ts";
import type { PhysicalName } from "../names/physical-name.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Child, Finding, Placed, Surroundings } from "../resources/kind.ts";
import type { CfnResource } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { withFriendlyNames } from "./friendly-names.ts";
import { stackResources } from "./stack-resources.ts";

/** A CloudFormation resource with its owner, before directives and overrides. */
export type Collected = {
	/** Name of the config resource; `undefined` for the stack's own and those of `cloudformationResources`. */
	readonly owner: string | undefined;
	/** The reference of the resource, or of the part of it, that made the child. */
	readonly maker?: string;
	/** From the first deploy on, before anything can be uploaded. */
	readonly initial?: true;
	/** The stack's own, but only where a resource needs it. */
	readonly shared?: true;
	readonly region?: "us-east-1";
	/** From `cloudformationResources`. */
	readonly raw: boolean;
	readonly resource: CfnResource;
	readonly name: PhysicalName | undefined;
	readonly span: Span;
	readonly spelled?: Child["spelled"] | undefined;
};

function toProblem(finding: Finding, { placed }: LinkedResource): Problem {
	const {
		code,
		message,
		path,
		atKey = false,
		severity = "error",
		fix,
		related,
		instead,
		elsewhere,
	} = finding;
	const meant = instead && nearest(instead.word, instead.candidates);
	const hint = meant ? `did you mean "${meant}"?` : finding.hint;
	const span = path.length === 0 ? placed.nameSpan : atKey ? placed.keySpanOf(path) : placed.spanOf(path);
	return {
		code,
		severity,
		message,
		span,
		...(hint && { hint }),
		...(finding.unlessDeployed && { unlessDeployed: true }),
		...(elsewhere && { elsewhere }),
		...(fix && { fixes: [{ ...fix, span }] }),
		...(meant && { fixes: [{ title: `Change to "${meant}"`, span, text: meant, keepsQuotes: true }] }),
		...(related && {
			related: related.map((other) => ({ message: other.message, span: placed.spanOf(other.path) })),
		}),
	};
}

const isSame = (one: Problem, other: Problem): boolean =>
	one.code === other.code &&
	one.message === other.message &&
	one.span.start === other.span.start &&
	one.span.end === other.span.end;

/** Rules of the rooms that a schema cannot say, for every resource whose values can be relied on. */
export function checkResources(graph: Graph, surroundings: Surroundings): Problem[] {
	const problems: Problem[] = [];
	for (const linked of everyResource(graph)) {
		if (!linked.sound) continue;
		const found = (linked.kind.check?.(linked.placed, surroundings) ?? []).map((finding) =>
			toProblem(finding, linked),
		);
		// Several parts may have been given one faulty value.
		problems.push(
			...(linked.parent ? found.filter((one) => !problems.some((said) => isSame(said, one))) : found),
		);
	}
	return problems;
}

/** All CloudFormation resources of a config by logical id, in the order of the template; `own` are the stack's. */
export function collectResources(
	graph: Graph,
	surroundings: Surroundings,
	own: readonly Child[] = [],
): { readonly children: ReadonlyMap<string, Collected>; readonly problems: readonly Problem[] } {
	const children = new Map<string, Collected>();
	const problems: Problem[] = [];
	const add = (id: string, child: Collected) => {
		if (id.length > maxLogicalId) problems.push(longId(id, child));
		const first = children.get(id);
		if (first && (isSameShared(first, child) || isSamePart(first, child))) return;
		if (first) problems.push(duplicateId(id, first, child));
		else children.set(id, child);
	};
	for (const { id, resource, name } of stackResources(surroundings.target)) {
		add(id, { owner: undefined, raw: false, initial: true, resource, name, span: { start: 0, end: 0 } });
	}
	for (const { id, resource, name } of own) {
		add(id, { owner: undefined, raw: false, shared: true, resource, name, span: { start: 0, end: 0 } });
	}
	for (const linked of everyResource(graph)) {
		const { placed, kind, sound } = linked;
		if (!sound) continue;
		for (const child of kind.compile(placed, surroundings))
			add(child.id, collected(amended(child, linked, graph), placed));
	}
	for (const raw of rawResources(graph)) {
		if ("problem" in raw) problems.push(raw.problem);
		else add(raw.id, raw.child);
	}
	problems.push(...overrideProblems(withFriendlyNames(graph, children), children), ...nameProblems(children));
	return { children, problems };
}

/** A child of a part as the resource wants it that the part belongs to. */
function amended(child: Child, { placed, parent }: LinkedResource, graph: Graph): Child {
	const owner = parent === undefined || child.shared ? undefined : linkedBy(graph, parent);
	if (!owner?.kind.amend) return child;
	return owner.kind.amend(owner.placed, placed.reference.slice(owner.placed.reference.length + 1), child);
}

function isSameShared(first: Collected, child: Collected): boolean {
	return first.shared === true && child.shared === true;
}

/** True for what two parts of one resource make alike, such as the bucket for logs that both could not deliver. */
function isSamePart(first: Collected, child: Collected): boolean {
	const isOfParts = first.owner !== undefined && first.owner === child.owner && first.maker !== child.maker;
	return isOfParts && JSON.stringify(first.resource) === JSON.stringify(child.resource);
}

function collected({ resource, name, origin, spelled, shared, region }: Child, placed: Placed): Collected {
	return {
		owner: shared ? undefined : ownerOf(placed.reference),
		maker: placed.reference,
		raw: false,
		resource,
		name,
		span: origin ? placed.spanOf(origin) : placed.nameSpan,
		spelled,
		...(shared && { shared }),
		...(region && { region }),
	};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const maxLogicalId = 255;

function longId(id: string, { span }: Collected): Problem {
	return {
		code: "logical-id-too-long",
		severity: "error",
		message: `this makes a CloudFormation resource whose logical id has ${id.length} characters, and ${maxLogicalId} are possible`,
		span,
		hint: "shorten the resource's name, or the path of the route",
	};
}

/** Types whose names need not be unique: the format gives all gateways of a stack the same one. */
const sharedNames = new Set(["AWS::ApiGatewayV2::Api"]);
/** Types for which AWS takes names that differ in case only for the same: "Names are not distinguished by case" (IAM). */
const caselessNames = new Set(["AWS::IAM::Role"]);

/** Resources of one type to which AWS would see the same name; the second could not be created. */
function nameProblems(children: ReadonlyMap<string, Collected>): Problem[] {
	const seen = new Map<string, Collected>();
	const problems: Problem[] = [];
	for (const child of children.values()) {
		const { name, resource, owner, span } = child;
		if (!name || sharedNames.has(resource.Type)) continue;
		const text = caselessNames.has(resource.Type) ? name.text.toLowerCase() : name.text;
		const first = seen.get(`${resource.Type} ${text}`);
		if (!first) seen.set(`${resource.Type} ${text}`, child);
		else if (!problems.some((problem) => problem.span === span)) {
			problems.push({
				code: "duplicate-name",
				severity: "error",
				message: `${owner ?? "this"} and ${first.owner ?? "the stack itself"} would both be named ${name.text} in AWS (${resource.Type})`,
				span,
				hint: "rename one of the two so that the names differ in more than case",
				related: [{ message: `${name.text} is first used here`, span: first.span }],
			});
		}
	}
	return problems;
}

function duplicateId(id: string, first: Collected, second: Collected): Problem {
	return {
		code: "duplicate-logical-id",
		severity: "error",
		message: `${makerOf(second)} and ${makerOf(first)} both make a CloudFormation resource "${id}"`,
		span: second.span,
		hint: "rename one of the two so that the names differ in more than punctuation and case",
		...(isOwn(first) && { related: [{ message: `"${id}" is first made here`, span: first.span }] }),
	};
}

/** True for what a config makes, false for what every stack has. */
function isOwn({ owner, raw }: Collected): boolean {
	return owner !== undefined || raw;
}

function makerOf({ owner, raw }: Collected): string {
	return owner ?? (raw ? "cloudformationResources" : "the stack itself");
}

type Raw = { readonly id: string; readonly child: Collected } | { readonly problem: Problem };

function rawResources(graph: Graph): Raw[] {
	const section = graph.settings?.value["cloudformationResources"] as
		| Readonly<Record<string, CfnResource | undefined>>
		| undefined;
	return Object.entries(section ?? {}).flatMap(([id, resource]): Raw[] => {
		if (!resource || typeof resource.Type !== "string") return [];
		const span = graph.settings?.keySpanOf(["cloudformationResources", id]) ?? { start: 0, end: 0 };
		if (/^[A-Za-z0-9]+$/.test(id))
			return [{ id, child: { owner: undefined, raw: true, resource, name: undefined, span } }];
		return [
			{
				problem: {
					code: "invalid-logical-id",
					severity: "error",
					message: `"${id}" is not a valid logical id`,
					span,
					hint: "use letters and digits only",
				},
			},
		];
	});
}

/** Overrides of resources that are not the owner's. */
function overrideProblems(graph: Graph, children: ReadonlyMap<string, Collected>): Problem[] {
	const problems: Problem[] = [];
	for (const { placed, overrides, sound } of graph.resources.values()) {
		if (!sound || overrides.length === 0) continue;
		const own = [...children].filter(([, child]) => child.owner === placed.name).map(([id]) => id);
		const wrong = new Map(
			overrides
				.filter((override) => !own.includes(override.logicalId))
				.map((override) => [override.logicalId, override]),
		);
		for (const { logicalId, logicalIdSpan } of wrong.values()) {
			const meant = nearest(logicalId, own);
			problems.push({
				code: "unknown-child",
				severity: "error",
				message: `${placed.name} has no CloudFormation resource "${logicalId}"`,
				span: logicalIdSpan,
				hint: meant ? `did you mean "${meant}"?` : `it has: ${own.join(", ")}`,
				...(meant && {
					fixes: [{ title: `Change to "${meant}"`, span: logicalIdSpan, text: meant, keepsQuotes: true }],
				}),
			});
		}
	}
	return problems;
}
