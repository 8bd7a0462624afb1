import type { Finding, Surroundings } from "../kind.ts";
import { checkPackaging } from "../shared/lambda/check-packaging.ts";
import { type EdgeFunction, restrictions } from "./properties.ts";

/** What is in the VPC, where a function at the edge cannot be. */
const inVpc: ReadonlySet<string> = new Set([
	"relational-database",
	"redis-cluster",
	"mongo-db-atlas-cluster",
]);

function checkConnections({ values }: EdgeFunction, surroundings: Surroundings): readonly Finding[] {
	return (values.connectTo ?? []).flatMap((name, index) => {
		const type = typeof name === "string" ? surroundings.resource(name)?.type : undefined;
		if (type === undefined || !inVpc.has(type)) return [];
		return [
			{
				code: "edge-outside-vpc",
				message: `"${String(name)}" is a ${type}, which a function at the edge cannot reach`,
				path: ["connectTo", index],
				hint: "let a `function` in the VPC do this work, and call that one",
			},
		];
	});
}

function checkForwarding({ values }: EdgeFunction): readonly Finding[] {
	if (!values.logging?.logForwarding) return [];
	return [
		{
			code: "edge-logs-not-forwarded",
			severity: "warning",
			message: "logs of a function at the edge lie in many regions, and are not forwarded",
			path: ["logging", "logForwarding"],
			atKey: true,
			hint: "remove it",
		},
	];
}

/** Viewer events are answered while somebody waits, so CloudFront gives them less. */
const viewer = { memory: 128, timeout: 5 };
const viewerEvents = ["onRequest", "onResponse"];

function checkViewer({ reference, values }: EdgeFunction, surroundings: Surroundings): readonly Finding[] {
	const use = surroundings.usesOf(reference).find(({ path }) => viewerEvents.includes(String(path.at(-1))));
	if (!use) return [];
	const event = String(use.path.at(-1));
	return (["memory", "timeout"] as const).flatMap((key) => {
		const value = values[key];
		if (value === undefined || value <= viewer[key]) return [];
		return [
			{
				code: "edge-viewer-limit",
				message: `${key} is ${value}, but ${use.by.name} calls the function on viewer events (${event}), for which ${viewer[key]} is the most`,
				path: [key],
				hint: `lower it, or use onOriginRequest or onOriginResponse, see ${restrictions}`,
			},
		];
	});
}

/** Finds what is wrong with a function at the edge, as far as its schema cannot say it. */
export function checkEdgeFunction(fn: EdgeFunction, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkPackaging(fn.values),
		...checkConnections(fn, surroundings),
		...checkForwarding(fn),
		...checkViewer(fn, surroundings),
	];
}
