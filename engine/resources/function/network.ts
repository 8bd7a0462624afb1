import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { ref } from "../../template/intrinsics.ts";
import type { Child, Finding, Statement, Surroundings } from "../kind.ts";
import {
	accessPointArn,
	accessPoints,
	type EfsMount,
	efsStatements,
	mountTargetIds,
} from "../shared/access-points.ts";
import { vpcOf } from "../shared/vpc.ts";
import type { PlacedFunction } from "./properties.ts";

const SECURITY_GROUP = "AWS::EC2::SecurityGroup";
const fileSystems = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html";

const securityGroupId = (owner: string) => logicalId({ owner, type: SECURITY_GROUP });

/** The security group of a function in the VPC; `undefined` for one that is not in it. */
export function securityGroupOf({ name, values }: PlacedFunction) {
	return values.joinDefaultVpc ? ref(securityGroupId(name)) : undefined;
}

function securityGroupName(owner: string, target: Target) {
	return physicalName([stackName(target), owner, "sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
}

/** What a function in the VPC needs: the VPC, and a security group that lets nobody in. */
export function networkChildren(
	{ name, values }: PlacedFunction,
	surroundings: Surroundings,
): readonly Child[] {
	if (!values.joinDefaultVpc) return [];
	const vpc = vpcOf(surroundings);
	const groupName = securityGroupName(name, surroundings.target);
	return [
		...vpc.children,
		{
			id: securityGroupId(name),
			name: groupName,
			origin: ["joinDefaultVpc"],
			resource: {
				Type: SECURITY_GROUP,
				Properties: {
					GroupName: groupName.text,
					GroupDescription: `Network interfaces of the function ${name}`,
					VpcId: vpc.id,
					Tags: surroundings.tags,
				},
			},
		},
	];
}

/** `VpcConfig` of the function; `undefined` for one that is not in the VPC. */
export function vpcConfig(fn: PlacedFunction, surroundings: Surroundings) {
	const group = securityGroupOf(fn);
	return group && { SecurityGroupIds: [group], SubnetIds: vpcOf(surroundings).publicSubnets.slice(0, 3) };
}

/** What the role of a function in the VPC needs: Lambda makes network interfaces with it, which have no names before. */
export function networkStatements({ values }: PlacedFunction): readonly Statement[] {
	if (!values.joinDefaultVpc) return [];
	const actions = ["DeleteNetworkInterface", "DescribeNetworkInterfaces", "CreateNetworkInterface"];
	return [{ Effect: "Allow", Action: actions.map((action) => `ec2:${action}`), Resource: ["*"] }];
}

function efsMounts({ values }: PlacedFunction): readonly EfsMount[] {
	return (values.volumeMounts ?? []).flatMap((mount, index) => {
		if (mount.type !== "efs") return [];
		const { efsFilesystemName, rootDirectory } = mount.properties;
		return [
			{
				efsFilesystemName: String(efsFilesystemName),
				rootDirectory: rootDirectory === undefined ? undefined : String(rootDirectory),
				origin: ["volumeMounts", index],
			},
		];
	});
}

/** The access points by which the function mounts file systems of the config. */
export function mountChildren(fn: PlacedFunction, { tags }: Surroundings): readonly Child[] {
	return accessPoints(fn.name, efsMounts(fn), tags);
}

/** Logical ids without which the function cannot mount its file systems. */
export function mountDependencies(fn: PlacedFunction): readonly string[] {
	return efsMounts(fn).flatMap(({ efsFilesystemName }) => mountTargetIds(efsFilesystemName));
}

/** `FileSystemConfigs` of the function. */
export function fileSystemConfigs(fn: PlacedFunction) {
	const mounts = fn.values.volumeMounts ?? [];
	const efs = [...efsMounts(fn)];
	const configs = mounts.map((mount) => {
		const next = mount.type === "efs" ? efs.shift() : undefined;
		return {
			Arn: next ? accessPointArn(fn.name, next) : mount.type === "s3files" && mount.properties.accessPointArn,
			LocalMountPath: mount.properties.mountPath,
		};
	});
	return configs.length > 0 ? configs : undefined;
}

/** Policies of the role for the file systems that the function mounts, by name. */
export function mountPolicies(fn: PlacedFunction): readonly (readonly [string, readonly Statement[]])[] {
	const s3 = (fn.values.volumeMounts ?? []).flatMap((mount): readonly Statement[] => {
		if (mount.type !== "s3files") return [];
		const { accessPointArn: arn } = mount.properties;
		return [
			{
				Effect: "Allow",
				Action: ["s3files:ClientMount", "s3files:ClientWrite"],
				Resource: ["*"],
				Condition: { StringEquals: { "s3files:AccessPointArn": arn } },
			},
		];
	});
	return [
		["efs-mount-access", efsStatements(efsMounts(fn))],
		["s3-files-mount-access", s3],
	];
}

/** Finds mounts that Lambda cannot make. */
export function checkMounts({ values }: PlacedFunction): readonly Finding[] {
	const { volumeMounts, joinDefaultVpc } = values;
	if (!volumeMounts) return [];
	const outside: Finding = {
		code: "mount-outside-vpc",
		message: "a function can mount file systems in the VPC only, but joinDefaultVpc is not set",
		path: ["volumeMounts"],
		atKey: true,
		hint: "set joinDefaultVpc: true",
	};
	const tooMany: Finding = {
		code: "too-many-mounts",
		message: `${volumeMounts.length} file systems are mounted, but a function can mount one only`,
		path: ["volumeMounts", 1],
		hint: `the limit is AWS's: ${fileSystems}`,
	};
	return [...(joinDefaultVpc ? [] : [outside]), ...(volumeMounts.length > 1 ? [tooMany] : [])];
}
