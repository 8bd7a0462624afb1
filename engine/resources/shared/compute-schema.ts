import { anything, list, object, optional, scalar, text, variant, variants } from "../../schema/schema.ts";

const policyElements = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html";

/** Environment variables of something that runs the user's code. */
export const environment = list(
	"Environment variables of the running code.",
	object("An environment variable.", {
		name: text("Name of the variable.", { knownBefore: true }),
		value: scalar(
			"Value of the variable; numbers and booleans arrive as text. Take secrets from `$Secret()`.",
		),
	}),
);

/** Statements for the role of something that runs the user's code. */
export const iamRoleStatements = list(
	"Statements added to the role of the running code, for what `connectTo` does not cover.",
	object("A statement of an IAM policy.", {
		Sid: optional(text("Name of the statement: letters and digits.", { source: policyElements })),
		Effect: optional(
			text("`Allow` or `Deny`.", {
				default: "Allow",
				source: policyElements,
				pattern: "^(Allow|Deny)$",
				patternHint: "write `Allow` or `Deny`",
				examples: ["Allow", "Deny"],
			}),
		),
		Action: optional(
			list(
				"Actions that the statement is about; all of them when left out.",
				text("An action, for example `s3:GetObject`.", {
					pattern: "^(\\*|[A-Za-z0-9-]+:.+|\\{\\{resolve:.*)$",
					patternHint: "write the service, a colon and the action, such as `s3:GetObject` or `s3:*`",
					source: policyElements,
					examples: ["s3:GetObject"],
				}),
			),
		),
		Resource: list(
			"ARNs that the statement is about.",
			text("An ARN, or `*`.", {
				pattern: "^(\\*|arn:.+|\\{\\{resolve:.*)$",
				patternHint:
					"write an ARN, such as `arn:aws:s3:::my-bucket/*`, `$ResourceParam('name', 'arn')`, or `*`",
				source: policyElements,
				examples: ["*"],
			}),
		),
		Condition: optional(
			anything("When the statement is in force, as IAM writes it.", { source: policyElements }),
		),
	}),
	{ source: policyElements },
);

/** Names of resources that the running code may use. */
export const connectTo = list(
	"Names of resources that the running code may use: it gets the permissions for them, and their parameters as environment variables that begin with `STP_`. `aws:ses` allows sending mail.",
	text("Name of a resource, or `aws:ses`.", { connects: true }),
);

const mountPath = text("Folder below `/mnt/` where the code finds the files.", {
	pattern: "^/mnt/[A-Za-z0-9_.-]+$",
	patternHint: "Lambda mounts file systems at `/mnt/` and one more name, such as `/mnt/models`",
	maxLength: 160,
	source: "https://docs.aws.amazon.com/lambda/latest/api/API_FileSystemConfig.html",
	examples: ["/mnt/data"],
});

/** File systems that a function mounts. */
export const volumeMounts = list(
	"File systems that the code sees as folders. The function must join the VPC (`joinDefaultVpc`).",
	variants("A file system.", [
		variant(
			"An `efs-filesystem` of this config.",
			"efs",
			object("Which file system, and where.", {
				efsFilesystemName: text("Name of the file system.", { references: ["efs-filesystem"] }),
				rootDirectory: optional(text("Folder of the file system that is mounted.", { default: "/" })),
				mountPath,
			}),
		),
		variant(
			"An access point of S3 Files.",
			"s3files",
			object("Which access point, and where.", {
				accessPointArn: text("ARN of the access point.", {
					pattern: "^(arn:[^:]+:.+|\\{\\{resolve:.*)$",
					patternHint: "write the ARN of the access point, which begins with `arn:`",
				}),
				mountPath,
			}),
		),
	]),
);

/** Tags of one resource, besides those of the stack. */
export const resourceTags = list(
	"Tags of the resource, besides those of the stack.",
	object("A tag.", {
		name: text("Key of the tag.", { minLength: 1, maxLength: 128 }),
		value: text("Value of the tag.", { maxLength: 256 }),
	}),
	{
		maxItems: 50,
		source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
	},
);
