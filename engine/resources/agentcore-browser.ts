import { logicalId } from "../names/logical-id.ts";
import { flag, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, sub, type Text } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Statement,
	type Surroundings,
} from "./kind.ts";
import { agentConsole } from "./shared/agentcore/console.ts";
import { agentRoleName, underscoreName } from "./shared/agentcore/names.ts";
import { agentRole, agentRoleId, allow, logStatements } from "./shared/agentcore/role.ts";
import { resourceTags } from "./shared/compute-schema.ts";
import { tagMap } from "./shared/tag-map.ts";

const BROWSER = "AWS::BedrockAgentCore::BrowserCustom";

const guide = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide";
const browserResource =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-browsercustom.html";

/** AWS asks for a prefix where recordings go; the format can leave it out. */
const DEFAULT_PREFIX = "browser-recordings/";

const properties = object("Settings of the browser.", {
	description: optional(
		text("What the browser is for.", { minLength: 1, maxLength: 200, source: browserResource }),
	),
	recording: optional(
		object(
			"Records what happens in a session, to be looked at later.",
			{
				enabled: optional(flag("Record.", { default: false })),
				bucketName: optional(
					text(
						"Name of the bucket in S3 that recordings go to. For a bucket of this config: `$ResourceParam('bucket', 'name')`.",
						{ source: browserResource },
					),
				),
				prefix: optional(
					text("What the keys of recordings begin with.", {
						minLength: 1,
						default: DEFAULT_PREFIX,
						source: browserResource,
					}),
				),
			},
			{ source: `${guide}/browser-session-recording.html` },
		),
	),
	tags: optional(resourceTags),
});

type Browser = Placed<Deployed<Static<typeof properties>>>;

const id = ({ name }: Browser) => logicalId({ owner: name, type: BROWSER });

/** Where recordings go, when they go anywhere. */
function placeOf({ values }: Browser): { readonly bucket: Text; readonly prefix: Text } | undefined {
	const { bucketName: bucket, prefix = DEFAULT_PREFIX } = values.recording ?? {};
	return bucket === undefined ? undefined : { bucket, prefix };
}

function recordingStatements(browser: Browser): readonly Statement[] {
	const place = placeOf(browser);
	if (!place || !browser.values.recording?.enabled) return [];
	return [
		allow(
			["s3:GetBucketLocation", "s3:ListBucket"],
			[sub("arn:${AWS::Partition}:s3:::${bucket}", { bucket: place.bucket })],
		),
		allow(
			["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
			[sub("arn:${AWS::Partition}:s3:::${bucket}/${prefix}*", place)],
		),
	];
}

function compile(browser: Browser, surroundings: Surroundings): readonly Child[] {
	const { values } = browser;
	const { recording } = values;
	const place = placeOf(browser);
	const name = underscoreName([browser.name], surroundings.target);
	const Properties = {
		Name: name.text,
		Description: values.description,
		ExecutionRoleArn: getAtt(agentRoleId(browser.name, "Browser"), "Arn"),
		NetworkConfiguration: { NetworkMode: "PUBLIC" },
		RecordingConfig: recording && {
			Enabled: recording.enabled ?? false,
			S3Location: place && { Bucket: place.bucket, Prefix: place.prefix },
		},
		Tags: tagMap(surroundings, values.tags),
	};
	const role = agentRole(
		browser.name,
		{
			kind: "Browser",
			suffix: "browser",
			policies: [
				["agentcore-service-access", logStatements("browser")],
				["custom-iam-role-statements", recordingStatements(browser)],
			],
		},
		surroundings,
	);
	return [role, { id: id(browser), name, resource: { Type: BROWSER, Properties } }];
}

function check({ values }: Browser): readonly Finding[] {
	const { enabled, bucketName } = values.recording ?? {};
	if (!enabled || bucketName !== undefined) return [];
	return [
		{
			code: "missing-property",
			message: `"bucketName" is missing in recording`,
			path: ["recording"],
			atKey: true,
			hint: "recordings need a bucket: add bucketName, for example $ResourceParam('bucket', 'name')",
		},
	];
}

const paramDocs = { id: "Id of the browser.", arn: "ARN of the browser." };

/** The room of `agentcore-browser`. */
export const agentCoreBrowser = defineResource({
	type: "agentcore-browser",
	docs: "A browser in the cloud that agents use (Amazon Bedrock AgentCore Browser).",
	source: `${guide}/browser-tool.html`,
	properties,
	snippet: `type: agentcore-browser
properties:
  description: \${1:Looks things up}`,
	names: (browser, target) => ({
		[agentRoleId(browser.name, "Browser")]: agentRoleName(browser.name, "browser", target),
		[id(browser)]: underscoreName([browser.name], target),
	}),
	paramDocs,
	params: (browser) => ({
		id: { docs: paramDocs.id, value: getAtt(id(browser), "BrowserId"), shown: true },
		arn: { docs: paramDocs.arn, value: getAtt(id(browser), "BrowserArn"), shown: true },
	}),
	check,
	compile,
	links: () => ({ console: agentConsole() }),
});
