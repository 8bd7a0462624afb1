import type { Static } from "../../../schema/schema.ts";
import { accountId } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Placed, Surroundings } from "../../kind.ts";
import { type Notification, notificationsOf, overlap } from "../../shared/bucket-notifications.ts";
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

function outside(path: Path): Finding {
	return {
		code: "not-built-yet",
		message: "events of a bucket outside of this config are not built yet",
		path: [...path, "bucketArn"],
		hint: "name a bucket of this config: $ResourceParam('bucket', 'arn')",
	};
}

const placeOf = ({ by, index }: Notification) => `event ${index + 1} of "${by.name}"`;

/** S3 would not know whom to tell, and refuses the whole configuration of the bucket. */
function checkOverlap(
	bucket: Placed,
	owner: string,
	index: number,
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	const all = notificationsOf(surroundings.usesOf(bucket.name));
	const own = all.findIndex((one) => one.by.name === owner && one.index === index);
	const mine = all[own];
	const other = mine && all.slice(0, own).find((earlier) => overlap(earlier, mine));
	if (!other) return [];
	const isHere = other.by.name === owner;
	return [
		{
			code: "overlapping-notifications",
			message: `objects of "${bucket.name}" can fit both this event and ${placeOf(other)}, which S3 does not allow`,
			path: [...path, "s3EventType"],
			hint: `give them types, prefixes or suffixes that no object can share, see ${keyFilters}`,
			...(isHere && {
				related: [{ message: "the other event", path: ["events", other.index, "properties", "s3EventType"] }],
			}),
		},
	];
}

/** Finds what is wrong with the event at `index` of the function named `owner`, whose properties stand at `path`. */
export function checkS3(
	owner: string,
	index: number,
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	const bucket = surroundings.namedAt(owner, [...path, "bucketArn"]);
	return bucket?.type === "bucket" ? checkOverlap(bucket, owner, index, path, surroundings) : [outside(path)];
}
