import { sub } from "../../template/intrinsics.ts";
import type { Child, Statement, Surroundings } from "../kind.ts";
import { isDeploymentHook } from "../shared/code-deploy.ts";
import { inlinePolicy, writtenStatements } from "../shared/iam.ts";
import { eventStatements } from "./events/index.ts";
import { logGroupName, ROLE, roleId, roleName } from "./names.ts";
import { mountPolicies, networkStatements } from "./network.ts";
import type { PlacedFunction } from "./properties.ts";

const logActions = [
	"logs:PutLogEvents",
	"logs:DescribeLogGroups",
	"logs:DescribeLogStreams",
	"logs:CreateLogStream",
];

/** Writing logs; also granted when logging is off, because without a log group it reaches nothing. */
function logStatement(logGroup: string): Statement {
	const arn = `arn:\${AWS::Partition}:logs:*:\${AWS::AccountId}:log-group:${logGroup}`;
	return { Effect: "Allow", Action: logActions, Resource: [sub(arn), sub(`${arn}:*`), sub(`${arn}:*:*`)] };
}

/** One statement for each kind of destination: an ARN need not say before the deploy which kind it is. */
function destinationStatements({ values }: PlacedFunction): readonly Statement[] {
	const { onSuccess, onFailure } = values.destinations ?? {};
	const arns = [onSuccess, onFailure].filter((arn) => arn !== undefined);
	if (arns.length === 0) return [];
	const actions = ["lambda:InvokeFunction", "sqs:SendMessage", "sns:Publish", "events:PutEvents"];
	return actions.map((action) => ({ Effect: "Allow", Action: [action], Resource: arns }));
}

/** CodeDeploy waits for the word of a function that it calls on the way; its deployments have no name before. */
function hookStatements({ name }: PlacedFunction, surroundings: Surroundings): readonly Statement[] {
	if (!isDeploymentHook(name, surroundings)) return [];
	const action = "codedeploy:PutLifecycleEventHookExecutionStatus";
	return [{ Effect: "Allow", Action: [action], Resource: ["*"] }];
}

/** The role of a function, with everything that it may do. */
export function roleChild(fn: PlacedFunction, surroundings: Surroundings): Child {
	const name = roleName(fn, surroundings.target);
	const policies: readonly (readonly [string, readonly Statement[]])[] = [
		["allow-cloudwatch-logging-policy", [logStatement(logGroupName(fn.name, surroundings.target).text)]],
		[
			"custom-iam-role-statements",
			[
				...writtenStatements(fn.values.iamRoleStatements),
				...eventStatements(fn.name, fn.values.events ?? []),
			],
		],
		...mountPolicies(fn),
		["custom-allow-access-to-policy-statements", surroundings.connections(fn).statements],
		["allow-vpc-network-interfaces-policy", networkStatements(fn)],
		["allow-destinations", destinationStatements(fn)],
		["allow-hook-response", hookStatements(fn, surroundings)],
	];
	return {
		id: roleId(fn.name),
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
							Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
							Action: ["sts:AssumeRole"],
						},
					],
				},
				Policies: policies
					.filter(([, statements]) => statements.length > 0)
					.map(([policy, statements]) => inlinePolicy(policy, statements)),
			},
		},
	};
}
