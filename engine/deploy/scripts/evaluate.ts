import { isIntrinsic } from "../../template/intrinsics.ts";
import type { DeployedValues } from "./deployed-values.ts";

/** Reads what only AWS may tell: values of secrets and parameters. */
export type SecretReader = {
	/** `undefined` when there is no such secret, or no such key in it. */
	secret(name: string, key: string, version: string): Promise<string | undefined>;
	parameter(name: string): Promise<string | undefined>;
};

/** What values are made of. */
export type World = {
	/** Absent as long as nothing is deployed. */
	readonly deployed: DeployedValues | undefined;
	/** Values that other stacks export, by the name of the export. */
	readonly exports: ReadonlyMap<string, string>;
	readonly secrets: SecretReader;
	/** Filled with values that must not be shown. */
	readonly hidden: Set<string>;
};

/** A value that nobody knows here, and why. */
export class Unknowable {
	readonly reason: string;
	readonly isUndeployed: boolean;

	constructor(reason: string, isUndeployed = false) {
		this.reason = reason;
		this.isUndeployed = isUndeployed;
	}
}

type Result = string | Unknowable;

/** `{{resolve:secretsmanager:name:SecretString:key::version}}` and `{{resolve:ssm:name:version}}`. */
const reference = /\{\{resolve:(secretsmanager|ssm|ssm-secure):([^}]*)\}\}/g;

async function readReference(service: string, rest: string, { secrets, hidden }: World): Promise<Result> {
	const parts = rest.split(":");
	if (service === "secretsmanager") {
		// The name may be an ARN, which has colons of its own; what follows it begins with SecretString.
		const at = parts.indexOf("SecretString");
		const name = (at < 0 ? parts : parts.slice(0, at)).join(":");
		const [key = "", , version = ""] = at < 0 ? [] : parts.slice(at + 1);
		const value = await secrets.secret(name, key, version);
		if (value === undefined)
			return new Unknowable(`there is no ${key === "" ? "" : `key "${key}" in the `}secret "${name}"`);
		hidden.add(value);
		return value;
	}
	const [name = ""] = parts;
	const value = await secrets.parameter(name);
	if (value === undefined) return new Unknowable(`there is no parameter "${name}"`);
	if (service === "ssm-secure") hidden.add(value);
	return value;
}

async function evaluateText(text: string, world: World): Promise<Result> {
	let result = "";
	let done = 0;
	for (const match of text.matchAll(reference)) {
		const value = await readReference(match[1] ?? "", match[2] ?? "", world);
		if (value instanceof Unknowable) return value;
		result += text.slice(done, match.index) + value;
		done = match.index + match[0].length;
	}
	return result + text.slice(done);
}

function undeployed(): Unknowable {
	return new Unknowable("the stack is not deployed yet", true);
}

function lookUp(value: unknown, { deployed }: World, otherwise: string): Result {
	if (!deployed) return undeployed();
	return deployed.values.get(JSON.stringify(value)) ?? new Unknowable(otherwise);
}

function evaluateRef(id: string, world: World): Result {
	const { deployed } = world;
	if (!deployed) return undeployed();
	return (
		deployed.pseudo.get(id) ??
		deployed.ids.get(id) ??
		new Unknowable(`the deployed stack has no resource ${id}`)
	);
}

function evaluateAttribute(id: string, attribute: string, world: World): Result {
	const notKnown = `the deployed stack does not tell ${attribute} of ${id}: deploy it again`;
	return lookUp({ "Fn::GetAtt": [id, attribute] }, world, notKnown);
}

async function evaluateSub(value: unknown, world: World): Promise<Result> {
	const [pattern, given] = Array.isArray(value) ? value : [value, {}];
	const values = (given ?? {}) as Readonly<Record<string, unknown>>;
	const filled: string[] = [];
	let text = "";
	for (const part of String(pattern).split(/(\$\{[^}]*\})/)) {
		const name = /^\$\{([^!}][^}]*)\}$/.exec(part)?.[1];
		if (name === undefined) {
			text += part.replaceAll("${!", "${");
			continue;
		}
		const found = await evaluateName(name, values, world);
		if (found instanceof Unknowable) return found;
		// What looks like a reference in a value is text: whoever sets the value must not read secrets by it.
		text += found.includes("{{") ? `\ue000${filled.push(found) - 1}\ue001` : found;
	}
	const result = await evaluateText(text, world);
	if (result instanceof Unknowable) return result;
	return result.replaceAll(/\ue000(\d+)\ue001/g, (_, index) => filled[Number(index)] ?? "");
}

async function evaluateName(
	name: string,
	values: Readonly<Record<string, unknown>>,
	world: World,
): Promise<Result> {
	if (Object.hasOwn(values, name)) return evaluate(values[name], world);
	const [id = "", ...attribute] = name.split(".");
	return attribute.length > 0 ? evaluateAttribute(id, attribute.join("."), world) : evaluateRef(id, world);
}

async function evaluateAll(values: unknown, world: World): Promise<readonly string[] | Unknowable> {
	if (isIntrinsic(values)) return evaluateSplit(values, world);
	const texts: string[] = [];
	for (const value of Array.isArray(values) ? values : []) {
		const text = await evaluate(value, world);
		if (text instanceof Unknowable) return text;
		texts.push(text);
	}
	return texts;
}

async function evaluateSplit(
	value: Readonly<Record<string, unknown>>,
	world: World,
): Promise<readonly string[] | Unknowable> {
	const { "Fn::Split": split } = value;
	if (!Array.isArray(split))
		return new Unknowable(`only CloudFormation computes ${Object.keys(value).join()}`);
	const text = await evaluate(split[1], world);
	return text instanceof Unknowable ? text : text.split(String(split[0]));
}

async function evaluateFunction(value: Readonly<Record<string, unknown>>, world: World): Promise<Result> {
	const { Ref: id, "Fn::GetAtt": attribute, "Fn::Sub": sub, "Fn::Join": join, "Fn::Select": select } = value;
	if (typeof id === "string") return evaluateRef(id, world);
	if (Array.isArray(attribute)) return evaluateAttribute(String(attribute[0]), String(attribute[1]), world);
	if (sub !== undefined) return evaluateSub(sub, world);
	if (Array.isArray(join)) {
		const texts = await evaluateAll(join[1], world);
		return texts instanceof Unknowable ? texts : texts.join(String(join[0]));
	}
	if (Array.isArray(select)) {
		const texts = await evaluateAll(select[1], world);
		return texts instanceof Unknowable ? texts : (texts[Number(select[0])] ?? "");
	}
	const { "Fn::ImportValue": name } = value;
	const known = typeof name === "string" ? world.exports.get(name) : undefined;
	return known ?? new Unknowable(`only CloudFormation computes ${Object.keys(value).join()}`);
}

/**
 * The real value of what a template leaves to CloudFormation, from what the deployed stack says and what AWS keeps
 * secret. Numbers and booleans become texts.
 */
export async function evaluate(value: unknown, world: World): Promise<Result> {
	if (typeof value === "string") return evaluateText(value, world);
	if (typeof value === "number" || typeof value === "boolean") return String(value);
	if (!isIntrinsic(value)) return new Unknowable("it is no text");
	const known = world.deployed?.values.get(JSON.stringify(value));
	return known ?? evaluateFunction(value, world);
}
