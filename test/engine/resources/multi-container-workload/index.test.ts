import assert from "node:assert/strict";
import { multiContainerWorkload } from "../../../../engine/resources/multi-container-workload/index.ts";
import { analysed, idsIn, propertiesIn } from "../../../support/analysed.ts";
import { compileRoom, resourcesOf, surroundings, target } from "../../../support/placed.ts";
import { config, container, mainContainer, small, workload } from "./example.ts";

const vpc = /^Stp(Vpc|Internet|Public|Deployment|Container)/;

describe("a workload of containers", () => {
	it("is a service in a cluster of its own, with a role, a log group and what scales it", () =>
		assert.deepEqual(idsIn(analysed(config(mainContainer + small)), vpc), [
			"StpEcsExecutionRole",
			"StpEcsAutoScaleRole",
			"AppScalableTarget",
			"AppEcsServiceAverageCpuUtilizationScalingPolicy",
			"AppEcsServiceAverageMemoryUtilizationScalingPolicy",
			"AppCluster",
			"AppSecurityGroup",
			"AppService",
			"AppMainLogGroup",
			"AppRole",
			"AppTaskDefinition",
		]));

	it("has machines of its own with instance types", () =>
		assert.deepEqual(
			idsIn(
				analysed(
					config(`${mainContainer}      resources: { instanceTypes: [t3.medium], enableWarmPool: true }\n`),
				),
				vpc,
			).filter((id) => !/^(App(Ecs|Scal|Cluster$|Sec|Service|Main|Role|Task)|StpEcs(Exec|Auto))/.test(id)),
			[
				"StpEcsInstanceRole",
				"StpEcsInstanceInstanceProfile",
				"StpScheduledInstanceRefreshRole",
				"AppLaunchTemplate",
				"AppAutoScalingGroup",
				"AppCapacityProvider",
				"AppClusterCapacityProviderAssociations",
				"AppWarmPool",
				"AppScheduledInstanceRefreshRule",
			],
		));

	it("keeps no log group for a container without logs", () => {
		const silent = { containers: [container({ logging: { disabled: true } })] };
		const children = compileRoom(multiContainerWorkload, "app", workload(silent).values);
		assert.ok(children.every(({ id }) => id !== "AppMainLogGroup"));
		assert.deepEqual(Object.keys(multiContainerWorkload.links?.(workload(silent), target) ?? {}), [
			"metrics",
		]);
		assert.deepEqual(Object.keys(multiContainerWorkload.names(workload(silent), target)), [
			"AppCluster",
			"AppTaskDefinition",
			"AppRole",
			"AppSecurityGroup",
		]);
	});

	it("links to its logs and its measurements", () => {
		const links = multiContainerWorkload.links?.(workload(), target) ?? {};
		const region = "${AWS::Region}";
		assert.deepEqual(links, {
			metrics: {
				"Fn::Sub": `https://${region}.console.aws.amazon.com/ecs/home?region=${region}#clusters/proj-dev-app-cluster/services/\${AppService.Name}/metrics`,
			},
			"logs-main": {
				"Fn::Sub": `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/%252Fstp%252Fproj-dev%252Fecs%252Fapp%252Fmain%252Fprocess-logs`,
			},
		});
	});

	it("can be looked at and started anew by who connects to it", () => {
		const ecs = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}";
		assert.deepEqual(multiContainerWorkload.connect?.(workload(), target), [
			{
				Effect: "Allow",
				Action: ["ecs:DescribeServices", "ecs:UpdateService"],
				Resource: [{ "Fn::Sub": `${ecs}:service/proj-dev-app-cluster/*` }],
			},
			{
				Effect: "Allow",
				Action: ["ecs:ListServices"],
				Resource: ["*"],
				Condition: { ArnEquals: { "ecs:cluster": { "Fn::Sub": `${ecs}:cluster/proj-dev-app-cluster` } } },
			},
		]);
	});

	it("is known to databases by its security group", () =>
		assert.deepEqual(multiContainerWorkload.securityGroup?.(workload()), { Ref: "AppSecurityGroup" }));

	it("has images made, but for those that are ready", () => {
		const packaging = {
			type: "stacktape-image-buildpack",
			properties: { entryfilePath: "src/a.ts" },
		} as const;
		const built = workload({
			containers: [container(), container({ name: "Api", packaging })],
			resources: { instanceTypes: ["c7g.large"] },
		});
		const plans = multiContainerWorkload.artifacts?.(built) ?? [];
		assert.deepEqual(plans, [
			{
				job: "app-api",
				kind: "image",
				packaging,
				runsOn: "ecs",
				architectures: ["arm64"],
				span: { start: 0, end: 0 },
			},
		]);
	});

	it("gives what it connects to what that asks for", () => {
		const asked = { id: "UserOfApp", resource: { Type: "AWS::SNS::Topic" } };
		const around = surroundings([workload()], [multiContainerWorkload], {
			connections: () => ({ statements: [], environment: {}, children: () => [asked] }),
		});
		assert.ok(resourcesOf(multiContainerWorkload.compile(workload(), around))["UserOfApp"]);
	});

	it("has an address when others reach it by a name", () => {
		const event = { type: "service-connect", properties: { containerPort: 80 } } as const;
		const named = workload({ containers: [container({ events: [event] })] }, "Users");
		const around = surroundings([named], []);
		assert.equal(multiContainerWorkload.params(named, around)["address"]?.value, "users-main:80");
		assert.deepEqual(multiContainerWorkload.params(workload(), around), {});
	});

	it("writes a template that AWS takes", () => {
		const analysis = analysed(config(mainContainer + small));
		assert.deepEqual(analysis.problems, []);
		assert.equal(Object.keys(propertiesIn(analysis, /^AppService$/)).length, 1);
	});
});
