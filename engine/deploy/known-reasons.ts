/** Reasons of AWS by their words, and what to change; `$1` is what the first group has found. The first one counts. */
const knownReasons: readonly (readonly [RegExp, string])[] = [
	[
		/Export with name (\S+) is already exported by stack/i,
		"two stacks export the name $1: rename the output in one of them",
	],
	[
		/already exists|bucket name is not available/i,
		"another stack or a person has made a resource of this name: delete or rename that one, or choose another project, stage or resource name",
	],
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
	[
		/not authorized to perform:? ([\w:*]+).*with an explicit deny in (?:a|an) (service control|resource control|permissions boundary)/i,
		"a policy of the organization or a permissions boundary forbids $1: whoever keeps it has to allow it",
	],
	[
		/not authorized to perform:? ([\w:*]+)/i,
		"give the caller, or the role in deploymentConfig.cloudformationRoleArn, the permission for $1",
	],
	[/AccessDenied/i, "the caller, or the role in deploymentConfig.cloudformationRoleArn, lacks a permission"],
	[/security token.*(?:expired|invalid)/i, "renew the credentials, then deploy again"],
	[
		/NoSuchKey|specified key does not exist/i,
		"the artifact is gone from the deployment bucket: deploy again",
	],
	[/bucket you tried to delete is not empty/i, "empty the bucket, then delete again"],
	[
		/requires replacing|requires the creation of a new/i,
		"AWS can only replace this resource, but its name is fixed: rename the resource in the config",
	],
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
	[
		/UnreservedConcurrentExecution below its minimum/i,
		"the account would have too few concurrent executions left: lower the reserved concurrency of functions, or ask AWS for a higher quota",
	],
	[
		/ECS Deployment Circuit Breaker was triggered/i,
		"the new containers did not stay up: their last log lines and the health check of the load balancer say why",
	],
	[
		/did not stabilize|NotStabilized|Exceeded attempts to wait/i,
		"it was not ready in time: look whether it starts, answers its health check and reaches what it needs",
	],
	[
		/did not receive a response from your Custom Resource|Custom Resource failed to stabilize/i,
		"the function behind this custom resource ended without an answer, or ran out of time: its log says where",
	],
	[
		/role defined for the function cannot be assumed/i,
		"the role was made a moment ago and is not known everywhere yet: deploy again",
	],
	[
		/Unzipped size must be smaller/i,
		"the code with its layers is too large: leave packages out, or package the function as an image",
	],
	[/No export named (\S+) found/i, "no stack of this region exports $1: deploy the one that does first"],
	[
		/Export (\S+) cannot be (?:deleted|updated) as it is in use by/i,
		"other stacks import $1: take it out of them first",
	],
	[
		/Secrets Manager can(?:no|')t find the specified secret|ssm-secure|Parameters: \[(?:ssm:)?(\S+)\] cannot be found/i,
		"a secret or parameter that the config names is not there: make it, then deploy again",
	],
	[
		/CNAMEAlreadyExists|One or more of the CNAMEs/i,
		"another distribution has this domain: take it away there first",
	],
	[
		/hosted zone.*(?:not found|NoSuchHostedZone)|NoSuchHostedZone/i,
		"the hosted zone of the domain is gone: make it again, or correct the domain",
	],
	[
		/(?:certificate|ViewerCertificate).*(?:us-east-1|doesn't exist, isn't in us-east-1)/i,
		"CloudFront takes certificates of us-east-1 only: name one from there",
	],
	[
		/Cannot find version (\S+) for (\S+)|engine version.*(?:not found|not available|does not exist)/i,
		"AWS does not offer this engine version any more: choose another one",
	],
	[
		/(?:instance class|DB ?Instance class|InsufficientDBInstanceCapacity).*(?:not supported|not available)|InsufficientDBInstanceCapacity/i,
		"AWS has no machine of this class here: choose another class",
	],
	[
		/(?:has|have) (?:a )?dependent object|DependencyViolation|is currently in use/i,
		"something outside of the stack still uses it: remove that first",
	],
	[
		/Cannot delete protected|deletion protection|DeletionProtection/i,
		"it is protected against deletion: set deletionProtection: false and deploy, then try again",
	],
	[
		/limit ?exceeded|maximum number|quota\b.*exceeded|exceeds?\b.*quota/i,
		"a quota of the account is reached: ask AWS for a higher one or remove something",
	],
	[/Rate exceeded|Throttling/i, "AWS was asked too often at that moment: deploy again"],
	[
		/visibility timeout/i,
		"make the queue's visibilityTimeoutSeconds at least as long as the function's timeout",
	],
];

/** What to do about a reason of AWS that is known. */
export function knownHint(reason: string): string | undefined {
	for (const [pattern, hint] of knownReasons) {
		const match = pattern.exec(reason);
		if (match) return hint.replace("$1", match[1] ?? "it");
	}
	return undefined;
}
