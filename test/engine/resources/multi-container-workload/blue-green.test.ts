import assert from "node:assert/strict";
import {
	blueGreenDeployment,
	blueGreenLoadBalancers,
	blueGreenRole,
} from "../../../../engine/resources/multi-container-workload/blue-green.ts";
import { analysed, propertiesIn } from "../../../support/analysed.ts";
import { placed, surroundings } from "../../../support/placed.ts";
import { config, container, workload } from "./example.ts";

type Strategy = NonNullable<Parameters<typeof blueGreenDeployment>[1]>["strategy"];

const around = surroundings([placed("function", "tryIt", {})], []);

const deploymentWith = (more: string) =>
	propertiesIn(
		analysed(
			config(
				`      resources: { cpu: 0.25, memory: 512 }
      deployment: { strategy: AllAtOnce${more} }
      containers:
        - name: main
          packaging: { type: prebuilt-image, properties: { image: nginx } }
          events:
            - type: application-load-balancer
              properties: { loadBalancerName: lb, containerPort: 80, priority: 7, paths: ["*"] }
`,
				`  lb: { type: application-load-balancer }
  tryIt: { type: function, properties: { packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } } } }
`,
			),
		),
		/^(App(BlueGreen|Lb)|LbPort)/,
	);

describe("a deployment beside the old version", () => {
	const cases: readonly (readonly [Strategy, object])[] = [
		["AllAtOnce", { Strategy: "BLUE_GREEN" }],
		[
			"Canary10Percent15Minutes",
			{ Strategy: "CANARY", CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 15 } },
		],
		[
			"Linear10PercentEvery3Minutes",
			{ Strategy: "LINEAR", LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 3 } },
		],
	];
	for (const [strategy, expected] of cases) {
		it(`moves traffic as ${strategy} says`, () =>
			assert.deepEqual(blueGreenDeployment("app", { strategy }, around), {
				MaximumPercent: 200,
				MinimumHealthyPercent: 100,
				...expected,
				BakeTimeInMinutes: 0,
			}));
	}

	it("asks functions on its way", () => {
		const hooks = { beforeAllowTrafficFunction: "tryIt", afterTrafficShiftFunction: "tryIt" };
		const { LifecycleHooks = [] } = blueGreenDeployment("app", { strategy: "AllAtOnce", ...hooks }, around);
		assert.deepEqual(
			LifecycleHooks.map(({ LifecycleStages }) => LifecycleStages),
			[["POST_TEST_TRAFFIC_SHIFT"], ["POST_PRODUCTION_TRAFFIC_SHIFT"]],
		);
		assert.deepEqual(LifecycleHooks[0]?.HookTargetArn, { "Fn::GetAtt": ["TryItFunction", "Arn"] });
		assert.deepEqual(LifecycleHooks[0]?.RoleArn, { "Fn::GetAtt": ["AppBlueGreenRole", "Arn"] });
	});

	it("moves the weights of one rule between two groups", () => {
		const all = deploymentWith("");
		assert.deepEqual(Object.keys(all), [
			"AppBlueGreenService",
			"LbPort80Priority7ListenerRule",
			"AppLbToPort80TargetGroup",
			"AppLbToPort80BgTargetGroup",
			"AppBlueGreenRole",
			"LbPort80Listener",
		]);
		assert.deepEqual((all["AppBlueGreenService"] as { readonly LoadBalancers: unknown }).LoadBalancers, [
			{
				TargetGroupArn: { Ref: "AppLbToPort80TargetGroup" },
				ContainerName: "main",
				ContainerPort: 80,
				AdvancedConfiguration: {
					AlternateTargetGroupArn: { Ref: "AppLbToPort80BgTargetGroup" },
					ProductionListenerRule: { Ref: "LbPort80Priority7ListenerRule" },
					RoleArn: { "Fn::GetAtt": ["AppBlueGreenRole", "Arn"] },
				},
			},
		]);
	});

	it("tries new versions at a listener of their own, which the role may change too", () => {
		const all = deploymentWith(", beforeAllowTrafficFunction: tryIt");
		assert.ok(all["LbPort8080Priority7ListenerRule"]);
		assert.ok(all["LbPort8080Listener"]);
		assert.match(
			JSON.stringify(all["AppBlueGreenService"]),
			/"TestListenerRule":\{"Ref":"LbPort8080Priority7ListenerRule"\}/,
		);
		const role = JSON.stringify(all["AppBlueGreenRole"]);
		assert.match(
			role,
			/"elasticloadbalancing:ModifyRule"\],"Resource":\[\{"Ref":"LbPort80Priority7ListenerRule"\},\{"Ref":"LbPort8080Priority7ListenerRule"\}\]/,
		);
		assert.match(role, /"lambda:InvokeFunction"\],"Resource":\[\{"Fn::GetAtt":\["TryItFunction","Arn"\]\}/);
	});

	it("needs no role where there is none", () => {
		const app = workload({ containers: [container()] });
		assert.deepEqual(blueGreenRole(app, surroundings([app], [])), []);
		assert.deepEqual(blueGreenLoadBalancers(app, surroundings([app], [])), []);
	});
});
