import { choice, object, optional, text, variant } from "../../../schema/schema.ts";

/** What kinds of events S3 knows. */
const bucketEvents =
	"https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html";

/** How S3 tells by an object's key whether an event counts. */
export const keyFilters =
	"https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html";

const keyPart = (docs: string) =>
	text(docs, {
		maxLength: 1024,
		pattern: "^[^*]*$",
		patternHint: "S3 knows no wildcards here: write the plain text",
		source: keyFilters,
	});

/** Properties of an event of type `s3`. */
export const s3Properties = object("Which changes of which bucket.", {
	bucketArn: text(
		"ARN of a bucket: `$ResourceParam('bucket', 'arn')`, or in words for a bucket outside of this config.",
		{
			arnOf: ["bucket", "hosting-bucket"],
		},
	),
	s3EventType: choice(
		"What happens to an object.",
		[
			"s3:ObjectCreated:*",
			"s3:ObjectCreated:CompleteMultipartUpload",
			"s3:ObjectCreated:Copy",
			"s3:ObjectCreated:Post",
			"s3:ObjectCreated:Put",
			"s3:ObjectRemoved:*",
			"s3:ObjectRemoved:Delete",
			"s3:ObjectRemoved:DeleteMarkerCreated",
			"s3:ObjectRestore:*",
			"s3:ObjectRestore:Completed",
			"s3:ObjectRestore:Post",
			"s3:ReducedRedundancyLostObject",
			"s3:Replication:*",
			"s3:Replication:OperationFailedReplication",
			"s3:Replication:OperationMissedThreshold",
			"s3:Replication:OperationNotTracked",
			"s3:Replication:OperationReplicatedAfterThreshold",
		],
		{ source: bucketEvents },
	),
	filterRule: optional(
		object("Which objects count, by their keys.", {
			prefix: optional(keyPart("What the key begins with, for example `uploads/`.")),
			suffix: optional(keyPart("What the key ends with, for example `.jpg`.")),
		}),
	),
});

/** A change in a bucket. */
export const s3Variant = variant("A change in a bucket.", "s3", s3Properties, {
	source: "https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html",
});
