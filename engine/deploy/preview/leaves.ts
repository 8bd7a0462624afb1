import { sameJson } from "../../template/diff.ts";

/** One property that changes, at the deepest place that two values share. */
export type PropertyChange = {
	/** Names and list indexes, e.g. `Environment.Variables.SIZE` or `Policies[0].PolicyName`. */
	readonly path: string;
	/** As text; absent where there is nothing. What looks like a secret is hidden. */
	readonly before?: string;
	readonly after?: string;
};

/** Names of properties and variables whose values nobody else shall read. */
const secretName = /passw|secret|token|api[_-]?key|private[_-]?key|credential|connection[_-]?string/i;
/** A password inside an address. */
const inAddress = /(\b[a-z][\w+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
/** A reference that CloudFormation resolves: it says which secret it is, and nothing of its value. */
const isReference = (text: string) => /^\{\{resolve:[^}]*\}\}$/.test(text);
const longest = 120;

function hide(name: string, text: string): string {
	if (secretName.test(name) && !isReference(text)) return "(hidden)";
	return text.replaceAll(inAddress, "$1:(hidden)@");
}

/** Hides what is secret inside a value that is shown as a whole. */
function hideInside(name: string, value: unknown): unknown {
	if (typeof value === "string") return hide(name, value);
	if (Array.isArray(value)) return value.map((item) => hideInside(name, item));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, hideInside(isIntrinsic(key) ? "" : key, member)]),
	);
}

function isIntrinsic(key: string): boolean {
	return key === "Ref" || key.startsWith("Fn::");
}

function shown(name: string, value: unknown): string {
	const hidden = hideInside(name, value);
	const text = typeof hidden === "string" ? hidden : (JSON.stringify(hidden) ?? "");
	return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	return !Object.keys(value).some(isIntrinsic);
}

function change(path: string, name: string, before: unknown, after: unknown): PropertyChange {
	return {
		path,
		...(before !== undefined && { before: shown(name, before) }),
		...(after !== undefined && { after: shown(name, after) }),
	};
}

function compare(path: string, name: string, before: unknown, after: unknown): PropertyChange[] {
	if (sameJson(before, after)) return [];
	if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
		return before.flatMap((item, index) => compare(`${path}[${index}]`, name, item, after[index]));
	if (!isMembers(before) || !isMembers(after)) return [change(path, name, before, after)];
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return keys.flatMap((key) => compare(path === "" ? key : `${path}.${key}`, key, before[key], after[key]));
}

/** The properties in which two resources differ, each at the deepest place that both have. */
export function leavesOf(before: Members, after: Members): readonly PropertyChange[] {
	return compare("", "", before, after);
}
