import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackName, type Target } from "../names/target.ts";
import { flag, list, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, join, ref, sub, type Text } from "../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Placed, type Surroundings } from "./kind.ts";
import { trustPolicy } from "./shared/iam.ts";
import { architectureOf, knownInstanceTypes } from "./shared/instance-types.ts";
import { forwardLogs } from "./shared/log-forwarding.ts";
import { LOG_GROUP, logGroup } from "./shared/log-group.ts";
import { logForwarding, retentionDays } from "./shared/log-schema.ts";
import { vpcOf } from "./shared/vpc.ts";

const ROLE = "AWS::IAM::Role";
const INSTANCE_PROFILE = "AWS::IAM::InstanceProfile";
const AUTO_SCALING_GROUP = "AWS::AutoScaling::AutoScalingGroup";
const LAUNCH_TEMPLATE = "AWS::EC2::LaunchTemplate";
const SECURITY_GROUP = "AWS::EC2::SecurityGroup";
const ASSOCIATION = "AWS::SSM::Association";

/** Logs of the machine: where they are written, and how many days they are kept when the config does not say. */
const logs = {
	messages: { file: "/var/log/messages", days: 30, docs: "What the system and its services say." },
	secure: { file: "/var/log/secure", days: 180, docs: "Who logged in, and who became root." },
	audit: { file: "/var/log/audit/audit.log", days: 365, docs: "What the kernel's audit system writes down." },
} as const;

type LogType = keyof typeof logs;
const logTypes: readonly LogType[] = ["audit", "secure", "messages"];

const logSettings = (type: LogType) =>
	optional(
		object(logs[type].docs, {
			disabled: optional(
				flag("Do not send this log to CloudWatch: there is no log group.", { default: false }),
			),
			retentionDays: optional(retentionDays(logs[type].days)),
			logForwarding: optional(logForwarding),
		}),
	);

const properties = object("Settings of the machine.", {
	instanceSize: optional(
		text("Type of the EC2 instance.", {
			default: "t3.micro",
			known: knownInstanceTypes,
			pattern: "^[a-z][a-z0-9-]*\\.[a-z0-9-]+$",
			patternHint: "write a type of EC2, such as `t3.micro`",
			knownBefore: true,
			source: "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html",
		}),
	),
	runCommandsAtLaunch: optional(
		list("Commands that root runs when the machine is started for the first time.", text("A command."), {
			source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
		}),
	),
	logging: optional(
		object("Which logs of the machine go to CloudWatch, and how long they are kept.", {
			messages: logSettings("messages"),
			secure: logSettings("secure"),
			audit: logSettings("audit"),
		}),
	),
});

type Bastion = Placed<Deployed<Static<typeof properties>>>;

const documentId = logicalId({
	owner: undefined,
	specifier: "BastionCloudwatchAgent",
	type: "AWS::SSM::Document",
});
const idOf = (type: string, specifier?: string) => (owner: string) =>
	logicalId({ owner, type, ...(specifier !== undefined && { specifier }) });
const roleId = idOf(ROLE);
const profileId = idOf(INSTANCE_PROFILE);
const groupId = idOf(AUTO_SCALING_GROUP);
const templateId = idOf(LAUNCH_TEMPLATE);
const securityGroupId = idOf(SECURITY_GROUP);
const logGroupId = (owner: string, type: LogType) => idOf(LOG_GROUP, type)(owner);

function groupName(owner: string, target: Target) {
	return physicalName([stackName(target), owner, "asg"], {
		maxLength: 126,
		source: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
	});
}

function securityGroupName(owner: string, target: Target) {
	return physicalName([stackName(target), owner, "bastion-sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
}

function logGroupName(owner: string, type: LogType, target: Target) {
	return physicalName([`/stp/${stackName(target)}/bastion/${owner}/${type}`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
	});
}

/** The logs that go to CloudWatch. */
function sentLogs({ values }: Bastion): readonly LogType[] {
	return logTypes.filter((type) => values.logging?.[type]?.disabled !== true);
}

/** Where the machine finds what its CloudWatch agent sends. */
const AGENT_CONFIG = "/opt/aws/amazon-cloudwatch-agent/etc/bastion-logs.json";

function agentConfig(bastion: Bastion, target: Target): string {
	const files = sentLogs(bastion).map((type) => ({
		file_path: logs[type].file,
		log_group_name: logGroupName(bastion.name, type, target).text,
		log_stream_name: "{instance_id}",
	}));
	return JSON.stringify({
		agent: { metrics_collection_interval: 60, run_as_user: "root" },
		logs: { logs_collected: { files: { collect_list: files } } },
	});
}

/**
 * What the machine does when it is started first. Amazon Linux 2023 writes two of the logs into its journal only, out
 * of which rsyslog makes files.
 */
function userData(bastion: Bastion, target: Target): Text {
	const sent = sentLogs(bastion);
	const needsFiles = sent.includes("messages") || sent.includes("secure");
	const lines: readonly Text[] = [
		"#!/bin/bash",
		...(needsFiles ? ["dnf install -y rsyslog && systemctl enable --now rsyslog"] : []),
		...(sent.length > 0
			? [
					`mkdir -p ${AGENT_CONFIG.slice(0, AGENT_CONFIG.lastIndexOf("/"))}`,
					`cat > ${AGENT_CONFIG} <<'END'`,
					agentConfig(bastion, target),
					"END",
				]
			: []),
		...(bastion.values.runCommandsAtLaunch ?? []),
		"",
	];
	const isPlain = lines.every((line) => typeof line === "string");
	return { "Fn::Base64": isPlain ? lines.join("\n") : join("\n", lines) };
}

/** Installs the CloudWatch agent, and starts it with what the machine has been told to send. */
function agentDocument(): Child {
	const start = [
		"cloud-init status --wait",
		`if [ -f ${AGENT_CONFIG} ]; then`,
		`  /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${AGENT_CONFIG}`,
		"fi",
	];
	return {
		id: documentId,
		shared: true,
		resource: {
			Type: "AWS::SSM::Document",
			Properties: {
				DocumentType: "Command",
				UpdateMethod: "NewVersion",
				Content: {
					schemaVersion: "2.2",
					description: "Installs the CloudWatch agent of bastions and starts it.",
					mainSteps: [
						{
							action: "aws:configurePackage",
							name: "install",
							inputs: { name: "AmazonCloudWatchAgent", action: "Install" },
						},
						{ action: "aws:runShellScript", name: "start", inputs: { runCommand: start } },
					],
				},
			},
		},
	};
}

const managed = (name: string) => sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`);

function roleChildren({ name: owner }: Bastion): readonly Child[] {
	return [
		{
			id: roleId(owner),
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["ec2.amazonaws.com"]),
					ManagedPolicyArns: [
						managed("AmazonSSMManagedInstanceCore"),
						managed("CloudWatchAgentServerPolicy"),
					],
				},
			},
		},
		{
			id: profileId(owner),
			resource: { Type: INSTANCE_PROFILE, Properties: { Roles: [ref(roleId(owner))] } },
		},
	];
}

function launchTemplate(bastion: Bastion, surroundings: Surroundings): Child {
	const { name: owner, values } = bastion;
	const { instanceSize = "t3.micro" } = values;
	const processor = architectureOf(String(instanceSize));
	const image = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${processor}`;
	const tags = [
		{ Key: "stp:asg-name", Value: groupName(owner, surroundings.target).text },
		...surroundings.tags,
	];
	return {
		id: templateId(owner),
		resource: {
			Type: LAUNCH_TEMPLATE,
			Properties: {
				LaunchTemplateData: {
					ImageId: `{{resolve:ssm:${image}}}`,
					InstanceType: instanceSize,
					IamInstanceProfile: { Arn: getAtt(profileId(owner), "Arn") },
					SecurityGroupIds: [ref(securityGroupId(owner))],
					UserData: userData(bastion, surroundings.target),
					TagSpecifications: ["instance", "volume", "network-interface"].map((ResourceType) => ({
						ResourceType,
						Tags: tags,
					})),
				},
			},
		},
	};
}

/** One machine, which is replaced when it breaks; while it is replaced there are two. */
function autoScalingGroup({ name: owner, values }: Bastion, surroundings: Surroundings): Child {
	const name = groupName(owner, surroundings.target);
	const vpc = vpcOf(surroundings);
	return {
		id: groupId(owner),
		name,
		resource: {
			Type: AUTO_SCALING_GROUP,
			...(vpc.internetRoutes.length > 0 && { DependsOn: vpc.internetRoutes }),
			UpdatePolicy: { AutoScalingRollingUpdate: { MinInstancesInService: 1 } },
			Properties: {
				AutoScalingGroupName: name.text,
				MinSize: "1",
				DesiredCapacity: "1",
				MaxSize: "2",
				VPCZoneIdentifier: vpc.publicSubnets,
				MixedInstancesPolicy: {
					InstancesDistribution: { OnDemandAllocationStrategy: "prioritized" },
					LaunchTemplate: {
						LaunchTemplateSpecification: {
							LaunchTemplateId: ref(templateId(owner)),
							Version: getAtt(templateId(owner), "LatestVersionNumber"),
						},
						Overrides: [{ InstanceType: values.instanceSize ?? "t3.micro" }],
					},
				},
			},
		},
	};
}

function securityGroup({ name: owner }: Bastion, surroundings: Surroundings): Child {
	const name = securityGroupName(owner, surroundings.target);
	return {
		id: securityGroupId(owner),
		name,
		resource: {
			Type: SECURITY_GROUP,
			Properties: {
				GroupName: name.text,
				GroupDescription: `Bastion ${owner} of the stack ${stackName(surroundings.target)}`,
				VpcId: vpcOf(surroundings).id,
			},
		},
	};
}

/** Keeps an agent of the machine installed and new. */
function association(owner: string, specifier: string, document: Text): Child {
	return {
		id: idOf(ASSOCIATION, specifier)(owner),
		resource: {
			Type: ASSOCIATION,
			Properties: {
				Name: document,
				ScheduleExpression: "rate(1 day)",
				Targets: [{ Key: "tag:stp:asg-name", Values: [ref(groupId(owner))] }],
			},
		},
	};
}

function logChildren(bastion: Bastion, target: Target): readonly Child[] {
	const { name: owner, values } = bastion;
	const sent = sentLogs(bastion);
	const groups = sent.map((type) =>
		logGroup({
			owner,
			specifier: type,
			name: logGroupName(owner, type, target),
			retentionDays: values.logging?.[type]?.retentionDays ?? logs[type].days,
			...(values.logging?.[type] && { origin: ["logging", type] }),
		}),
	);
	const forwarded = sent.flatMap((type) => {
		const forwarding = values.logging?.[type]?.logForwarding;
		if (!forwarding) return [];
		return [{ logGroup: logGroupId(owner, type), forwarding, origin: ["logging", type, "logForwarding"] }];
	});
	return [...groups, ...forwardLogs(owner, target, forwarded)];
}

function compile(bastion: Bastion, surroundings: Surroundings): readonly Child[] {
	return [
		...vpcOf(surroundings).children,
		agentDocument(),
		autoScalingGroup(bastion, surroundings),
		securityGroup(bastion, surroundings),
		launchTemplate(bastion, surroundings),
		...roleChildren(bastion),
		association(bastion.name, "CwAgent", ref(documentId)),
		association(bastion.name, "SsmAgent", "AWS-UpdateSSMAgent"),
		...logChildren(bastion, surroundings.target),
	];
}

const page = (service: string, fragment: string) =>
	sub(`https://\${AWS::Region}.console.aws.amazon.com/${service}/home?region=\${AWS::Region}#${fragment}`);

function links(bastion: Bastion, target: Target): Readonly<Record<string, Text>> {
	const { name: owner } = bastion;
	const groups = sentLogs(bastion).map((type) => {
		const group = encodeURIComponent(encodeURIComponent(logGroupName(owner, type, target).text));
		return [`logs-${type}`, page("cloudwatch", `logsV2:log-groups/log-group/${group}`)] as const;
	});
	return {
		console: page("ec2", `Instances:tag:stp:asg-name=${groupName(owner, target).text}`),
		...Object.fromEntries(groups),
	};
}

/** The room of `bastion`. */
export const bastion = defineResource({
	type: "bastion",
	docs: "A machine in the VPC for people: a shell, and tunnels to databases that the internet does not reach. Sessions come by AWS Systems Manager, so that no port is open.",
	source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
	properties,
	snippet: "type: bastion",
	names: (machine, target) => ({
		[groupId(machine.name)]: groupName(machine.name, target),
		[securityGroupId(machine.name)]: securityGroupName(machine.name, target),
		...Object.fromEntries(
			sentLogs(machine).map((type) => [
				logGroupId(machine.name, type),
				logGroupName(machine.name, type, target),
			]),
		),
	}),
	paramDocs: {},
	params: () => ({}),
	compile,
	links,
});
