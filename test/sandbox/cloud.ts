import { crc32 } from "node:zlib";
import {
	CloudFormationClient,
	DescribeStackEventsCommand,
	DescribeStacksCommand,
	type Stack,
	type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Sandbox } from "../../sandbox/sandbox.ts";

/** AWS SDK clients of one sandbox. */
export type Cloud = {
	readonly stacks: CloudFormationClient;
	readonly functions: LambdaClient;
	readonly objects: S3Client;
	readonly logs: CloudWatchLogsClient;
	/** Calls a service that speaks JSON, e.g. `DynamoDB_20120810.PutItem`. */
	call(target: string, input: object): Promise<Record<string, unknown>>;
	close(): void;
};

export function openCloud(sandbox: Pick<Sandbox, "endpoint" | "region" | "credentials">): Cloud {
	const { endpoint, region, credentials } = sandbox;
	const config = { endpoint, region, credentials, maxAttempts: 1 };
	const clients = {
		stacks: new CloudFormationClient(config),
		functions: new LambdaClient(config),
		objects: new S3Client({ ...config, forcePathStyle: true }),
		logs: new CloudWatchLogsClient(config),
	};
	return {
		...clients,
		async call(target, input) {
			const scope = `${credentials.accessKeyId}/20260101/${region}/any/aws4_request`;
			const response = await fetch(endpoint, {
				method: "POST",
				headers: {
					"content-type": "application/x-amz-json-1.0",
					"x-amz-target": target,
					authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
				},
				body: JSON.stringify(input),
			});
			const output = JSON.parse((await response.text()) || "{}");
			if (!response.ok) throw new Error(`${target}: ${JSON.stringify(output)}`);
			return output;
		},
		close() {
			for (const client of Object.values(clients)) client.destroy();
		},
	};
}

/** Waits for what `look` gives, up to 15 seconds. */
export async function eventually<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
	for (const end = Date.now() + 15_000; Date.now() < end; ) {
		const found = await look();
		if (found !== undefined) return found;
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	throw new Error(`${what} did not happen`);
}

/** Waits until no operation runs on the stack. */
export async function settled(cloud: Cloud, name: string): Promise<Stack> {
	return await eventually(async () => {
		const { Stacks } = await cloud.stacks.send(new DescribeStacksCommand({ StackName: name }));
		return Stacks?.[0]?.StackStatus?.endsWith("_IN_PROGRESS") ? undefined : Stacks?.[0];
	}, `the end of the operation on ${name}`);
}

/** All events of a stack, oldest first. */
export async function eventsOf(cloud: Cloud, name: string): Promise<readonly StackEvent[]> {
	const events: StackEvent[] = [];
	let NextToken: string | undefined;
	do {
		const page = await cloud.stacks.send(new DescribeStackEventsCommand({ StackName: name, NextToken }));
		events.push(...(page.StackEvents ?? []));
		NextToken = page.NextToken;
	} while (NextToken);
	return events.reverse();
}

/** `Table CREATE_COMPLETE` for every event after the first `seen`. */
export async function eventLines(cloud: Cloud, name: string, seen = 0): Promise<readonly string[]> {
	const events = await eventsOf(cloud, name);
	return events
		.slice(seen)
		.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
}

export function outputsOf(stack: Stack): Record<string, string> {
	return Object.fromEntries((stack.Outputs ?? []).map((o) => [o.OutputKey ?? "", o.OutputValue ?? ""]));
}

/** Stores a zip with the given files. */
export async function putZip(
	cloud: Cloud,
	bucket: string,
	key: string,
	files: Readonly<Record<string, string>>,
): Promise<void> {
	await cloud.objects.send(new CreateBucketCommand({ Bucket: bucket })).catch(() => undefined);
	await cloud.objects.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: zip(files) }));
}

/** The messages in a function's log group. */
export async function logOf(cloud: Cloud, functionName: string): Promise<string> {
	const logGroupName = `/aws/lambda/${functionName}`;
	const { events } = await cloud.logs.send(new FilterLogEventsCommand({ logGroupName }));
	return (events ?? []).map(({ message }) => message).join("\n");
}

/** A zip without compression (APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16). */
export function zip(files: Readonly<Record<string, string>>): Buffer {
	const locals: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for (const [name, text] of Object.entries(files)) {
		const content = Buffer.from(text);
		const fields = Buffer.alloc(26);
		fields.writeUInt16LE(20, 0);
		fields.writeUInt32LE(crc32(content), 10);
		fields.writeUInt32LE(content.length, 14);
		fields.writeUInt32LE(content.length, 18);
		fields.writeUInt16LE(Buffer.byteLength(name), 22);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(offset, 10);
		const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, Buffer.from(name), content]);
		central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, place, Buffer.from(name)]));
		locals.push(local);
		offset += local.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", "latin1");
	end.writeUInt16LE(central.length, 8);
	end.writeUInt16LE(central.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...locals, directory, end]);
}
