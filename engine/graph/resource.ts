import { overridesSchema } from "../config/root-schema.ts";
import { nearest } from "../report/nearest.ts";
import { hasErrors, type Problem } from "../report/problem.ts";
import type { AnyResourceKind, Placed } from "../resources/kind.ts";
import { checkValue } from "../schema/check.ts";
import { describeNode } from "../schema/describe.ts";
import { readSchema } from "../schema/read.ts";
import type { Mention } from "../schema/walk.ts";
import { markOf } from "../schema/walk.ts";
import { type Entry, entryOf, type Node } from "../text/tree.ts";
import { currentProperties, currentType } from "./former.ts";
import type { LinkedResource, Override } from "./graph.ts";

/** The resource types: built ones with their rooms, and the names of those that come later. */
export type Kinds = {
	readonly built: ReadonlyMap<string, AnyResourceKind>;
	readonly unbuilt: ReadonlySet<string>;
};

/** What one entry of `resources` gives. */
export type LinkResult = {
	readonly type: string | undefined;
	readonly resource: LinkedResource | undefined;
	readonly mentions: readonly Mention[];
	readonly problems: readonly Problem[];
};

const namePattern = /^[A-Za-z0-9]+$/;
const blockKeys = ["type", "properties", "overrides"];

function nothing(problem: Problem, type?: string): LinkResult {
	return { type, resource: undefined, mentions: [], problems: [problem] };
}

function error(code: string, message: string, span: Problem["span"], hint?: string): Problem {
	return { code, severity: "error", message, span, ...(hint && { hint }) };
}

const laterHint = "until it is, its parts can be written in cloudformationResources";

/** What people who know AWS or other tools call a type of the format, in lower case and letters only. */
const commonNames: Readonly<Record<string, string>> = {
	lambda: "function",
	awslambda: "function",
	lambdafunction: "function",
	s3: "bucket",
	s3bucket: "bucket",
	dynamodb: "dynamo-db-table",
	dynamodbtable: "dynamo-db-table",
	sqs: "sqs-queue",
	queue: "sqs-queue",
	sns: "sns-topic",
	topic: "sns-topic",
	api: "http-api-gateway",
	httpapi: "http-api-gateway",
	apigateway: "http-api-gateway",
	alb: "application-load-balancer",
	nlb: "network-load-balancer",
	eventbridge: "event-bus",
	stepfunction: "state-machine",
	stepfunctions: "state-machine",
	cognito: "user-auth-pool",
	rds: "relational-database",
	postgres: "relational-database",
	postgresql: "relational-database",
	mysql: "relational-database",
	aurora: "relational-database",
	redis: "redis-cluster",
	elasticache: "redis-cluster",
	opensearch: "open-search-domain",
	efs: "efs-filesystem",
	kinesis: "kinesis-stream",
	waf: "web-app-firewall",
	ecs: "multi-container-workload",
	fargate: "multi-container-workload",
	containerworkload: "multi-container-workload",
};

type Known = { readonly kind: AnyResourceKind; readonly warnings: readonly Problem[] };

/** Reads the `type` of a block: a room, or the problem that there is none. */
function kindOf(kinds: Kinds, entry: Entry, type: Entry | undefined): Known | LinkResult {
	if (!type)
		return nothing(
			error(
				"missing-property",
				`"type" is missing in ${entry.key}`,
				entry.keySpan,
				"add for example type: function",
			),
		);
	const node = type.value;
	if (node.kind === "deferred" && node.value.unanswered)
		return { type: undefined, resource: undefined, mentions: [], problems: [] };
	if (node.kind === "deferred") {
		const message = `${node.value.text} is known only at deploy, but type must be known before`;
		return nothing(error("value-known-at-deploy", message, node.span, "write the type itself"));
	}
	if (node.kind !== "scalar") {
		const found = describeNode(node);
		return nothing(
			error(
				"wrong-type",
				`type is ${found}, but must be text`,
				markOf(node),
				"write for example type: function",
			),
		);
	}
	if (node.value === null)
		return nothing(
			error(
				"missing-value",
				"type has no value",
				type.keySpan,
				"give the type of the resource, for example function",
			),
		);
	const { name, problems: warnings } = currentType(node);
	const kind = kinds.built.get(name);
	if (kind) return { kind, warnings };
	if (kinds.unbuilt.has(name))
		return nothing(
			error("not-built-yet", `the resource type "${name}" is not built yet`, node.span, laterHint),
			name,
		);
	const all = [...kinds.built.keys(), ...kinds.unbuilt];
	const meant = nearest(name, all) ?? commonNames[name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")];
	const problem = error(
		"unknown-resource-type",
		`"${name}" is not a resource type`,
		node.span,
		meant ? `did you mean "${meant}"?` : `one of: ${[...kinds.built.keys()].join(", ")}`,
	);
	return nothing(
		meant
			? {
					...problem,
					fixes: [{ title: `Change to "${meant}"`, span: node.span, text: meant, keepsQuotes: true }],
				}
			: problem,
	);
}

function unknownKeys(block: Node): Problem[] {
	if (block.kind !== "map") return [];
	return block.entries
		.filter((entry) => !blockKeys.includes(entry.key))
		.map((entry) => {
			const meant = nearest(
				entry.key,
				blockKeys.filter((key) => !entryOf(block, key)),
			);
			const hint = meant ? `did you mean "${meant}"?` : "properties of the resource stand below `properties`";
			const problem = error("unknown-property", `"${entry.key}" is not a property here`, entry.keySpan, hint);
			return meant
				? {
						...problem,
						fixes: [{ title: `Change to "${meant}"`, span: entry.keySpan, text: meant, keepsQuotes: true }],
					}
				: problem;
		});
}

function readOverrides(block: Node): {
	readonly overrides: readonly Override[];
	readonly problems: readonly Problem[];
} {
	const entry = entryOf(block, "overrides");
	if (!entry) return { overrides: [], problems: [] };
	const checked = checkValue(readSchema(overridesSchema), entry.value, {
		name: "overrides",
		span: entry.keySpan,
	});
	const overrides: Override[] = [];
	const byId = (checked.value ?? {}) as Readonly<
		Record<string, Readonly<Record<string, unknown>> | undefined>
	>;
	for (const [logicalId, values] of Object.entries(byId)) {
		for (const [path, value] of Object.entries(values ?? {})) {
			overrides.push({
				logicalId,
				logicalIdSpan: checked.places.keyAt([logicalId]),
				path,
				span: checked.places.keyAt([logicalId, path]),
				value,
			});
		}
	}
	return { overrides, problems: checked.problems };
}

/** Checks one entry of `resources` against the room of its type. */
export function linkResource(kinds: Kinds, entry: Entry): LinkResult {
	const block = entry.value;
	if (block.kind !== "map") {
		const isEmpty = block.kind === "scalar" && block.value === null;
		const problem = isEmpty
			? error(
					"missing-value",
					`${entry.key} has no value`,
					entry.keySpan,
					"give it a type, for example type: function",
				)
			: error("wrong-type", `${entry.key} must be a map with type and properties`, block.span);
		return block.kind === "deferred"
			? { type: undefined, resource: undefined, mentions: [], problems: [] }
			: nothing(problem);
	}
	const type = entryOf(block, "type");
	const found = kindOf(kinds, entry, type);
	if ("problems" in found) return found;
	const { kind, warnings } = found;
	const properties = entryOf(block, "properties");
	const schema = readSchema(kind.properties);
	const written: Node = properties?.value ?? { kind: "map", span: entry.keySpan, entries: [] };
	const current = currentProperties(written, schema);
	const key = properties
		? { name: "properties", span: properties.keySpan }
		: { name: entry.key, span: entry.keySpan };
	const checked = checkValue(schema, current.node, key);
	const read = readOverrides(block);
	const problems = [
		...warnings,
		...unknownKeys(block),
		...current.problems,
		...checked.problems,
		...read.problems,
	];
	if (!namePattern.test(entry.key)) {
		problems.unshift(
			error(
				"invalid-resource-name",
				`"${entry.key}" is not a valid resource name`,
				entry.keySpan,
				"use letters and digits only, for example imageBucket",
			),
		);
	}
	const placed: Placed = {
		name: entry.key,
		reference: entry.key,
		type: kind.type,
		nameSpan: entry.keySpan,
		span: { start: entry.keySpan.start, end: Math.max(block.span.end, entry.keySpan.end) },
		typeSpan: type?.value.span ?? entry.keySpan,
		values: checked.value ?? {},
		spanOf: checked.places.valueAt,
		keySpanOf: checked.places.keyAt,
	};
	const sound = !hasErrors(problems) && !checked.incomplete;
	return {
		type: kind.type,
		resource: { placed, kind, overrides: read.overrides, sound, node: block },
		mentions: checked.mentions,
		problems,
	};
}
