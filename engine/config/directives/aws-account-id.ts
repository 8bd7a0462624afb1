import { accountId } from "../../template/intrinsics.ts";
import type { RuntimeDirective } from "./kind.ts";

export const awsAccountId: RuntimeDirective = {
	kind: "runtime",
	name: "AwsAccountId",
	docs: "The id of the AWS account that is deployed to: twelve digits, filled in by CloudFormation.",
	parameters: [],
	example: "$AwsAccountId()",
	snippet: "AwsAccountId()",
	render: () => ({ kind: "value", value: accountId }),
};
