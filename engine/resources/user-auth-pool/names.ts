import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, type Intrinsic } from "../../template/intrinsics.ts";
import { type CustomDomain, readDomains } from "../shared/custom-domains.ts";
import type { Pool } from "./properties.ts";

export const USER_POOL = "AWS::Cognito::UserPool";
export const CLIENT = "AWS::Cognito::UserPoolClient";
export const DOMAIN = "AWS::Cognito::UserPoolDomain";
export const PROVIDER = "AWS::Cognito::UserPoolIdentityProvider";
export const ROLE = "AWS::IAM::Role";

const nameLimit = {
	maxLength: 128,
	source:
		"https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html",
};
const prefixLimit = {
	maxLength: 63,
	source:
		"https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html",
};

export const poolId = (owner: string) => logicalId({ owner, type: USER_POOL });
export const clientId = (owner: string) => logicalId({ owner, type: CLIENT });
export const domainId = (owner: string) => logicalId({ owner, type: DOMAIN });
export const smsRoleId = (owner: string) => logicalId({ owner, specifier: "SendSms", type: ROLE });

/** ARN of the pool. */
export const poolArn = (owner: string): Intrinsic => getAtt(poolId(owner), "Arn");

/** Name of the pool in AWS: `{stack}-{name}-user-pool`. */
export function poolName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "user-pool"], nameLimit);
}

/** Name of the application that users sign in to. */
export function clientName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "user-pool-client"], nameLimit);
}

/** The domain of the user's own; none when the config gives none, or one that only the deploy knows. */
export function poolDomains({ values }: Pool): readonly CustomDomain[] {
	const path = ["customDomain"];
	const written = values.customDomain === undefined ? [] : [values.customDomain];
	return readDomains(written, path).map((domain) => ({ ...domain, path, namePath: [...path, "domainName"] }));
}

/** First part of the address of the sign-in page: what the config says, else stack and name in small letters. */
export function domainPrefix({ name, values }: Pool, target: Target): PhysicalName {
	const { hostedUiDomainPrefix: written } = values;
	const own = [stackName(target).toLowerCase(), name.toLowerCase()];
	return physicalName(typeof written === "string" ? [written] : own, prefixLimit);
}
