import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import type { Child } from "../kind.ts";
import { inlinePolicy } from "../shared/iam.ts";
import { domainId } from "./names.ts";
import type { Domain } from "./properties.ts";

const ROLE = "AWS::IAM::Role";
const IDENTITY_POOL = "AWS::Cognito::IdentityPool";
const ATTACHMENT = "AWS::Cognito::IdentityPoolRoleAttachment";

const serviceRoleId = (owner: string) => logicalId({ owner, specifier: "Cognito", type: ROLE });
const userRoleId = (owner: string) => logicalId({ owner, specifier: "DashboardsUser", type: ROLE });
const identityPoolId = (owner: string) => logicalId({ owner, type: IDENTITY_POOL });
const userPoolId = (pool: string) => logicalId({ owner: pool, type: "AWS::Cognito::UserPool" });

/** Lets the domain set itself up as an application of the user pool. */
function serviceRole({ name }: Domain): Child {
	return {
		id: serviceRoleId(name),
		origin: ["userPool"],
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{
							Effect: "Allow",
							Principal: { Service: "opensearchservice.amazonaws.com" },
							Action: "sts:AssumeRole",
						},
					],
				},
				ManagedPolicyArns: [
					sub("arn:${AWS::Partition}:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess"),
				],
			},
		},
	};
}

/** What users may do who have signed in: ask the domain. */
function userRole({ name }: Domain): Child {
	return {
		id: userRoleId(name),
		origin: ["userPool"],
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{
							Effect: "Allow",
							Principal: { Federated: "cognito-identity.amazonaws.com" },
							Action: "sts:AssumeRoleWithWebIdentity",
							Condition: {
								StringEquals: { "cognito-identity.amazonaws.com:aud": ref(identityPoolId(name)) },
								"ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
							},
						},
					],
				},
				Policies: [
					inlinePolicy("dashboards", [
						{
							Effect: "Allow",
							Action: ["es:ESHttp*"],
							Resource: [sub(`\${${domainId(name)}.Arn}/*`)],
						},
					]),
				],
			},
		},
	};
}

/** What users of a user pool need to sign in to the dashboards; nothing without a user pool. */
export function signInChildren(domain: Domain): readonly Child[] {
	const { name, values } = domain;
	if (values.userPool === undefined) return [];
	return [
		serviceRole(domain),
		{
			id: identityPoolId(name),
			origin: ["userPool"],
			resource: { Type: IDENTITY_POOL, Properties: { AllowUnauthenticatedIdentities: false } },
		},
		userRole(domain),
		{
			id: logicalId({ owner: name, type: ATTACHMENT }),
			origin: ["userPool"],
			resource: {
				Type: ATTACHMENT,
				Properties: {
					IdentityPoolId: ref(identityPoolId(name)),
					Roles: { authenticated: getAtt(userRoleId(name), "Arn") },
				},
			},
		},
	];
}

/** `CognitoOptions` of the domain. */
export function cognitoOptions({ name, values: { userPool } }: Domain) {
	if (typeof userPool !== "string") return undefined;
	return {
		Enabled: true,
		UserPoolId: ref(userPoolId(userPool)),
		IdentityPoolId: ref(identityPoolId(name)),
		RoleArn: getAtt(serviceRoleId(name), "Arn"),
	};
}

/** The domain sets up a page to sign in below the pool's own domain, so that this has to be there. */
export function signInDependencies({ values: { userPool } }: Domain): readonly string[] {
	if (typeof userPool !== "string") return [];
	return [logicalId({ owner: userPool, type: "AWS::Cognito::UserPoolDomain" })];
}
