import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, type Text } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { CLOUDFRONT_ZONE, certificateOf, domainRecord, ownDomains } from "../shared/custom-domains.ts";
import {
	CLIENT,
	clientId,
	clientName,
	DOMAIN,
	domainId,
	domainPrefix,
	PROVIDER,
	poolDomains,
	poolId,
} from "./names.ts";
import {
	DEFAULT_CALLBACK,
	DEFAULT_FLOWS,
	DEFAULT_REFRESH_DAYS,
	DEFAULT_SCOPES,
	DEFAULT_TOKEN_SECONDS,
	type Pool,
} from "./properties.ts";

type Provider = NonNullable<Pool["values"]["identityProviders"]>[number];

const providerId = (owner: string, { type }: Provider) =>
	logicalId({ owner, specifier: type, type: PROVIDER });

/** What is asked of a service for mail address and name, in the words of each. */
const usualScopes: Readonly<Partial<Record<Provider["type"], string>>> = {
	Facebook: "public_profile,email",
	Google: "profile email openid",
	LoginWithAmazon: "profile postal_code",
	OIDC: "email profile openid",
};

function joined(scopes: readonly Text[] | undefined): Text | undefined {
	if (!scopes) return undefined;
	return scopes.every((scope) => typeof scope === "string")
		? scopes.join(" ")
		: { "Fn::Join": [" ", scopes] };
}

/** What Cognito needs to know of a service. SAML knows no application ids, and Apple has a key in the place of a secret. */
function providerDetails({ type, clientId, clientSecret, authorizeScopes, providerDetails: own }: Provider) {
	const scopes = joined(authorizeScopes) ?? usualScopes[type];
	if (type === "SAML") return own ?? {};
	if (type === "SignInWithApple") return { client_id: clientId, authorize_scopes: scopes, ...own };
	return { client_id: clientId, client_secret: clientSecret, authorize_scopes: scopes, ...own };
}

/** The services by which users can sign in; the second of one type is a problem and no second child. */
export function providerChildren({ name: owner, values }: Pool): readonly Child[] {
	const providers = values.identityProviders ?? [];
	return providers.flatMap((provider, index): Child[] => {
		if (providers.findIndex(({ type }) => type === provider.type) < index) return [];
		return [
			{
				id: providerId(owner, provider),
				origin: ["identityProviders", index],
				resource: {
					Type: PROVIDER,
					Properties: {
						UserPoolId: ref(poolId(owner)),
						ProviderName: provider.type,
						ProviderType: provider.type,
						AttributeMapping: provider.attributeMapping ?? { email: "email" },
						ProviderDetails: providerDetails(provider),
					},
				},
			},
		];
	});
}

/** The application that users sign in to. */
export function clientChild({ name: owner, values }: Pool, { target }: Surroundings): Child {
	const name = clientName(owner, target);
	const providers = [...new Set((values.identityProviders ?? []).map(({ type }) => type))];
	const callbacks = values.callbackURLs ?? [DEFAULT_CALLBACK];
	const dependsOn = (values.identityProviders ?? []).map((provider) => providerId(owner, provider));
	return {
		id: clientId(owner),
		name,
		resource: {
			Type: CLIENT,
			// Cognito refuses a client that names a service which is not there yet.
			...(dependsOn.length > 0 && { DependsOn: [...new Set(dependsOn)] }),
			Properties: {
				UserPoolId: ref(poolId(owner)),
				ClientName: name.text,
				AccessTokenValidity: values.accessTokenValiditySeconds ?? DEFAULT_TOKEN_SECONDS,
				IdTokenValidity: values.idTokenValiditySeconds ?? DEFAULT_TOKEN_SECONDS,
				RefreshTokenValidity: values.refreshTokenValidityDays ?? DEFAULT_REFRESH_DAYS,
				// Without units Cognito reads the first two as hours.
				TokenValidityUnits: { AccessToken: "seconds", IdToken: "seconds", RefreshToken: "days" },
				AllowedOAuthFlowsUserPoolClient: true,
				AllowedOAuthFlows: values.allowedOAuthFlows ?? DEFAULT_FLOWS,
				ExplicitAuthFlows: [
					"ALLOW_ADMIN_USER_PASSWORD_AUTH",
					"ALLOW_CUSTOM_AUTH",
					"ALLOW_USER_PASSWORD_AUTH",
					"ALLOW_USER_SRP_AUTH",
					"ALLOW_REFRESH_TOKEN_AUTH",
				],
				AllowedOAuthScopes: values.allowedOAuthScopes ?? DEFAULT_SCOPES,
				CallbackURLs: callbacks,
				DefaultRedirectURI: callbacks[0],
				LogoutURLs: values.logoutURLs ?? [],
				SupportedIdentityProviders: [
					...(values.allowOnlyExternalIdentityProviders ? [] : ["COGNITO"]),
					...providers,
				],
				GenerateSecret: values.generateClientSecret ?? false,
			},
		},
	};
}

/** The address of the sign-in page: a name below that of Cognito, or a domain of the user's own. */
export function domainChildren(pool: Pool, surroundings: Surroundings): readonly Child[] {
	const id = domainId(pool.name);
	const UserPoolId = ref(poolId(pool.name));
	const [domain] = poolDomains(pool);
	if (!domain) {
		const name = domainPrefix(pool, surroundings.target);
		return [{ id, name, resource: { Type: DOMAIN, Properties: { UserPoolId, Domain: name.text } } }];
	}
	// What an earlier place of the config has is made there, and a check says so.
	const isOwn = ownDomains(pool, [domain], surroundings).length > 0;
	const certificate = certificateOf(domain, "edge", surroundings);
	const alias = { dnsName: getAtt(id, "CloudFrontDistribution"), hostedZoneId: CLOUDFRONT_ZONE };
	const CustomDomainConfig = { CertificateArn: certificate.arn };
	return [
		...(isOwn ? certificate.children : []),
		{
			id,
			origin: domain.path,
			resource: { Type: DOMAIN, Properties: { UserPoolId, Domain: domain.name, CustomDomainConfig } },
		},
		...(isOwn ? domainRecord(domain, alias, surroundings) : []),
	];
}

/** The looks of the sign-in page, which must be there to have any. */
export function stylesChild({ name: owner, values }: Pool): readonly Child[] {
	const type = "AWS::Cognito::UserPoolUICustomizationAttachment";
	if (values.hostedUiCSS === undefined) return [];
	return [
		{
			id: logicalId({ owner, type }),
			origin: ["hostedUiCSS"],
			resource: {
				Type: type,
				DependsOn: [domainId(owner)],
				Properties: {
					CSS: values.hostedUiCSS,
					ClientId: ref(clientId(owner)),
					UserPoolId: ref(poolId(owner)),
				},
			},
		},
	];
}
