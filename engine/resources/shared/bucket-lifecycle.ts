import {
	choice,
	integer,
	list,
	object,
	optional,
	type Static,
	text,
	variant,
	variants,
} from "../../schema/schema.ts";
import type { Deployed, Finding } from "../kind.ts";
import { keyValuePairs } from "./directory-upload-schema.ts";

const guide = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const lifecycle = `${guide}/object-lifecycle-mgmt.html`;
const lifecycleElements = `${guide}/intro-lifecycle-rules.html`;

const days = (docs: string, minimum: 0 | 1) =>
	integer(docs, { unit: "days", minimum, source: lifecycleElements });

const storageClass = choice(
	"Storage class that the objects move to.",
	["DEEP_ARCHIVE", "GLACIER", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA"],
	{
		source: `${guide}/storage-class-intro.html`,
		valueDocs: {
			DEEP_ARCHIVE: "Archive that takes 12 hours to read; the cheapest.",
			GLACIER: "Archive that takes minutes to hours to read.",
			INTELLIGENT_TIERING: "S3 moves each object to the tier that its use makes cheapest.",
			ONEZONE_IA: "For seldom reads, kept in one Availability Zone only.",
			STANDARD_IA: "For seldom reads.",
		},
	},
);

const whichObjects = {
	prefix: optional(text("Only objects whose keys begin with this text.")),
	tags: optional(
		keyValuePairs("Only objects with all of these tags.", "Key of the tag.", "Value of the tag."),
	),
};

const lifecycleRule = variants("What happens to objects when they get old.", [
	variant(
		"Deletes objects.",
		"expiration",
		object("When, and which objects.", {
			daysAfterUpload: days("Days between the upload of an object and its end.", 1),
			...whichObjects,
		}),
	),
	variant(
		"Deletes versions of objects that newer ones have replaced.",
		"non-current-version-expiration",
		object("When, and which objects.", {
			daysAfterVersioned: days("Days between the arrival of a newer version and the end of the old one.", 1),
			...whichObjects,
		}),
	),
	variant(
		"Moves objects to a cheaper storage class.",
		"class-transition",
		object("When, where to, and which objects.", {
			daysAfterUpload: days("Days between the upload of an object and its move.", 0),
			storageClass,
			...whichObjects,
		}),
	),
	variant(
		"Moves versions of objects that newer ones have replaced to a cheaper storage class.",
		"non-current-version-class-transition",
		object("When, where to, and which objects.", {
			daysAfterVersioned: days("Days between the arrival of a newer version and the move of the old one.", 0),
			storageClass,
			...whichObjects,
		}),
	),
	variant(
		"Drops the parts of uploads that were never completed.",
		"abort-incomplete-multipart-upload",
		object("When, and which objects.", {
			daysAfterInitiation: days("Days between the start of an upload and its end.", 1),
			...whichObjects,
		}),
	),
]);

/** The `lifecycleRules` of a bucket. */
export const lifecycleRules = list("What happens to objects when they get old.", lifecycleRule, {
	maxItems: 1000,
	source: lifecycle,
});

type LifecycleRule = Deployed<Static<typeof lifecycleRule>>;

function lifecycleAction(rule: LifecycleRule) {
	switch (rule.type) {
		case "expiration":
			return { ExpirationInDays: rule.properties.daysAfterUpload };
		case "non-current-version-expiration":
			return { NoncurrentVersionExpirationInDays: rule.properties.daysAfterVersioned };
		case "class-transition": {
			const { storageClass, daysAfterUpload } = rule.properties;
			return { Transitions: [{ StorageClass: storageClass, TransitionInDays: daysAfterUpload }] };
		}
		case "non-current-version-class-transition": {
			const { storageClass, daysAfterVersioned } = rule.properties;
			return {
				NoncurrentVersionTransitions: [{ StorageClass: storageClass, TransitionInDays: daysAfterVersioned }],
			};
		}
		case "abort-incomplete-multipart-upload":
			return { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.properties.daysAfterInitiation } };
	}
}

/** A rule as CloudFormation takes it. */
export function lifecycleEntry(rule: LifecycleRule) {
	return {
		Status: "Enabled",
		Prefix: rule.properties.prefix,
		TagFilters: rule.properties.tags?.map(({ key, value }) => ({ Key: key, Value: value })),
		...lifecycleAction(rule),
	};
}

/** Days that an object must have been in the standard class before it can move to one for seldom reads. */
const DAYS_BEFORE_INFREQUENT_ACCESS = 30;

function daysBeforeMove(rule: LifecycleRule) {
	if (rule.type === "class-transition") {
		return {
			key: "daysAfterUpload",
			days: rule.properties.daysAfterUpload,
			to: rule.properties.storageClass,
		};
	}
	if (rule.type !== "non-current-version-class-transition") return undefined;
	return {
		key: "daysAfterVersioned",
		days: rule.properties.daysAfterVersioned,
		to: rule.properties.storageClass,
	};
}

function checkMove(rule: LifecycleRule, index: number): readonly Finding[] {
	const move = daysBeforeMove(rule);
	if (!move || (move.to !== "STANDARD_IA" && move.to !== "ONEZONE_IA")) return [];
	if (move.days >= DAYS_BEFORE_INFREQUENT_ACCESS) return [];
	return [
		{
			code: "transition-too-early",
			message: `${move.key} is ${move.days}, but objects move to ${move.to} after ${DAYS_BEFORE_INFREQUENT_ACCESS} days at the earliest`,
			path: ["lifecycleRules", index, "properties", move.key],
			hint: `write ${DAYS_BEFORE_INFREQUENT_ACCESS} or more, or choose another storage class`,
		},
	];
}

function checkTags(rule: LifecycleRule, index: number): readonly Finding[] {
	if (rule.type !== "abort-incomplete-multipart-upload" || !rule.properties.tags?.length) return [];
	return [
		{
			code: "lifecycle-tags-not-allowed",
			message: "unfinished uploads cannot be chosen by tags, because they have none yet",
			path: ["lifecycleRules", index, "properties", "tags"],
			atKey: true,
			hint: "choose them by prefix, or leave the tags out",
		},
	];
}

/**
 * Finds what S3 refuses about the `lifecycleRules` of a bucket: moves that come too early, and tags where S3 knows
 * none. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export function checkLifecycleRules(rules: readonly LifecycleRule[]): readonly Finding[] {
	return rules.flatMap((rule, index) => [...checkMove(rule, index), ...checkTags(rule, index)]);
}
