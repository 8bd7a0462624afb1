import type { Finding } from "../kind.ts";
import { exactlyOne } from "../shared/exactly-one.ts";
import type { Machine } from "./properties.ts";
import {
	goesOnByItself,
	memberOfOtherLanguage,
	membersOf,
	type PlacedState,
	type Scope,
	scopesOf,
	stateTypes,
	transitionsOf,
} from "./states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html */
const LONGEST_STATE_NAME = 80;

/** Names in a sentence, cut where there are too many to be of use. */
function listed(names: readonly string[]): string {
	const most = 12;
	return names.length > most ? `${names.slice(0, most).join(", ")}, …` : names.join(", ");
}

function checkTargets({ path, written, states }: Scope): readonly Finding[] {
	const names = states.map(({ name }) => name);
	const start =
		typeof written["StartAt"] === "string" ? [{ to: written["StartAt"], path: [...path, "StartAt"] }] : [];
	return [...start, ...states.flatMap(transitionsOf)]
		.filter(({ to }) => !names.includes(to))
		.map(({ to, path: at }) => ({
			code: "unknown-state",
			message: `there is no state "${to}" here`,
			path: at,
			instead: { word: to, candidates: names },
			hint: names.length > 0 ? `the states here are ${listed(names)}` : "add states to States",
		}));
}

/** States that nothing leads to: Step Functions refuses a machine that has one. */
function checkReachable({ written, states }: Scope): readonly Finding[] {
	const byName = new Map(states.map((state) => [state.name, state]));
	const reached = new Set<string>();
	const open = [written["StartAt"]];
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		const state = typeof name === "string" && !reached.has(name) ? byName.get(name) : undefined;
		if (!state) continue;
		reached.add(state.name);
		open.push(...transitionsOf(state).map(({ to }) => to));
	}
	return states
		.filter(({ name }) => !reached.has(name))
		.map(({ name, path }) => ({
			code: "unreachable-state",
			message: `no state leads to "${name}"`,
			path,
			atKey: true,
			hint: "name it in the Next of another state, or remove it",
		}));
}

function checkNames(states: readonly PlacedState[]): readonly Finding[] {
	return states.flatMap(({ name, path }, index) => {
		const first = states.findIndex((other) => other.name === name);
		const isLong = name.length > LONGEST_STATE_NAME;
		return [
			...(isLong
				? [
						{
							code: "state-name-too-long",
							message: `the name of the state has ${name.length} characters, but at most ${LONGEST_STATE_NAME} are possible`,
							path,
							atKey: true,
							hint: "shorten it, and say more in its Comment",
						},
					]
				: []),
			...(first < index
				? [
						{
							code: "duplicate-state",
							message: `there is another state "${name}" in this machine`,
							path,
							atKey: true,
							hint: "names count for the whole machine, branches included: rename one of the two",
						},
					]
				: []),
		];
	});
}

function checkType({ written, path }: PlacedState): readonly Finding[] {
	const { Type: type } = written;
	const hint = `one of: ${stateTypes.join(", ")}`;
	if (type === undefined) {
		return [{ code: "missing-property", message: `"Type" is missing`, path, atKey: true, hint }];
	}
	if (typeof type !== "string" || stateTypes.includes(type)) return [];
	const message = `Type cannot be "${type}"`;
	return [{ code: "value-not-allowed", message, path: [...path, "Type"], hint }];
}

function checkMembers({ written, path }: PlacedState, type: string, language: string): readonly Finding[] {
	const possible = membersOf(type) ?? [];
	return Object.keys(written).flatMap((key): Finding[] => {
		const at = [...path, key];
		if (!possible.includes(key)) {
			const message = `a state of type ${type} has no ${key}`;
			const hint = `it can have ${possible.filter((name) => written[name] === undefined).join(", ")}`;
			return [{ code: "not-in-this-state", message, path: at, atKey: true, hint }];
		}
		const instead = memberOfOtherLanguage(key, language);
		if (!instead) return [];
		const message = `${key} cannot be used in a state whose query language is ${language}`;
		return [
			{
				code: "other-query-language",
				message,
				path: at,
				atKey: true,
				hint: `use ${instead}, or change QueryLanguage`,
			},
		];
	});
}

/** A state goes on or ends, and says which of the two. */
function checkEnd({ written, path, name }: PlacedState, type: string): readonly Finding[] {
	if (goesOnByItself(type)) return [];
	const ends = written["End"] === true;
	if (ends && written["Next"] !== undefined) return exactlyOne(written, ["Next", "End"], path);
	if (ends || written["Next"] !== undefined) return [];
	const message = `"${name}" does not say what comes next`;
	return [
		{
			code: "missing-next",
			message,
			path,
			atKey: true,
			hint: "add Next with the name of a state, or End: true",
		},
	];
}

const needed: Readonly<Record<string, readonly [string, ...string[]]>> = {
	Task: ["Resource"],
	Choice: ["Choices"],
	Parallel: ["Branches"],
	Map: ["ItemProcessor", "Iterator"],
	Wait: ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
};

function checkNeeded({ written, path, name }: PlacedState, type: string): readonly Finding[] {
	const keys = needed[type];
	if (!keys) return [];
	if (keys.length > 1) return exactlyOne(written, keys, path);
	const [key] = keys;
	if (written[key] !== undefined) return [];
	const message = `"${key}" is missing in ${name}`;
	return [{ code: "missing-property", message, path, atKey: true, hint: `a state of type ${type} needs it` }];
}

/** What can stand in a state as a value, or as the path to it in the data. */
const pairs = [
	"TimeoutSeconds",
	"HeartbeatSeconds",
	"MaxConcurrency",
	"ToleratedFailureCount",
	"ToleratedFailurePercentage",
	"Error",
	"Cause",
].map((key) => [key, `${key}Path`] as const);

function checkPairs({ written, path }: PlacedState): readonly Finding[] {
	return pairs
		.filter((pair) => pair.every((key) => written[key] !== undefined))
		.flatMap((pair) => exactlyOne(written, pair, path));
}

function checkState(state: PlacedState, { queryLanguage }: Scope): readonly Finding[] {
	const { Type: type, QueryLanguage: language = queryLanguage } = state.written;
	const found = checkType(state);
	if (found.length > 0 || typeof type !== "string") return found;
	return [
		...checkMembers(state, type, String(language)),
		...checkNeeded(state, type),
		...checkEnd(state, type),
		...checkPairs(state),
	];
}

/** A machine that can only go round in circles, although every state says where it goes on. */
function checkHasEnd({ path, states }: Scope): readonly Finding[] {
	const goesOn = ({ written }: PlacedState) => written["Type"] === "Choice" || written["Next"] !== undefined;
	if (states.length === 0 || !states.every(goesOn)) return [];
	const message = "no state ends the machine";
	const hint = "give a state End: true, or add one of type Succeed or Fail";
	return [{ code: "machine-without-end", message, path: [...path, "States"], atKey: true, hint }];
}

function checkScope(scope: Scope): readonly Finding[] {
	const { path, written, states } = scope;
	const missing = ["StartAt", "States"].filter((key) => written[key] === undefined);
	if (missing.length > 0) {
		return missing.map((key) => ({
			code: "missing-property",
			message: `"${key}" is missing`,
			path,
			atKey: true,
			hint: "a machine names its first state in StartAt and has its states in States",
		}));
	}
	const targets = checkTargets(scope);
	// Behind a word that leads nowhere the rest would only follow from it.
	const ways = targets.length > 0 ? targets : [...checkReachable(scope), ...checkHasEnd(scope)];
	return [...ways, ...states.flatMap((state) => checkState(state, scope))];
}

/** Finds what Step Functions would refuse in a definition, in all machines inside of it. */
export function checkMachine({ values }: Machine): readonly Finding[] {
	const scopes = scopesOf(values.definition, ["definition"]);
	return [...scopes.flatMap(checkScope), ...checkNames(scopes.flatMap(({ states }) => states))];
}
