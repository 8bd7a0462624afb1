import type { Problem } from "../report/problem.ts";
import { checkValue } from "../schema/check.ts";
import { readSchema } from "../schema/read.ts";
import {
	flag,
	integer,
	list,
	number,
	object,
	optional,
	type Static,
	text,
	variant,
	variants,
} from "../schema/schema.ts";
import { lineMap } from "../text/line-map.ts";
import { emptySpan, type Span } from "../text/span.ts";
import { parseYaml } from "./parse-yaml.ts";

/** Name of the file with the settings: beside the config, or in a folder above it. */
export const settingsFile = "spool.settings.yml";

/** The answer to a want for settings, as JSON. */
export type FoundSettings = { readonly path: string; readonly text: string };

const budgetQuotas = "https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html";

const names = (docs: string) => list(docs, text("One of them."));
const memory = (docs: string) => integer(docs, { unit: "MB", minimum: 1 });
const switched = object("Its settings.", { enabled: flag("Whether the rule holds.") });

/** The rules of an organization, in the format's words. */
const guardrail = variants("A rule.", [
	variant(
		"Stages that may be deployed.",
		"stage-restriction",
		object("Its settings.", { allowedStages: names("Their names; an empty list allows every stage.") }),
	),
	variant(
		"Regions that may be deployed to.",
		"region-restriction",
		object("Its settings.", { allowedRegions: names("Their names; an empty list allows every region.") }),
	),
	variant(
		"Commands that may not be run.",
		"command-restriction",
		object("Its settings.", { blockedCommands: names("Of deploy, hot-swap, watch and delete.") }),
	),
	variant(
		"Types of resource that may not be used.",
		"resource-type-restriction",
		object("Its settings.", { blockedResourceTypes: names("Their names.") }),
	),
	variant("Databases and search domains are reached from their VPC only.", "require-vpc-databases", switched),
	variant("Databases are protected against deletion.", "require-deletion-protection", switched),
	variant("Queues have a dead-letter queue.", "require-dead-letter-queue", switched),
	variant(
		"Memory of functions.",
		"function-memory-limit",
		object("Its settings.", { maxMemoryMB: memory("The most that a function may have.") }),
	),
	variant(
		"Time limit of functions.",
		"function-timeout-limit",
		object("Its settings.", {
			maxTimeoutSeconds: integer("The longest that a function may run.", { unit: "seconds", minimum: 1 }),
		}),
	),
	variant(
		"Size of containers.",
		"container-resource-limit",
		object("Its settings.", {
			maxCpu: optional(number("The most virtual CPUs that a workload may have.", { minimum: 0 })),
			maxMemoryMB: optional(memory("The most memory that a workload may have.")),
		}),
	),
	variant(
		"Engines of databases that may be used.",
		"database-engine-restriction",
		object("Its settings.", { allowedEngines: names("Their names.") }),
	),
	variant(
		"Sizes of databases that may not be used.",
		"database-instance-restriction",
		object("Its settings.", { blockedInstanceSizes: names("Their names, such as db.r6g.16xlarge.") }),
	),
	variant("Load balancers stand behind a firewall.", "require-waf", switched),
	variant("What people visit has a domain of its own.", "require-custom-domain", switched),
	variant(
		"Number of resources in a config.",
		"resource-count-limit",
		object("Its settings.", { maxResources: integer("The most that a config may have.", { minimum: 0 }) }),
	),
]);

const settingsSchema = object("Settings of this machine or repository.", {
	guardrails: optional(list("Rules for everything that is deployed from here.", guardrail)),
	budget: optional(
		object("A budget for the costs of each stack.", {
			monthlyLimit: number("What a stack may cost in a month.", { unit: "US dollars", minimum: 0.01 }),
			notifyAt: optional(
				list(
					"At which part of the limit somebody is told.",
					number("A part of it.", { unit: "percent", minimum: 1, maximum: 1_000 }),
					{
						maxItems: 5,
						default: [100],
						source: budgetQuotas,
					},
				),
			),
			emails: optional(
				list(
					"Who is told.",
					text("An e-mail address.", {
						pattern: "^[^@\\s]+@[^@\\s]+$",
						patternHint: "for example jo@example.com",
					}),
					{
						maxItems: 10,
						source: budgetQuotas,
					},
				),
			),
		}),
	),
});

/** Settings that were read; what is wrong with them is no longer in them. */
export type LocalSettings = {
	/** Where they stand, for messages; absent when there are none. */
	readonly path?: string;
	readonly guardrails: readonly Static<typeof guardrail>[];
	readonly budget?: Static<typeof settingsSchema>["budget"];
};

export type Guardrail = LocalSettings["guardrails"][number];

const none: LocalSettings = { guardrails: [] };

/** A problem of the settings, at the beginning of the config, because it is no part of it. */
function elsewhere(problem: Problem, { path, text: source }: FoundSettings): Problem {
	const range = lineMap(source).rangeOf(problem.span);
	const { fixes: _ofTheConfig, related: _inTheConfig, ...rest } = problem;
	return { ...rest, span: emptySpan(0), elsewhere: { file: path, range } };
}

function firstKey(span: Span): Span {
	return { start: span.start, end: span.start };
}

/** Reads the answer to a want for settings. With a fault in them none of them hold, which is said. */
export function readLocalSettings(answer: string | null | undefined): {
	readonly settings: LocalSettings;
	readonly problems: readonly Problem[];
} {
	if (answer === null || answer === undefined) return { settings: none, problems: [] };
	const found = JSON.parse(answer) as FoundSettings;
	const { root, syntax, problems } = parseYaml(found.text);
	const [broken] = [...syntax, ...problems];
	if (broken) return { settings: none, problems: [elsewhere(broken, found)] };
	if (!root || (root.kind === "scalar" && root.value === null)) return { settings: none, problems: [] };
	const checked = checkValue(readSchema(settingsSchema), root, {
		name: settingsFile,
		span: firstKey(root.span),
	});
	if (checked.problems.length > 0)
		return { settings: none, problems: checked.problems.map((problem) => elsewhere(problem, found)) };
	const value = checked.value as Static<typeof settingsSchema>;
	return {
		settings: {
			path: found.path,
			guardrails: value.guardrails ?? [],
			...(value.budget && { budget: value.budget }),
		},
		problems: [],
	};
}

/** Paths at which the settings may lie, the nearest to the config first, from its folder up to the top. */
export function* settingsPaths(folder: string): Iterable<string> {
	for (let at = folder; ; ) {
		yield `${at}/${settingsFile}`;
		const cut = Math.max(at.lastIndexOf("/"), at.lastIndexOf("\\"));
		if (cut < 0) return;
		at = at.slice(0, cut);
	}
}
