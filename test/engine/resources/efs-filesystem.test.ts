import assert from "node:assert/strict";
import { analyse } from "../../../engine/index.ts";
import { efsFilesystem } from "../../../engine/resources/efs-filesystem.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { assertProblems } from "../../support/marked.ts";
import { accepted, placed, resourcesOf, surroundings, target } from "../../support/placed.ts";

const marked = `
resources:
  slow:
    type: efs-filesystem
    properties:
      throughputMode: provisioned
#                     ^^^^^^^^^^^ throughput-missing: provisioned needs provisionedThroughputInMibps
  fast:
    type: efs-filesystem
    properties:
      provisionedThroughputInMibps: 10
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ throughput-not-provisioned: provisionedThroughputInMibps has no meaning in the mode elastic
  endless:
    type: efs-filesystem
    properties:
      throughputMode: provisioned
      provisionedThroughputInMibps: 4000
#                                   ^^^^ number-out-of-range: provisionedThroughputInMibps is 4000 MiB/s, but must be 1 to 3414
`;

describe("a file system", () => {
	it("lets those in who mount it, each once", () => {
		const files = accepted(efsFilesystem, "files", {});
		const group = { "Fn::GetAtt": ["ApiSecurityGroup", "GroupId"] };
		const by = placed("function", "api", {});
		const use = { by, path: [], holder: {}, securityGroup: group };
		const usesOf = () => [use, use, { by, path: [], holder: {} }];
		const Resources = resourcesOf(efsFilesystem.compile(files, surroundings([], [], { usesOf })));
		assert.deepEqual(checkTemplate({ Resources }), []);
		assert.deepEqual(Resources["FilesSecurityGroup"]?.Properties?.["SecurityGroupIngress"], [
			{ IpProtocol: "tcp", FromPort: 2049, ToPort: 2049, SourceSecurityGroupId: group },
		]);
	});

	it("is mounted in the first two zones", () => {
		const files = accepted(efsFilesystem, "files", {});
		const children = efsFilesystem.compile(files, surroundings([], []));
		const own = children.filter(({ shared }) => !shared).map(({ id }) => id);
		assert.deepEqual(own, [
			"FilesFileSystem",
			"FilesSecurityGroup",
			"FilesSubnet0MountTarget",
			"FilesSubnet1MountTarget",
		]);
	});

	it("gives its ARN and id, and a page of the console", () => {
		const files = accepted(efsFilesystem, "files", {});
		const { arn, id } = efsFilesystem.params(files, surroundings([], []));
		assert.deepEqual(arn?.value, { "Fn::GetAtt": ["FilesFileSystem", "Arn"] });
		assert.deepEqual(id?.value, { "Fn::GetAtt": ["FilesFileSystem", "FileSystemId"] });
		assert.match(JSON.stringify(efsFilesystem.links?.(files, target)), /file-systems\/\$\{FilesFileSystem\}/);
		assert.equal(efsFilesystem.connect, undefined);
	});

	it("provisions the throughput that it says, and no other", () =>
		assertProblems(marked, analyse({ path: "stacktape.yml", text: marked }, target).problems));
});
