import type { Analysis } from "../analyse.ts";
import { originOf } from "../compile/compiled.ts";
import { VERSION_OUTPUT } from "../compile/outputs.ts";
import type { Verdict } from "../template/changes/verdict.ts";
import type { Blocked } from "./result.ts";

/** What a resource of a type is called beside the name of its owner. */
const nouns: Readonly<Record<string, string>> = {
	"AWS::IAM::Role": "role",
	"AWS::ECS::TaskDefinition": "task definition",
	"AWS::Lambda::Alias": "alias",
	"AWS::Lambda::Function": "function",
	"AWS::Lambda::Url": "address",
	"AWS::Logs::LogGroup": "log group",
	"AWS::StepFunctions::StateMachine": "state machine",
};

function changedWords(verdict: Verdict, owner: string | undefined): string {
	const { id, type = "", property = "", what = property, isPlural, reason } = verdict;
	const noun = nouns[type];
	const named = property.replace(/^<(.*)>$/, "$1");
	const whole = owner ? `${noun ?? id} of ${owner}` : id;
	const subject =
		type === "AWS::Lambda::Function" && owner
			? `${what} of function ${owner} ${isPlural ? "change" : "changes"}`
			: `${whole} changes`;
	return `${subject} (${named})${reason === undefined ? "" : `: ${reason}`}`;
}

function words(verdict: Verdict, owner: string | undefined): string {
	const { id, type, change } = verdict;
	const prefix = owner ? `${owner}: ` : "";
	switch (change) {
		case "added":
			return `${prefix}${id} (${type}) is new`;
		case "removed":
			return `${prefix}${id} (${type}) is removed`;
		case "section":
			return `the template's ${id} change`;
		case "output":
			return `the stack's output ${id} changes`;
		case "changed":
			return changedWords(verdict, owner);
	}
}

/** A verdict that no swap can carry out, in words; `undefined` for one that it can, or that does not matter. */
export function blockedBy(analysis: Analysis, verdict: Verdict): Blocked | undefined {
	if (verdict.kind === "swap" || verdict.id === VERSION_OUTPUT) return undefined;
	const resource = originOf(analysis.compiled, verdict.id)?.resource;
	return {
		verdict: verdict.kind,
		resource,
		logicalId: verdict.id,
		...(verdict.property !== undefined && { property: verdict.property }),
		reason: words(verdict, resource),
	};
}

/** Why a swap waits for a deploy, by what the deploy has to do first; `given`: what is swapped, if it is no function. */
export function heldBack(
	resource: string,
	logicalId: string,
	properties: readonly string[],
	first: Blocked,
	given?: string,
): Blocked {
	const own = `${properties.includes("Code") ? "code" : properties.join(", ")} of function`;
	const what = given === undefined ? own : `${given} of`;
	return {
		verdict: "defer",
		resource,
		logicalId,
		property: properties[0] ?? "Code",
		reason: `${what} ${resource} waits for the deploy, which has to come first: ${first.reason}`,
	};
}
