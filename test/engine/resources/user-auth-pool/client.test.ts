import assert from "node:assert/strict";
import type { Surroundings } from "../../../../engine/resources/kind.ts";
import {
	clientChild,
	domainChildren,
	providerChildren,
	stylesChild,
} from "../../../../engine/resources/user-auth-pool/client.ts";
import { userAuthPool } from "../../../../engine/resources/user-auth-pool/index.ts";
import type { Pool } from "../../../../engine/resources/user-auth-pool/properties.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

function compiled(values: Pool["values"]) {
	accepted(userAuthPool, "users", values);
	const pool: Pool = placed(userAuthPool.type, "users", values);
	const around = surroundings([], []);
	const Resources = resourcesOf([
		clientChild(pool, around),
		...domainChildren(pool, around),
		...providerChildren(pool),
		...stylesChild(pool),
	]);
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources;
}

const provider = (type: "Facebook" | "OIDC" | "SAML" | "SignInWithApple", more: object = {}) => ({
	type,
	clientId: "id",
	clientSecret: "secret",
	...more,
});

/** What Cognito is told of a service. */
function details(type: Parameters<typeof provider>[0], more: object = {}): unknown {
	const resources = Object.values(compiled({ identityProviders: [provider(type, more)] }));
	const found = resources.find(({ Type }) => Type === "AWS::Cognito::UserPoolIdentityProvider");
	return found?.Properties?.["ProviderDetails"];
}

describe("the application of a user pool", () => {
	it("has tokens of an hour, in seconds, and comes back to this machine", () => {
		const { Properties } = compiled({})["UsersUserPoolClient"] ?? {};
		assert.deepEqual(
			[Properties?.["AccessTokenValidity"], Properties?.["TokenValidityUnits"]],
			[3600, { AccessToken: "seconds", IdToken: "seconds", RefreshToken: "days" }],
		);
		assert.equal(Properties?.["DefaultRedirectURI"], "http://localhost:3000/api/auth/callback/cognito");
		assert.deepEqual(Properties?.["SupportedIdentityProviders"], ["COGNITO"]);
	});

	it("comes after the services by which users sign in", () => {
		const client = compiled({
			allowOnlyExternalIdentityProviders: true,
			identityProviders: [provider("Facebook"), provider("Facebook")],
		})["UsersUserPoolClient"];
		assert.deepEqual(client?.DependsOn, ["UsersFacebookUserPoolIdentityProvider"]);
		assert.deepEqual(client?.Properties?.["SupportedIdentityProviders"], ["Facebook"]);
	});

	it("has a sign-in page, whose looks come after it", () => {
		const resources = compiled({ hostedUiCSS: ".a {}" });
		assert.deepEqual(resources["UsersUserPoolDomain"]?.Properties, {
			UserPoolId: { Ref: "UsersUserPool" },
			Domain: "proj-dev-users",
		});
		assert.deepEqual(resources["UsersUserPoolUiCustomizationAttachment"]?.DependsOn, ["UsersUserPoolDomain"]);
	});

	it("has a sign-in page at a domain of one's own, with certificate and record", () => {
		const domainName = "Login.Example.com";
		const pool: Pool = placed(userAuthPool.type, "users", { customDomain: { domainName } });
		const fact: Surroundings["fact"] = ({ kind }) =>
			kind === "hosted-zone" ? JSON.stringify({ id: "Z1", name: "example.com", nameServers: [] }) : null;
		const around = surroundings([pool], [], { fact, target: { ...target, region: "us-east-1" } });
		const Resources = resourcesOf(domainChildren(pool, around));
		assert.deepEqual(checkTemplate({ Resources }), []);
		const { StpLoginExampleComRecordSet: record, UsersUserPoolDomain: domain, ...rest } = Resources;
		assert.deepEqual(Object.keys(rest), ["StpLoginExampleComCertificate"]);
		assert.equal(domain?.Properties?.["Domain"], "login.example.com");
		assert.deepEqual(record?.Properties?.["AliasTarget"], {
			DNSName: { "Fn::GetAtt": ["UsersUserPoolDomain", "CloudFrontDistribution"] },
			HostedZoneId: "Z2FDTNDATAQYW2",
		});
	});

	it("leaves certificate and record to those who have them", () => {
		const customCertificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1";
		const customDomain = {
			domainName: "login.example.com",
			customCertificateArn,
			disableDnsRecordCreation: true,
		};
		const pool: Pool = placed(userAuthPool.type, "users", { customDomain });
		const Resources = resourcesOf(domainChildren(pool, surroundings([pool], [])));
		assert.deepEqual(Object.keys(Resources), ["UsersUserPoolDomain"]);
		assert.deepEqual(Resources["UsersUserPoolDomain"]?.Properties?.["CustomDomainConfig"], {
			CertificateArn: customCertificateArn,
		});
	});

	it("tells each service what it wants to hear", () => {
		assert.deepEqual(details("Facebook"), {
			client_id: "id",
			client_secret: "secret",
			authorize_scopes: "public_profile,email",
		});
		assert.deepEqual(
			details("OIDC", { authorizeScopes: ["a", "b"], providerDetails: { oidc_issuer: "i" } }),
			{
				client_id: "id",
				client_secret: "secret",
				authorize_scopes: "a b",
				oidc_issuer: "i",
			},
		);
		assert.deepEqual(details("SAML", { providerDetails: { MetadataURL: "u" } }), { MetadataURL: "u" });
		assert.deepEqual(details("SignInWithApple", { providerDetails: { team_id: "t", client_id: "own" } }), {
			client_id: "own",
			team_id: "t",
		});
	});

	it("asks for scopes that only the deploy knows", () => {
		const authorizeScopes = ["a", { Ref: "AWS::Region" }];
		const pool: Pool = placed(userAuthPool.type, "users", {
			identityProviders: [{ type: "OIDC", clientId: "id", clientSecret: "secret", authorizeScopes }],
		});
		const found = providerChildren(pool).map(({ resource }) => resource.Properties?.["ProviderDetails"]);
		assert.deepEqual(found, [
			{
				client_id: "id",
				client_secret: "secret",
				authorize_scopes: { "Fn::Join": [" ", ["a", { Ref: "AWS::Region" }]] },
			},
		]);
	});
});
