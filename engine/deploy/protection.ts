import { createHash } from "node:crypto";
import type { StackState } from "../cloud/port.ts";
import { templateKey } from "../names/artifact-key.ts";
import type { SpanId } from "../progress/event.ts";
import { Failure } from "../report/failure.ts";
import type { CfnResource, Template } from "../template/template.ts";
import { maxInlineTemplate, operationFailure, operationToken, templateText } from "./apply.ts";
import { follow } from "./follow.ts";
import type { Ports } from "./ports.ts";

const databases: ReadonlySet<string> = new Set(["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]);

const isProtected = ({ Type, Properties }: CfnResource) =>
	databases.has(Type) && Properties?.["DeletionProtection"] === true;

/** Logical ids of the databases of a template that may be neither deleted nor replaced. */
export function protectedIds({ Resources }: Template): readonly string[] {
	return Object.entries(Resources).flatMap(([id, resource]) => (isProtected(resource) ? [id] : []));
}

/** A policy by which CloudFormation refuses to delete or replace these resources. */
export function stackPolicy(ids: readonly string[]): string {
	const every = { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" };
	const none = {
		Effect: "Deny",
		Action: ["Update:Replace", "Update:Delete"],
		Principal: "*",
		Resource: ids.map((id) => `LogicalResourceId/${id}`),
	};
	return JSON.stringify({ Statement: ids.length > 0 ? [every, none] : [every] });
}

/** Stops before a protected database would be deleted: RDS would refuse it when everything else has been changed. */
export function requireProtected(before: Template, after: Template): void {
	const gone = protectedIds(before).find((id) => after.Resources[id] === undefined);
	if (gone === undefined) return;
	throw new Failure({
		code: "protected-database",
		kind: "stack",
		message: `the database ${gone} is protected against deletion, but the config does not have it any more`,
		hint: "set deletionProtection: false and deploy, then remove it",
	});
}

/** Tells CloudFormation which databases it may neither delete nor replace. */
export async function protect(
	{ cloud }: Pick<Ports, "cloud">,
	stack: string,
	before: Template | undefined,
	after: Template,
): Promise<void> {
	const wanted = protectedIds(after);
	const isNeeded = wanted.length > 0 || (before !== undefined && protectedIds(before).length > 0);
	if (isNeeded) await cloud.stacks.setPolicy(stack, stackPolicy(wanted), {});
}

function unprotected(template: Template): Template {
	const Resources = Object.fromEntries(
		Object.entries(template.Resources).map(([id, resource]) => [
			id,
			isProtected(resource)
				? { ...resource, Properties: { ...resource.Properties, DeletionProtection: false } }
				: resource,
		]),
	);
	return { ...template, Resources };
}

/** Where the template without protection is kept while CloudFormation reads it. */
const unprotectedKey = templateKey("unprotected");

async function templateSource(ports: Ports, body: string, buckets: readonly string[]) {
	const bytes = Buffer.from(body);
	const [bucket] = buckets;
	if (bytes.length <= maxInlineTemplate || bucket === undefined) return { body };
	const sha256 = createHash("sha256").update(bytes).digest("base64");
	const object = { bucket, key: unprotectedKey, body: bytes, contentType: "text/yaml", sha256 };
	await ports.cloud.objects.put(object, {});
	return { url: ports.cloud.objects.url(bucket, unprotectedKey) };
}

/**
 * Lifts the protection of every database of a stack that is about to be deleted, by an update that changes nothing
 * else. RDS would refuse the delete otherwise.
 */
export async function liftProtection(
	ports: Ports,
	stack: StackState,
	template: Template,
	work: {
		readonly buckets: readonly string[];
		readonly span: SpanId;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<void> {
	if (protectedIds(template).length === 0) return;
	const token = operationToken();
	const source = await templateSource(ports, templateText({ template: unprotected(template) }), work.buckets);
	const request = {
		name: stack.name,
		template: source,
		tags: stack.tags,
		token,
		onFailure: "roll-back" as const,
	};
	const started = await ports.cloud.stacks.update(request, {});
	if (started === "unchanged") return;
	const operation = {
		stackId: started.stackId,
		stack: stack.name,
		token,
		action: "update" as const,
		span: work.span,
		expected: protectedIds(template).length,
	};
	const followed = await follow(ports, operation, work.signal);
	if (followed.status !== "UPDATE_COMPLETE") throw operationFailure(followed, operation);
}
