import type { StackResource } from "../cloud/port.ts";
import { stackName, type Target } from "../names/target.ts";
import { Cancelled, Failure } from "../report/failure.ts";
import { operationFailure, operationToken } from "./apply.ts";
import { follow, waitForRest } from "./follow.ts";
import type { Ports } from "./ports.ts";
import { requireIdentity, requireOwnStack } from "./prepare.ts";
import { runSpan } from "./spans.ts";

export type DeleteRequest = { readonly target: Target; readonly signal?: AbortSignal };

/** A stack that is gone. */
export type DeleteResult = { readonly stack: string; readonly objects: number; readonly images: number };

function physicalIds(resources: readonly StackResource[], type: string): string[] {
	return resources
		.filter((resource) => resource.type === type && resource.status !== "DELETE_COMPLETE")
		.flatMap(({ physicalId }) => physicalId ?? []);
}

function sum(counts: readonly number[]): number {
	return counts.reduce((left, right) => left + right, 0);
}

function unconfirmed(name: string): Failure {
	return new Failure({
		code: "confirmation-needed",
		kind: "usage",
		message: `${name} was not deleted: there is nobody to ask`,
		hint: "say --yes, or type the stack's name in a terminal",
	});
}

/**
 * Deletes a stack: empties its buckets and repositories, which CloudFormation would refuse to delete, and follows
 * CloudFormation to the end. Asks first, by name; nothing is emptied before the answer and before it is known
 * that the stack may be deleted.
 */
export async function deleteStack(ports: Ports, request: DeleteRequest): Promise<DeleteResult> {
	const { target, signal } = request;
	const options = signal ? { signal } : {};
	const name = stackName(target);
	const found = await runSpan(ports, { id: "check", label: "Check", phase: "check" }, async (work) => {
		const identity = await requireIdentity(ports, target.account, signal);
		const stack = await ports.cloud.stacks.read(name, options);
		if (!stack)
			throw new Failure({
				code: "not-deployed",
				kind: "stack",
				message: `there is no stack ${name} in ${target.region}, account ${identity.account}`,
			});
		requireOwnStack(stack);
		const rested = await waitForRest(ports, stack, work.id, signal);
		if (rested?.terminationProtection) {
			throw new Failure({
				code: "termination-protected",
				kind: "stack",
				message: `the stack ${name} is protected against deletion`,
				hint: "set deploymentConfig.terminationProtection to false and deploy, then delete",
			});
		}
		return { stack, identity, resources: await ports.cloud.stacks.resources(name, options) };
	});
	const buckets = physicalIds(found.resources, "AWS::S3::Bucket");
	const repositories = physicalIds(found.resources, "AWS::ECR::Repository");
	const answer = await ports.ask({
		kind: "delete-stack",
		stack: name,
		account: found.identity.account,
		region: target.region,
		buckets,
	});
	if (answer === undefined) throw unconfirmed(name);
	if (answer !== name)
		throw new Cancelled([`${name} was not deleted: "${answer}" is not the name of the stack`]);
	return runSpan(ports, { id: "delete", label: `Delete ${name}`, phase: "delete" }, async (work) => {
		const objects = sum(
			await Promise.all(buckets.map((bucket) => ports.cloud.objects.empty(bucket, options))),
		);
		const images = sum(
			await Promise.all(repositories.map((repository) => ports.cloud.images.empty(repository, options))),
		);
		signal?.throwIfAborted();
		const token = operationToken();
		await ports.cloud.stacks.delete(name, { token }, {});
		const operation = {
			stackId: found.stack.id,
			stack: name,
			token,
			action: "delete" as const,
			span: work.id,
			expected: found.resources.length,
		};
		const followed = await follow(ports, operation, signal);
		if (followed.status !== "DELETE_COMPLETE") throw operationFailure(followed, operation);
		work.ending({ summary: `${objects} objects and ${images} images were removed with it` });
		return { stack: name, objects, images };
	});
}
