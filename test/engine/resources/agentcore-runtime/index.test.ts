import assert from "node:assert/strict";
import { agentCoreRuntime } from "../../../../engine/resources/agentcore-runtime/index.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, compileRoom, placed, resourcesOf, surroundings } from "../../../support/placed.ts";

const packaging = { type: "prebuilt-image", properties: { image: "public.ecr.aws/example/agent:1" } };
const built = { type: "stacktape-image-buildpack", properties: { entryfilePath: "src/agent.ts" } };

const compiled = (values: object, others: Parameters<typeof surroundings>[0] = []) => {
	const Resources = resourcesOf(
		compileRoom(agentCoreRuntime, "helper", { packaging, ...values }, { others }),
	);
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources;
};

const runtimeOf = (...args: Parameters<typeof compiled>) => compiled(...args)["HelperRuntime"];

const params = (values: object) =>
	Object.fromEntries(
		Object.entries(
			agentCoreRuntime.params(
				accepted(agentCoreRuntime, "helper", { packaging, ...values }),
				surroundings([], []),
			),
		).map(([name, { value }]) => [name, value]),
	);

describe("an agentcore-runtime", () => {
	it("is reached from everywhere through one endpoint unless the config says otherwise", () => {
		const resources = compiled({});
		assert.deepEqual(Object.keys(resources), [
			"HelperAgentCoreRuntimeRole",
			"HelperRuntime",
			"HelperDefaultRuntimeEndpoint",
		]);
		const { Properties, DependsOn } = resources["HelperRuntime"] ?? {};
		assert.deepEqual(Properties?.["NetworkConfiguration"], { NetworkMode: "PUBLIC" });
		assert.equal(DependsOn, undefined);
		assert.deepEqual(resources["HelperDefaultRuntimeEndpoint"]?.Properties?.["AgentRuntimeVersion"], {
			"Fn::GetAtt": ["HelperRuntime", "AgentRuntimeVersion"],
		});
	});

	it("runs a ready image, or one that packaging makes for ARM processors", () => {
		const image = (packaged: object) =>
			resourcesOf(compileRoom(agentCoreRuntime, "helper", { packaging: packaged }))["HelperRuntime"]
				?.Properties?.["AgentRuntimeArtifact"];
		const uri = (ContainerUri: unknown) => ({ ContainerConfiguration: { ContainerUri } });
		assert.deepEqual(image(packaging), uri("public.ecr.aws/example/agent:1"));
		assert.deepEqual(image(built), uri({ job: "helper-default", part: "image" }));
		const plans = (values: object) =>
			agentCoreRuntime
				.artifacts?.(accepted(agentCoreRuntime, "helper", { packaging, ...values }))
				.map((plan) => [plan.job, plan.kind === "image" && plan.architectures]);
		assert.deepEqual(plans({ packaging: built }), [["helper-default", ["arm64"]]]);
		assert.deepEqual(plans({}), []);
	});

	it("has the endpoints that the config names, each of them once", () => {
		const endpoints = [{ name: "live", runtimeVersion: "3", description: "for all" }, "test", "Live"];
		const { HelperLiveRuntimeEndpoint: live, ...rest } = compiled({ endpoints });
		assert.equal(live?.Properties?.["Name"], "stp_proj_dev_helper_live");
		assert.equal(live?.Properties?.["AgentRuntimeVersion"], "3");
		assert.equal(live?.Properties?.["Description"], "for all");
		assert.deepEqual(Object.keys(rest), [
			"HelperAgentCoreRuntimeRole",
			"HelperRuntime",
			"HelperTestRuntimeEndpoint",
		]);
		assert.deepEqual(params({ endpoints })["endpointArn"], { Ref: "HelperTestRuntimeEndpoint" });
		assert.equal(params({ endpoints })["endpointName"], "stp_proj_dev_helper_test");
	});

	it("has an id, an ARN and an endpoint", () => {
		assert.deepEqual(params({}), {
			id: { "Fn::GetAtt": ["HelperRuntime", "AgentRuntimeId"] },
			arn: { "Fn::GetAtt": ["HelperRuntime", "AgentRuntimeArn"] },
			endpointName: "stp_proj_dev_helper_default",
			endpointArn: { Ref: "HelperDefaultRuntimeEndpoint" },
		});
	});

	it("stands in the network of what it connects to, behind its NAT gateways", () => {
		const cache = placed("redis-cluster", "cache", {});
		const resources = compiled({ connectTo: ["cache"] }, [cache]);
		const { Properties, DependsOn } = resources["HelperRuntime"] ?? {};
		assert.deepEqual(Properties?.["NetworkConfiguration"], {
			NetworkMode: "VPC",
			NetworkModeConfig: {
				SecurityGroups: [{ Ref: "HelperSecurityGroup" }],
				Subnets: [0, 1, 2].map((zone) => ({ Ref: `StpPrivateSubnet${zone}` })),
			},
		});
		assert.deepEqual(
			DependsOn,
			[0, 1, 2].map((zone) => `StpNatPrivateSubnetRoute${zone}`),
		);
		assert.equal(resources["HelperSecurityGroup"]?.Properties?.["GroupName"], "proj-dev-helper-sg");
		assert.ok(resources["StpNatGateway0"]);
		assert.deepEqual(agentCoreRuntime.securityGroup?.(accepted(agentCoreRuntime, "helper", { packaging })), {
			Ref: "HelperSecurityGroup",
		});
	});

	it("keeps the rest of what the config says", () => {
		const { Properties } =
			runtimeOf({
				description: "Helps",
				protocol: "A2A",
				lifecycle: { maxLifetime: 3600 },
				requestHeaders: ["Authorization"],
				authorizer: { discoveryUrl: "https://login.example.com/.well-known/openid-configuration" },
			}) ?? {};
		assert.equal(Properties?.["ProtocolConfiguration"], "A2A");
		assert.deepEqual(Properties?.["LifecycleConfiguration"], { MaxLifetime: 3600 });
		assert.deepEqual(Properties?.["RequestHeaderConfiguration"], {
			RequestHeaderAllowlist: ["Authorization"],
		});
		assert.ok(Properties?.["AuthorizerConfiguration"]);
	});

	it("leads to its logs, of each endpoint", () => {
		const links = agentCoreRuntime.links?.(
			accepted(agentCoreRuntime, "helper", { packaging, endpoints: ["live", "test"] }),
			surroundings([], []).target,
		);
		assert.deepEqual(Object.keys(links ?? {}), ["console", "logs-live", "logs-test"]);
		assert.match(
			JSON.stringify(links),
			/runtimes%252F\$\{HelperRuntime.AgentRuntimeId\}-stp_proj_dev_helper_live/,
		);
	});
});
