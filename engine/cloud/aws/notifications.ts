import { createHash } from "node:crypto";
import {
	type Event,
	type FilterRule,
	GetBucketNotificationConfigurationCommand,
	type LambdaFunctionConfiguration,
	PutBucketNotificationConfigurationCommand,
	S3Client,
} from "@aws-sdk/client-s3";
import type { BucketNotification, ObjectPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

function configurationOf({
	functionArn,
	event,
	prefix,
	suffix,
}: BucketNotification): LambdaFunctionConfiguration {
	const rules: FilterRule[] = [
		...(prefix === undefined ? [] : [{ Name: "prefix" as const, Value: prefix }]),
		...(suffix === undefined ? [] : [{ Name: "suffix" as const, Value: suffix }]),
	];
	return {
		Id: createHash("sha1")
			.update(JSON.stringify([functionArn, event, prefix, suffix]))
			.digest("hex"),
		LambdaFunctionArn: functionArn,
		Events: [event as Event],
		...(rules.length > 0 && { Filter: { Key: { FilterRules: rules } } }),
	};
}

const isOf = (arn: string | undefined, owned: readonly string[]) =>
	owned.some((one) => arn === one || arn?.startsWith(`${one}:`) === true);

/** What buckets tell others, through S3. */
export function openNotifications(session: Session): ObjectPort["notify"] {
	const client = new S3Client({ ...clientSettings(session), forcePathStyle: session.endpoint !== undefined });
	return async (bucket, owned, notifications, options) => {
		const told = await onAws(session, "s3:GetBucketNotification", options, (http) =>
			unlessMissing(
				client.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }), http),
				(error) => notifications.length === 0 && awsErrorOf(error)?.name === "NoSuchBucket",
			),
		);
		if (!told) return;
		const { LambdaFunctionConfigurations: functions = [], $metadata: _answer, ...others } = told;
		const kept = functions.filter(({ LambdaFunctionArn }) => !isOf(LambdaFunctionArn, owned));
		const wanted = [...kept, ...notifications.map(configurationOf)];
		if (kept.length === functions.length && notifications.length === 0) return;
		await onAws(session, "s3:PutBucketNotification", options, async (http) => {
			const NotificationConfiguration = { ...others, LambdaFunctionConfigurations: wanted };
			const input = { Bucket: bucket, NotificationConfiguration };
			await client.send(new PutBucketNotificationConfigurationCommand(input), http);
		});
	};
}
