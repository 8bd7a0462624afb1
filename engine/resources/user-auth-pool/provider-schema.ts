import { anything, choice, list, mapOf, object, optional, text } from "../../schema/schema.ts";

const guide = "https://docs.aws.amazon.com/cognito/latest/developerguide";
const providers = `${guide}/cognito-user-pools-identity-federation.html`;
const details =
	"https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html";

/** The `identityProviders` of a pool. */
export const identityProviders = list(
	"Other services by which users can sign in; one of each type.",
	object(
		"A service by which users can sign in.",
		{
			type: choice(
				"Which service, or by which protocol it speaks.",
				["Facebook", "Google", "LoginWithAmazon", "OIDC", "SAML", "SignInWithApple"],
				{
					source: providers,
					valueDocs: {
						OIDC: "Any service that speaks OpenID Connect: `providerDetails` needs `oidc_issuer` and `attributes_request_method`.",
						SAML: "Any service that speaks SAML 2.0: `providerDetails` needs `MetadataURL` or `MetadataFile`.",
						SignInWithApple: "`providerDetails` needs `team_id`, `key_id` and `private_key`.",
					},
				},
			),
			clientId: text("Id by which the service knows your application; not used with `SAML`."),
			clientSecret: text(
				"Secret that belongs to the id: take it from `$Secret()`. Not used with `SAML` and `SignInWithApple`.",
			),
			attributeMapping: optional(
				mapOf(
					"Which attribute of a user is taken from which one of the service.",
					text("Name of the service's attribute."),
					{
						default: { email: "email" },
						source: `${guide}/cognito-user-pools-specifying-attribute-mapping.html`,
					},
				),
			),
			authorizeScopes: optional(
				list(
					"What the application asks the service for; what names and addresses need when left out.",
					text("A scope of the service.", { examples: ["email", "profile", "openid"] }),
					{ source: details },
				),
			),
			providerDetails: optional(
				mapOf(
					"Settings of the service as Cognito knows them, such as `oidc_issuer`.",
					anything("The value."),
					{
						source: details,
					},
				),
			),
		},
		{ source: providers },
	),
	{ source: providers },
);
