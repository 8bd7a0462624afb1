import { sameJson } from "../diff.ts";
import { type Facet, isLiteralText, type Members, membersOf } from "./verdict.ts";

const DIGEST_TAG = "stp:code-digest";

/** Properties of a function in plain words; true: the words are a plural. */
const words: Readonly<Record<string, readonly [what: string, isPlural?: true]>> = {
	Architectures: ["architecture"],
	Code: ["code"],
	Environment: ["environment variables", true],
	EphemeralStorage: ["storage"],
	FileSystemConfigs: ["file systems", true],
	FunctionName: ["name"],
	Handler: ["handler"],
	Layers: ["layers", true],
	MemorySize: ["memory"],
	ReservedConcurrentExecutions: ["reserved concurrency"],
	Role: ["role"],
	Runtime: ["runtime"],
	Tags: ["tags", true],
	Timeout: ["timeout"],
	VpcConfig: ["network"],
	"<DependsOn>": ["order of creation"],
};

function worded(property: string, kind: Facet["kind"], reason?: string): Facet {
	const [what, isPlural] = words[property] ?? [property];
	return { kind, property, what, ...(isPlural && { isPlural }), ...(reason !== undefined && { reason }) };
}

const isReference = "its value is a reference, which CloudFormation resolves";

/** The variables of a function; `undefined` when they are computed as a whole. */
export function variablesOf(properties: Members): Members | undefined {
	const environment = properties["Environment"];
	if (environment === undefined) return {};
	const variables = membersOf(environment)?.["Variables"];
	return variables === undefined ? {} : membersOf(variables);
}

function variableFacets(before: Members, after: Members): readonly Facet[] {
	const [old, now] = [variablesOf(before), variablesOf(after)];
	if (!old || !now || "Fn::If" in old || "Fn::If" in now)
		return [worded("Environment", "defer", isReference)];
	const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
	return names
		.filter((name) => !sameJson(old[name], now[name]))
		.map((name): Facet => {
			const isLiteral = [old[name], now[name]].every((value) => value === undefined || isLiteralText(value));
			const facet = { property: `Environment.Variables.${name}`, what: `environment variable ${name}` };
			return isLiteral ? { ...facet, kind: "swap" } : { ...facet, kind: "defer", reason: isReference };
		});
}

/** The tags besides the digest, in an order of their own: AWS keeps none. */
function otherTags({ Tags }: Members): readonly string[] {
	if (!Array.isArray(Tags)) return [];
	return Tags.filter((tag) => membersOf(tag)?.["Key"] !== DIGEST_TAG)
		.map((tag) => JSON.stringify([membersOf(tag)?.["Key"], membersOf(tag)?.["Value"]]))
		.sort();
}

/** The digest in the tags changes with the code and is written along with it. */
function tagFacets(before: Members, after: Members): readonly Facet[] {
	return sameJson(otherTags(before), otherTags(after)) ? [] : [worded("Tags", "defer")];
}

/** True when the code is an object in a bucket, which is what packaging makes of it. */
const isStored = ({ Code }: Members): boolean => typeof membersOf(Code)?.["S3Key"] === "string";

/** The ARNs of a function's layers, none when it has none; `undefined` when CloudFormation knows them only. */
export function layersOf({ Layers = [] }: Members): readonly string[] | undefined {
	return Array.isArray(Layers) && Layers.every(isLiteralText) ? Layers : undefined;
}

/** Settings that Lambda takes directly, by what a literal value of them is. */
const settings: Readonly<Record<string, (value: unknown) => boolean>> = {
	Handler: isLiteralText,
	MemorySize: (value) => typeof value === "number",
	Timeout: (value) => typeof value === "number",
};

function settingFacet(property: string, before: Members, after: Members): Facet {
	const isLiteral = settings[property];
	const isKnown = isLiteral?.(before[property]) && isLiteral(after[property]);
	return isKnown ? worded(property, "swap") : worded(property, "defer", isReference);
}

/** What changes of a function that is there before and after. */
export function functionFacets(
	before: Members,
	after: Members,
	changed: readonly string[],
): readonly Facet[] {
	const facets = packagedFacets(before, after, changed);
	if (isStored(before) && isStored(after)) return facets;
	const reason = "the code of the function stands in the template";
	return facets.map((facet) => (facet.kind === "swap" ? { ...facet, kind: "defer", reason } : facet));
}

function packagedFacets(before: Members, after: Members, changed: readonly string[]): readonly Facet[] {
	return changed.flatMap((property): readonly Facet[] => {
		if (property === "Code") return [worded("Code", "swap")];
		if (property === "Tags") return tagFacets(before, after);
		if (property === "Environment") return variableFacets(before, after);
		if (property === "Layers") {
			const isKnown = layersOf(before) && layersOf(after);
			return [isKnown ? worded("Layers", "swap") : worded("Layers", "defer", isReference)];
		}
		return [property in settings ? settingFacet(property, before, after) : worded(property, "defer")];
	});
}
