import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { connectionsOf, connectionVariable } from "../../../engine/graph/connect.ts";
import { target } from "../../support/placed.ts";

describe("the variable that connectTo sets", () => {
	// naming.md, section 10, and iam-and-connect-to.md, section 4.
	const cases: readonly (readonly [resource: string, param: string, expected: string])[] = [
		["mainDatabase", "connectionString", "STP_MAIN_DATABASE_CONNECTION_STRING"],
		["web.bucket", "arn", "STP_WEB_BUCKET_ARN"],
		["myRedis2", "readerHost", "STP_MY_REDIS2_READER_HOST"],
		["myAPIGateway", "url", "STP_MY_API_GATEWAY_URL"],
		["S3Bucket", "arn", "STP_S3_BUCKET_ARN"],
		["myDb", "connectionString", "STP_MY_DB_CONNECTION_STRING"],
		["myDb", "readReplica0Port", "STP_MY_DB_READ_REPLICA0_PORT"],
	];
	for (const [resource, param, expected] of cases) {
		it(`is ${expected}`, () => assert.equal(connectionVariable(resource, param), expected));
	}
});

describe("what connectTo brings", () => {
	const text = `resources:
  jobs: {type: sqs-queue}
  files: {type: bucket}
  broken: {type: bucket, properties: {foo: 1}}
  api:
    type: function
    properties:
      packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: a.ts}}
      connectTo: [files, aws:ses, jobs, broken]
`;
	const { graph, surroundings } = analyse({ path: "stacktape.yml", text }, target);
	const api = graph.resources.get("api")?.placed;
	assert.ok(api);
	const { statements, environment } = connectionsOf(graph, api, surroundings);

	it("is every parameter of the resources, in the order of the list, as a variable", () =>
		assert.deepEqual(environment, {
			STP_FILES_NAME: { Ref: "FilesBucket" },
			STP_FILES_ARN: { "Fn::GetAtt": ["FilesBucket", "Arn"] },
			STP_JOBS_ARN: { "Fn::GetAtt": ["JobsQueue", "Arn"] },
			STP_JOBS_URL: { Ref: "JobsQueue" },
			STP_JOBS_NAME: { "Fn::GetAtt": ["JobsQueue", "QueueName"] },
		}));

	it("is the permissions, those of AWS services first", () =>
		assert.deepEqual(
			statements.map(({ Action }) => Action[0]),
			["ses:SendEmail", "s3:ListBucket", "s3:*Object*", "sqs:ChangeMessageVisibility"],
		));

	it("is nothing for a resource that connects to nothing", () => {
		const jobs = graph.resources.get("jobs")?.placed;
		assert.ok(jobs);
		const { statements, environment } = connectionsOf(graph, jobs, surroundings);
		assert.deepEqual({ statements, environment }, { statements: [], environment: {} });
	});
});
