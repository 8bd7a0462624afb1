import assert from "node:assert/strict";
import { batchJob } from "../../../../engine/resources/batch-job/index.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../../support/analysed.ts";
import { resourcesOf, surroundings, target } from "../../../support/placed.ts";
import { job } from "./example.ts";

const config = (more = "", resources = "{ cpu: 1, memory: 1800 }") => `resources:
  job:
    type: batch-job
    properties:
      container: { packaging: { type: stacktape-image-buildpack, properties: { entryfilePath: ./src/job.ts } } }
      resources: ${resources}
${more}`;

describe("a batch job", () => {
	it("is a definition, what runs it, and a function that events call", () =>
		assert.deepEqual(idsIn(analysed(config()), /^Stp(Vpc|Internet|Public|Deployment|Container)/), [
			"StpBatchServiceRole",
			"StpBatchSpotFleetRole",
			"StpBatchInstanceRole",
			"StpBatchInstanceInstanceProfile",
			"StpBatchStateMachineRole",
			"StpBatchInstanceLaunchTemplate",
			"StpBatchInstanceSecurityGroup",
			"StpBatchOnDemandComputeEnvironment",
			"StpBatchOnDemandJobQueue",
			"StpBatchSpotComputeEnvironment",
			"StpBatchSpotJobQueue",
			"JobJobDefinition",
			"JobJobExecutionStateMachine",
			"JobLogGroup",
			"JobRole",
			"JobTriggerFunctionRole",
			"JobTriggerFunctionLogGroup",
			"JobTriggerFunctionFunction",
		]));

	it("is defined by its image, its size and its variables", () => {
		const { JobJobDefinition } = propertiesIn(
			analysed(config("", "{ cpu: 2, memory: 4000, gpu: 1 }")),
			/^JobJobDefinition$/,
		);
		const { Tags, ...definition } = JobJobDefinition as Readonly<Record<string, unknown>>;
		assert.equal((Tags as Readonly<Record<string, string>>)["stp:stage"], "dev");
		assert.deepEqual(definition, {
			JobDefinitionName: "proj-dev-job-job-definition",
			Type: "container",
			PropagateTags: true,
			ContainerProperties: {
				Image: { job: "job-default", part: "image" },
				Environment: [
					{
						Name: "NODE_OPTIONS",
						Value: "--enable-source-maps --experimental-require-module --experimental-detect-module",
					},
				],
				ResourceRequirements: [
					{ Type: "VCPU", Value: "2" },
					{ Type: "MEMORY", Value: "4000" },
					{ Type: "GPU", Value: "1" },
				],
				Ulimits: [{ Name: "nofile", SoftLimit: 10_000, HardLimit: 10_000 }],
				LogConfiguration: {
					LogDriver: "awslogs",
					Options: {
						"awslogs-region": { Ref: "AWS::Region" },
						"awslogs-group": { Ref: "JobLogGroup" },
						"awslogs-stream-prefix": "batch",
					},
				},
				JobRoleArn: { "Fn::GetAtt": ["JobRole", "Arn"] },
			},
		});
	});

	it("keeps its output nowhere when it has no logs", () => {
		const silent = job({ logging: { disabled: true } });
		const children = resourcesOf(batchJob.compile(silent, surroundings([silent], [])));
		assert.equal(children["JobLogGroup"], undefined);
		assert.match(
			JSON.stringify(children["JobJobDefinition"]),
			/"LogConfiguration":\{"LogDriver":"json-file"\}/,
		);
		assert.deepEqual(Object.keys(batchJob.params(silent, surroundings([], []))), [
			"jobDefinitionArn",
			"stateMachineArn",
		]);
		assert.ok(!("logs" in (batchJob.links?.(silent, target) ?? {})));
	});

	it("may do what the config says, and what it connects to", () => {
		const around = surroundings([job()], [], {
			connections: () => ({
				statements: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }],
				environment: { STP_IMAGES_NAME: "images" },
				children: () => [{ id: "User", resource: { Type: "AWS::SNS::Topic" } }],
			}),
		});
		const children = resourcesOf(batchJob.compile(job({ iamRoleStatements: [{ Resource: ["*"] }] }), around));
		const { Policies } = children["JobRole"]?.Properties ?? {};
		assert.deepEqual(
			(Policies as readonly { readonly PolicyName: string }[]).map(({ PolicyName }) => PolicyName),
			["custom-iam-role-statements", "custom-allow-access-to-policy-statements"],
		);
		assert.match(JSON.stringify(children["JobJobDefinition"]), /"Name":"STP_IMAGES_NAME","Value":"images"/);
		assert.ok(children["User"]);
	});

	it("lets others start, watch and stop it", () => {
		const [submit, watch, start, stop] = batchJob.connect?.(job(), target) ?? [];
		const account = "${AWS::Region}:${AWS::AccountId}";
		const arn = (rest: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:${rest}` });
		assert.deepEqual(submit?.Resource, [
			arn(`batch:${account}:job-definition/proj-dev-job-job-definition`),
			arn(`batch:${account}:job-definition/proj-dev-job-job-definition:*`),
			arn(`batch:${account}:job-queue/proj-dev-batch-onDemand--job-queue`),
			arn(`batch:${account}:job-queue/proj-dev-batch-spot--job-queue`),
		]);
		assert.deepEqual(watch?.Action, ["batch:DescribeJobs", "batch:TerminateJob", "batch:ListJobs"]);
		assert.deepEqual(start?.Resource, [
			arn(`states:${account}:stateMachine:proj-dev-job-batch-state-machine`),
		]);
		assert.deepEqual(stop?.Resource, [arn(`states:${account}:execution:proj-dev-job-batch-state-machine:*`)]);
	});

	it("runs in the network of the stack", () =>
		assert.deepEqual(batchJob.securityGroup?.(job()), { Ref: "StpBatchInstanceSecurityGroup" }));

	it("has an image made for the processors of its instances", () => {
		const packaging = { type: "nixpacks", properties: { sourceDirectoryPath: "job" } } as const;
		assert.deepEqual(
			batchJob
				.artifacts?.(job({ container: { packaging } }, "Render"))
				.map((plan) => [plan.job, plan.kind === "image" && plan.architectures]),
			[["render-default", ["x86_64"]]],
		);
		assert.deepEqual(batchJob.artifacts?.(job()), []);
	});

	it("links to its runs and its logs, and to its trigger function", () =>
		assert.deepEqual(Object.keys(batchJob.links?.(job(), target) ?? {}), [
			"job-state-machine-executions",
			"logs",
			"logs-trigger-lambda",
			"metrics-trigger-lambda",
			"trigger-lambda-console",
		]));

	it("is told of at its own words, also of what its trigger function finds", () =>
		assertMarked(
			config(
				`      timeout: 30
      #        ^^ number-out-of-range: timeout is 30 seconds, but must be at least 60
      events: []
`,
				"{ cpu: 0.5, memory: 1800 }",
			).replace(
				"      timeout",
				`      #                 ^^^ wrong-type: cpu is 0.5, but must be a whole number
      timeout`,
			),
		));

	it("has events, whose faults stand where they are written", () =>
		assertMarked(
			config(`      events:
        - type: schedule
          properties: { scheduleRate: daily }
          #                           ^^^^^ invalid-schedule: "daily" is not a schedule: it must be rate(…) or cron(…)
`),
		));

	it("is called by a bucket of the config, whose faults name the job", () => {
		const s3 = "type: s3, properties: { bucketArn: \"$ResourceParam('files', 'arn')\", s3EventType: ";
		const analysis = analysed(
			config(`      events: [{ ${s3}'s3:ObjectCreated:*' } }]
  files: { type: bucket }
`),
		);
		assert.match(
			JSON.stringify(propertiesIn(analysis, /^FilesBucket$/)),
			/"Fn::GetAtt":\["JobTriggerFunctionFunction","Arn"\]/,
		);
		assertMarked(
			config(`      events:
        - { ${s3}'s3:ObjectCreated:*' } }
        - type: s3
          properties:
            bucketArn: $ResourceParam('files', 'arn')
            s3EventType: s3:ObjectCreated:Put
            #            ^^^^^^^^^^^^^^^^^^^^ overlapping-notifications: objects of "files" can fit both this event and event 1 of "job", which S3 does not allow
  files: { type: bucket }
`),
		);
	});

	it("uses what its events name once, and what it connects to itself", () => {
		const { surroundings: around } = analysed(
			config(`      connectTo: [tasks]
      events: [{ type: sqs, properties: { sqsQueueName: tasks } }]
  tasks: { type: sqs-queue }
`),
		);
		assert.deepEqual(
			around?.usesOf("tasks").map(({ by }) => by.reference),
			["job.triggerFunction"],
		);
		assert.deepEqual(
			around?.accessors("tasks").map(({ by }) => by.reference),
			["job"],
		);
	});

	it("waits no longer than Step Functions can", () =>
		assertMarked(`
resources:
  job:
    type: batch-job
    properties:
      container: { packaging: { type: prebuilt-image, properties: { image: nginx } } }
      resources: { cpu: 1, memory: 1024 }
      retryConfig:
#     ^^^^^^^^^^^ number-out-of-range: the wait before attempt 4 would be 3000000000 seconds, but must be at most 99999999
        attempts: 4
        retryIntervalSeconds: 10000000
        retryIntervalMultiplier: 100
`));
});
