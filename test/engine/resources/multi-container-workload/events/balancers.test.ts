import assert from "node:assert/strict";
import {
	balancedPorts,
	balancerDependencies,
	checkBalancerEvents,
	compileBalancerEvents,
	rulesOfEvents,
	serviceLoadBalancers,
	targetGroupId,
} from "../../../../../engine/resources/multi-container-workload/events/balancers.ts";
import { analysed, assertMarked, propertiesIn } from "../../../../support/analysed.ts";
import { surroundings } from "../../../../support/placed.ts";
import { config, container, mainContainer, small, workload } from "../example.ts";

const balancers = `  lb: { type: application-load-balancer }
  edge:
    type: network-load-balancer
    properties: { listeners: [{ protocol: TCP, port: 5432 }] }
`;

const text = config(
	`${mainContainer}          loadBalancerHealthCheck: { healthcheckInterval: 20, healthcheckTimeout: 10, healthCheckPort: 9000 }
          events:
            - { type: application-load-balancer, properties: { loadBalancerName: lb, priority: 1, paths: [/a], containerPort: 80 } }
            - { type: application-load-balancer, properties: { loadBalancerName: lb, priority: 2, paths: [/b], containerPort: 80 } }
            - { type: network-load-balancer, properties: { loadBalancerName: edge, listenerPort: 5432, containerPort: 81 } }
${small}`,
	balancers,
);

describe("the events of containers at load balancers", () => {
	const analysis = analysed(text);

	it("are rules and listeners that lead to one group for each port", () => {
		assert.deepEqual(analysis.problems, []);
		const all = propertiesIn(analysis, /^(App(Lb|Edge)|(Lb|Edge)Port)/);
		assert.deepEqual(Object.keys(all), [
			"LbPort80Priority1ListenerRule",
			"LbPort80Priority2ListenerRule",
			"AppLbToPort80TargetGroup",
			"AppEdgeToPort81TargetGroup",
			"LbPort80Listener",
			"EdgePort5432Listener",
		]);
		const health = {
			VpcId: { Ref: "StpVpc" },
			TargetType: "ip",
			HealthyThresholdCount: 2,
			HealthCheckIntervalSeconds: 20,
			HealthCheckTimeoutSeconds: 10,
			HealthCheckPort: "9000",
			TargetGroupAttributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "5" }],
		};
		assert.deepEqual(all["AppLbToPort80TargetGroup"], {
			Port: 80,
			Protocol: "HTTP",
			HealthCheckProtocol: "HTTP",
			...health,
		});
		assert.deepEqual(all["AppEdgeToPort81TargetGroup"], {
			Port: 81,
			Protocol: "TCP",
			HealthCheckProtocol: "TCP",
			...health,
		});
	});

	it("put the service into the groups, after rules and listeners", () => {
		const { AppService } = analysis.compiled.template.Resources;
		assert.deepEqual(AppService?.Properties?.["LoadBalancers"], [
			{ TargetGroupArn: { Ref: "AppLbToPort80TargetGroup" }, ContainerName: "main", ContainerPort: 80 },
			{ TargetGroupArn: { Ref: "AppEdgeToPort81TargetGroup" }, ContainerName: "main", ContainerPort: 81 },
		]);
		assert.deepEqual(AppService?.DependsOn?.slice(3), [
			"LbPort80Listener",
			"EdgePort5432Listener",
			"LbPort80Priority1ListenerRule",
			"LbPort80Priority2ListenerRule",
		]);
	});

	it("reach containers on machines by the machine", () => {
		const onMachines = text.replace("{ cpu: 0.25, memory: 512 }", "{ instanceTypes: [t3.medium] }");
		const { AppLbToPort80TargetGroup } = propertiesIn(analysed(onMachines), /^AppLbToPort80TargetGroup$/);
		assert.equal((AppLbToPort80TargetGroup as { readonly TargetType: string }).TargetType, "instance");
	});

	it("are checked by a request where the config says so", () => {
		const byPath = text.replace("healthCheckPort: 9000", "healthcheckPath: /up, healthCheckProtocol: HTTP");
		const groups = propertiesIn(analysed(byPath), /^App.*TargetGroup$/);
		for (const group of Object.values(groups))
			assert.equal((group as { readonly HealthCheckPath?: string }).HealthCheckPath, "/up");
	});

	it("are nothing where there are none", () => {
		const around = surroundings([workload()], []);
		for (const of of [
			balancedPorts,
			balancerDependencies,
			checkBalancerEvents,
			compileBalancerEvents,
			rulesOfEvents,
			serviceLoadBalancers,
		])
			assert.deepEqual(of(workload(), around), []);
	});

	it("have groups with a twin for new versions", () => {
		const found = {
			kind: "application",
			balancer: "mainLb",
			port: 80,
			container: container(),
			at: [],
		} as const;
		assert.equal(targetGroupId("api", found, undefined), "ApiMainLbToPort80TargetGroup");
		assert.equal(targetGroupId("api", found, "BG"), "ApiMainLbToPort80BgTargetGroup");
	});

	it("name listeners that are there, and say which requests they take", () =>
		assertMarked(
			config(
				`${mainContainer}          events:
            - type: network-load-balancer
              properties: { loadBalancerName: edge, listenerPort: 5433, containerPort: 81 }
              #                                                   ^^^^ unknown-listener-port: "edge" has no listener at port 5433
            - type: application-load-balancer
              properties: { loadBalancerName: lb, priority: 1, containerPort: 80 }
              #<^^^^^^^^^^ condition-missing: the event says nothing about which requests it takes
            - type: network-load-balancer
              properties: { loadBalancerName: edge, listenerPort: 5432, containerPort: 81 }
${small}`,
				balancers,
			),
		));
});
