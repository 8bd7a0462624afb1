import type { Graph } from "../graph/graph.ts";
import { linkedBy, ownerOf } from "../graph/graph.ts";
import type { Target } from "../names/target.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import type { Collected } from "./collect.ts";
import type { OwnAlarm } from "./compiled.ts";

type Reference = { readonly resource: string; readonly index: string; readonly span: Span };

/** The alarms of this config by which `triggerRollbackOnAlarms` is to roll a deploy back. */
function references({ settings }: Graph): readonly Reference[] {
	const deployment = settings?.value["deploymentConfig"] as
		| { readonly triggerRollbackOnAlarms?: readonly unknown[] }
		| undefined;
	return (deployment?.triggerRollbackOnAlarms ?? []).flatMap((text, position) => {
		const [, resource, index] = /^([A-Za-z0-9.]+)\.alarms\.(\d+)$/.exec(String(text)) ?? [];
		const span = settings?.spanOf(["deploymentConfig", "triggerRollbackOnAlarms", position]);
		return resource !== undefined && index !== undefined && span ? [{ resource, index, span }] : [];
	});
}

function problemOf({ resource, index, span }: Reference, graph: Graph): Problem | undefined {
	const owner = ownerOf(resource);
	if (graph.names.has(owner)) {
		// What is wrong with the resource is said there.
		if (!linkedBy(graph, resource)?.sound) return undefined;
		const message = `${resource} has no alarm ${index}`;
		return { code: "unknown-alarm", severity: "error", message, span, hint: "alarms are counted from 0" };
	}
	const meant = nearest(owner, graph.names);
	return {
		code: "unknown-resource",
		severity: "error",
		message: `there is no resource "${owner}"`,
		span,
		...(meant && { hint: `did you mean "${meant}"?` }),
	};
}

/** The alarms of the config itself that roll a deploy back, with their ARNs once the account is known. */
export function rollbackAlarms(
	graph: Graph,
	children: ReadonlyMap<string, Collected>,
	{ region, account }: Target,
): { readonly alarms: readonly OwnAlarm[]; readonly problems: readonly Problem[] } {
	const alarms: OwnAlarm[] = [];
	const problems: Problem[] = [];
	const all = [...children].filter(([, { resource }]) => resource.Type === "AWS::CloudWatch::Alarm");
	for (const reference of references(graph)) {
		const { resource, index } = reference;
		// Alarms of a service belong to the part that they watch.
		const isMaker = (maker = "") => maker === resource || maker.startsWith(`${resource}.`);
		const found = all.find(([id, { maker }]) => isMaker(maker) && /(\d+)Alarm$/.exec(id)?.[1] === index);
		if (!found) {
			const problem = problemOf(reference, graph);
			if (problem) problems.push(problem);
			continue;
		}
		const [logicalId, { name }] = found;
		if (name && account !== undefined)
			alarms.push({ logicalId, arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name.text}` });
	}
	return { alarms, problems };
}
