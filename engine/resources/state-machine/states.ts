import type { Path } from "../kind.ts";

/** Members of a state, or of a machine inside of one, as they were written. */
export type Written = Readonly<Record<string, unknown>>;

/** A state with where it stands. */
export type PlacedState = { readonly name: string; readonly path: Path; readonly written: Written };

/** A machine, or a branch of one: states that may name each other. */
export type Scope = {
	readonly path: Path;
	readonly written: Written;
	readonly states: readonly PlacedState[];
	/** What the states in it use unless they say otherwise. */
	readonly queryLanguage: string;
};

/** `value` as an object with members; `undefined` for everything else, also for what only the deploy knows. */
export function asWritten(value: unknown): Written | undefined {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null ? { ...value } : undefined;
}

/** The items of a list; none of what is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** The machines inside of a state: branches of a `Parallel`, and what a `Map` does for each item. */
function innerMachines({
	path,
	written,
}: PlacedState): readonly { readonly path: Path; readonly written: Written }[] {
	const branches = itemsOf(written["Branches"]).map(
		(branch, index) => [[...path, "Branches", index], branch] as const,
	);
	const processors = ["ItemProcessor", "Iterator"].map((key) => [[...path, key], written[key]] as const);
	return [...branches, ...processors].flatMap(([at, value]) => {
		const machine = asWritten(value);
		return machine ? [{ path: at, written: machine }] : [];
	});
}

/** The machine at `path` and all those inside of it. */
export function scopesOf(definition: unknown, path: Path, queryLanguage = "JSONPath"): readonly Scope[] {
	const written = asWritten(definition);
	if (!written) return [];
	const language = typeof written["QueryLanguage"] === "string" ? written["QueryLanguage"] : queryLanguage;
	const states = Object.entries(asWritten(written["States"]) ?? {}).flatMap(([name, value]) => {
		const state = asWritten(value);
		return state ? [{ name, path: [...path, "States", name], written: state }] : [];
	});
	const inner = states
		.flatMap(innerMachines)
		.flatMap((machine) => scopesOf(machine.written, machine.path, language));
	return [{ path, written, states, queryLanguage: language }, ...inner];
}

/** A word of a state that names another one. */
export type Transition = { readonly to: string; readonly path: Path };

function transition(value: unknown, path: Path): readonly Transition[] {
	return typeof value === "string" ? [{ to: value, path }] : [];
}

/** Where a state may go on: next, after an error, and by the rules of a choice. */
export function transitionsOf({ written, path }: PlacedState): readonly Transition[] {
	const inLists = ["Choices", "Catch"].flatMap((key) =>
		itemsOf(written[key]).flatMap((item, index) =>
			transition(asWritten(item)?.["Next"], [...path, key, index, "Next"]),
		),
	);
	return [
		...transition(written["Next"], [...path, "Next"]),
		...transition(written["Default"], [...path, "Default"]),
		...inLists,
	];
}

const everywhere = ["Type", "Comment", "QueryLanguage"];
const calls = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"];
const flows = ["Next", "End", "InputPath", "OutputPath", "Output", "Assign"];

/** What each type of state may have, beside what all have. */
const members: Readonly<Record<string, readonly string[]>> = {
	Choice: ["Choices", "Default", "InputPath", "OutputPath", "Output", "Assign"],
	Fail: ["Error", "ErrorPath", "Cause", "CausePath", "InputPath", "OutputPath"],
	Map: [
		...flows,
		...calls,
		"Iterator",
		"ItemProcessor",
		"Items",
		"ItemsPath",
		"ItemSelector",
		"ItemReader",
		"ItemBatcher",
		"ResultWriter",
		"MaxConcurrency",
		"MaxConcurrencyPath",
		"ToleratedFailurePercentage",
		"ToleratedFailurePercentagePath",
		"ToleratedFailureCount",
		"ToleratedFailureCountPath",
		"Label",
	],
	Parallel: [...flows, ...calls, "Arguments", "Branches"],
	Pass: [...flows, "Result", "ResultPath", "Parameters"],
	Succeed: ["InputPath", "OutputPath", "Output"],
	Task: [
		...flows,
		...calls,
		"Arguments",
		"Resource",
		"Credentials",
		"TimeoutSeconds",
		"TimeoutSecondsPath",
		"HeartbeatSeconds",
		"HeartbeatSecondsPath",
	],
	Wait: [...flows, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
};

/** The types of states. */
export const stateTypes: readonly string[] = Object.keys(members);

/** The members that a state of `type` may have; `undefined` for a word that is no type. */
export function membersOf(type: string): readonly string[] | undefined {
	const own = members[type];
	return own && [...everywhere, ...own];
}

/** True for a state that ends or branches by itself, so that `Next` and `End` have no place in it. */
export function goesOnByItself(type: string): boolean {
	return ["Choice", "Fail", "Succeed"].includes(type);
}

/** The member of one query language in the place of that of the other. */
const onlyInPath: Readonly<Record<string, string>> = {
	InputPath: "Arguments",
	OutputPath: "Output",
	Parameters: "Arguments",
	ResultSelector: "Output",
	ResultPath: "Output",
	ItemsPath: "Items",
	SecondsPath: "Seconds",
	TimestampPath: "Timestamp",
	TimeoutSecondsPath: "TimeoutSeconds",
	HeartbeatSecondsPath: "HeartbeatSeconds",
	ErrorPath: "Error",
	CausePath: "Cause",
	MaxConcurrencyPath: "MaxConcurrency",
	ToleratedFailurePercentagePath: "ToleratedFailurePercentage",
	ToleratedFailureCountPath: "ToleratedFailureCount",
};
const onlyInJsonata: Readonly<Record<string, string>> = {
	Arguments: "Parameters",
	Output: "ResultSelector and ResultPath",
	Items: "ItemsPath",
};

/** What to write instead of a member that the query language `language` does not have; `undefined` when it has it. */
export function memberOfOtherLanguage(member: string, language: string): string | undefined {
	return language === "JSONata" ? onlyInPath[member] : onlyInJsonata[member];
}
