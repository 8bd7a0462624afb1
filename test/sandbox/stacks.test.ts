import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	ActivateTypeCommand,
	CancelUpdateStackCommand,
	ContinueUpdateRollbackCommand,
	CreateChangeSetCommand,
	CreateStackCommand,
	type CreateStackCommandInput,
	DeleteStackCommand,
	DescribeChangeSetCommand,
	DescribeStackEventsCommand,
	DescribeStacksCommand,
	DescribeTypeCommand,
	ListStackResourcesCommand,
	RollbackStackCommand,
	type Stack,
	UpdateStackCommand,
	type UpdateStackCommandInput,
} from "@aws-sdk/client-cloudformation";
import {
	AddPermissionCommand,
	GetPolicyCommand,
	ListVersionsByFunctionCommand,
	PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { HeadBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { apiCode, appTemplate, workerCode } from "./app.ts";
import {
	type Cloud,
	eventLines,
	eventsOf,
	eventually,
	openCloud,
	outputsOf,
	putZip,
	settled,
} from "./cloud.ts";

const capabilities = ["CAPABILITY_IAM" as const];
const rulesFile = join(tmpdir(), `spool-rules-${process.pid}.json`);

describe("the sandbox's CloudFormation", function () {
	this.timeout(120_000);
	let sandbox: Sandbox;
	let cloud: Cloud;
	let stacks = 0;

	before(async () => {
		rules({});
		sandbox = await startSandbox({ port: 0, rulesFile });
		cloud = openCloud(sandbox);
		await putZip(cloud, "code", "api.zip", apiCode);
		await putZip(cloud, "code", "api-2.zip", { "index.mjs": `${apiCode["index.mjs"]}\n// two` });
		await putZip(cloud, "code", "worker.zip", workerCode);
	});
	after(async () => {
		cloud?.close();
		await sandbox?.stop();
		rmSync(rulesFile, { force: true });
	});
	afterEach(() => rules({}));

	function rules(content: object): void {
		writeFileSync(rulesFile, JSON.stringify(content));
	}

	function newName(): string {
		stacks += 1;
		return `stack-${stacks}`;
	}

	async function create(
		template: string | object,
		more: Partial<CreateStackCommandInput> = {},
	): Promise<Stack> {
		const StackName = more.StackName ?? newName();
		const TemplateBody = more.TemplateURL ? undefined : asText(template);
		await cloud.stacks.send(
			new CreateStackCommand({ StackName, TemplateBody, Capabilities: capabilities, ...more }),
		);
		return await settled(cloud, StackName);
	}

	async function update(
		name: string | undefined,
		template: string | object,
		more: Partial<UpdateStackCommandInput> = {},
	): Promise<Stack> {
		const input = { StackName: name, TemplateBody: asText(template), Capabilities: capabilities, ...more };
		await cloud.stacks.send(new UpdateStackCommand(input));
		return await settled(cloud, name ?? "");
	}

	async function remove(name: string | undefined): Promise<void> {
		await cloud.stacks.send(new DeleteStackCommand({ StackName: name }));
	}

	const asText = (template: string | object) =>
		typeof template === "string" ? template : JSON.stringify(template);
	const bucket = (properties: object = {}) => ({ Type: "AWS::S3::Bucket", Properties: properties });
	const queue = (properties: object = {}) => ({ Type: "AWS::SQS::Queue", Properties: properties });
	const topic = (properties: object = {}) => ({ Type: "AWS::SNS::Topic", Properties: properties });
	const only = (resources: object, more: object = {}) => ({ Resources: resources, ...more });

	describe("a create", () => {
		it("makes every resource of an application", async () => {
			const stack = await create(appTemplate({ bucket: "code" }));
			assert.equal(stack.StackStatus, "CREATE_COMPLETE");
			const { Url, Table, TableId } = outputsOf(stack);
			assert.match(Url ?? "", /^http:\/\/127\.0\.0\.1:\d+\/_aws\/execute-api\/[^/]+\/\$default$/);
			const described = await cloud.call("DynamoDB_20120810.DescribeTable", { TableName: Table });
			assert.equal((described["Table"] as { TableId: string }).TableId, TableId);
			const backups = await cloud.call("DynamoDB_20120810.DescribeContinuousBackups", { TableName: Table });
			assert.match(JSON.stringify(backups), /"PointInTimeRecoveryStatus":"ENABLED"/);
		});

		it("records events in a strict order, each resource after what it depends on", async () => {
			const stack = await create(appTemplate({ bucket: "code" }));
			const events = await eventsOf(cloud, stack.StackId ?? "");
			const times = events.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
			assert.ok(
				times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0)),
				"two events at one time",
			);
			const lines = events.map(
				(e) => `${e.LogicalResourceId} ${e.ResourceStatus} ${e.ResourceStatusReason ?? ""}`,
			);
			const place = (line: string) => lines.findIndex((found) => found.trim() === line);
			assert.equal(place(`${stack.StackName} CREATE_IN_PROGRESS User Initiated`), 0);
			assert.ok(place("Role CREATE_COMPLETE") < place("ApiFunction CREATE_IN_PROGRESS"));
			const initiated = place("ApiFunction CREATE_IN_PROGRESS Resource creation Initiated");
			assert.ok(place("ApiFunction CREATE_IN_PROGRESS") < initiated);
			assert.ok(initiated < place("ApiFunction CREATE_COMPLETE"));
			assert.equal(place(`${stack.StackName} CREATE_COMPLETE`), lines.length - 1);
		});

		it("works on resources in parallel and takes the time that the rules give", async () => {
			rules({ delay: { default: 0.3 } });
			const started = performance.now();
			const creating = create(only({ A: bucket(), B: queue(), C: topic(), D: bucket() }));
			const name = `stack-${stacks}`;
			await eventually(async () => {
				const lines = await eventLines(cloud, name);
				return lines.filter((line) => line.endsWith("CREATE_IN_PROGRESS")).length === 5 || undefined;
			}, "four resources in progress at once");
			const { Stacks } = await cloud.stacks.send(new DescribeStacksCommand({ StackName: name }));
			assert.equal(Stacks?.[0]?.StackStatus, "CREATE_IN_PROGRESS");
			await creating;
			const elapsedMs = performance.now() - started;
			assert.ok(elapsedMs >= 300 && elapsedMs < 1100, `${elapsedMs} ms`);
		});

		it("rolls back when a resource fails, and ends what it was waiting for", async () => {
			rules({
				delay: { "AWS::SQS::Queue": 5 },
				faults: [{ type: "AWS::S3::Bucket", logical: "Bad", op: "create", message: "Nope" }],
			});
			const stack = await create(
				only({ Good: topic(), Bad: { ...bucket(), DependsOn: "Good" }, Slow: queue() }),
			);
			assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
			const events = await eventsOf(cloud, stack.StackName ?? "");
			const failed = events.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
			assert.match(failed?.ResourceStatusReason ?? "", /Resource handler returned message: "Nope"/);
			const cancelled = events.find(
				(e) => e.LogicalResourceId === "Slow" && e.ResourceStatus === "CREATE_FAILED",
			);
			assert.equal(cancelled?.ResourceStatusReason, "Resource creation cancelled");
			const rollback = events.find(({ ResourceStatus }) => ResourceStatus === "ROLLBACK_IN_PROGRESS");
			assert.equal(
				rollback?.ResourceStatusReason,
				"The following resource(s) failed to create: [Bad, Slow]. Rollback requested by user.",
			);
			await assert.rejects(create(only({ A: bucket() }), { StackName: stack.StackName }), {
				name: "AlreadyExistsException",
			});
		});

		it("deletes the stack after a failure when asked to", async () => {
			rules({ faults: [{ logical: "Bad", op: "create" }] });
			const StackName = newName();
			const { StackId } = await cloud.stacks.send(
				new CreateStackCommand({
					StackName,
					TemplateBody: asText(only({ Bad: bucket() })),
					OnFailure: "DELETE",
				}),
			);
			const stack = await settled(cloud, StackId ?? "");
			assert.equal(stack.StackStatus, "DELETE_COMPLETE");
			await assert.rejects(settled(cloud, StackName), {
				message: `Stack with id ${StackName} does not exist`,
			});
		});

		it("fails a function whose code object is not there", async () => {
			const stack = await create(appTemplate({ bucket: "code", apiKey: "gone.zip" }));
			assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
			const events = await eventsOf(cloud, stack.StackName ?? "");
			const failed = events.find(
				(e) => e.LogicalResourceId === "ApiFunction" && e.ResourceStatus === "CREATE_FAILED",
			);
			assert.match(failed?.ResourceStatusReason ?? "", /S3 Error Code: NoSuchKey/);
		});

		it("is made once when the same call comes twice", async () => {
			const input = {
				StackName: newName(),
				TemplateBody: asText(only({ A: bucket() })),
				ClientRequestToken: "one",
			};
			const first = await cloud.stacks.send(new CreateStackCommand(input));
			const second = await cloud.stacks.send(new CreateStackCommand(input));
			assert.equal(second.StackId, first.StackId);
			const events = await eventsOf(cloud, input.StackName);
			assert.ok(events.every(({ ClientRequestToken }) => ClientRequestToken === "one"));
		});
	});

	describe("a template", () => {
		const refusals: Record<string, [object | string, RegExp]> = {
			"without resources": [{ Resources: {} }, /At least one Resources member must be defined/],
			"with an unknown section": [
				only({ A: bucket() }, { Resorces: {} }),
				/Invalid template property .*Resorces/,
			],
			"with an unknown type": [
				only({ A: { Type: "AWS::S3::Bukket" } }),
				/Unrecognized resource types: \[AWS::S3::Bukket\]/,
			],
			"with a reference to nothing": [
				only({ A: topic({ TopicName: { Ref: "Nope" } }) }),
				/Unresolved resource dependencies \[Nope\] in the Resources block/,
			],
			"with an output of nothing": [
				only({ A: bucket() }, { Outputs: { X: { Value: { Ref: "Nope" } } } }),
				/Unresolved resource dependencies \[Nope\] in the Outputs block/,
			],
			"with an attribute that the type does not have": [
				only({ A: bucket(), B: topic({ TopicName: { "Fn::GetAtt": ["A", "Nope"] } }) }),
				/resource A does not support attribute type Nope in Fn::GetAtt/,
			],
			"with a cycle": [
				only({
					A: topic({ TopicName: { Ref: "B" } }),
					B: topic({ TopicName: { Ref: "A" } }),
				}),
				/Circular dependency between resources: \[A, B\]/,
			],
			"with a dependency on nothing": [
				only({ A: { ...bucket(), DependsOn: "Nope" } }),
				/Unresolved resource dependencies \[Nope\]/,
			],
			"with an underscore in a logical id": [
				only({ A_B: bucket() }),
				/Resource name A_B is non alphanumeric/,
			],
			"of more than 51,200 bytes": [
				only({ A: bucket() }, { Metadata: { long: "x".repeat(51_200) } }),
				/less than or equal to 51200/,
			],
		};
		for (const [what, [template, message]] of Object.entries(refusals)) {
			it(`${what} is refused`, async () => {
				await assert.rejects(create(template), { name: "ValidationError", message });
			});
		}

		it("with roles is refused without the capability", async () => {
			await assert.rejects(create(appTemplate({ bucket: "code" }), { Capabilities: [] }), {
				name: "InsufficientCapabilitiesException",
				message: "Requires capabilities : [CAPABILITY_IAM]",
			});
		});

		for (const [what, properties, message] of [
			["an unknown property", { QueueNam: "x" }, /#: extraneous key \[QueueNam\] is not permitted/],
			["a missing one", {}, /#: required key \[PolicyDocument\] not found/],
		] as const) {
			it(`with ${what} fails at that resource`, async () => {
				const Type = what === "a missing one" ? "AWS::SQS::QueuePolicy" : "AWS::SQS::Queue";
				const stack = await create(only({ A: { Type, Properties: properties } }));
				assert.equal(stack.StackStatus, "ROLLBACK_COMPLETE");
				const failed = (await eventsOf(cloud, stack.StackName ?? "")).find(
					(e) => e.LogicalResourceId === "A" && e.ResourceStatus === "CREATE_FAILED",
				);
				assert.match(failed?.ResourceStatusReason ?? "", message);
			});
		}

		it("may be an object of a bucket, in both forms of its address", async () => {
			const Body = asText(only({ A: bucket() }));
			await cloud.objects.send(new PutObjectCommand({ Bucket: "code", Key: "t/one.json", Body }));
			for (const TemplateURL of [
				`https://code.s3.${sandbox.region}.amazonaws.com/t/one.json`,
				`https://s3.${sandbox.region}.amazonaws.com/code/t/one.json`,
				`${sandbox.endpoint}/code/t/one.json`,
			]) {
				assert.equal((await create("", { TemplateURL })).StackStatus, "CREATE_COMPLETE", TemplateURL);
			}
		});

		it("may hold conditions on the region and dynamic references", async () => {
			await cloud.call("AmazonSSM.PutParameter", { Name: "/name", Value: "from-ssm", Type: "String" });
			await cloud.call("secretsmanager.CreateSecret", {
				Name: "key",
				SecretString: '{"token":"from-secret"}',
			});
			const tags = [
				{ Key: "ssm", Value: "{{resolve:ssm:/name}}" },
				{ Key: "secret", Value: "{{resolve:secretsmanager:key:SecretString:token}}" },
			];
			const stack = await create(
				only(
					{ A: queue({ Tags: tags }), Elsewhere: { ...bucket(), Condition: "IsElsewhere" } },
					{
						Conditions: {
							IsElsewhere: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "AWS::Region" }, sandbox.region] }] },
						},
						Outputs: { A: { Value: { Ref: "A" } } },
					},
				),
			);
			assert.equal(stack.StackStatus, "CREATE_COMPLETE");
			const { StackResourceSummaries } = await cloud.stacks.send(
				new ListStackResourcesCommand({ StackName: stack.StackName }),
			);
			assert.deepEqual(
				StackResourceSummaries?.map(({ LogicalResourceId }) => LogicalResourceId),
				["A"],
			);
			const { Tags } = await cloud.call("AmazonSQS.ListQueueTags", { QueueUrl: outputsOf(stack)["A"] });
			assert.equal((Tags as Record<string, string>)["ssm"], "from-ssm");
			assert.equal((Tags as Record<string, string>)["secret"], "from-secret");
		});

		it("may hold third-party types once they are registered", async () => {
			const TypeName = "Example::Cluster::Small";
			const template = only(
				{ A: { Type: TypeName, Properties: {} } },
				{ Outputs: { Host: { Value: { "Fn::GetAtt": ["A", "Host"] } } } },
			);
			await assert.rejects(create(template), {
				message: /Unrecognized resource types: \[Example::Cluster::Small\]/,
			});
			await cloud.stacks.send(new ActivateTypeCommand({ Type: "RESOURCE", TypeName, PublisherId: "x" }));
			const { IsActivated } = await cloud.stacks.send(
				new DescribeTypeCommand({ Type: "RESOURCE", TypeName }),
			);
			assert.equal(IsActivated, true);
			assert.match(outputsOf(await create(template))["Host"] ?? "", /Host$/);
		});

		it("may hold types of AWS that do nothing here, with attributes", async () => {
			const stack = await create(
				only(
					{ A: { Type: "AWS::Amplify::App", Properties: { Name: "x" } } },
					{ Outputs: { A: { Value: { "Fn::GetAtt": ["A", "DefaultDomain"] } } } },
				),
			);
			assert.equal(stack.StackStatus, "CREATE_COMPLETE");
			assert.match(outputsOf(stack)["A"] ?? "", /DefaultDomain$/);
		});
	});

	describe("an update", () => {
		it("without a difference is refused", async () => {
			const template = appTemplate({ bucket: "code" });
			const { StackName } = await create(template);
			await assert.rejects(update(StackName, template), {
				name: "ValidationError",
				message: "No updates are to be performed.",
			});
		});

		it("touches only what changed", async () => {
			const { StackName } = await create(appTemplate({ bucket: "code" }));
			const seen = (await eventsOf(cloud, StackName ?? "")).length;
			const stack = await update(StackName, appTemplate({ bucket: "code", apiKey: "api-2.zip" }));
			assert.equal(stack.StackStatus, "UPDATE_COMPLETE");
			assert.deepEqual(await eventLines(cloud, StackName ?? "", seen), [
				`${StackName} UPDATE_IN_PROGRESS`,
				"ApiFunction UPDATE_IN_PROGRESS",
				"ApiFunction UPDATE_COMPLETE",
				`${StackName} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
				`${StackName} UPDATE_COMPLETE`,
			]);
		});

		it("keeps data and identity of every resource, also when it fails and is rolled back", async () => {
			const before = await create(appTemplate({ bucket: "code" }));
			const kept = await fill(outputsOf(before));
			const after = await update(before.StackName, changedApp());
			assert.equal(after.StackStatus, "UPDATE_COMPLETE");
			assert.deepEqual(outputsOf(after), outputsOf(before));
			await assertKept(outputsOf(before), kept);

			rules({ faults: [{ logical: "Late", op: "create", message: "Nope" }] });
			const Late = { ...bucket(), DependsOn: ["Table", "Queue", "ApiFunction", "Mapping", "Files"] };
			const failed = await update(before.StackName, changedApp({ version: "3", more: { Late } }));
			assert.equal(failed.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
			assert.deepEqual(outputsOf(failed), outputsOf(before));
			await assertKept(outputsOf(before), kept);
		});

		function changedApp(options: { version?: string; more?: Record<string, object> } = {}): string {
			const template = JSON.parse(
				appTemplate({ bucket: "code", version: "2", apiKey: "api-2.zip", ...options }),
			);
			const { Queue, Files, Api, Mapping, Repository, ApiLogs } = template.Resources;
			const version = Number(options.version ?? "2");
			Queue.Properties.VisibilityTimeout = 30 + version;
			Files.Properties.VersioningConfiguration = { Status: "Enabled" };
			Api.Properties.Description = `version ${version}`;
			Mapping.Properties.BatchSize = 5 + version;
			Mapping.Properties.Enabled = false;
			Repository.Properties.ImageTagMutability = "IMMUTABLE";
			ApiLogs.Properties.RetentionInDays = 7;
			return JSON.stringify(template);
		}

		async function fill(outputs: Record<string, string>): Promise<string[]> {
			const { Table, Function: FunctionName, Files, Queue } = outputs;
			const Item = { pk: { S: "kept" } };
			await cloud.call("DynamoDB_20120810.PutItem", { TableName: Table, Item });
			await cloud.objects.send(new PutObjectCommand({ Bucket: Files, Key: "kept", Body: "kept" }));
			await cloud.call("AmazonSQS.SendMessage", { QueueUrl: Queue, MessageBody: "kept", DelaySeconds: 900 });
			await cloud.functions.send(new PublishVersionCommand({ FunctionName }));
			await cloud.functions.send(
				new AddPermissionCommand({
					FunctionName,
					StatementId: "mine",
					Action: "lambda:InvokeFunction",
					Principal: "s3.amazonaws.com",
				}),
			);
			return await policyOf(FunctionName);
		}

		async function assertKept(outputs: Record<string, string>, policy: string[]): Promise<void> {
			const { Table, Function: FunctionName, Files, Queue } = outputs;
			const { Items } = await cloud.call("DynamoDB_20120810.Scan", { TableName: Table });
			assert.deepEqual(Items, [{ pk: { S: "kept" } }]);
			assert.equal(await status(`${sandbox.endpoint}/${Files}/kept`), 200);
			const { Attributes } = await cloud.call("AmazonSQS.GetQueueAttributes", {
				QueueUrl: Queue,
				AttributeNames: ["All"],
			});
			assert.equal((Attributes as Record<string, string>)["ApproximateNumberOfMessagesDelayed"], "1");
			const { Versions } = await cloud.functions.send(new ListVersionsByFunctionCommand({ FunctionName }));
			assert.deepEqual(
				Versions?.map(({ Version }) => Version),
				["$LATEST", "1"],
			);
			assert.deepEqual(await policyOf(FunctionName), policy);
			assert.equal(await status(`${outputs["Url"]}/`), 200);
		}

		async function policyOf(FunctionName: string | undefined): Promise<string[]> {
			const { Policy = "{}" } = await cloud.functions.send(new GetPolicyCommand({ FunctionName }));
			return JSON.parse(Policy)
				.Statement.map(({ Sid }: { Sid: string }) => Sid)
				.sort();
		}

		async function status(url: string): Promise<number> {
			const response = await fetch(url);
			await response.arrayBuffer();
			return response.status;
		}

		it("replaces a resource when the property asks for it, and deletes the old one at the end", async () => {
			const before = await create(only({ A: topic(), B: queue({ QueueName: "first" }) }));
			const seen = (await eventsOf(cloud, before.StackName ?? "")).length;
			const stack = await update(before.StackName, only({ A: topic(), B: queue({ QueueName: "second" }) }));
			assert.equal(stack.StackStatus, "UPDATE_COMPLETE");
			assert.deepEqual(await eventLines(cloud, before.StackName ?? "", seen + 1), [
				"B UPDATE_IN_PROGRESS",
				"B UPDATE_IN_PROGRESS",
				"B UPDATE_COMPLETE",
				`${before.StackName} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
				"B DELETE_IN_PROGRESS",
				"B DELETE_COMPLETE",
				`${before.StackName} UPDATE_COMPLETE`,
			]);
			const { QueueUrls } = await cloud.call("AmazonSQS.ListQueues", {});
			const names = (QueueUrls as string[]).map((url) => url.split("/").at(-1));
			assert.ok(names.includes("second") && !names.includes("first"));
		});

		it("refuses to replace a resource that keeps its own name", async () => {
			const table = (key: string) => ({
				Type: "AWS::DynamoDB::GlobalTable",
				Properties: {
					TableName: "named",
					AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
					KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
					BillingMode: "PAY_PER_REQUEST",
					Replicas: [{ Region: sandbox.region }],
				},
			});
			const { StackName } = await create(only({ A: table("a") }));
			const stack = await update(StackName, only({ A: table("b") }));
			assert.equal(stack.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
			const failed = (await eventsOf(cloud, StackName ?? "")).find(
				({ ResourceStatus }) => ResourceStatus === "UPDATE_FAILED",
			);
			assert.match(failed?.ResourceStatusReason ?? "", /Rename named and update the stack again/);
		});

		it("keeps what is to be retained and deletes the rest", async () => {
			const before = await create(
				only({
					A: topic(),
					B: { ...bucket({ BucketName: "retained" }), DeletionPolicy: "Retain" },
					C: bucket({ BucketName: "deleted" }),
				}),
			);
			await update(before.StackName, only({ A: topic() }));
			await cloud.objects.send(new HeadBucketCommand({ Bucket: "retained" }));
			await assert.rejects(cloud.objects.send(new HeadBucketCommand({ Bucket: "deleted" })), {
				name: "NotFound",
			});
			const lines = await eventLines(cloud, before.StackName ?? "");
			assert.ok(lines.includes("B DELETE_SKIPPED") && lines.includes("C DELETE_COMPLETE"));
		});

		it("is refused while another operation runs", async () => {
			rules({ delay: { default: 0.5 } });
			const creating = create(only({ A: bucket() }));
			const StackName = `stack-${stacks}`;
			await eventually(
				() => cloud.stacks.send(new DescribeStacksCommand({ StackName })).catch(() => undefined),
				"the stack",
			);
			await assert.rejects(update(StackName, only({ B: bucket() })), {
				message: /^Stack:arn:aws:cloudformation:.* is in CREATE_IN_PROGRESS state and can not be updated\.$/,
			});
			await creating;
		});

		it("obeys the stack policy", async () => {
			const policy = (Effect: string) => ({
				Effect,
				Action: "Update:*",
				Principal: "*",
				Resource: "LogicalResourceId/A",
			});
			const StackPolicyBody = JSON.stringify({
				Statement: [policy("Deny"), { ...policy("Allow"), Resource: "*" }],
			});
			const { StackName } = await create(only({ A: queue(), B: queue() }), { StackPolicyBody });
			const changed = queue({ VisibilityTimeout: 1 });
			assert.equal(
				(await update(StackName, only({ A: queue(), B: changed }))).StackStatus,
				"UPDATE_COMPLETE",
			);
			const denied = await update(StackName, only({ A: changed, B: changed }));
			assert.equal(denied.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
		});

		it("can be kept as it failed, and then be put right or rolled back", async () => {
			rules({ faults: [{ logical: "Bad", op: "create", message: "Nope" }] });
			const good = only({ A: queue() });
			const bad = only({ A: queue({ VisibilityTimeout: 1 }), Bad: { ...bucket(), DependsOn: "A" } });
			const more = { DisableRollback: true };
			const { StackName } = await create(good);
			assert.equal((await update(StackName, bad, more)).StackStatus, "UPDATE_FAILED");
			await assert.rejects(update(StackName, good), { message: /is in UPDATE_FAILED state/ });
			rules({});
			assert.equal((await update(StackName, bad, more)).StackStatus, "UPDATE_COMPLETE");

			rules({ faults: [{ logical: "Late", op: "create", message: "Nope" }] });
			const worse = only({ ...bad.Resources, Late: bucket() });
			assert.equal((await update(StackName, worse, more)).StackStatus, "UPDATE_FAILED");
			await cloud.stacks.send(new RollbackStackCommand({ StackName }));
			assert.equal((await settled(cloud, StackName ?? "")).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
		});

		it("whose rollback fails is continued", async () => {
			const { StackName } = await create(only({ A: queue() }));
			rules({
				faults: [
					{ logical: "Bad", op: "create" },
					{ logical: "A", op: "rollback", message: "Not back", times: 1 },
				],
			});
			const Bad = { ...bucket(), DependsOn: "A" };
			const failed = await update(StackName, only({ A: queue({ VisibilityTimeout: 1 }), Bad }));
			assert.equal(failed.StackStatus, "UPDATE_ROLLBACK_FAILED");
			assert.match(failed.StackStatusReason ?? "", /failed to update: \[A\]/);
			await cloud.stacks.send(new ContinueUpdateRollbackCommand({ StackName }));
			assert.equal((await settled(cloud, StackName ?? "")).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
		});

		it("is rolled back when it is cancelled", async () => {
			const { StackName } = await create(only({ A: queue() }));
			rules({ delay: { default: 0.3 } });
			const B = { ...bucket(), DependsOn: "A" };
			const updating = update(StackName, only({ A: queue({ VisibilityTimeout: 1 }), B }));
			await eventually(async () => {
				const lines = await eventLines(cloud, StackName ?? "");
				return lines.includes("A UPDATE_IN_PROGRESS") || undefined;
			}, "the update of the queue");
			await cloud.stacks.send(new CancelUpdateStackCommand({ StackName }));
			assert.equal((await updating).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
			assert.ok(!(await eventLines(cloud, StackName ?? "")).includes("B CREATE_COMPLETE"));
		});

		it("may read what nothing read before", async () => {
			const resources = { A: { Type: "AWS::Amplify::App", Properties: { Name: "x" } } };
			const { StackName } = await create(only(resources));
			const Outputs = { Id: { Value: { "Fn::GetAtt": ["A", "AppId"] } } };
			assert.match(outputsOf(await update(StackName, only(resources, { Outputs })))["Id"] ?? "", /AppId$/);
		});

		it("is shown by a change set before it happens", async () => {
			const group = (days: number) => ({
				Type: "AWS::Logs::LogGroup",
				Properties: { RetentionInDays: days },
			});
			const { StackName } = await create(only({ A: topic(), B: queue({ QueueName: "shown" }), D: group(1) }));
			const input = { StackName, ChangeSetName: "preview" };
			const template = only({
				A: topic({ DisplayName: "x" }),
				B: queue({ QueueName: "shown-2" }),
				C: bucket(),
				D: group(3),
			});
			await cloud.stacks.send(new CreateChangeSetCommand({ ...input, TemplateBody: asText(template) }));
			const { Changes } = await cloud.stacks.send(new DescribeChangeSetCommand(input));
			const lines = Changes?.map(
				({ ResourceChange: c }) => `${c?.Action} ${c?.LogicalResourceId} ${c?.Replacement}`,
			);
			assert.deepEqual(lines?.sort(), [
				"Add C undefined",
				"Modify A False",
				"Modify B True",
				"Modify D False",
			]);
		});
	});

	describe("a delete", () => {
		it("removes everything, and the stack stays readable by its id", async () => {
			const { StackName, StackId } = await create(appTemplate({ bucket: "code" }));
			await remove(StackName);
			assert.equal((await settled(cloud, StackId ?? "")).StackStatus, "DELETE_COMPLETE");
			await create(only({ A: bucket() }), { StackName });
			assert.equal((await settled(cloud, StackId ?? "")).StackStatus, "DELETE_COMPLETE");
			assert.equal((await settled(cloud, StackName ?? "")).StackStatus, "CREATE_COMPLETE");
			const lines = await eventLines(cloud, StackId ?? "");
			assert.equal(lines.at(-1), `${StackName} DELETE_COMPLETE`);
		});

		it("is refused while the stack is protected", async () => {
			const { StackName } = await create(only({ A: bucket() }), { EnableTerminationProtection: true });
			await assert.rejects(remove(StackName), { message: /TerminationProtection is enabled/ });
		});

		it("fails at a bucket with objects, and goes on when the bucket is kept", async () => {
			const { StackName, StackId } = await create(only({ A: bucket({ BucketName: "full" }), B: topic() }));
			await cloud.objects.send(new PutObjectCommand({ Bucket: "full", Key: "x", Body: "x" }));
			await remove(StackName);
			const failed = await settled(cloud, StackName ?? "");
			assert.equal(failed.StackStatus, "DELETE_FAILED");
			assert.match(failed.StackStatusReason ?? "", /failed to delete: \[A\]/);
			await cloud.stacks.send(new DeleteStackCommand({ StackName, RetainResources: ["A"] }));
			assert.equal((await settled(cloud, StackId ?? "")).StackStatus, "DELETE_COMPLETE");
			await cloud.objects.send(new HeadBucketCommand({ Bucket: "full" }));
		});

		it("is refused while another stack imports an export", async () => {
			const Outputs = { A: { Value: "1", Export: { Name: "shared" } } };
			const exporter = await create(only({ A: bucket() }, { Outputs }));
			const importer = await create(only({ B: topic({ DisplayName: { "Fn::ImportValue": "shared" } }) }));
			await assert.rejects(remove(exporter.StackName), {
				message: `Export shared cannot be deleted as it is in use by ${importer.StackName}`,
			});
			const taken = await create(only({ A: bucket() }, { Outputs }));
			assert.equal(taken.StackStatus, "ROLLBACK_COMPLETE");
		});
	});

	it("gives long lists in pages that neither skip nor repeat", async () => {
		const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`Q${i}`, queue()]));
		const { StackName } = await create(only(many));
		const first = await cloud.stacks.send(new DescribeStackEventsCommand({ StackName }));
		assert.equal(first.StackEvents?.length, 100);
		// New events between two pages do not move the second one.
		await update(StackName, only({ ...many, Q0: queue({ VisibilityTimeout: 1 }) }));
		const second = await cloud.stacks.send(
			new DescribeStackEventsCommand({ StackName, NextToken: first.NextToken }),
		);
		assert.equal(second.StackEvents?.length, 82);
		const ids = [...(first.StackEvents ?? []), ...(second.StackEvents ?? [])].map(({ EventId }) => EventId);
		assert.equal(new Set(ids).size, 182);
		const page = await cloud.stacks.send(new ListStackResourcesCommand({ StackName }));
		assert.equal(page.StackResourceSummaries?.length, 60);
	});
});
