import type { CfnResource } from "../../template/template.ts";
import type { ChildChange, SwapVerdict } from "../kind.ts";
import { ownCodeOf } from "../shared/own-code.ts";
import { functionId, logGroupId, roleId, urlId } from "./names.ts";
import type { PlacedFunction } from "./properties.ts";

/** Tag of a function that holds the digest of its artifact. */
export const DIGEST_TAG = "stp:code-digest";

/** Properties of a function in plain words, and whether the words are a plural. */
const words: Readonly<Record<string, readonly [string, boolean]>> = {
	Architectures: ["architecture", false],
	Code: ["code", false],
	Environment: ["environment variables", true],
	EphemeralStorage: ["storage", false],
	FileSystemConfigs: ["file systems", true],
	FunctionName: ["name", false],
	Handler: ["handler", false],
	Layers: ["layers", true],
	MemorySize: ["memory", false],
	ReservedConcurrentExecutions: ["reserved concurrency", false],
	Role: ["role", false],
	Runtime: ["runtime", false],
	Tags: ["tags", true],
	Timeout: ["timeout", false],
	VpcConfig: ["network", false],
	"<DependsOn>": ["dependencies", true],
};

/** Names as the template has them, for the end of a sentence. */
const listed = (names: readonly string[]) => names.map((name) => name.replace(/^<(.*)>$/, "$1")).join(", ");

function describe(changed: readonly string[], name: string): string {
	const known = changed.map((property) => words[property] ?? [property, false]);
	const subject = known.map(([text]) => text);
	const text =
		subject.length > 1 ? `${subject.slice(0, -1).join(", ")} and ${subject.at(-1)}` : (subject[0] ?? "");
	const isPlural = known.length > 1 || known[0]?.[1] === true;
	return `${text} of function ${name} ${isPlural ? "change" : "changes"} (${listed(changed)})`;
}

/** The tags besides the digest, in an order of their own: AWS keeps none. */
function otherTags(resource: CfnResource): string {
	const tags = resource.Properties?.["Tags"];
	if (!Array.isArray(tags)) return "[]";
	return JSON.stringify(
		tags
			.filter((tag) => tag?.Key !== DIGEST_TAG)
			.map((tag) => JSON.stringify([tag?.Key, tag?.Value]))
			.sort(),
	);
}

function describeChild({ id, changed }: ChildChange, name: string): string {
	const parts: Readonly<Record<string, string>> = {
		[roleId(name)]: "role",
		[logGroupId(name)]: "log group",
		[urlId(name)]: "address",
	};
	return `${parts[id] ?? id} of function ${name} changes (${listed(changed)})`;
}

/**
 * Says whether a changed child can be swapped: only the function itself, and only when nothing but its code differs.
 * The digest in its tags changes with the code and is written along with it.
 */
export function swapFunction(change: ChildChange, { name, values }: PlacedFunction): SwapVerdict {
	if (change.changed.length === 0) return { kind: "ignore" };
	if (change.id !== functionId(name)) return { kind: "needs-deploy", reason: describeChild(change, name) };
	const hasSameTags = otherTags(change.before) === otherTags(change.after);
	const blocking = change.changed.filter(
		(property) => property !== "Code" && !(property === "Tags" && hasSameTags),
	);
	if (blocking.length > 0) return { kind: "needs-deploy", reason: describe(blocking, name) };
	// Code of Spool itself stands in the template, which only CloudFormation takes it from.
	if (ownCodeOf(values)) return { kind: "needs-deploy", reason: describe(change.changed, name) };
	return { kind: "function-code", job: name };
}
