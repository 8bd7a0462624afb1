import type { Target } from "../../names/target.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Surroundings } from "../kind.ts";
import { webAclAssociation } from "../shared/firewall.ts";
import { checkPool } from "./check.ts";
import { clientChild, domainChildren, providerChildren, stylesChild } from "./client.ts";
import {
	clientId,
	clientName,
	domainId,
	domainPrefix,
	poolArn,
	poolDomains,
	poolId,
	poolName,
} from "./names.ts";
import { hookPermissions, poolChild, smsRole } from "./pool.ts";
import { type Pool, properties } from "./properties.ts";

function compile(pool: Pool, surroundings: Surroundings): readonly Child[] {
	return [
		poolChild(pool, surroundings),
		smsRole(pool),
		clientChild(pool, surroundings),
		...domainChildren(pool, surroundings),
		...providerChildren(pool),
		...hookPermissions(pool),
		...stylesChild(pool),
		...webAclAssociation(pool, poolArn(pool.name), surroundings),
	];
}

const paramDocs = {
	id: "Id of the pool.",
	clientId: "Id of the application that users sign in to.",
	clientSecret: "Secret of that application; only with `generateClientSecret`.",
	arn: "ARN of the pool.",
	providerUrl: "Who has signed the tokens, as their `iss` says it, without `https://`.",
	domain: "Host name of the sign-in page.",
};

function hostName(pool: Pool, target: Target): Text {
	const [domain] = poolDomains(pool);
	if (domain) return domain.name;
	return sub(`${domainPrefix(pool, target).text}.auth.\${AWS::Region}.amazoncognito.com`);
}

/** To look after users and groups; the pool itself, its clients and its domain are the deploy's. */
const access = [
	"cognito-idp:Admin*",
	"cognito-idp:CreateGroup",
	"cognito-idp:UpdateGroup",
	"cognito-idp:DeleteGroup",
	"cognito-idp:Describe*",
	"cognito-idp:Get*",
	"cognito-idp:List*",
];

/** The room of `user-auth-pool`. */
export const userAuthPool = defineResource({
	type: "user-auth-pool",
	docs: "Users who sign up and sign in (Amazon Cognito): a user pool, an application and a sign-in page.",
	source: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html",
	properties,
	snippet: `type: user-auth-pool
properties:
  userVerificationType: \${1|email-code,email-link,sms,none|}`,
	names: (pool, target) => ({
		[poolId(pool.name)]: poolName(pool.name, target),
		[clientId(pool.name)]: clientName(pool.name, target),
		...(poolDomains(pool).length === 0 && { [domainId(pool.name)]: domainPrefix(pool, target) }),
	}),
	paramDocs,
	params: (pool, { target }) => ({
		id: { docs: paramDocs.id, value: ref(poolId(pool.name)), shown: false },
		clientId: { docs: paramDocs.clientId, value: ref(clientId(pool.name)), shown: false },
		...(pool.values.generateClientSecret && {
			clientSecret: {
				docs: paramDocs.clientSecret,
				value: getAtt(clientId(pool.name), "ClientSecret"),
				shown: false,
				sensitive: true,
			},
		}),
		arn: { docs: paramDocs.arn, value: poolArn(pool.name), shown: false },
		providerUrl: {
			docs: paramDocs.providerUrl,
			value: getAtt(poolId(pool.name), "ProviderURL"),
			shown: false,
		},
		domain: { docs: paramDocs.domain, value: hostName(pool, target), shown: false },
	}),
	connect: (pool) => [{ Effect: "Allow", Action: access, Resource: [poolArn(pool.name)] }],
	check: checkPool,
	compile,
	links: (pool) => ({
		console: sub(
			`https://\${AWS::Region}.console.aws.amazon.com/cognito/v2/idp/user-pools/\${${poolId(pool.name)}}/users?region=\${AWS::Region}`,
		),
	}),
});
