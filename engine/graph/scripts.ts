import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Mention } from "../schema/walk.ts";
import type { Section } from "./graph.ts";

type Values = Readonly<Record<string, unknown>>;

/** A script of the config. */
type Script = { readonly name: string; readonly type: string; readonly properties: Values };

const localWays = ["executeCommand", "executeCommands", "executeScript", "executeScripts"];
const bastionWays = ["executeCommand", "executeCommands"];

function isMap(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapIn(value: unknown, key: string): Values {
	const inner = isMap(value) ? value[key] : undefined;
	return isMap(inner) ? inner : {};
}

function scriptsOf(settings: Section): readonly Script[] {
	return Object.entries(mapIn(settings.value, "scripts")).flatMap(([name, script]) =>
		isMap(script) && typeof script["type"] === "string"
			? [{ name, type: script["type"], properties: mapIn(script, "properties") }]
			: [],
	);
}

/** Exactly one way to say what a script does. */
function wayProblems({ name, type, properties }: Script, settings: Section): Problem[] {
	const ways = type === "bastion-script" ? bastionWays : localWays;
	const given = ways.filter((way) => properties[way] !== undefined);
	const all = `${ways.slice(0, -1).join(", ")} or ${ways.at(-1)}`;
	const [first, second] = given;
	if (first === undefined) {
		return [
			{
				code: "not-exactly-one",
				severity: "error",
				message: `the script ${name} does nothing: one of ${all} must be set`,
				span: settings.keySpanOf(["scripts", name]),
				hint: `set ${all}`,
			},
		];
	}
	if (second === undefined) return [];
	return [
		{
			code: "not-exactly-one",
			severity: "error",
			message: `${second} cannot be set together with ${first}`,
			span: settings.keySpanOf(["scripts", name, "properties", second]),
			hint: `keep one of ${given.join(", ")}`,
		},
	];
}

/** The files of a script must be of a kind that can be started. */
function kindProblems({ name, properties }: Script, settings: Section): Problem[] {
	const { executeScript, executeScripts } = properties;
	const paths: (readonly [unknown, readonly (string | number)[]])[] = [
		[executeScript, ["executeScript"]],
		...(Array.isArray(executeScripts) ? executeScripts : []).map(
			(path, index) => [path, ["executeScripts", index]] as const,
		),
	];
	return paths.flatMap(([path, place]): Problem[] => {
		if (typeof path !== "string" || /\.([cm]?[jt]s|py)$/.test(path)) return [];
		return [
			{
				code: "unsupported-script-file",
				severity: "error",
				message: `"${path}" is no script that can be started`,
				span: settings.spanOf(["scripts", name, "properties", ...place]),
				hint: "give a file in JavaScript, TypeScript or Python (.js, .mjs, .cjs, .ts, .mts, .cts, .py), or write the command that starts it in executeCommand",
			},
		];
	});
}

/** A script that needs a bastion has one, and it is clear which. */
function bastionProblems(script: Script, settings: Section, bastions: readonly string[]): Problem[] {
	const needs = script.type === "bastion-script" || script.type === "local-script-with-bastion-tunneling";
	if (!needs || script.properties["bastionResource"] !== undefined || bastions.length === 1) return [];
	const span = settings.spanOf(["scripts", script.name, "type"]);
	const { name, type } = script;
	return [
		bastions.length === 0
			? {
					code: "bastion-missing",
					severity: "error",
					message: `the script ${name} is a ${type}, but the config has no bastion`,
					span,
					hint: "add a resource of the type bastion",
				}
			: {
					code: "bastion-ambiguous",
					severity: "error",
					message: `the script ${name} does not say which bastion it uses: there are ${bastions.join(", ")}`,
					span,
					hint: "name one in bastionResource",
				},
	];
}

/** Hooks name scripts that are there, and no script is left out everywhere. */
function hookProblems(settings: Section): Problem[] {
	const names = Object.keys(mapIn(settings.value, "scripts"));
	return Object.entries(mapIn(settings.value, "hooks")).flatMap(([event, entries]) =>
		(Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index) => {
			const { scriptName, skipOnCI, skipOnLocal } = isMap(entry) ? entry : {};
			const place = ["hooks", event, index];
			return [
				...unknownScript(scriptName, names, settings.spanOf([...place, "scriptName"])),
				...(skipOnCI === true && skipOnLocal === true
					? [neverRuns(settings.keySpanOf([...place, "skipOnLocal"]))]
					: []),
			];
		}),
	);
}

function unknownScript(name: unknown, names: readonly string[], span: Problem["span"]): Problem[] {
	if (typeof name !== "string" || names.includes(name)) return [];
	const meant = nearest(name, names);
	const known = names.length > 0 ? `the scripts are: ${names.join(", ")}` : `add it to scripts`;
	return [
		{
			code: "unknown-script",
			severity: "error",
			message: `there is no script "${name}"`,
			span,
			hint: meant ? `did you mean "${meant}"?` : known,
			...(meant && { fixes: [{ title: `Change to "${meant}"`, span, text: meant, keepsQuotes: true }] }),
		},
	];
}

function neverRuns(span: Problem["span"]): Problem {
	return {
		code: "hook-never-runs",
		severity: "warning",
		message: "this hook is left out on the CI and everywhere else",
		span,
		hint: "remove skipOnCI or skipOnLocal, or the hook",
	};
}

/** Events of commands that Spool does not have. */
function eventProblems(settings: Section): Problem[] {
	const events = Object.keys(mapIn(settings.value, "hooks"));
	return events
		.filter((event) => event.endsWith("BucketSync"))
		.map((event) => ({
			code: "hook-never-runs",
			severity: "warning",
			message: `no command of Spool runs ${event}: files of buckets are sent by deploys`,
			span: settings.keySpanOf(["hooks", event]),
			hint: `use ${event.startsWith("before") ? "beforeDeploy" : "afterDeploy"}`,
		}));
}

/** Paths of the config's own directives, without the names of functions behind them. */
export function directivePaths(settings: Section): readonly Mention[] {
	const { directives } = settings.value;
	return (Array.isArray(directives) ? directives : []).flatMap((directive: unknown, index): Mention[] => {
		const { filePath } = isMap(directive) ? directive : {};
		if (typeof filePath !== "string") return [];
		const path = ["directives", index, "filePath"];
		const text = filePath.replace(/(?<!^[A-Za-z]):.*$/, "");
		const span = settings.spanOf(path);
		return [{ kind: "path", text, span, path, types: [], pathTo: "file", holder: {} }];
	});
}

/**
 * What is wrong with scripts and hooks beyond their schema. `types`: the type of each resource of the config, empty
 * for one whose type is not known.
 */
export function scriptProblems(settings: Section, types: ReadonlyMap<string, string>): readonly Problem[] {
	const bastions = [...types].filter(([, type]) => type === "bastion").map(([name]) => name);
	return [
		...scriptsOf(settings).flatMap((script) => [
			...wayProblems(script, settings),
			...kindProblems(script, settings),
			...bastionProblems(script, settings, bastions),
		]),
		...hookProblems(settings),
		...eventProblems(settings),
	];
}
