import { logicalId } from "../names/logical-id.ts";
import { choice, flag, integer, object, optional, type Static } from "../schema/schema.ts";
import { getAtt, ref, sub } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";
import { securityGroup, securityGroupRef } from "./shared/network-access.ts";
import { vpcOf } from "./shared/vpc.ts";

const FILE_SYSTEM = "AWS::EFS::FileSystem";
const MOUNT_TARGET = "AWS::EFS::MountTarget";

const guide = "https://docs.aws.amazon.com/efs/latest/ug";
const throughput = `${guide}/performance.html#throughput-modes`;

/** The port of NFS. */
const NFS = 2049;
/** The format gives a file system a target in the first two zones of the network. */
const ZONES = [0, 1] as const;

const properties = object("Settings of the file system.", {
	backupEnabled: optional(
		flag("Let AWS Backup keep a copy of every day.", {
			default: false,
			source: `${guide}/awsbackup.html`,
		}),
	),
	throughputMode: optional(
		choice("How fast the file system is.", ["elastic", "provisioned", "bursting"], {
			default: "elastic",
			source: throughput,
			valueDocs: {
				elastic: "As fast as is needed, paid by what is read and written.",
				provisioned: "As fast as `provisionedThroughputInMibps` says, paid whether it is used or not.",
				bursting: "The faster the more is stored, with credits for short times.",
			},
		}),
	),
	provisionedThroughputInMibps: optional(
		integer("How fast the file system is in the mode `provisioned`.", {
			unit: "MiB/s",
			minimum: 1,
			maximum: 3414,
			source: `${guide}/limits.html`,
		}),
	),
});

type FileSystem = Placed<Deployed<Static<typeof properties>>>;

const id = (files: FileSystem) => logicalId({ owner: files.name, type: FILE_SYSTEM });

function fileSystem(files: FileSystem, { tags }: Surroundings): Child {
	const { throughputMode, provisionedThroughputInMibps, backupEnabled } = files.values;
	return {
		id: id(files),
		resource: {
			Type: FILE_SYSTEM,
			Properties: {
				PerformanceMode: "generalPurpose",
				ThroughputMode: throughputMode ?? "elastic",
				ProvisionedThroughputInMibps: provisionedThroughputInMibps,
				Encrypted: true,
				BackupPolicy: backupEnabled ? { Status: "ENABLED" } : undefined,
				FileSystemTags: tags,
			},
		},
	};
}

/** Those that mount the file system are let in, and nobody else. */
function accessGroup(files: FileSystem, surroundings: Surroundings): Child {
	const { name, reference } = files;
	const sources = surroundings
		.usesOf(reference)
		.flatMap((use) => (use.securityGroup ? [{ SourceSecurityGroupId: use.securityGroup }] : []));
	const listener = { name, reference, port: NFS, mode: "whitelisted-ips-only" as const, sources };
	return securityGroup(listener, surroundings, { ending: "efs-sg", description: `Who can mount ${name}` });
}

function mountTargets(files: FileSystem, surroundings: Surroundings): readonly Child[] {
	const { publicSubnets } = vpcOf(surroundings);
	return ZONES.map((zone) => ({
		id: logicalId({ owner: files.name, specifier: `Subnet${zone}`, type: MOUNT_TARGET }),
		resource: {
			Type: MOUNT_TARGET,
			Properties: {
				FileSystemId: ref(id(files)),
				SubnetId: publicSubnets[zone],
				SecurityGroups: [securityGroupRef(files.name)],
			},
		},
	}));
}

function check({ values }: FileSystem): readonly Finding[] {
	const { throughputMode = "elastic", provisionedThroughputInMibps } = values;
	const isProvisioned = throughputMode === "provisioned";
	if (isProvisioned === (provisionedThroughputInMibps !== undefined)) return [];
	if (isProvisioned)
		return [
			{
				code: "throughput-missing",
				message: "provisioned needs provisionedThroughputInMibps",
				path: ["throughputMode"],
				hint: "say how fast the file system has to be, or use elastic",
			},
		];
	return [
		{
			code: "throughput-not-provisioned",
			message: `provisionedThroughputInMibps has no meaning in the mode ${throughputMode}`,
			path: ["provisionedThroughputInMibps"],
			atKey: true,
			hint: "set throughputMode: provisioned, or remove it",
		},
	];
}

const paramDocs = { arn: "ARN of the file system.", id: "Id of the file system." };

/** The room of `efs-filesystem`. */
export const efsFilesystem = defineResource({
	type: "efs-filesystem",
	docs: "A file system (Amazon EFS) that functions and containers mount: it grows by itself, and many can use it at once.",
	source: `${guide}/whatisefs.html`,
	properties,
	snippet: "type: efs-filesystem",
	names: () => ({}),
	paramDocs,
	params: (files) => ({
		arn: { docs: paramDocs.arn, value: getAtt(id(files), "Arn"), shown: false },
		id: { docs: paramDocs.id, value: getAtt(id(files), "FileSystemId"), shown: false },
	}),
	check,
	compile: (files, surroundings) => [
		...vpcOf(surroundings).children,
		fileSystem(files, surroundings),
		accessGroup(files, surroundings),
		...mountTargets(files, surroundings),
	],
	links: (files) => ({
		console: sub(
			`https://\${AWS::Region}.console.aws.amazon.com/efs/home?region=\${AWS::Region}#/file-systems/\${${id(files)}}?tabId=size`,
		),
	}),
});
