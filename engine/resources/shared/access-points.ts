import { logicalId } from "../../names/logical-id.ts";
import { getAtt, type Intrinsic, ref } from "../../template/intrinsics.ts";
import type { Child, Path, Statement } from "../kind.ts";

/** A file system of the config as something mounts it. */
export type EfsMount = {
	readonly efsFilesystemName: string;
	/** Folder of the file system; the whole of it when left out. */
	readonly rootDirectory?: string | undefined;
	readonly origin: Path;
};

const ACCESS_POINT = "AWS::EFS::AccessPoint";
const FILE_SYSTEM = "AWS::EFS::FileSystem";

const fileSystemId = (name: string) => logicalId({ owner: name, type: FILE_SYSTEM });

/** Logical ids of the mount targets of a file system, without which nothing can mount it. */
export function mountTargetIds(fileSystem: string): readonly string[] {
	return [0, 1].map((zone) =>
		logicalId({ owner: fileSystem, specifier: `Subnet${zone}`, type: "AWS::EFS::MountTarget" }),
	);
}

const rootOf = ({ rootDirectory = "/" }: EfsMount) => rootDirectory;

/** Logical id of the access point by which `owner` mounts a folder: `{Owner}{FileSystem}{Folder or Root}AccessPoint`. */
export function accessPointId(owner: string, mount: EfsMount): string {
	const root = rootOf(mount);
	const folder = root === "/" ? "Root" : root.replaceAll("/", "-");
	return logicalId({ owner, specifier: `${mount.efsFilesystemName}-${folder}`, type: ACCESS_POINT });
}

/** Linux user and group that own what is written into a folder. */
const OWNER = "1000";

/** One access point for each folder that `owner` mounts. The root is entered as root, a folder as a user of its own. */
export function accessPoints(
	owner: string,
	mounts: readonly EfsMount[],
	tags: readonly unknown[],
): readonly Child[] {
	const distinct = new Map(mounts.map((mount) => [accessPointId(owner, mount), mount] as const));
	return [...distinct].map(([id, mount]) => {
		const path = rootOf(mount);
		const isRoot = path === "/";
		const user = isRoot ? "0" : OWNER;
		return {
			id,
			origin: mount.origin,
			resource: {
				Type: ACCESS_POINT,
				Properties: {
					FileSystemId: ref(fileSystemId(mount.efsFilesystemName)),
					PosixUser: { Uid: user, Gid: user },
					RootDirectory: {
						Path: path,
						...(!isRoot && {
							CreationInfo: { OwnerUid: OWNER, OwnerGid: OWNER, Permissions: "0755" },
						}),
					},
					AccessPointTags: tags,
				},
			},
		};
	});
}

/** ARN of an access point that `accessPoints` makes. */
export function accessPointArn(owner: string, mount: EfsMount): Intrinsic {
	return getAtt(accessPointId(owner, mount), "Arn");
}

/** What a role may do that mounts these file systems; nothing where there are none. */
export function efsStatements(mounts: readonly EfsMount[]): readonly Statement[] {
	const names = [...new Set(mounts.map(({ efsFilesystemName }) => efsFilesystemName))];
	if (names.length === 0) return [];
	return [
		{
			Effect: "Allow",
			Action: [
				"elasticfilesystem:ClientMount",
				"elasticfilesystem:ClientWrite",
				"elasticfilesystem:DescribeMountTargets",
			],
			Resource: names.map((name) => getAtt(fileSystemId(name), "Arn")),
		},
		// Describing takes no resource that is known before the call.
		{ Effect: "Allow", Action: ["elasticfilesystem:DescribeFileSystems"], Resource: ["*"] },
	];
}
