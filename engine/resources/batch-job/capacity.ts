import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, type Intrinsic, ref, sub } from "../../template/intrinsics.ts";
import type { Child, Placed, Surroundings } from "../kind.ts";
import { inlinePolicy, trustPolicy } from "../shared/iam.ts";
import { tagMap } from "../shared/tag-map.ts";
import { vpcOf } from "../shared/vpc.ts";
import { jobDefinitionName } from "./names.ts";
import { type Capacity, capacityOf, type Job } from "./properties.ts";

const ROLE = "AWS::IAM::Role";
const ENVIRONMENT = "AWS::Batch::ComputeEnvironment";
const QUEUE = "AWS::Batch::JobQueue";
const SECURITY_GROUP = "AWS::EC2::SecurityGroup";
const LAUNCH_TEMPLATE = "AWS::EC2::LaunchTemplate";
const INSTANCE_PROFILE = "AWS::IAM::InstanceProfile";

const shared = (specifier: string, type: string) => logicalId({ owner: undefined, specifier, type });

const serviceRoleId = shared("BatchService", ROLE);
const spotFleetRoleId = shared("BatchSpotFleet", ROLE);
const instanceRoleId = shared("BatchInstance", ROLE);
const instanceProfileId = shared("BatchInstance", INSTANCE_PROFILE);
const launchTemplateId = shared("BatchInstance", LAUNCH_TEMPLATE);

/** Logical id of the role that runs and watches jobs, one for the stack. */
export const stateMachineRoleId = shared("BatchStateMachine", ROLE);
/** Logical id of the security group of the instances that jobs run on. */
export const instanceGroupId = shared("BatchInstance", SECURITY_GROUP);

const kindOf = ({ isSpot }: Capacity) => (isSpot ? "spot" : "onDemand");
const specifierOf = (capacity: Capacity) => `Batch-${kindOf(capacity)}-${capacity.hasGpu ? "gpu" : ""}`;

const environmentId = (capacity: Capacity) => shared(specifierOf(capacity), ENVIRONMENT);

/** Logical id of the queue of a kind of capacity. */
export const queueId = (capacity: Capacity): string => shared(specifierOf(capacity), QUEUE);

/** Name of the queue of a kind of capacity; the format leaves two dashes where there is no GPU. */
export function queueName(capacity: Capacity, target: Target): PhysicalName {
	const parts = [stackName(target), "batch", kindOf(capacity), capacity.hasGpu ? "gpu" : "", "job-queue"];
	return physicalName(parts, {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/batch/latest/APIReference/API_CreateJobQueue.html",
	});
}

/** The batch jobs of a config. */
function jobsOf(surroundings: Surroundings): readonly Job[] {
	const isJob = (placed: Placed): placed is Job => placed.type === "batch-job";
	return surroundings.once("batch-jobs", () => surroundings.all().filter(isJob));
}

const managed = (name: string) => sub(`arn:\${AWS::Partition}:iam::aws:policy/service-role/${name}`);

function role(id: string, service: string, policies: readonly Intrinsic[]): Child {
	return {
		id,
		shared: true,
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: trustPolicy([service]),
				ManagedPolicyArns: policies,
				Path: "/",
			},
		},
	};
}

const batch = "arn:${AWS::Partition}:batch:${AWS::Region}:${AWS::AccountId}";

/** ARNs of all versions of the definition of a job, in words. */
export function definitionArns(owner: string, target: Target): readonly Intrinsic[] {
	const definition = `${batch}:job-definition/${jobDefinitionName(owner, target).text}`;
	return [sub(definition), sub(`${definition}:*`)];
}

/** The role that starts the jobs of the stack, waits for them and stops them. */
function stateMachineRole(capacities: readonly Capacity[], surroundings: Surroundings): Child {
	const { target } = surroundings;
	const rule = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule";
	return {
		id: stateMachineRoleId,
		shared: true,
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: trustPolicy(["states.amazonaws.com"]),
				Path: "/",
				Policies: [
					inlinePolicy("batchjob-sm-policy", [
						{
							Effect: "Allow",
							Action: ["batch:SubmitJob"],
							Resource: [
								...jobsOf(surroundings).flatMap(({ name }) => definitionArns(name, target)),
								...capacities.map((capacity) => ref(queueId(capacity))),
							],
						},
						// Jobs get their names when they are started.
						{ Effect: "Allow", Action: ["batch:DescribeJobs", "batch:TerminateJob"], Resource: ["*"] },
						{
							Effect: "Allow",
							Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
							Resource: [sub(`${rule}/StepFunctionsGetEventsForBatchJobsRule`)],
						},
					]),
				],
			},
		},
	};
}

function launchTemplate({ target }: Surroundings): Child {
	const name = physicalName([stackName(target), "batch-instance-launch-template"], {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html",
	});
	return {
		id: launchTemplateId,
		name,
		shared: true,
		resource: {
			Type: LAUNCH_TEMPLATE,
			Properties: {
				LaunchTemplateName: name.text,
				LaunchTemplateData: {
					// Images of jobs are often large, and what they work on even more so.
					BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 100, VolumeType: "gp3" } }],
				},
			},
		},
	};
}

function securityGroup(surroundings: Surroundings): Child {
	const name = physicalName([stackName(surroundings.target), "batch-instance-sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
	return {
		id: instanceGroupId,
		name,
		shared: true,
		resource: {
			Type: SECURITY_GROUP,
			Properties: {
				GroupName: name.text,
				GroupDescription: `Instances of batch jobs of the stack ${stackName(surroundings.target)}`,
				VpcId: vpcOf(surroundings).id,
			},
		},
	};
}

function computeEnvironment(capacity: Capacity, surroundings: Surroundings): Child {
	const { isSpot, hasGpu } = capacity;
	const vpc = vpcOf(surroundings);
	const tags = tagMap(surroundings);
	return {
		id: environmentId(capacity),
		shared: true,
		resource: {
			Type: ENVIRONMENT,
			...(vpc.internetRoutes.length > 0 && { DependsOn: vpc.internetRoutes }),
			Properties: {
				Type: "MANAGED",
				ServiceRole: getAtt(serviceRoleId, "Arn"),
				ComputeResources: {
					Type: isSpot ? "SPOT" : "EC2",
					AllocationStrategy: "BEST_FIT",
					MinvCpus: 0,
					MaxvCpus: 1000,
					// Amazon Linux 2, which the format's reference takes, gets no updates any more.
					Ec2Configuration: [{ ImageType: hasGpu ? "ECS_AL2023_NVIDIA" : "ECS_AL2023" }],
					InstanceTypes: hasGpu ? ["p4d", "g5"] : ["optimal"],
					InstanceRole: getAtt(instanceProfileId, "Arn"),
					LaunchTemplate: {
						LaunchTemplateId: ref(launchTemplateId),
						Version: getAtt(launchTemplateId, "LatestVersionNumber"),
					},
					SecurityGroupIds: [ref(instanceGroupId)],
					Subnets: vpc.publicSubnets.slice(0, 2),
					...(isSpot && { SpotIamFleetRole: getAtt(spotFleetRoleId, "Arn") }),
					Tags: tags,
				},
				Tags: tags,
			},
		},
	};
}

function queue(capacity: Capacity, { target }: Surroundings): Child {
	const name = queueName(capacity, target);
	return {
		id: queueId(capacity),
		name,
		shared: true,
		resource: {
			Type: QUEUE,
			Properties: {
				JobQueueName: name.text,
				Priority: 10,
				ComputeEnvironmentOrder: [{ ComputeEnvironment: ref(environmentId(capacity)), Order: 1 }],
			},
		},
	};
}

/** Kinds of capacity that the stack offers: on demand and spot, with or without GPUs as its jobs need them. */
function capacitiesOf(surroundings: Surroundings): readonly Capacity[] {
	const kinds = new Set(jobsOf(surroundings).map((job) => capacityOf(job).hasGpu));
	return [false, true]
		.filter((hasGpu) => kinds.has(hasGpu))
		.flatMap((hasGpu) => [
			{ isSpot: false, hasGpu },
			{ isSpot: true, hasGpu },
		]);
}

/** What the batch jobs of a stack share: roles, instances that come and go, and the queues in front of them. */
export function sharedChildren(surroundings: Surroundings): readonly Child[] {
	const capacities = capacitiesOf(surroundings);
	return [
		role(serviceRoleId, "batch.amazonaws.com", [managed("AWSBatchServiceRole")]),
		role(spotFleetRoleId, "spotfleet.amazonaws.com", [managed("AmazonEC2SpotFleetTaggingRole")]),
		role(instanceRoleId, "ec2.amazonaws.com", [managed("AmazonEC2ContainerServiceforEC2Role")]),
		{
			id: instanceProfileId,
			shared: true,
			resource: { Type: INSTANCE_PROFILE, Properties: { Path: "/", Roles: [ref(instanceRoleId)] } },
		},
		stateMachineRole(capacities, surroundings),
		launchTemplate(surroundings),
		securityGroup(surroundings),
		...capacities.flatMap((capacity) => [
			computeEnvironment(capacity, surroundings),
			queue(capacity, surroundings),
		]),
	];
}
