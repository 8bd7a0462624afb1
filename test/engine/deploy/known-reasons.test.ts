import assert from "node:assert/strict";
import { knownHint } from "../../../engine/deploy/known-reasons.ts";

const hints: Readonly<Record<string, RegExp>> = {
	"Export with name shop-url is already exported by stack other. Rename or delete the conflicting export.":
		/two stacks export the name shop-url/,
	"User: arn:aws:iam::1:user/a is not authorized to perform: iam:PassRole on resource: r because no identity-based policy allows the iam:PassRole action":
		/the permission for iam:PassRole$/,
	"User: a is not authorized to perform: s3:CreateBucket on resource: b with an explicit deny in a service control policy":
		/forbids s3:CreateBucket: whoever keeps it/,
	"The security token included in the request is expired": /renew the credentials/,
	"Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].":
		/lower the reserved concurrency/,
	"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.": /did not stay up/,
	"Resource of type 'AWS::ECS::Service' with identifier 'x' did not stabilize.": /not ready in time/,
	"CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [1].":
		/ended without an answer/,
	"The role defined for the function cannot be assumed by Lambda.": /deploy again/,
	"Unzipped size must be smaller than 262144000 bytes": /as an image/,
	"No export named net-vpc found. Rollback requested by user.": /exports net-vpc/,
	"Export shop-url cannot be deleted as it is in use by other": /import shop-url/,
	"Secrets Manager can't find the specified secret.": /a secret or parameter/,
	"One or more of the CNAMEs you provided are already associated with a different resource.":
		/another distribution/,
	"NoSuchHostedZone: no hosted zone found": /hosted zone of the domain/,
	"The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid": /us-east-1 only/,
	"Cannot find version 12.1 for postgres": /engine version/,
	"InsufficientDBInstanceCapacity: no capacity": /another class/,
	"resource sg-1 has a dependent object": /outside of the stack/,
	"Cannot delete protected DB Instance, please disable deletion protection and try again.":
		/deletionProtection: false/,
	"The maximum number of VPCs has been reached.": /a quota of the account/,
	"Rate exceeded": /too often/,
};

describe("reasons of AWS that are known", () => {
	for (const [reason, hint] of Object.entries(hints))
		it(`say what to change: ${reason.slice(0, 60)}`, () => assert.match(knownHint(reason) ?? "", hint));

	it("are not made out of others", () => {
		for (const reason of ["hm", "broken", "quota", "the version is fine"])
			assert.equal(knownHint(reason), undefined, reason);
	});
});
