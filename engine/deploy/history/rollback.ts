import { createHash } from "node:crypto";
import type { ApplyRequest, CallOptions, Identity, StackResource, StackState } from "../../cloud/port.ts";
import { VERSION_OUTPUT } from "../../compile/outputs.ts";
import { configKey, manifestKey, nextVersion, templateKey } from "../../names/artifact-key.ts";
import { stackName } from "../../names/target.ts";
import { Failure } from "../../report/failure.ts";
import { diffTemplates } from "../../template/diff.ts";
import type { Template } from "../../template/template.ts";
import { pinAccount, requirePinned } from "../account-pin.ts";
import { requireAllowed } from "../allowed.ts";
import { explained, maxInlineTemplate, operationToken, templateText } from "../apply.ts";
import { companionName, REGION } from "../companion-state.ts";
import { type DeleteRequest, notDeployed } from "../delete.ts";
import { withdrawnUrls } from "../finish.ts";
import { follow, waitForRest } from "../follow.ts";
import { actionFor } from "../gate.ts";
import { parseTemplate } from "../parse-template.ts";
import type { Ports } from "../ports.ts";
import { requireIdentity, requireOwnStack } from "../prepare.ts";
import { approve } from "../preview/approve.ts";
import { previewOfTemplates } from "../preview/preview.ts";
import { protect, requireProtected } from "../protection.ts";
import { deploymentBucketOf } from "../rescue/drift.ts";
import { type Link, linksOf } from "../result.ts";
import { runSpan } from "../spans.ts";
import { keptVersions } from "./history.ts";
import { requireArtifacts } from "./needed-artifacts.ts";
import { recorded } from "./record.ts";
import { settleOlder } from "./settle-older.ts";

export type RollbackRequest = Omit<DeleteRequest, "leave" | "config"> & {
	/** `v000003`, `v3` or `3`; without it the version before the deployed one. */
	readonly version?: string;
	/** Names of resources whose data may go away without a question. */
	readonly mayLose?: readonly string[];
	/** Leave what was done when CloudFormation fails. */
	readonly noRollback?: boolean;
};

export type RollbackResult = {
	/** `unchanged`: that version is what is deployed. */
	readonly outcome: "rolled-back" | "unchanged";
	readonly stack: StackState;
	/** Version that was deployed before. */
	readonly from: string;
	/** Version whose template is deployed now. */
	readonly to: string;
	/** Version that it is deployed as. */
	readonly version: string;
	readonly links: readonly Link[];
};

type Found = {
	readonly stack: StackState;
	readonly identity: Identity;
	readonly resources: readonly StackResource[];
	readonly bucket: string;
	readonly keys: readonly string[];
	readonly from: string;
	readonly to: string;
	/** The template of `to`, and what is deployed. */
	readonly wanted: Template;
	readonly deployed: Template;
};

function normalized(version: string): string {
	const number = /^v?(\d{1,6})$/.exec(version)?.[1];
	if (number !== undefined) return `v${number.padStart(6, "0")}`;
	throw new Failure({
		code: "bad-usage",
		kind: "usage",
		message: `"${version}" is not a version`,
		hint: "for example v000003, or 3: `spool history` lists them",
	});
}

function noVersion(message: string, kept: readonly string[]): Failure {
	const hint = kept.length > 0 ? `what is kept: ${kept.join(", ")}` : "no earlier version is kept";
	return new Failure({ code: "no-such-version", kind: "stack", message, hint });
}

/** The version that is meant, among those that are kept. */
function choose(stack: string, current: string, kept: readonly string[], wanted: string | undefined): string {
	const earlier = kept.filter((version) => version !== current);
	if (wanted === undefined) {
		const [before] = earlier;
		if (before !== undefined) return before;
		throw noVersion(`${stack} has no version before ${current} to go back to`, earlier);
	}
	const version = normalized(wanted);
	if (version === current || earlier.includes(version)) return version;
	throw noVersion(`the version ${version} of ${stack} is not kept`, earlier);
}

async function readVersion({ cloud }: Ports, bucket: string, version: string, options: CallOptions) {
	const bytes = await cloud.objects.read(bucket, templateKey(version), options);
	if (bytes) return parseTemplate(new TextDecoder().decode(bytes));
	throw noVersion(`the template of ${version} is gone`, []);
}

async function find(ports: Ports, request: RollbackRequest): Promise<Found> {
	const { target, folder, signal } = request;
	const options = signal ? { signal } : {};
	const { stacks } = ports.cloud;
	const name = stackName(target);
	return runSpan(ports, { id: "check", label: "Check", phase: "check" }, async (work) => {
		if (folder !== undefined) await requireAllowed(ports.host, folder, "rollback", target);
		const identity = await requireIdentity(ports, target.account, signal);
		await requirePinned(ports, request, identity);
		const stack = await stacks.read(name, options);
		if (!stack) throw notDeployed(name, { target }, identity);
		requireOwnStack(stack);
		const rested = await waitForRest(ports, stack, work.id, signal);
		if (!rested || actionFor(rested) !== "update") throw notDeployed(name, { target }, identity);
		const [resources, text] = await Promise.all([
			stacks.resources(name, options),
			stacks.template(name, options),
		]);
		const bucket = deploymentBucketOf(resources);
		const from = rested.outputs[VERSION_OUTPUT];
		if (bucket === undefined || from === undefined || text === undefined)
			throw noVersion(`nothing is known of earlier versions of ${name}`, []);
		const stored = (await ports.cloud.objects.list(bucket, "", options)) ?? [];
		const to = choose(name, from, keptVersions(stored, from), request.version);
		const wanted = await readVersion(ports, bucket, to, options);
		const keys = stored.map(({ key }) => key);
		await requireArtifacts(ports, wanted, to, { keys, resources, signal });
		work.ending({ summary: `${from} is deployed, ${to} is wanted` });
		return {
			...{ stack: rested, identity, resources, bucket, keys },
			...{ from, to, wanted, deployed: parseTemplate(text) },
		};
	});
}

/** A template that says that it is another version. */
function as(template: Template, version: string): Template {
	const Outputs = { ...template.Outputs, [VERSION_OUTPUT]: { Value: version } };
	return { ...template, Outputs };
}

async function isOfCompanion(ports: Ports, { target, signal }: RollbackRequest): Promise<boolean> {
	if (target.region === REGION) return false;
	const there = ports.cloud.in(REGION);
	return (await there.stacks.read(companionName(target), signal ? { signal } : {})) !== undefined;
}

/** What a template does not hold, and so stays as it is. */
async function tellLimits(ports: Ports, request: RollbackRequest, { keys, from, to }: Found): Promise<void> {
	const warn = (message: string) => ports.emit({ kind: "note", level: "warning", message });
	if ([from, to].some((version) => keys.includes(manifestKey(version))))
		warn(
			`files in buckets and websites stay as they are: deploy the commit of ${to} to bring its files back`,
		);
	if (await isOfCompanion(ports, request))
		warn(`what the stack has in ${REGION} (certificates, firewalls, functions of CDNs) stays as it is`);
}

/** Keeps the template under its new version, from where CloudFormation reads it when it is large. */
async function keep({ cloud }: Ports, { bucket, keys, to }: Found, template: Template, version: string) {
	const body = Buffer.from(templateText({ template }));
	const sha256 = createHash("sha256").update(body).digest("base64");
	const key = templateKey(version);
	await cloud.objects.put({ bucket, key, body, contentType: "text/yaml", sha256 }, {});
	if (keys.includes(configKey(to))) await cloud.objects.copy(bucket, configKey(to), configKey(version), {});
	return body.length <= maxInlineTemplate
		? { body: body.toString() }
		: { url: cloud.objects.url(bucket, key) };
}

function ownTags({ tags }: StackState): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("aws:")));
}

async function apply(
	ports: Ports,
	request: RollbackRequest,
	found: Found,
	template: Template,
	version: string,
): Promise<StackState> {
	const { stack, deployed, to } = found;
	const label = `Deploy ${to} as ${version}`;
	return runSpan(ports, { id: "rollback", label, phase: "deploy" }, async (work) => {
		const source = await keep(ports, found, template, version);
		await protect(ports, stack.name, deployed, template);
		request.signal?.throwIfAborted();
		const token = operationToken();
		const isHalf = stack.status === "UPDATE_FAILED";
		const update: ApplyRequest = {
			name: stack.name,
			template: source,
			tags: ownTags(stack),
			token,
			onFailure: request.noRollback || isHalf ? "keep" : "roll-back",
			keepsSettings: true,
		};
		const started = await ports.cloud.stacks.update(update, {});
		if (started === "unchanged") return stack;
		const operation = {
			stackId: started.stackId,
			stack: stack.name,
			token,
			action: "update" as const,
			span: work.id,
			expected: diffTemplates(deployed, template).filter(({ kind }) => kind !== "output").length,
		};
		const followed = await follow(ports, operation, request.signal);
		if (followed.status !== "UPDATE_COMPLETE")
			throw await explained(ports, followed, { ...operation, template });
		return followed.stack ?? stack;
	});
}

/** What CloudFormation does not do by itself: hot swaps that are taken over, and who may call URLs. */
async function settle(
	ports: Ports,
	{ deployed, bucket, identity }: Found,
	template: Template,
): Promise<void> {
	const { functions } = ports.cloud;
	await settleOlder(ports, { deployed, template, bucket, by: identity.arn });
	await Promise.all([
		...withdrawnUrls(template, deployed).map((name) => functions.allowPublicUrl(name, {})),
		...withdrawnUrls(deployed, template).map((name) => functions.denyPublicUrl(name, {})),
	]);
}

/**
 * Deploys the template of an earlier version again, with the code and images that it names, as a new version. Shows the
 * difference and has it approved like a deploy: going back loses what came later, too.
 */
export async function rollback(ports: Ports, request: RollbackRequest): Promise<RollbackResult> {
	const found = await find(ports, request);
	const { stack, deployed, wanted, from, to, identity, bucket } = found;
	const isHalf = stack.status === "UPDATE_FAILED";
	if (!isHalf && diffTemplates(deployed, as(wanted, from)).length === 0)
		return { outcome: "unchanged", stack, from, to, version: from, links: linksOf(stack) };
	requireProtected(deployed, wanted);
	const version = nextVersion(from);
	const template = as(wanted, version);
	await tellLimits(ports, request, found);
	const target = { ...request.target, account: identity.account };
	const sides = [{ before: deployed, after: as(wanted, from) }];
	await approve(ports, previewOfTemplates(target, stack, sides), request.mayLose ?? []);
	await pinAccount(ports, request, identity);
	const facts = { version, from, to, action: "rollback" as const, by: identity.arn, bucket };
	return recorded(ports, facts, async () => {
		const after = await apply(ports, request, found, template, version);
		await settle(ports, found, template);
		return { outcome: "rolled-back", stack: after, from, to, version, links: linksOf(after) };
	});
}
