import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ApplyRequest, Cloud, StackEvent, StackState } from "../../engine/cloud/port.ts";
import { Failure, type FailureKind } from "../../engine/report/failure.ts";
import { storedZip } from "./stored-zip.ts";

/** A cloud under test. */
export type Made = {
	readonly cloud: Cloud;
	/** A resource type that takes about a second here; facts that need one are left out without it. */
	readonly slowType?: string;
	stop(): Promise<void>;
};

export type Template = {
	readonly Description?: string;
	readonly Resources: Readonly<Record<string, object>>;
	readonly Outputs?: Readonly<Record<string, object>>;
};

/** What the facts say things with. */
export type Stage = {
	readonly cloud: Cloud;
	readonly slowType: string | undefined;
	/** A name that nothing else in the account has. */
	name(hint: string): string;
	/** A request for a stack, with a token of its own. */
	request(name: string, template: Template, more?: Partial<ApplyRequest>): ApplyRequest;
	/** Creates a stack and waits for its end. */
	create(name: string, template: Template, more?: Partial<ApplyRequest>): Promise<StackState>;
	update(name: string, template: Template, more?: Partial<ApplyRequest>): Promise<StackState>;
	remove(name: string): Promise<StackState>;
	/** Waits until no operation runs on a stack. */
	settled(nameOrId: string): Promise<StackState>;
	/** A bucket of a stack of its own. */
	bucket(): Promise<string>;
	/** Stores a function's code. Gives its key. */
	store(bucket: string, key: string, body: Uint8Array): Promise<void>;
};

export function stageOf({ cloud, slowType }: Made): Stage {
	const run = randomUUID().slice(0, 8);
	let count = 0;
	const stage: Stage = {
		cloud,
		slowType,
		name: (hint) => `contract-${run}-${hint}-${++count}`,
		request: (name, template, more = {}) => ({
			name,
			template: { body: JSON.stringify(template) },
			tags: {},
			token: randomUUID(),
			onFailure: "roll-back",
			...more,
		}),
		create: async (name, template, more) => {
			const { stackId } = await cloud.stacks.create(stage.request(name, template, more), {});
			return await stage.settled(stackId);
		},
		update: async (name, template, more) => {
			const started = await cloud.stacks.update(stage.request(name, template, more), {});
			if (started === "unchanged") assert.fail(`nothing to update in ${name}`);
			return await stage.settled(started.stackId);
		},
		remove: async (name) => {
			const { id } = (await cloud.stacks.read(name, {})) ?? assert.fail(`there is no ${name}`);
			await cloud.stacks.delete(name, { token: randomUUID() }, {});
			return await stage.settled(id);
		},
		settled: async (nameOrId) => {
			for (const end = Date.now() + 8_000; Date.now() < end; await delay(15)) {
				const stack = await cloud.stacks.read(nameOrId, {});
				if (stack && !stack.status.endsWith("_IN_PROGRESS")) return stack;
			}
			return assert.fail(`the operation on ${nameOrId} does not end`);
		},
		bucket: async () => {
			const name = stage.name("bucket");
			await stage.create(name, { Resources: { Store: bucketNamed(name) } });
			return name;
		},
		store: async (bucket, key, body) => {
			const object = { bucket, key, body, contentType: "application/zip", sha256: digestOf(body) };
			await cloud.objects.put(object, {});
		},
	};
	return stage;
}

export function bucketNamed(name: string, more: object = {}): object {
	return { Type: "AWS::S3::Bucket", Properties: { BucketName: name }, ...more };
}

export function queueNamed(name: string, more: object = {}): object {
	return { Type: "AWS::SQS::Queue", Properties: { QueueName: name }, ...more };
}

/** A function whose code is an object, and the role that it needs. */
export function functionNamed(name: string, code: { bucket: string; key: string }, more: object = {}) {
	return {
		Role: {
			Type: "AWS::IAM::Role",
			Properties: {
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
					],
				},
			},
		},
		Function: {
			Type: "AWS::Lambda::Function",
			Properties: {
				FunctionName: name,
				Runtime: "nodejs24.x",
				Handler: "index.handler",
				Role: { "Fn::GetAtt": ["Role", "Arn"] },
				Code: { S3Bucket: code.bucket, S3Key: code.key },
				...more,
			},
		},
	};
}

/** The zip of a function that returns `answer`. */
export function codeThatAnswers(answer: string): Uint8Array {
	return storedZip("index.mjs", `export const handler = async () => ${JSON.stringify(answer)};\n`);
}

export function digestOf(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("base64");
}

/** Expects a failure of a kind, with a code if one is given and words in its message. */
export async function assertFails(
	work: Promise<unknown>,
	expected: { readonly kind: FailureKind; readonly code?: string; readonly message?: RegExp },
): Promise<void> {
	await assert.rejects(work, (error) => {
		if (!(error instanceof Failure)) return assert.fail(`not a failure: ${String(error)}`);
		assert.equal(error.kind, expected.kind, error.message);
		if (expected.code !== undefined) assert.equal(error.code, expected.code);
		if (expected.message) assert.match(error.message, expected.message);
		return true;
	});
}

/** Events in short, e.g. `Store CREATE_COMPLETE`; the stack's own are called `stack`. */
export function inShort(events: readonly StackEvent[]): string[] {
	return events.map(({ type, logicalId, status }) =>
		type === "AWS::CloudFormation::Stack" ? `stack ${status}` : `${logicalId} ${status}`,
	);
}
