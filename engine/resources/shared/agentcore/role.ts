import { logicalId } from "../../../names/logical-id.ts";
import { type Intrinsic, sub } from "../../../template/intrinsics.ts";
import type { Child, Statement, Surroundings } from "../../kind.ts";
import { inlinePolicy } from "../iam.ts";
import { agentRoleName } from "./names.ts";

const ROLE = "AWS::IAM::Role";

/** Logical id of the role of a `kind`, such as `Runtime`. */
export function agentRoleId(owner: string, kind: string): string {
	return logicalId({ owner, specifier: `AgentCore${kind}`, type: ROLE });
}

/** An ARN of the account and region, `rest` being what follows the account. */
export function ownArn(service: string, rest: string): Intrinsic {
	return sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);
}

/** A statement that allows `Action` on `Resource`. */
export function allow(Action: readonly string[], Resource: Statement["Resource"]): Statement {
	return { Effect: "Allow", Action, Resource: typeof Resource === "string" ? [Resource] : Resource };
}

/** Writing logs into the groups that AgentCore makes by itself, `/aws/bedrock-agentcore/{what}/…`. */
export function logStatements(what: string): readonly Statement[] {
	const group = `log-group:/aws/bedrock-agentcore/${what}/*`;
	return [
		allow(["logs:CreateLogGroup", "logs:DescribeLogStreams"], [ownArn("logs", group)]),
		allow(["logs:CreateLogStream", "logs:PutLogEvents"], [ownArn("logs", `${group}:log-stream:*`)]),
	];
}

/**
 * A role that AgentCore takes on. Policies without statements are left out. The format's reference allows every
 * action of Bedrock and AgentCore on everything, and with it to make and delete other agents.
 */
export function agentRole(
	owner: string,
	options: {
		/** Of the logical id: `Runtime`. */
		readonly kind: string;
		/** Of the name: `runtime`. */
		readonly suffix: string;
		readonly policies: readonly (readonly [name: string, statements: readonly Statement[]])[];
	},
	{ target }: Surroundings,
): Child {
	const { kind, suffix, policies } = options;
	const name = agentRoleName(owner, suffix, target);
	const written = policies.filter(([, statements]) => statements.length > 0);
	return {
		id: agentRoleId(owner, kind),
		name,
		resource: {
			Type: ROLE,
			Properties: {
				RoleName: name.text,
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{
							Effect: "Allow",
							Principal: { Service: ["bedrock-agentcore.amazonaws.com"] },
							Action: ["sts:AssumeRole"],
						},
					],
				},
				...(written.length > 0 && {
					Policies: written.map(([policy, statements]) => inlinePolicy(policy, statements)),
				}),
			},
		},
	};
}
