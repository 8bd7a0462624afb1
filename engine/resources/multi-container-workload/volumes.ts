import { logicalId } from "../../names/logical-id.ts";
import { ref } from "../../template/intrinsics.ts";
import type { Child, Finding, Statement, Surroundings } from "../kind.ts";
import {
	accessPointId,
	accessPoints,
	type EfsMount,
	efsStatements,
	mountTargetIds,
} from "../shared/access-points.ts";
import type { Container, Workload } from "./properties.ts";

/** A mount of a container with its place. */
type Mount = EfsMount & { readonly mountPath: string };

function mountsOf(container: Container, index: number): readonly Mount[] {
	return (container.volumeMounts ?? []).map(({ properties }, at) => ({
		efsFilesystemName: String(properties.efsFilesystemName),
		rootDirectory: properties.rootDirectory === undefined ? undefined : String(properties.rootDirectory),
		mountPath: String(properties.mountPath),
		origin: ["containers", index, "volumeMounts", at],
	}));
}

const allMounts = ({ values }: Workload): readonly Mount[] => values.containers.flatMap(mountsOf);

/** Name of a volume in the task: that of the file system, and the folder. */
function volumeName({ efsFilesystemName, rootDirectory = "/" }: EfsMount): string {
	const folder = rootDirectory.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
	return `efs-${efsFilesystemName}-${folder || "root"}`;
}

/** The access points by which the containers mount folders of file systems, one for each folder. */
export function mountChildren(workload: Workload, { tags }: Surroundings): readonly Child[] {
	return accessPoints(workload.name, allMounts(workload), tags);
}

/** What the role of the containers needs to mount file systems. */
export function mountStatements(workload: Workload): readonly Statement[] {
	return efsStatements(allMounts(workload));
}

/** Logical ids without which the containers could not mount their file systems. */
export function mountDependencies(workload: Workload): readonly string[] {
	return [...new Set(allMounts(workload).flatMap((mount) => mountTargetIds(mount.efsFilesystemName)))];
}

/** `Volumes` of the task: each folder once, whichever containers see it. */
export function volumesOf(workload: Workload) {
	const distinct = new Map(allMounts(workload).map((mount) => [volumeName(mount), mount] as const));
	return [...distinct].map(([Name, mount]) => ({
		Name,
		EFSVolumeConfiguration: {
			FilesystemId: ref(logicalId({ owner: mount.efsFilesystemName, type: "AWS::EFS::FileSystem" })),
			TransitEncryption: "ENABLED",
			AuthorizationConfig: { AccessPointId: ref(accessPointId(workload.name, mount)), IAM: "ENABLED" },
		},
	}));
}

/** `MountPoints` of a container. */
export function mountPoints(container: Container) {
	return mountsOf(container, 0).map((mount) => ({
		SourceVolume: volumeName(mount),
		ContainerPath: mount.mountPath,
		ReadOnly: false,
	}));
}

function checkPaths(container: Container, index: number): readonly Finding[] {
	const mounts = mountsOf(container, index);
	const paths = mounts.map(({ mountPath }) => mountPath);
	return mounts.flatMap(({ mountPath, origin }) => {
		const first = mounts[paths.indexOf(mountPath)];
		if (!first || first.origin === origin) return [];
		return {
			code: "duplicate-mount-path",
			message: `"${mountPath}" already shows another folder`,
			path: [...origin, "properties", "mountPath"],
			related: [{ message: "the first folder", path: [...first.origin, "properties", "mountPath"] }],
			hint: "mount each folder at a path of its own",
		};
	});
}

/** Finds mounts that ECS refuses, and folders that would be taken for each other. */
export function checkMounts(workload: Workload): readonly Finding[] {
	const mounts = allMounts(workload);
	const taken = mounts.flatMap((mount) => {
		const id = accessPointId(workload.name, mount);
		const first = mounts.find((other) => accessPointId(workload.name, other) === id);
		if (!first || (first.rootDirectory ?? "/") === (mount.rootDirectory ?? "/")) return [];
		return {
			code: "mount-folder-taken",
			message: `the folders "${mount.rootDirectory}" and "${first.rootDirectory}" get the same logical id, ${id}`,
			path: [...mount.origin, "properties", "rootDirectory"],
			hint: "ids keep only letters and digits of a path: rename one of the two folders",
		};
	});
	return [...workload.values.containers.flatMap(checkPaths), ...taken];
}
