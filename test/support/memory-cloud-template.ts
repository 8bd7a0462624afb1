import { parse } from "yaml";
import { awsFailure, type Bucket, type World } from "./memory-cloud-world.ts";

export type TemplateResource = {
	readonly Type: string;
	readonly Properties?: Readonly<Record<string, unknown>>;
	readonly DependsOn?: string | readonly string[];
	readonly Condition?: string;
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
};

export type TemplateOutput = {
	readonly Value: unknown;
	readonly Condition?: string;
	readonly Export?: { readonly Name: unknown };
};

/** The parts of a template that decide what happens. */
export type Template = {
	readonly Description?: string;
	readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
	readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
	readonly Conditions?: Readonly<Record<string, unknown>>;
	readonly Resources: Readonly<Record<string, TemplateResource>>;
	readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const maxInlineBytes = 51_200;
const maxBytes = 1_000_000;
const maxResources = 500;

/** Reads a template and says no where CloudFormation does before it starts anything. */
export function readTemplate(
	world: World,
	source: { readonly body: string } | { readonly url: string },
): { readonly body: string; readonly template: Template } {
	const body = "body" in source ? source.body : storedTemplate(world, source.url);
	if ("body" in source && Buffer.byteLength(body) > maxInlineBytes) {
		throw invalid(
			"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
		);
	}
	const template = parsed(body);
	checkTemplate(template);
	return { body, template };
}

function invalid(message: string) {
	return awsFailure("ValidationError", message);
}

function storedTemplate(world: World, url: string): string {
	const { hostname, pathname } = new URL(url);
	const path = decodeURIComponent(pathname.slice(1));
	const virtual = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
	const [bucketName, key] = virtual === undefined ? splitAtSlash(path) : [virtual, path];
	const versions: Bucket["objects"] | undefined = world.buckets.get(bucketName)?.objects;
	const content = versions?.get(key)?.at(-1)?.body;
	if (!content) {
		throw invalid(
			"S3 error: The specified key does not exist.\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
		);
	}
	if (content.byteLength > maxBytes) throw invalid("Template may not exceed 1000000 bytes in size.");
	return new TextDecoder().decode(content);
}

function splitAtSlash(path: string): [string, string] {
	const slash = path.indexOf("/");
	return slash < 0 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** JSON is YAML too; intrinsics are understood in their long form, which is what Spool writes. */
function parsed(body: string): Template {
	let value: unknown;
	try {
		value = parse(body, { maxAliasCount: -1 });
	} catch (error) {
		throw invalid(`Template format error: YAML not well-formed. (${String(error)})`);
	}
	if (!isTemplate(value)) {
		throw invalid("Template format error: At least one Resources member must be defined.");
	}
	return value;
}

function isTemplate(value: unknown): value is Template {
	return isObject(value) && isObject(value["Resources"]) && Object.keys(value["Resources"]).length > 0;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkTemplate(template: Template): void {
	const { Resources: resources } = template;
	const count = Object.keys(resources).length;
	if (count > maxResources) {
		throw invalid(
			`Template format error: Number of resources, ${count}, is greater than maximum allowed, ${maxResources}`,
		);
	}
	for (const [id, resource] of Object.entries(resources)) {
		if (!resource.Type) {
			throw invalid(`Template format error: [/Resources/${id}] Every Resources member must contain a Type.`);
		}
		if (!/^[A-Za-z0-9]+$/.test(id)) {
			throw invalid(`Template format error: Resource name ${id} is non alphanumeric.`);
		}
	}
	checkReferences(template, "Resources", resources);
	checkReferences(template, "Outputs", template.Outputs ?? {});
	checkCycles(template);
}

function checkReferences(template: Template, block: string, part: unknown): void {
	const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
	const missing = [...referencesIn(part)].filter((id) => !known.has(id)).sort();
	if (missing.length === 0) return;
	throw invalid(
		`Template format error: Unresolved resource dependencies [${missing.join(", ")}] in the ${block} block of the template`,
	);
}

/** Logical ids and parameter names that `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` name below a value. */
export function referencesIn(value: unknown, found = new Set<string>()): Set<string> {
	if (Array.isArray(value)) for (const item of value) referencesIn(item, found);
	if (!isObject(value)) return found;
	for (const [key, inner] of Object.entries(value)) {
		for (const name of namesBehind(key, inner)) if (!name.startsWith("AWS::")) found.add(name);
		referencesIn(inner, found);
	}
	return found;
}

function namesBehind(key: string, value: unknown): string[] {
	if (key === "Ref" && typeof value === "string") return [value];
	if (key === "Fn::GetAtt") return [String(Array.isArray(value) ? value[0] : value).split(".")[0] ?? ""];
	if (key === "DependsOn") return [value].flat().filter((name) => typeof name === "string");
	if (key !== "Fn::Sub") return [];
	const [text, own] = Array.isArray(value) ? value : [value, {}];
	const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = ""]) => name.trim());
	return names.filter((name) => !(isObject(own) && name in own)).map((name) => name.split(".")[0] ?? "");
}

/** The other resources of the template that one resource waits for. */
export function dependenciesOf(template: Template, id: string): string[] {
	return [...referencesIn(template.Resources[id])].filter(
		(other) => other !== id && other in template.Resources,
	);
}

function checkCycles(template: Template): void {
	const done = new Set<string>();
	const visit = (id: string, path: readonly string[]): void => {
		if (done.has(id)) return;
		if (path.includes(id)) {
			throw invalid(`Circular dependency between resources: [${path.slice(path.indexOf(id)).join(", ")}]`);
		}
		for (const other of dependenciesOf(template, id)) visit(other, [...path, id]);
		done.add(id);
	};
	for (const id of Object.keys(template.Resources)) visit(id, []);
}
