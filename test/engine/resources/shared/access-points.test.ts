import assert from "node:assert/strict";
import {
	accessPointArn,
	accessPoints,
	efsStatements,
	mountTargetIds,
} from "../../../../engine/resources/shared/access-points.ts";
import { resourcesOf } from "../../../support/placed.ts";

const mount = (rootDirectory?: string) => ({
	efsFilesystemName: "files",
	rootDirectory,
	origin: ["volumeMounts", 0],
});

describe("a folder of a file system that something mounts", () => {
	it("has one access point, however often it is mounted", () => {
		const made = resourcesOf(accessPoints("api", [mount(), mount("/app"), mount("/app"), mount("/a/b")], []));
		assert.deepEqual(Object.keys(made), [
			"ApiFilesRootAccessPoint",
			"ApiFilesAppAccessPoint",
			"ApiFilesABAccessPoint",
		]);
		assert.deepEqual(made["ApiFilesRootAccessPoint"]?.Properties, {
			FileSystemId: { Ref: "FilesFileSystem" },
			PosixUser: { Uid: "0", Gid: "0" },
			RootDirectory: { Path: "/" },
			AccessPointTags: [],
		});
		assert.deepEqual(made["ApiFilesAppAccessPoint"]?.Properties?.["RootDirectory"], {
			Path: "/app",
			CreationInfo: { OwnerUid: "1000", OwnerGid: "1000", Permissions: "0755" },
		});
	});

	it("is named by its ARN, after the mount targets of the file system", () => {
		assert.deepEqual(accessPointArn("api", mount("/app")), {
			"Fn::GetAtt": ["ApiFilesAppAccessPoint", "Arn"],
		});
		assert.deepEqual(mountTargetIds("files"), ["FilesSubnet0MountTarget", "FilesSubnet1MountTarget"]);
	});

	it("asks for permissions on its file system only", () => {
		assert.deepEqual(efsStatements([]), []);
		assert.deepEqual(efsStatements([mount(), mount("/app")])[0]?.Resource, [
			{ "Fn::GetAtt": ["FilesFileSystem", "Arn"] },
		]);
	});
});
