import assert from "node:assert/strict";
import { bastion } from "../../../engine/resources/bastion.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../support/analysed.ts";
import { compileRoom, placed, resourcesOf, target } from "../../support/placed.ts";

const compiled = (values: object = {}) => resourcesOf(compileRoom(bastion, "jump", values));

type Template = { readonly LaunchTemplateData: Readonly<Record<string, unknown>> };

const dataOf = (values: object = {}) =>
	(compiled(values)["JumpLaunchTemplate"]?.Properties as Template | undefined)?.LaunchTemplateData ?? {};

const userDataOf = (values: object = {}) =>
	(dataOf(values)["UserData"] as { readonly "Fn::Base64": unknown })["Fn::Base64"];

describe("a bastion", () => {
	it("is a machine that is replaced when it breaks, with agents and logs", () =>
		assert.deepEqual(
			idsIn(
				analysed("resources:\n  jump: { type: bastion }\n"),
				/^Stp(Vpc|Internet|Public|Deployment|Container)/,
			),
			[
				"StpBastionCloudwatchAgentDocument",
				"JumpAutoScalingGroup",
				"JumpSecurityGroup",
				"JumpLaunchTemplate",
				"JumpRole",
				"JumpInstanceProfile",
				"JumpCwAgentAssociation",
				"JumpSsmAgentAssociation",
				"JumpAuditLogGroup",
				"JumpSecureLogGroup",
				"JumpMessagesLogGroup",
			],
		));

	it("keeps its logs as long as the config says, each with a time of its own", () => {
		const days = (values: object) => {
			const children = compiled(values);
			return ["Messages", "Secure", "Audit"].map(
				(type) => children[`Jump${type}LogGroup`]?.Properties?.["RetentionInDays"],
			);
		};
		assert.deepEqual(days({}), [30, 180, 365]);
		const logging = { messages: { disabled: true }, secure: { retentionDays: 7 } };
		assert.deepEqual(days({ logging }), [undefined, 7, 365]);
	});

	it("runs the system for its processor", () => {
		const image = (instanceSize: string) => dataOf({ instanceSize })["ImageId"];
		const path = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default";
		assert.equal(image("t3.small"), `{{resolve:ssm:${path}-x86_64}}`);
		assert.equal(image("t4g.small"), `{{resolve:ssm:${path}-arm64}}`);
		assert.equal(dataOf()["InstanceType"], "t3.micro");
	});

	it("writes the files that it sends, and then runs the commands of the config", () => {
		const text = String(userDataOf({ runCommandsAtLaunch: ["dnf install -y jq"] }));
		assert.match(text, /^#!\/bin\/bash\ndnf install -y rsyslog/);
		assert.match(text, /\nEND\ndnf install -y jq\n$/);
		const config = /<<'END'\n(.*)\nEND/.exec(text)?.[1] ?? "";
		assert.deepEqual(JSON.parse(config).logs.logs_collected.files.collect_list, [
			{
				file_path: "/var/log/audit/audit.log",
				log_group_name: "/stp/proj-dev/bastion/jump/audit",
				log_stream_name: "{instance_id}",
			},
			{
				file_path: "/var/log/secure",
				log_group_name: "/stp/proj-dev/bastion/jump/secure",
				log_stream_name: "{instance_id}",
			},
			{
				file_path: "/var/log/messages",
				log_group_name: "/stp/proj-dev/bastion/jump/messages",
				log_stream_name: "{instance_id}",
			},
		]);
	});

	it("writes nothing that it does not send", () => {
		const off = { disabled: true };
		assert.equal(userDataOf({ logging: { messages: off, secure: off, audit: off } }), "#!/bin/bash\n");
		assert.doesNotMatch(String(userDataOf({ logging: { messages: off, secure: off } })), /rsyslog/);
	});

	it("takes commands that only the deploy knows", () => {
		const { JumpLaunchTemplate } = propertiesIn(
			analysed(`resources:
  jobs: { type: sqs-queue }
  jump:
    type: bastion
    properties:
      runCommandsAtLaunch: ["$CfFormat('echo {}', $ResourceParam('jobs', 'url'))"]
`),
			/^JumpLaunchTemplate$/,
		);
		assert.match(JSON.stringify(JumpLaunchTemplate), /"Fn::Base64":\{"Fn::Join":\["\\n"/);
	});

	it("lets nobody in, and is reached by Systems Manager", () => {
		const children = compiled();
		assert.equal(children["JumpSecurityGroup"]?.Properties?.["SecurityGroupIngress"], undefined);
		assert.match(JSON.stringify(children["JumpRole"]), /policy\/AmazonSSMManagedInstanceCore/);
		assert.deepEqual(children["JumpSsmAgentAssociation"]?.Properties, {
			Name: "AWS-UpdateSSMAgent",
			ScheduleExpression: "rate(1 day)",
			Targets: [{ Key: "tag:stp:asg-name", Values: [{ Ref: "JumpAutoScalingGroup" }] }],
		});
	});

	it("links to its machine and its logs", () => {
		const machine = placed<unknown>("bastion", "jump", {});
		assert.deepEqual(Object.keys(bastion.links?.(machine, target) ?? {}), [
			"console",
			"logs-audit",
			"logs-secure",
			"logs-messages",
		]);
		assert.deepEqual(
			Object.values(bastion.names(machine, target)).map(({ text }) => text),
			[
				"proj-dev-jump-asg",
				"proj-dev-jump-bastion-sg",
				"/stp/proj-dev/bastion/jump/audit",
				"/stp/proj-dev/bastion/jump/secure",
				"/stp/proj-dev/bastion/jump/messages",
			],
		);
	});

	it("is of a type that could be one", () =>
		assertMarked(`resources:
  jump:
    type: bastion
    properties: { instanceSize: small }
    #                           ^^^^^ text-not-matching: "small" is not a valid instanceSize
`));
});
