import type { Static } from "../../../schema/schema.ts";
import { accountId } from "../../../template/intrinsics.ts";
import type { Aftercare, Child, Deployed, Finding, Path, Placed, Surroundings } from "../../kind.ts";
import { bucketOf, type Notification, notificationsOf, overlap } from "../../shared/bucket-notifications.ts";
import { writtenIn } from "../../shared/event-use.ts";
import { keyFilters, type s3Properties } from "../../shared/events/s3-schema.ts";
import { eventPermission } from "./permission.ts";

/** Properties of an event of a bucket. */
type S3Event = Deployed<Static<typeof s3Properties>>;

/**
 * The permission by which a bucket may call the function named `owner`, for its event at `index`. The bucket's own
 * room writes the notification, which is a part of the bucket.
 */
export function compileS3(owner: string, event: S3Event, index: number): Child {
	return eventPermission({
		owner,
		index,
		principal: "s3.amazonaws.com",
		sourceArn: event.bucketArn,
		sourceAccount: accountId,
	});
}

const bucketArn = /^arn:aws[a-z-]*:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/;

/** Name of the bucket that an ARN in words means; `undefined` for what the deploy alone knows, and for other texts. */
function bucketIn(arn: unknown): string | undefined {
	return typeof arn === "string" ? bucketArn.exec(arn)?.[1] : undefined;
}

/** What the engine tells buckets that are not of the stack, so that they call the function. */
export function foreignNotifications(
	events: readonly { readonly type: string; readonly properties?: unknown }[],
	functionName: string,
): readonly Aftercare[] {
	return events.flatMap((event): readonly Aftercare[] => {
		if (event.type !== "s3") return [];
		const { bucketArn: arn, s3EventType, filterRule } = event.properties as S3Event;
		const bucket = bucketIn(arn);
		if (bucket === undefined) return [];
		const { prefix, suffix } = filterRule ?? {};
		return [
			{
				kind: "bucket-notification",
				bucket,
				functionName,
				event: s3EventType,
				...(prefix !== undefined && { prefix: String(prefix) }),
				...(suffix !== undefined && { suffix: String(suffix) }),
			},
		];
	});
}

/** A bucket outside of the config is told by the engine, which has to know its name. */
function checkForeign(arn: unknown, path: Path): readonly Finding[] {
	if (bucketIn(arn) !== undefined) return [];
	const at: Path = [...path, "bucketArn"];
	const hint = "write arn:aws:s3:::name, or name a bucket of this config: $ResourceParam('bucket', 'arn')";
	if (typeof arn !== "string") {
		const message = "the ARN of a bucket outside of this config must be known before the deploy";
		return [{ code: "value-known-at-deploy", message, path: at, hint }];
	}
	return [{ code: "text-not-matching", message: `"${arn}" is not the ARN of a bucket`, path: at, hint }];
}

const placeOf = ({ by, index }: Notification) => `event ${index + 1} of "${writtenIn(by.reference)}"`;

/** S3 would not know whom to tell, and refuses the whole configuration of the bucket. */
function checkOverlap(
	bucket: Placed,
	reference: string,
	index: number,
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	const all = notificationsOf(bucket, surroundings);
	const own = all.findIndex((one) => one.by.reference === reference && one.index === index);
	const mine = all[own];
	const other = mine && all.slice(0, own).find((earlier) => overlap(earlier, mine));
	if (!other) return [];
	const isHere = other.by.reference === reference;
	return [
		{
			code: "overlapping-notifications",
			message: `objects of "${writtenIn(bucket.reference)}" can fit both this event and ${placeOf(other)}, which S3 does not allow`,
			path: [...path, "s3EventType"],
			hint: `give them types, prefixes or suffixes that no object can share, see ${keyFilters}`,
			...(isHere && {
				related: [{ message: "the other event", path: ["events", other.index, "properties", "s3EventType"] }],
			}),
		},
	];
}

/** Finds what is wrong with the event at `index` of the function `reference`, whose properties stand at `path`. */
export function checkS3(
	reference: string,
	index: number,
	path: Path,
	surroundings: Surroundings,
	event: S3Event,
): readonly Finding[] {
	const named = surroundings.namedAt(reference, [...path, "bucketArn"]);
	if (!named) return checkForeign(event.bucketArn, path);
	return checkOverlap(bucketOf(named, surroundings), reference, index, path, surroundings);
}
