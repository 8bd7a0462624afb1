import { logicalId } from "../../names/logical-id.ts";
import { stackName, type Target } from "../../names/target.ts";
import { accountId, getAtt, sub } from "../../template/intrinsics.ts";
import type { Child } from "../kind.ts";
import { logGroup } from "../shared/log-group.ts";
import { logGroupName, logPrefix } from "./names.ts";
import type { Domain } from "./properties.ts";

const RESOURCE_POLICY = "AWS::Logs::ResourcePolicy";

/** What the domain's own words for the logs are. */
const keys = {
	errorLogs: "ES_APPLICATION_LOGS",
	searchSlowLogs: "SEARCH_SLOW_LOGS",
	indexSlowLogs: "INDEX_SLOW_LOGS",
} as const;

type Log = keyof typeof keys;

const logs: readonly Log[] = ["errorLogs", "searchSlowLogs", "indexSlowLogs"];

/** Days that the format promises; its reference keeps error logs for 30 and the others for 5. */
const DEFAULT_RETENTION = 14;

const keptLogs = ({ values }: Domain) => logs.filter((log) => values.logging?.[log]?.disabled !== true);

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function logGroupOf(domain: Domain, log: Log, target: Target): Child {
	const settings = domain.values.logging?.[log];
	return logGroup({
		owner: domain.name,
		specifier: `Instance${capitalized(log)}`,
		name: logGroupName(domain, target, log),
		retentionDays: settings?.retentionDays ?? DEFAULT_RETENTION,
		...(settings && { origin: ["logging", log] }),
	});
}

/** Lets OpenSearch write into the log groups of the stack's domains: one policy, because an account has ten at most. */
function resourcePolicy(target: Target): Child {
	const arn = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${logPrefix(target)}*`;
	const policy = {
		Version: "2012-10-17",
		Statement: [
			{
				Effect: "Allow",
				Principal: { Service: "es.amazonaws.com" },
				Action: ["logs:PutLogEvents", "logs:CreateLogStream"],
				Resource: "${arn}",
				Condition: { StringEquals: { "aws:SourceAccount": "${account}" } },
			},
		],
	};
	return {
		id: resourcePolicyId,
		shared: true,
		resource: {
			Type: RESOURCE_POLICY,
			Properties: {
				PolicyName: `${stackName(target)}-open-search-logs`,
				PolicyDocument: sub(JSON.stringify(policy), { arn: sub(arn), account: accountId }),
			},
		},
	};
}

const resourcePolicyId = logicalId({ owner: undefined, specifier: "OpenSearch", type: RESOURCE_POLICY });

/** The log groups of a domain, and the policy by which it may write into them. */
export function logChildren(domain: Domain, target: Target): readonly Child[] {
	const kept = keptLogs(domain);
	if (kept.length === 0) return [];
	return [resourcePolicy(target), ...kept.map((log) => logGroupOf(domain, log, target))];
}

/** `LogPublishingOptions` of the domain; `undefined` without logs. */
export function publishedLogs(domain: Domain, target: Target) {
	const kept = keptLogs(domain);
	if (kept.length === 0) return undefined;
	return Object.fromEntries(
		kept.map((log) => {
			const arn = getAtt(logGroupOf(domain, log, target).id, "Arn");
			return [keys[log], { CloudWatchLogsLogGroupArn: arn, Enabled: true }];
		}),
	);
}

/** What the domain must come after so that it may write logs. */
export function logDependencies(domain: Domain): readonly string[] {
	return keptLogs(domain).length > 0 ? [resourcePolicyId] : [];
}
