import assert from "node:assert/strict";
import { lambdaFunction } from "../../../../engine/resources/function/index.ts";
import {
	checkMounts,
	fileSystemConfigs,
	mountPolicies,
	networkChildren,
	securityGroupOf,
	vpcConfig,
} from "../../../../engine/resources/function/network.ts";
import { compileRoom, resourcesOf, surroundings } from "../../../support/placed.ts";
import { exampleFunction, packaging, type Values } from "./example.ts";

const around = surroundings([], []);
const efs: NonNullable<Values["volumeMounts"]>[number] = {
	type: "efs",
	properties: { efsFilesystemName: "files", rootDirectory: "/app", mountPath: "/mnt/data" },
};
const s3: NonNullable<Values["volumeMounts"]>[number] = {
	type: "s3files",
	properties: {
		accessPointArn: "arn:aws:s3files:eu-west-1:123456789012:access-point/one",
		mountPath: "/mnt/s3",
	},
};

describe("a function in the VPC", () => {
	const fn = exampleFunction({ joinDefaultVpc: true });

	it("has a security group that lets nobody in, in the public subnets", () => {
		const group = resourcesOf(networkChildren(fn, around))["ApiSecurityGroup"];
		assert.equal(group?.Properties?.["GroupName"], "proj-dev-api-sg");
		assert.equal(group.Properties["SecurityGroupIngress"], undefined);
		assert.deepEqual(securityGroupOf(fn), { Ref: "ApiSecurityGroup" });
		assert.deepEqual(vpcConfig(fn, around), {
			SecurityGroupIds: [{ Ref: "ApiSecurityGroup" }],
			SubnetIds: [{ Ref: "StpPublicSubnet0" }, { Ref: "StpPublicSubnet1" }, { Ref: "StpPublicSubnet2" }],
		});
	});

	it("mounts a file system after its mount targets are there", () => {
		const made = resourcesOf(
			compileRoom(lambdaFunction, "api", { packaging, joinDefaultVpc: true, volumeMounts: [efs] }),
		);
		assert.deepEqual(made["ApiFunction"]?.DependsOn, [
			"FilesSubnet0MountTarget",
			"FilesSubnet1MountTarget",
			"ApiRole",
			"ApiLogGroup",
		]);
		assert.deepEqual(made["ApiFunction"]?.Properties?.["FileSystemConfigs"], [
			{ Arn: { "Fn::GetAtt": ["ApiFilesAppAccessPoint", "Arn"] }, LocalMountPath: "/mnt/data" },
		]);
		const policies = JSON.stringify(made["ApiRole"]?.Properties?.["Policies"]);
		assert.match(policies, /efs-mount-access.*allow-vpc-network-interfaces-policy/);
	});

	it("mounts an access point of S3 Files, and may use no other", () => {
		const mounting = exampleFunction({ joinDefaultVpc: true, volumeMounts: [s3] });
		assert.deepEqual(fileSystemConfigs(mounting), [
			{ Arn: s3.properties.accessPointArn, LocalMountPath: "/mnt/s3" },
		]);
		const [, [, statements = []] = []] = mountPolicies(mounting);
		assert.deepEqual(statements[0]?.Condition, {
			StringEquals: { "s3files:AccessPointArn": s3.properties.accessPointArn },
		});
	});
});

describe("a function outside of the VPC", () => {
	it("has nothing of it", () => {
		const fn = exampleFunction();
		assert.deepEqual(networkChildren(fn, around), []);
		assert.equal(securityGroupOf(fn), undefined);
		assert.equal(vpcConfig(fn, around), undefined);
		assert.equal(fileSystemConfigs(fn), undefined);
	});

	it("cannot mount anything, and none can mount two", () => {
		const codes = (values: Partial<Values>) =>
			checkMounts(exampleFunction(values)).map(({ code, path }) => `${code} ${path.join(".")}`);
		assert.deepEqual(codes({ volumeMounts: [efs] }), ["mount-outside-vpc volumeMounts"]);
		assert.deepEqual(codes({ volumeMounts: [efs, s3], joinDefaultVpc: true }), [
			"too-many-mounts volumeMounts.1",
		]);
		assert.deepEqual(codes({}), []);
	});
});
