import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, type Text } from "../../template/intrinsics.ts";
import type { Child, Path } from "../kind.ts";
import { trustPolicy } from "./iam.ts";

/**
 * The code of the function: EventBridge cannot sign what it sends, so this does it. Node's own `fetch` and `crypto`
 * only. CloudFormation takes code of up to 4 MB this way.
 */
const source = `const { createHmac } = require("node:crypto");
exports.handler = async (event) => {
  const body = JSON.stringify(event);
  const signature = createHmac("sha256", process.env.SECRET).update(body).digest("hex");
  const headers = { "content-type": "application/json", ...JSON.parse(process.env.HEADERS), "X-Stacktape-Signature": signature };
  const response = await fetch(process.env.URL, { method: "POST", headers, body, signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw new Error("the webhook answered " + response.status);
};
`;

/** What calls a webhook that wants to know who calls: a function that signs the body with HMAC-SHA256. */
export function signedWebhook(options: {
	readonly owner: string;
	readonly url: Text;
	readonly secret: Text;
	readonly headers?: Readonly<Record<string, Text>>;
	/** ARN of the rule that calls the function. */
	readonly ruleArn: Text;
	readonly origin: Path;
}): { readonly children: readonly Child[]; readonly arn: Text } {
	const { owner, url, secret, headers = {}, ruleArn, origin } = options;
	const roleId = logicalId({ owner, type: "AWS::IAM::Role" });
	const functionId = logicalId({ owner, type: "AWS::Lambda::Function" });
	const arn = getAtt(functionId, "Arn");
	const logs = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
	const children: readonly Child[] = [
		{
			id: roleId,
			origin,
			resource: {
				Type: "AWS::IAM::Role",
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["lambda.amazonaws.com"]),
					ManagedPolicyArns: [{ "Fn::Sub": logs }],
				},
			},
		},
		{
			id: functionId,
			origin,
			resource: {
				Type: "AWS::Lambda::Function",
				Properties: {
					Code: { ZipFile: source },
					Handler: "index.handler",
					Runtime: "nodejs24.x",
					Timeout: 10,
					Role: getAtt(roleId, "Arn"),
					Environment: {
						Variables: { URL: url, SECRET: secret, HEADERS: headersText(headers) },
					},
				},
			},
		},
		{
			id: logicalId({ owner, type: "AWS::Lambda::Permission" }),
			origin,
			resource: {
				Type: "AWS::Lambda::Permission",
				Properties: {
					Action: "lambda:InvokeFunction",
					FunctionName: ref(functionId),
					Principal: "events.amazonaws.com",
					SourceArn: ruleArn,
				},
			},
		},
	];
	return { children, arn };
}

/** The headers as JSON; those that CloudFormation fills in are put in by name. */
function headersText(headers: Readonly<Record<string, Text>>): Text {
	const values: Record<string, Text> = {};
	const written = Object.entries(headers).map(([name, value], index) => {
		if (typeof value === "string") return [name, value.replaceAll("${", "${!")] as const;
		values[`Header${index}`] = value;
		return [name, `\${Header${index}}`] as const;
	});
	const text = JSON.stringify(Object.fromEntries(written));
	return Object.keys(values).length === 0 ? JSON.stringify(headers) : { "Fn::Sub": [text, values] };
}
