import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, type Text } from "../../template/intrinsics.ts";
import type { Placed, Surroundings, Use } from "../kind.ts";
import { eventAt, member } from "./event-use.ts";
import { isKnownAtDeploy } from "./json-text.ts";

/** An event of type `s3`, as the bucket sees it. */
export type Notification = {
	/** The resource that has the event. */
	readonly by: Placed;
	/** Place of the event in the `events` of `by`. */
	readonly index: number;
	/** Name that owns the function and the permission. */
	readonly owner: string;
	/** E.g. `s3:ObjectCreated:*`. */
	readonly type: string;
	readonly prefix: Text | undefined;
	readonly suffix: Text | undefined;
};

const textOf = (value: unknown): Text | undefined =>
	typeof value === "string" || isKnownAtDeploy(value) ? value : undefined;

function notificationOf(use: Use): readonly Notification[] {
	const event = eventAt(use);
	const [, index] = use.path;
	if (member(event, "type") !== "s3" || typeof index !== "number") return [];
	const properties = member(event, "properties");
	const filter = member(properties, "filterRule");
	return [
		{
			by: use.by,
			index,
			owner: use.by.name,
			type: String(member(properties, "s3EventType")),
			prefix: textOf(member(filter, "prefix")),
			suffix: textOf(member(filter, "suffix")),
		},
	];
}

/** The website that a bucket is the files of, by which the config may name it as well. */
function siteOf({ reference }: Placed, surroundings: Surroundings): Placed | undefined {
	const [owner = "", part] = reference.split(".");
	const site = part === "bucket" ? surroundings.resource(owner) : undefined;
	return site?.type === "hosting-bucket" ? site : undefined;
}

/** The bucket that a resource is, or has its files in. */
export function bucketOf(named: Placed, surroundings: Surroundings): Placed {
	if (named.type !== "hosting-bucket") return named;
	return surroundings.resource(`${named.reference}.bucket`) ?? named;
}

/** The events of type `s3` of a bucket, in the order of the config; those that name it by its website come last. */
export function notificationsOf(bucket: Placed, surroundings: Surroundings): readonly Notification[] {
	const site = siteOf(bucket, surroundings);
	const named = [bucket, ...(site ? [site] : [])];
	return named.flatMap(({ reference }) => surroundings.usesOf(reference).flatMap(notificationOf));
}

/** What a notification calls: the function, or the alias that calls of it go through. */
function calleeOf({ values }: Placed, owner: string): Text {
	const hasAlias = ["deployment", "provisionedConcurrency"].some((key) => member(values, key) !== undefined);
	if (hasAlias) return ref(logicalId({ owner, specifier: "Stp", type: "AWS::Lambda::Alias" }));
	return getAtt(logicalId({ owner, type: "AWS::Lambda::Function" }), "Arn");
}

/** `LambdaConfigurations` of a bucket's `NotificationConfiguration`. */
export function lambdaConfigurations(notifications: readonly Notification[]) {
	return notifications.map(({ by, owner, type, prefix, suffix }) => {
		const Rules = [
			...(prefix === undefined ? [] : [{ Name: "prefix", Value: prefix }]),
			...(suffix === undefined ? [] : [{ Name: "suffix", Value: suffix }]),
		];
		return {
			Event: type,
			Function: calleeOf(by, owner),
			...(Rules.length > 0 && { Filter: { S3Key: { Rules } } }),
		};
	});
}

/** Logical ids of the permissions that must be there first: S3 tries them before it accepts a notification. */
export function notificationPermissions(notifications: readonly Notification[]): readonly string[] {
	return notifications.map(({ owner, index }) =>
		logicalId({ owner, specifier: `Event${index}`, type: "AWS::Lambda::Permission" }),
	);
}

const covers = (wide: string, narrow: string) =>
	wide === narrow || (wide.endsWith(":*") && narrow.startsWith(wide.slice(0, -1)));

/** True when keys can begin (or, by `fits`, end) with both texts; what only the deploy knows is taken as different. */
function canShare(
	one: Text | undefined,
	other: Text | undefined,
	fits: (long: string, short: string) => boolean,
): boolean {
	const [left, right] = [one ?? "", other ?? ""];
	if (left === "" || right === "") return true;
	if (typeof left !== "string" || typeof right !== "string") return false;
	return fits(left, right) || fits(right, left);
}

/** True when one change of one object would fit both notifications, which S3 refuses whoever is notified. */
export function overlap(one: Notification, other: Notification): boolean {
	return (
		(covers(one.type, other.type) || covers(other.type, one.type)) &&
		canShare(one.prefix, other.prefix, (long, short) => long.startsWith(short)) &&
		canShare(one.suffix, other.suffix, (long, short) => long.endsWith(short))
	);
}
