import { logicalId } from "../../names/logical-id.ts";
import type { Target } from "../../names/target.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { ArtifactSlot } from "../../template/slot.ts";
import { type ArtifactPlan, type Child, defineResource, type Statement, type Surroundings } from "../kind.ts";
import { functionPlan } from "../shared/alarm-plans.ts";
import { alarmChildren } from "../shared/alarms.ts";
import { cdnParamDocs } from "../shared/cdn/distribution.ts";
import { functionName } from "../shared/function-name.ts";
import { handlerOf, runtimeOf } from "../shared/lambda/language.ts";
import { forwardLogs } from "../shared/log-forwarding.ts";
import { logGroup } from "../shared/log-group.ts";
import { ownCodeOf } from "../shared/own-code.ts";
import { functionCdn } from "./cdn.ts";
import { checkFunction } from "./check.ts";
import { environmentOf } from "./environment.ts";
import { compileEvents } from "./events/index.ts";
import { foreignNotifications } from "./events/s3.ts";
import {
	FUNCTION,
	functionArn,
	functionId,
	logGroupId,
	logGroupName,
	roleId,
	roleName,
	urlId,
} from "./names.ts";
import {
	fileSystemConfigs,
	mountChildren,
	mountDependencies,
	networkChildren,
	securityGroupOf,
	vpcConfig,
} from "./network.ts";
import { DEFAULT_MEMORY, DEFAULT_TIMEOUT, type PlacedFunction, properties } from "./properties.ts";
import { roleChild } from "./role.ts";
import { hasPublicUrl, urlChildren } from "./url.ts";
import { hasAlias, LIVE, throughAlias, versionChildren } from "./versions.ts";

/** Tag of a function that holds the digest of its artifact. */
const DIGEST_TAG = "stp:code-digest";

const roleArn = ({ name }: PlacedFunction) => getAtt(roleId(name), "Arn");

const hasLogs = ({ values }: PlacedFunction) => values.logging?.disabled !== true;

/**
 * Tags of the function, each key once: those of the stack's config, its own, the stack's names, and the digest of
 * its code. The format's reference loses the function's own ones.
 */
function tagsOf(fn: PlacedFunction, surroundings: Surroundings) {
	const isStandard = ({ Key }: { readonly Key: unknown }) => String(Key).startsWith("stp:");
	const own = (fn.values.tags ?? []).map(({ name, value }) => ({ Key: name, Value: value }));
	const all = [
		...surroundings.tags.filter((tag) => !isStandard(tag)),
		...own,
		...surroundings.tags.filter(isStandard),
		...(ownCodeOf(fn.values) ? [] : [{ Key: DIGEST_TAG, Value: new ArtifactSlot(fn.name, "digest") }]),
	];
	return all.filter((tag, index) => all.findIndex(({ Key }) => Key === tag.Key) === index);
}

function logGroupChild(fn: PlacedFunction, target: Target): Child {
	const { logging } = fn.values;
	return logGroup({
		owner: fn.name,
		name: logGroupName(fn.name, target),
		retentionDays: logging?.retentionDays ?? 90,
		...(logging && { origin: ["logging"] }),
	});
}

/** Where Lambda finds the code: in what packaging has sent, or, for code of Spool itself, in the template. */
function codeOf({ name, values }: PlacedFunction) {
	const own = ownCodeOf(values);
	return own
		? { ZipFile: own.text }
		: { S3Bucket: new ArtifactSlot(name, "bucket"), S3Key: new ArtifactSlot(name, "key") };
}

function functionChild(fn: PlacedFunction, surroundings: Surroundings): Child {
	const { values } = fn;
	const name = functionName(fn.name, surroundings.target);
	const { storage, layers } = values;
	return {
		id: functionId(fn.name),
		name,
		resource: {
			Type: FUNCTION,
			DependsOn: [
				...mountDependencies(fn),
				roleId(fn.name),
				...surroundings
					.connections(fn)
					.children(roleArn(fn))
					.map(({ id }) => id),
				...(hasLogs(fn) ? [logGroupId(fn.name)] : []),
			],
			Properties: {
				FunctionName: name.text,
				Architectures: [values.architecture ?? "x86_64"],
				Code: codeOf(fn),
				Handler: handlerOf(values.packaging),
				Runtime: runtimeOf(values.runtime, values.packaging),
				MemorySize: values.memory ?? DEFAULT_MEMORY,
				Timeout: values.timeout ?? DEFAULT_TIMEOUT,
				Environment: { Variables: environmentOf(fn, surroundings) },
				Role: roleArn(fn),
				...(storage !== undefined && { EphemeralStorage: { Size: storage } }),
				Tags: tagsOf(fn, surroundings),
				FileSystemConfigs: fileSystemConfigs(fn),
				VpcConfig: vpcConfig(fn, surroundings),
				...(layers && layers.length > 0 && { Layers: layers }),
				ReservedConcurrentExecutions: values.reservedConcurrency,
			},
		},
	};
}

function invokeConfig(fn: PlacedFunction): readonly Child[] {
	const { name, values } = fn;
	const { destinations } = values;
	const { onSuccess, onFailure } = destinations ?? {};
	if (onSuccess === undefined && onFailure === undefined) return [];
	const type = "AWS::Lambda::EventInvokeConfig";
	return [
		{
			id: logicalId({ owner: name, type }),
			origin: ["destinations"],
			resource: {
				Type: type,
				Properties: {
					FunctionName: ref(functionId(name)),
					Qualifier: hasAlias(fn) ? LIVE : "$LATEST",
					DestinationConfig: {
						...(onSuccess !== undefined && { OnSuccess: { Destination: onSuccess } }),
						...(onFailure !== undefined && { OnFailure: { Destination: onFailure } }),
					},
				},
			},
		},
	];
}

function forwardedLogs(fn: PlacedFunction, target: Target): readonly Child[] {
	const forwarding = fn.values.logging?.logForwarding;
	if (!forwarding || !hasLogs(fn)) return [];
	return forwardLogs(fn.name, target, [
		{ logGroup: logGroupId(fn.name), forwarding, origin: ["logging", "logForwarding"] },
	]);
}

/** Name by which the function is called, with its alias where calls go through one. */
function calledName(fn: PlacedFunction, target: Target): string {
	const name = functionName(fn.name, target).text;
	return hasAlias(fn) ? `${name}:${LIVE}` : name;
}

type Trigger = NonNullable<PlacedFunction["values"]["alarms"]>[number]["trigger"];

function alarmPlan(fn: PlacedFunction, trigger: Trigger, target: Target) {
	return functionPlan(trigger, functionName(fn.name, target).text, calledName(fn, target));
}

function compile(fn: PlacedFunction, surroundings: Surroundings): readonly Child[] {
	const { events = [], timeout: timeoutSeconds = DEFAULT_TIMEOUT } = fn.values;
	return [
		roleChild(fn, surroundings),
		...(hasLogs(fn) ? [logGroupChild(fn, surroundings.target)] : []),
		...forwardedLogs(fn, surroundings.target),
		...networkChildren(fn, surroundings),
		...mountChildren(fn, surroundings),
		...surroundings.connections(fn).children(roleArn(fn)),
		functionChild(fn, surroundings),
		...versionChildren(fn, surroundings),
		...throughAlias(fn, urlChildren(fn, surroundings)),
		...functionCdn.children(fn, surroundings),
		...invokeConfig(fn),
		...throughAlias(
			fn,
			compileEvents({ name: fn.name, reference: fn.reference, timeoutSeconds, events }, surroundings),
		),
		...alarmChildren(fn, surroundings, (trigger) => alarmPlan(fn, trigger, surroundings.target)),
	];
}

/** Other resources may call the function by its name, which also works where they are made before it. */
function connect(fn: PlacedFunction, target: Target): readonly Statement[] {
	const name = functionName(fn.name, target).text;
	const arn = sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`);
	return [{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [arn] }];
}

function artifacts(fn: PlacedFunction): readonly ArtifactPlan[] {
	const { packaging, architecture = "x86_64" } = fn.values;
	const runtime = runtimeOf(fn.values.runtime, packaging);
	if (runtime === undefined || ownCodeOf(fn.values)) return [];
	const source = packaging.type === "custom-artifact" ? "packagePath" : "entryfilePath";
	const span = fn.spanOf(["packaging", "properties", source]);
	return [{ job: fn.name, kind: "zip", packaging, runtime, architecture, span }];
}

const paramDocs = {
	arn: "ARN of the function.",
	logGroupArn: "ARN of the function's log group; not with `logging.disabled`.",
	url: "HTTPS address of the function; only with `url.enabled`.",
	...cdnParamDocs,
};

function ownParams(fn: PlacedFunction) {
	return {
		arn: { docs: paramDocs.arn, value: functionArn(fn.name), shown: false },
		...(hasLogs(fn) && {
			logGroupArn: { docs: paramDocs.logGroupArn, value: getAtt(logGroupId(fn.name), "Arn"), shown: false },
		}),
		...(fn.values.url?.enabled && {
			url: { docs: paramDocs.url, value: getAtt(urlId(fn.name), "FunctionUrl"), shown: true },
		}),
	};
}

const consolePage = (service: string, fragment: string) =>
	sub(`https://\${AWS::Region}.console.aws.amazon.com/${service}/home?region=\${AWS::Region}#${fragment}`);

function linksOf(fn: PlacedFunction, target: Target) {
	const page = `functions/${functionName(fn.name, target).text}`;
	const logs = encodeURIComponent(encodeURIComponent(logGroupName(fn.name, target).text));
	return {
		...(hasLogs(fn) && { logs: consolePage("cloudwatch", `logsV2:log-groups/log-group/${logs}`) }),
		metrics: consolePage("lambda", `${page}?tab=monitoring`),
		console: consolePage("lambda", `${page}?tab=code`),
	};
}

/** The room of `function`. */
export const lambdaFunction = defineResource({
	type: "function",
	docs: "A Lambda function: code that runs when something calls it, and costs only while it runs.",
	source: "https://docs.aws.amazon.com/lambda/latest/dg/welcome.html",
	properties,
	snippet: `type: function
properties:
  packaging:
    type: stacktape-lambda-buildpack
    properties:
      entryfilePath: \${1:./src/index.ts}
  events:
    - type: http-api-gateway
      properties:
        httpApiGatewayName: \${2:gateway}
        method: \${3|GET,POST,PUT,PATCH,DELETE,"*"|}
        path: \${4:/items}`,
	names: (fn, target) => ({
		[functionId(fn.name)]: functionName(fn.name, target),
		[roleId(fn.name)]: roleName(fn, target),
		...(hasLogs(fn) && { [logGroupId(fn.name)]: logGroupName(fn.name, target) }),
	}),
	paramDocs,
	params: (fn, surroundings) => ({ ...ownParams(fn), ...functionCdn.params(fn, surroundings) }),
	connect,
	check: checkFunction,
	compile,
	artifacts,
	securityGroup: securityGroupOf,
	aftercare: (fn, target, surroundings) => [
		...(hasPublicUrl(fn, surroundings)
			? [{ kind: "public-function-url" as const, functionName: calledName(fn, target) }]
			: []),
		...functionCdn.aftercare(fn, surroundings),
		...foreignNotifications(fn.values.events ?? [], calledName(fn, target)),
	],
	links: linksOf,
});
