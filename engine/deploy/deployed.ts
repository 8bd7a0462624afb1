import type { FunctionState } from "../cloud/port.ts";
import type { Compiled } from "../compile/compiled.ts";
import { readZipKey } from "../names/artifact-key.ts";
import { logicalId } from "../names/logical-id.ts";
import { Failure } from "../report/failure.ts";
import type { ArtifactPlan } from "../resources/kind.ts";
import type { Template } from "../template/template.ts";
import { type CompanionState, readCompanion } from "./companion-state.ts";
import { parseTemplate } from "./parse-template.ts";
import type { Ports } from "./ports.ts";
import { type DeployedOthers, readOthers } from "./swap/deployed-others.ts";

/** Tag of a function, a revision or a state machine that was hot-swapped since CloudFormation last wrote it. */
export const SWAP_TAG = "stp:hotswap-deploy";
/** Tag with the digest of the code that a function was given. */
export const DIGEST_TAG = "stp:code-digest";

/** One function as it is deployed. */
export type DeployedFunction = {
	readonly job: string;
	readonly logicalId: string;
	readonly name: string;
	/** Key of its code in the deployed template. */
	readonly key: string | undefined;
	/** Absent when the function was deleted by hand. */
	readonly state: FunctionState | undefined;
	/** True when its code is not the one that CloudFormation has given it. */
	readonly swapped: boolean;
};

/** What is deployed now. */
export type Deployed = {
	readonly template: Template;
	readonly functions: ReadonlyMap<string, DeployedFunction>;
	/** What can be swapped besides functions. */
	readonly others: DeployedOthers;
	/** What stands in us-east-1 for the stack. */
	readonly companion: CompanionState;
};

/** Base64 SHA-256 of a hex one. */
export function digestToBase64(hex: string): string {
	return Buffer.from(hex, "hex").toString("base64");
}

function isSwapped(state: FunctionState | undefined, key: string | undefined): boolean {
	if (!state) return false;
	if (state.tags[SWAP_TAG] === "true") return true;
	const digest = key && readZipKey(key)?.digest;
	// Only a whole SHA-256 can be compared with what Lambda computes; the reference's digests are SHA-1.
	return digest !== undefined && digest.length === 64 && digestToBase64(digest) !== state.codeSha256;
}

/** Logical id of the function that a job packs the code of. */
export function functionId(job: string): string {
	return logicalId({ owner: job, type: "AWS::Lambda::Function" });
}

async function readFunction(
	ports: Ports,
	plan: ArtifactPlan,
	template: Template,
	signal?: AbortSignal,
): Promise<DeployedFunction | undefined> {
	const id = functionId(plan.job);
	const properties = template.Resources[id]?.Properties;
	const name = properties?.["FunctionName"];
	if (typeof name !== "string") return undefined;
	const code = properties?.["Code"] as { readonly S3Key?: unknown } | undefined;
	const key = typeof code?.S3Key === "string" ? code.S3Key : undefined;
	const state = await ports.cloud.functions.read(name, signal ? { signal } : {});
	return { job: plan.job, logicalId: id, name, key, state, swapped: isSwapped(state, key) };
}

/**
 * Stops when a function was deleted behind CloudFormation's back. It can neither update such a function nor make it
 * anew under the same template, and would leave the stack in a state that it cannot roll back from.
 */
export function requireFunctions({ template, functions }: Deployed): void {
	const gone = [...functions.values()].find(
		({ state, logicalId }) => !state && template.Resources[logicalId]?.Condition === undefined,
	);
	if (!gone) return;
	throw new Failure({
		code: "function-missing",
		kind: "stack",
		message: `the function ${gone.name} was deleted, but not by CloudFormation, which cannot make it again`,
		hint: `take ${gone.job} out of the config and deploy, then put it back and deploy again`,
	});
}

/** True when a stack has exactly these tags; those that AWS gives it itself do not count. */
export function sameTags(
	wanted: Readonly<Record<string, string>>,
	actual: Readonly<Record<string, string>>,
): boolean {
	const own = Object.keys(actual).filter((key) => !key.startsWith("aws:"));
	const keys = Object.keys(wanted);
	return keys.length === own.length && keys.every((key) => actual[key] === wanted[key]);
}

/** What of a config decides which parts of the deployed stack are read. */
export type NeededOfCompiled = Pick<Compiled, "artifacts" | "companion" | "target">;

/** Reads the deployed template and every function that it holds and that the config has code for. */
export async function readDeployed(
	ports: Ports,
	stack: string,
	compiled: NeededOfCompiled,
	signal?: AbortSignal,
): Promise<Deployed | undefined> {
	const [text, companion] = await Promise.all([
		ports.cloud.stacks.template(stack, signal ? { signal } : {}),
		readCompanion(ports, compiled, signal),
	]);
	if (text === undefined) return undefined;
	const template = parseTemplate(text);
	const zips = compiled.artifacts.filter(({ kind }) => kind === "zip");
	const [found, others] = await Promise.all([
		Promise.all(zips.map((plan) => readFunction(ports, plan, template, signal))),
		readOthers(ports, stack, template, signal),
	]);
	return {
		template,
		others,
		companion,
		functions: new Map(found.flatMap((deployed) => (deployed ? [[deployed.job, deployed] as const] : []))),
	};
}
