import {
	anything,
	choice,
	flag,
	integer,
	list,
	mapOf,
	numberChoice,
	object,
	optional,
	text,
} from "../schema/schema.ts";
import { hooks, ownDirectives, scripts } from "./script-schema.ts";

const cfnDeploy = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html";
const rollbackTriggers =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackConfiguration.html";
const natPricing = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html";
const deletionPolicies =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
const replacePolicies =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html";
const atlasKeys = "https://www.mongodb.com/docs/atlas/configure-api-access/";
const stackTags = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Tag.html";

/** `deploymentConfig`: how CloudFormation runs a deploy. */
export const deploymentConfig = object(
	"How CloudFormation runs a deploy of this stack.",
	{
		terminationProtection: optional(
			flag("Refuse to delete the stack until this is switched off by a deploy.", { default: false }),
		),
		cloudformationRoleArn: optional(
			text("ARN of a role that CloudFormation uses instead of the caller's own permissions.", {
				source: cfnDeploy,
			}),
		),
		triggerRollbackOnAlarms: optional(
			list(
				"CloudWatch alarms that roll a deploy back when they go off while it runs. An alarm of this config counts from its second deploy on.",
				text("ARN of an alarm, or one of this config: `resource.alarms.0`.", {
					pattern: "^(arn:|[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*\\.alarms\\.[0-9]+$)",
					patternHint: "give the alarm's ARN, or name one of this config: api.alarms.0",
					suggests: "alarm",
				}),
				{ maxItems: 5, source: rollbackTriggers },
			),
		),
		monitoringTimeAfterDeploymentInMinutes: optional(
			integer("How long CloudFormation watches those alarms after the last resource is done.", {
				minimum: 0,
				maximum: 180,
				unit: "minutes",
				default: 0,
				source: rollbackTriggers,
			}),
		),
		disableAutoRollback: optional(
			flag("Leave a failed deploy as it is, to be repaired by the next one, instead of rolling it back.", {
				default: false,
			}),
		),
		publishEventsToArn: optional(
			list("ARNs of SNS topics that get every event of the stack.", text("ARN of a topic."), {
				maxItems: 5,
				source: cfnDeploy,
			}),
		),
		previousVersionsToKeep: optional(
			integer("How many earlier versions of each artifact stay in the deployment bucket.", {
				minimum: 0,
				default: 10,
			}),
		),
		disableS3TransferAcceleration: optional(
			flag("Upload artifacts straight to the region, also where S3 Transfer Acceleration is faster.", {
				default: false,
				source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html",
			}),
		),
	},
	{ knownBefore: true },
);

const templateLimits =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";

/** Of the signs of ASCII, those that every service takes in tags; letters of other alphabets are taken too. */
const tagCharacters = "[^!-*,;<>?\\[-^`{-~]*$";
const tagHint = "use letters, digits, spaces and _ . : / = + - @";

/** `stackConfig`: facts of the stack as a whole. */
export const stackConfig = object("Outputs, tags and files of the stack as a whole.", {
	outputs: optional(
		list(
			"Values that CloudFormation shows for the stack and that other stacks can import.",
			object("An output.", {
				name: text("Key of the output: letters and digits.", {
					pattern: "^[A-Za-z0-9]+$",
					patternHint: "use letters and digits only",
					maxLength: 255,
					source: templateLimits,
					knownBefore: true,
				}),
				value: text("Its value."),
				description: optional(
					text("What it is, shown by CloudFormation.", {
						maxLength: 1024,
						source: templateLimits,
						knownBefore: true,
					}),
				),
				export: optional(flag("Let other stacks import it.", { default: false })),
			}),
		),
	),
	tags: optional(
		list(
			"Tags for every resource of the stack that can have tags.",
			object("A tag.", {
				name: text("Key of the tag.", {
					minLength: 1,
					maxLength: 128,
					pattern: `^(?![Aa][Ww][Ss]:)${tagCharacters}`,
					patternHint: `${tagHint}; AWS keeps names that begin with aws: for itself`,
					source: stackTags,
				}),
				value: text("Its value.", {
					maxLength: 256,
					pattern: `^(${tagCharacters.slice(0, -1)}|\\{\\{resolve:.*)$`,
					patternHint: tagHint,
					source: stackTags,
				}),
			}),
			{ maxItems: 45, source: stackTags, knownBefore: true },
		),
	),
	disableStackInfoSaving: optional(
		flag("Do not write the stack's outputs to a file after a deploy.", { default: false }),
	),
	stackInfoDirectory: optional(
		text("Folder for that file, relative to the config.", {
			default: ".stacktape-stack-info",
			knownBefore: true,
		}),
	),
	vpc: optional(
		object(
			"The stack's network, for what stands in one: containers, databases, load balancers.",
			{
				reuseVpc: optional(
					object("A VPC that is there already, given by its id or by the stack that made it.", {
						vpcId: optional(
							text("Id of any VPC of the region, with three public subnets or more.", {
								pattern: "^vpc-[0-9a-z]+$",
								patternHint: "for example vpc-0a1b2c3d4e5f67890",
							}),
						),
						projectName: optional(
							text("Project of the stack whose VPC is used, together with `stage`.", { suggests: "project" }),
						),
						stage: optional(
							text("Stage of the stack whose VPC is used, together with `projectName`.", {
								suggests: "stage",
							}),
						),
					}),
				),
				nat: optional(
					object("NAT gateways, which private subnets reach the internet through.", {
						availabilityZones: optional(
							numberChoice(
								"How many zones have a NAT gateway of their own. Each costs by the hour; with fewer than three, zones share one.",
								[1, 2, 3],
								{ default: 2, source: natPricing },
							),
						),
					}),
				),
			},
			{ knownBefore: true },
		),
	),
});

/** An entry of `cloudformationResources`. */
const rawResource = object("A CloudFormation resource, taken over as it is.", {
	Type: text("Its CloudFormation type.", {
		pattern: "^[A-Za-z0-9]+(::[A-Za-z0-9_@-]+)+$",
		knownBefore: true,
		patternHint: "for example AWS::SNS::Topic",
	}),
	Properties: optional(mapOf("Its properties.", anything("A property."))),
	DependsOn: optional(anything("Logical ids of resources that must be there first.")),
	Condition: optional(text("Name of a condition.", { knownBefore: true })),
	Metadata: optional(anything("Free data.")),
	DeletionPolicy: optional(
		choice(
			"What happens to it when it leaves the template.",
			["Delete", "Retain", "Snapshot", "RetainExceptOnCreate"],
			{ source: deletionPolicies },
		),
	),
	UpdateReplacePolicy: optional(
		choice("What happens to the old one when it is replaced.", ["Delete", "Retain", "Snapshot"], {
			source: replacePolicies,
		}),
	),
	CreationPolicy: optional(anything("What CloudFormation waits for when it creates it.")),
	UpdatePolicy: optional(anything("How CloudFormation updates it.")),
});

/** `providerConfig`: accounts at providers outside of AWS. */
const providerConfig = object("Accounts at providers outside of AWS.", {
	mongoDbAtlas: optional(
		object("The organization at MongoDB Atlas in which clusters are made.", {
			publicKey: optional(text("Public part of an API key of the organization.", { source: atlasKeys })),
			privateKey: optional(text("Private part of that key: best a `$Secret()`.", { source: atlasKeys })),
			organizationId: optional(text("Id of the organization.", { source: atlasKeys })),
			accessibility: optional(
				object("Who reaches the clusters of this stack over the network.", {
					accessibilityMode: choice(
						"From where connections are accepted.",
						["internet", "vpc", "scoping-workloads-in-vpc", "whitelisted-ips-only"],
						{
							default: "internet",
							valueDocs: {
								internet: "Every address.",
								vpc: "Everything in the VPC of the stack, by a peering of the two networks.",
								"scoping-workloads-in-vpc":
									"Only what connects to a cluster by `connectTo` and stands in the VPC of the stack.",
								"whitelisted-ips-only": "Only the addresses in `whitelistedIps`.",
							},
						},
					),
					whitelistedIps: optional(
						list(
							"Further addresses from which connections are accepted, in every mode.",
							text("An IPv4 address or range, such as `203.0.113.5` or `203.0.113.0/24`.", {
								pattern: "^((\\d{1,3}\\.){3}\\d{1,3}(/(3[0-2]|[12]?\\d))?|\\{\\{resolve:.*)$",
								patternHint: "write for example 203.0.113.7 or 203.0.113.0/24",
							}),
						),
					),
				}),
			),
		}),
	),
	upstash: optional(
		object("The account at Upstash in which databases are made.", {
			accountEmail: text("E-mail address of the account."),
			apiKey: text("API key of the account: best a `$Secret()`."),
		}),
	),
});

/** The top level of a config without `resources`, whose entries depend on their `type`. */
export const rootProperties = {
	serviceName: optional(
		text("Name of the project in old configs.", {
			deprecated: "remove it and give the project by --project or in the settings",
		}),
	),
	variables: optional(mapOf("Values for `$Var().name`.", anything("Any value."))),
	stackConfig: optional(stackConfig),
	deploymentConfig: optional(deploymentConfig),
	cloudformationResources: optional(
		mapOf("CloudFormation resources in CloudFormation's own words, by logical id.", rawResource),
	),
	providerConfig: optional(providerConfig),
	scripts: optional(scripts),
	hooks: optional(hooks),
	directives: optional(ownDirectives),
};

/** The top level of a config; `resources` is checked entry by entry. */
export const rootSchema = object("A Stacktape config.", {
	...rootProperties,
	resources: mapOf("The resources of the application, by name.", anything("A resource.")),
});

/** `overrides` of a resource: by logical id, then by path of a property. */
export const overridesSchema = mapOf(
	"Properties of the CloudFormation resources below this one, by logical id and path.",
	mapOf("Values by path, such as `MemorySize` or `Environment.Variables.DEBUG`.", anything("The value.")),
);
