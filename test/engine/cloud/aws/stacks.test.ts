import assert from "node:assert/strict";
import { createInput, updateInput } from "../../../../engine/cloud/aws/stack-shapes.ts";
import { openStacks } from "../../../../engine/cloud/aws/stacks.ts";
import type { ApplyRequest } from "../../../../engine/cloud/port.ts";
import { type Answer, type Asked, queryAnswer, queryError, withAnswers, xmlList } from "./answers.ts";

const id = "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-dev/1234";
const request: ApplyRequest = {
	name: "shop-dev",
	template: { body: "{}" },
	tags: { team: "one" },
	token: "token-1",
	onFailure: "roll-back",
};

function eventXml(number: number, token: string, more = ""): string {
	return `<StackId>${id}</StackId><EventId>e${number}</EventId><StackName>shop-dev</StackName><LogicalResourceId>R${number}</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><Timestamp>2026-01-15T12:00:0${number % 10}.500Z</Timestamp><ClientRequestToken>${token}</ClientRequestToken>${more}`;
}

function eventsAnswer(events: readonly string[], next?: string): Answer {
	const marker = next === undefined ? "" : `<NextToken>${next}</NextToken>`;
	return queryAnswer("DescribeStackEvents", xmlList("StackEvents", events) + marker);
}

/** Answers by action; the function may look at the request. */
function byAction(answers: Readonly<Record<string, Answer | ((asked: Asked) => Answer)>>) {
	return (asked: Asked): Answer => {
		const answer = answers[asked.fields["Action"] ?? ""];
		if (answer === undefined) return assert.fail(`nobody expected ${asked.fields["Action"]}`);
		return typeof answer === "function" ? answer(asked) : answer;
	};
}

describe("CloudFormation requests", () => {
	it("name the capabilities, tags, topics and triggers of a create", async () => {
		await withAnswers(
			byAction({ CreateStack: queryAnswer("CreateStack", `<StackId>${id}</StackId>`) }),
			async (server) => {
				const full: ApplyRequest = {
					...request,
					template: { url: "https://b.s3.eu-west-1.amazonaws.com/k" },
					roleArn: "arn:aws:iam::111111111111:role/cfn",
					notificationArns: ["arn:aws:sns:eu-west-1:111111111111:events"],
					terminationProtection: true,
					rollback: { monitoringMinutes: 5, alarmArns: ["arn:aws:cloudwatch:eu-west-1:1:alarm:a"] },
				};
				assert.deepEqual(await openStacks(server.session()).create(full, {}), { stackId: id });
				const { Version, ...fields } = server.asked[0]?.fields ?? {};
				assert.equal(Version, "2010-05-15");
				assert.deepEqual(fields, {
					Action: "CreateStack",
					StackName: "shop-dev",
					TemplateURL: "https://b.s3.eu-west-1.amazonaws.com/k",
					"Capabilities.member.1": "CAPABILITY_IAM",
					"Capabilities.member.2": "CAPABILITY_NAMED_IAM",
					"Capabilities.member.3": "CAPABILITY_AUTO_EXPAND",
					"Tags.member.1.Key": "team",
					"Tags.member.1.Value": "one",
					ClientRequestToken: "token-1",
					"NotificationARNs.member.1": "arn:aws:sns:eu-west-1:111111111111:events",
					"RollbackConfiguration.MonitoringTimeInMinutes": "5",
					"RollbackConfiguration.RollbackTriggers.member.1.Arn": "arn:aws:cloudwatch:eu-west-1:1:alarm:a",
					"RollbackConfiguration.RollbackTriggers.member.1.Type": "AWS::CloudWatch::Alarm",
					RoleARN: "arn:aws:iam::111111111111:role/cfn",
					EnableTerminationProtection: "true",
				});
			},
		);
	});

	it("take back in an update what the config does not ask for any more", async () => {
		await withAnswers(
			byAction({ UpdateStack: queryAnswer("UpdateStack", `<StackId>${id}</StackId>`) }),
			async (server) => {
				await openStacks(server.session()).update({ ...request, tags: {} }, {});
				const fields = server.asked[0]?.fields ?? {};
				assert.equal(fields["Tags"], "");
				assert.equal(fields["NotificationARNs"], "");
				assert.equal(fields["RollbackConfiguration.MonitoringTimeInMinutes"], "0");
				assert.equal(fields["RollbackConfiguration.RollbackTriggers"], "");
				assert.equal(fields["DisableRollback"], "false");
			},
		);
	});

	it("say what becomes of a failure", () => {
		const create = (onFailure: ApplyRequest["onFailure"]) => {
			const { OnFailure, DisableRollback } = createInput({ ...request, onFailure });
			return [OnFailure, DisableRollback];
		};
		assert.deepEqual(create("roll-back"), [undefined, undefined]);
		assert.deepEqual(create("keep"), [undefined, true]);
		assert.deepEqual(create("delete"), ["DELETE", undefined]);
		assert.equal(updateInput({ ...request, onFailure: "keep" }).DisableRollback, true);
		assert.equal(updateInput({ ...request, onFailure: "delete" }).DisableRollback, false);
	});

	it("read outputs with the names of their exports", async () => {
		const outputs = xmlList("Outputs", [
			"<OutputKey>Url</OutputKey><OutputValue>https://api</OutputValue><ExportName>ShopDevUrl</ExportName>",
			"<OutputKey>Own</OutputKey><OutputValue>x</OutputValue>",
		]);
		const stacks = xmlList("Stacks", [
			`<StackName>shop-dev</StackName><StackId>${id}</StackId><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-15T12:00:00.000Z</CreationTime>${outputs}`,
		]);
		await withAnswers(byAction({ DescribeStacks: queryAnswer("DescribeStacks", stacks) }), async (server) => {
			const session = server.session();
			for (const region of [session.region, "ap-south-1"]) {
				assert.deepEqual(await openStacks(session).outputs("shop-dev", region, {}), {
					Url: { value: "https://api", exportName: "ShopDevUrl" },
					Own: { value: "x" },
				});
			}
			assert.match(server.asked[1]?.headers["authorization"] ?? "", /\/ap-south-1\/cloudformation\//);
		});
	});

	it("name what a delete leaves", async () => {
		await withAnswers(byAction({ DeleteStack: queryAnswer("DeleteStack") }), async (server) => {
			const wanted = { token: "t", roleArn: "arn:aws:iam::1:role/cfn", retain: ["A", "B"] };
			await openStacks(server.session()).delete("shop-dev", wanted, {});
			const { Version, Action, ...fields } = server.asked[0]?.fields ?? {};
			assert.deepEqual(fields, {
				StackName: "shop-dev",
				ClientRequestToken: "t",
				RoleARN: "arn:aws:iam::1:role/cfn",
				"RetainResources.member.1": "A",
				"RetainResources.member.2": "B",
			});
		});
	});
});

describe("a CloudFormation answer that is lost", () => {
	const exists = queryError("AlreadyExistsException", "Stack [shop-dev] already exists");

	it("is no failure when the stack turns out to be ours", async () => {
		await withAnswers(
			byAction({
				CreateStack: ({ index }) => (index === 0 ? "cut" : exists),
				DescribeStackEvents: eventsAnswer([eventXml(2, "token-1"), eventXml(1, "token-1")]),
			}),
			async (server) => {
				assert.deepEqual(await openStacks(server.session()).create(request, {}), { stackId: id });
			},
		);
	});

	it("is a failure when the stack is somebody else's", async () => {
		await withAnswers(
			byAction({ CreateStack: exists, DescribeStackEvents: eventsAnswer([eventXml(1, "token-of-another")]) }),
			async (server) => {
				await assert.rejects(openStacks(server.session()).create(request, {}), {
					kind: "aws",
					code: "aws-already-exists-exception",
					message: "Stack [shop-dev] already exists",
				});
			},
		);
	});

	it("is no failure of an update that runs", async () => {
		const busy = queryError(
			"ValidationError",
			`Stack:${id} is in UPDATE_IN_PROGRESS state and can not be updated.`,
		);
		for (const [token, isOurs] of [
			["token-1", true],
			["another", false],
		] as const) {
			await withAnswers(
				byAction({
					UpdateStack: ({ index }) => (index === 0 ? "cut in the middle" : busy),
					DescribeStackEvents: eventsAnswer([eventXml(1, token)]),
				}),
				async (server) => {
					const updating = openStacks(server.session()).update(request, {});
					if (isOurs) assert.deepEqual(await updating, { stackId: id });
					else await assert.rejects(updating, { kind: "aws", message: /UPDATE_IN_PROGRESS state/ });
				},
			);
		}
	});

	it("is asked for again with the same token", async () => {
		await withAnswers(
			byAction({
				CreateStack: ({ index }) =>
					index < 2 ? "cut" : queryAnswer("CreateStack", `<StackId>${id}</StackId>`),
			}),
			async (server) => {
				await openStacks(server.session()).create(request, {});
				assert.deepEqual(
					server.asked.map(({ fields }) => fields["ClientRequestToken"]),
					["token-1", "token-1", "token-1"],
				);
			},
		);
	});
});

describe("reading stacks", () => {
	it("takes a missing stack for no failure, and no other validation error", async () => {
		const missing = queryError("ValidationError", "Stack with id shop-dev does not exist");
		const missingAnswers = byAction({
			DescribeStacks: missing,
			GetTemplate: missing,
			ListStackResources: missing,
			DescribeStackEvents: missing,
		});
		await withAnswers(missingAnswers, async (server) => {
			const stacks = openStacks(server.session());
			assert.equal(await stacks.read("shop-dev", {}), undefined);
			assert.equal(await stacks.template("shop-dev", {}), undefined);
			assert.deepEqual(await stacks.resources("shop-dev", {}), []);
			assert.deepEqual(await stacks.events(id, { token: "t" }, {}), []);
		});
		await withAnswers(
			byAction({ DescribeStacks: queryError("ValidationError", "Bad name") }),
			async (server) => {
				await assert.rejects(openStacks(server.session()).read("shop-dev", {}), {
					code: "aws-validation-error",
				});
			},
		);
	});

	it("reads every page of resources", async () => {
		const page = (number: number, next: string) =>
			queryAnswer(
				"ListStackResources",
				`${xmlList("StackResourceSummaries", [`<LogicalResourceId>R${number}</LogicalResourceId><ResourceType>T</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>no</ResourceStatusReason>`])}${next}`,
			);
		await withAnswers(
			byAction({
				ListStackResources: ({ fields }) =>
					fields["NextToken"] === "more" ? page(2, "") : page(1, "<NextToken>more</NextToken>"),
			}),
			async (server) => {
				assert.deepEqual(
					await openStacks(server.session()).resources("shop-dev", {}),
					["R1", "R2"].map((logicalId) => ({
						logicalId,
						type: "T",
						status: "CREATE_FAILED",
						statusReason: "no",
					})),
				);
			},
		);
	});

	it("stops paging events at the one that is known", async () => {
		await withAnswers(
			byAction({
				DescribeStackEvents: ({ fields }) =>
					fields["NextToken"] === undefined
						? eventsAnswer([eventXml(6, "t"), eventXml(5, "t")], "2")
						: eventsAnswer([eventXml(4, "t"), eventXml(3, "t")], "3"),
			}),
			async (server) => {
				const events = await openStacks(server.session()).events(id, { token: "t", after: "e3" }, {});
				assert.deepEqual(
					events.map((event) => event.id),
					["e4", "e5", "e6"],
				);
				assert.equal(events[0]?.at, Date.UTC(2026, 0, 15, 12, 0, 4, 500));
				assert.equal(server.asked.length, 2);
			},
		);
	});
});
