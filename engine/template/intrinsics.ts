import type { CompanionSlot } from "./slot.ts";

/** A CloudFormation intrinsic function, e.g. `{ Ref: "MyQueue" }`. */
export type Intrinsic = { readonly [functionName: string]: unknown };

/** Text in a template: literal, computed by CloudFormation, or known when the companion stack is deployed. */
export type Text = string | Intrinsic | CompanionSlot;

/** `Ref`: the physical id of a resource, or a pseudo parameter. */
export function ref(logicalId: string): Intrinsic {
	return { Ref: logicalId };
}

/** `Fn::GetAtt`: an attribute of a resource. */
export function getAtt(logicalId: string, attribute: string): Intrinsic {
	return { "Fn::GetAtt": [logicalId, attribute] };
}

/** `Fn::Sub`: text with `${…}` that CloudFormation fills from pseudo parameters, resources and `values`. */
export function sub(text: string, values?: Readonly<Record<string, Text>>): Intrinsic {
	return { "Fn::Sub": values && Object.keys(values).length > 0 ? [text, values] : text };
}

/** `Fn::Join`. */
export function join(separator: string, values: readonly unknown[]): Intrinsic {
	return { "Fn::Join": [separator, values] };
}

/** Texts one after the other: in words where all of them are known. */
export function concat(...texts: readonly Text[]): Text {
	const parts: Text[] = [];
	for (const text of texts.filter((one) => one !== "")) {
		const last = parts.at(-1);
		if (typeof last === "string" && typeof text === "string") parts.splice(-1, 1, last + text);
		else parts.push(text);
	}
	const [only = "", ...others] = parts;
	return others.length === 0 ? only : join("", [only, ...others]);
}

/** `Fn::Select` of `Fn::Split`: one part of a text that CloudFormation knows. */
export function splitPart(text: Text, separator: string, index: number): Intrinsic {
	return { "Fn::Select": [index, { "Fn::Split": [separator, text] }] };
}

export const accountId: Intrinsic = { Ref: "AWS::AccountId" };
export const region: Intrinsic = { Ref: "AWS::Region" };

const intrinsicKey = /^(Ref|Condition|Fn::[A-Za-z0-9:]+)$/;

/** True for an object that CloudFormation evaluates instead of taking it literally. */
export function isIntrinsic(value: unknown): value is Intrinsic {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const keys = Object.keys(value);
	return keys.length === 1 && intrinsicKey.test(keys[0] ?? "");
}
