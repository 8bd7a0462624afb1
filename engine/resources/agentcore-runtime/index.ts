import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Surroundings } from "../kind.ts";
import { authorizerConfiguration } from "../shared/agentcore/authorizer.ts";
import { agentConsole } from "../shared/agentcore/console.ts";
import { agentRoleName, underscoreName } from "../shared/agentcore/names.ts";
import { agentGroup, agentGroupId, isAgentInNetwork } from "../shared/agentcore/network.ts";
import { agentRoleId } from "../shared/agentcore/role.ts";
import { imageJob, imageOf, imagePlans } from "../shared/image-packaging.ts";
import { tagMap } from "../shared/tag-map.ts";
import { vpcOf } from "../shared/vpc.ts";
import { checkRuntime } from "./check.ts";
import { runtimeEnvironment } from "./environment.ts";
import { ENDPOINT, endpointId, groupName, RUNTIME, runtimeId } from "./names.ts";
import { type Endpoint, endpointsOf, properties, type Runtime } from "./properties.ts";
import { RUNTIME_ROLE, runtimeRole } from "./role.ts";

const roleArn = ({ name }: Runtime) => getAtt(agentRoleId(name, RUNTIME_ROLE.kind), "Arn");

/** Name of the job that makes the image. */
const jobOf = ({ name }: Runtime) => imageJob(name, "default");

/** The network, and a security group that lets nobody in: sessions are reached through AgentCore. */
function networkChildren({ name: owner }: Runtime, surroundings: Surroundings): readonly Child[] {
	const vpc = vpcOf(surroundings);
	const name = groupName(owner, surroundings.target);
	return [
		...vpc.children,
		{
			id: agentGroupId(owner),
			name,
			origin: ["connectTo"],
			resource: {
				Type: "AWS::EC2::SecurityGroup",
				Properties: {
					GroupName: name.text,
					GroupDescription: `Network interfaces of the agent ${owner}`,
					VpcId: vpc.id,
					Tags: surroundings.tags,
				},
			},
		},
	];
}

function networkConfiguration(runtime: Runtime, surroundings: Surroundings) {
	if (!isAgentInNetwork(runtime, surroundings)) return { NetworkMode: "PUBLIC" };
	return {
		NetworkMode: "VPC",
		NetworkModeConfig: {
			SecurityGroups: [agentGroup(runtime.name)],
			Subnets: vpcOf(surroundings).privateSubnets.slice(0, 3),
		},
	};
}

function runtimeChild(runtime: Runtime, surroundings: Surroundings): Child {
	const { name: owner, values } = runtime;
	const { lifecycle, requestHeaders } = values;
	const name = underscoreName([owner], surroundings.target);
	const routes = isAgentInNetwork(runtime, surroundings) ? vpcOf(surroundings).natRoutes : [];
	return {
		id: runtimeId(owner),
		name,
		resource: {
			Type: RUNTIME,
			// Without a way out sessions could not ask AWS for anything.
			...(routes.length > 0 && { DependsOn: routes }),
			Properties: {
				AgentRuntimeName: name.text,
				Description: values.description,
				AgentRuntimeArtifact: {
					ContainerConfiguration: { ContainerUri: imageOf(values.packaging, jobOf(runtime)) },
				},
				RoleArn: roleArn(runtime),
				NetworkConfiguration: networkConfiguration(runtime, surroundings),
				ProtocolConfiguration: values.protocol,
				EnvironmentVariables: runtimeEnvironment(runtime, surroundings),
				LifecycleConfiguration: lifecycle && {
					MaxLifetime: lifecycle.maxLifetime,
					IdleRuntimeSessionTimeout: lifecycle.idleRuntimeSessionTimeout,
				},
				RequestHeaderConfiguration: requestHeaders && { RequestHeaderAllowlist: requestHeaders },
				AuthorizerConfiguration: values.authorizer && authorizerConfiguration(values.authorizer),
				Tags: tagMap(surroundings, values.tags),
			},
		},
	};
}

/** Endpoints by the names that their logical ids are made of; of two alike the first. */
function distinctEndpoints(runtime: Runtime): readonly Endpoint[] {
	const endpoints = endpointsOf(runtime);
	const ids = endpoints.map(({ name }) => endpointId(runtime.name, name));
	return endpoints.filter((_endpoint, index) => ids.indexOf(ids[index] ?? "") === index);
}

function endpointChild(runtime: Runtime, endpoint: Endpoint, surroundings: Surroundings): Child {
	const { name: owner, values } = runtime;
	const name = underscoreName([owner, endpoint.name], surroundings.target);
	const version = endpoint.runtimeVersion ?? getAtt(runtimeId(owner), "AgentRuntimeVersion");
	return {
		id: endpointId(owner, endpoint.name),
		name,
		...(values.endpoints && { origin: ["endpoints", endpoint.index] }),
		resource: {
			Type: ENDPOINT,
			Properties: {
				AgentRuntimeId: getAtt(runtimeId(owner), "AgentRuntimeId"),
				AgentRuntimeVersion: version,
				Name: name.text,
				Description: endpoint.description,
				Tags: tagMap(surroundings, values.tags),
			},
		},
	};
}

function compile(runtime: Runtime, surroundings: Surroundings): readonly Child[] {
	return [
		...(isAgentInNetwork(runtime, surroundings) ? networkChildren(runtime, surroundings) : []),
		runtimeRole(runtime, surroundings),
		...surroundings.connections(runtime).children(roleArn(runtime)),
		runtimeChild(runtime, surroundings),
		...distinctEndpoints(runtime).map((endpoint) => endpointChild(runtime, endpoint, surroundings)),
	];
}

const paramDocs = {
	id: "Id of the agent.",
	arn: "ARN of the agent.",
	endpointName: "Name of its endpoint; of the last one when there are several.",
	endpointArn: "ARN of that endpoint.",
};

function params(runtime: Runtime, { target }: Surroundings) {
	const id = runtimeId(runtime.name);
	const last = distinctEndpoints(runtime).at(-1);
	return {
		id: { docs: paramDocs.id, value: getAtt(id, "AgentRuntimeId"), shown: true },
		arn: { docs: paramDocs.arn, value: getAtt(id, "AgentRuntimeArn"), shown: true },
		...(last && {
			endpointName: {
				docs: paramDocs.endpointName,
				value: underscoreName([runtime.name, last.name], target).text,
				shown: true,
			},
			endpointArn: {
				docs: paramDocs.endpointArn,
				value: ref(endpointId(runtime.name, last.name)),
				shown: true,
			},
		}),
	};
}

/** AgentCore keeps the logs of each endpoint in a group of its own, which it makes by itself. */
function logs(runtime: Runtime, endpoint: Endpoint, target: Surroundings["target"]) {
	const group = encodeURIComponent(encodeURIComponent("/aws/bedrock-agentcore/runtimes/"));
	const name = underscoreName([runtime.name, endpoint.name], target).text;
	return sub(
		`https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#logsV2:log-groups/log-group/${group}\${${runtimeId(runtime.name)}.AgentRuntimeId}-${name}`,
	);
}

/** The room of `agentcore-runtime`. */
export const agentCoreRuntime = defineResource({
	type: "agentcore-runtime",
	docs: "An agent (Amazon Bedrock AgentCore Runtime): a container whose sessions live for hours, each on a machine of its own, and cost only while they work. Its image is for ARM processors.",
	source: "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agents-tools-runtime.html",
	properties,
	snippet: `type: agentcore-runtime
properties:
  packaging:
    type: stacktape-image-buildpack
    properties:
      entryfilePath: \${1:./src/agent.ts}`,
	names: (runtime, target) => ({
		[agentRoleId(runtime.name, RUNTIME_ROLE.kind)]: agentRoleName(runtime.name, RUNTIME_ROLE.suffix, target),
		[runtimeId(runtime.name)]: underscoreName([runtime.name], target),
		...Object.fromEntries(
			distinctEndpoints(runtime).map(({ name }) => [
				endpointId(runtime.name, name),
				underscoreName([runtime.name, name], target),
			]),
		),
	}),
	paramDocs,
	params,
	securityGroup: ({ name }) => agentGroup(name),
	artifacts: (runtime) =>
		imagePlans(runtime.values.packaging, {
			job: jobOf(runtime),
			architectures: ["arm64"],
			span: runtime.spanOf(["packaging"]),
		}),
	check: checkRuntime,
	compile,
	links: (runtime, target) => ({
		console: agentConsole(),
		...Object.fromEntries(
			distinctEndpoints(runtime).map((endpoint) => [
				`logs-${endpoint.name}`,
				logs(runtime, endpoint, target),
			]),
		),
	}),
});
