import assert from "node:assert/strict";
import type { Container } from "../../../../engine/resources/multi-container-workload/properties.ts";
import {
	checkMounts,
	mountChildren,
	mountDependencies,
	mountPoints,
	mountStatements,
	volumesOf,
} from "../../../../engine/resources/multi-container-workload/volumes.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { container, workload } from "./example.ts";

type Mount = NonNullable<Container["volumeMounts"]>[number];

const mount = (mountPath: string, rootDirectory?: string): Mount => ({
	type: "efs",
	properties: {
		efsFilesystemName: "files",
		mountPath,
		...(rootDirectory !== undefined && { rootDirectory }),
	},
});

const first = container({ volumeMounts: [mount("/mnt/all"), mount("/mnt/up", "/data/uploads")] });
const second = container({ name: "second", volumeMounts: [mount("/files", "/data/uploads")] });
const app = workload({ containers: [first, second] });

describe("file systems of containers", () => {
	it("are volumes of the task, each folder once, with an access point", () => {
		assert.deepEqual(
			volumesOf(app).map(({ Name, EFSVolumeConfiguration }) => [Name, EFSVolumeConfiguration]),
			[
				["efs-files-root", "AppFilesRootAccessPoint"],
				["efs-files-data-uploads", "AppFilesDataUploadsAccessPoint"],
			].map(([name, point]) => [
				name,
				{
					FilesystemId: { Ref: "FilesFileSystem" },
					TransitEncryption: "ENABLED",
					AuthorizationConfig: { AccessPointId: { Ref: point }, IAM: "ENABLED" },
				},
			]),
		);
		assert.deepEqual(Object.keys(resourcesOf(mountChildren(app, surroundings([app], [])))), [
			"AppFilesRootAccessPoint",
			"AppFilesDataUploadsAccessPoint",
		]);
	});

	it("are seen by each container where it says", () => {
		assert.deepEqual(mountPoints(second), [
			{ SourceVolume: "efs-files-data-uploads", ContainerPath: "/files", ReadOnly: false },
		]);
		assert.deepEqual(mountPoints(container()), []);
	});

	it("can be mounted by the role, as soon as they are in the network", () => {
		assert.match(JSON.stringify(mountStatements(app)), /elasticfilesystem:ClientWrite/);
		assert.deepEqual(mountStatements(workload()), []);
		assert.deepEqual(mountDependencies(app), ["FilesSubnet0MountTarget", "FilesSubnet1MountTarget"]);
	});

	it("stand at paths of their own, and have folders that ids can tell apart", () => {
		const found = (...mounts: readonly Mount[]) =>
			checkMounts(workload({ containers: [container({ volumeMounts: mounts })] })).map(
				({ code, path }) => `${code} at ${path.slice(2).join(".")}`,
			);
		assert.deepEqual(checkMounts(app), []);
		assert.deepEqual(found(mount("/a", "/x"), mount("/a", "/y")), [
			"duplicate-mount-path at volumeMounts.1.properties.mountPath",
		]);
		assert.deepEqual(found(mount("/a", "/x/y"), mount("/b", "/x-y")), [
			"mount-folder-taken at volumeMounts.1.properties.rootDirectory",
		]);
	});
});
