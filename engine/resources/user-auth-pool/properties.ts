import {
	choice,
	flag,
	integer,
	list,
	number,
	object,
	optional,
	type Static,
	text,
} from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { domainConfiguration } from "../shared/domain-schema.ts";
import { useFirewall } from "../shared/firewall.ts";
import { emailConfiguration, inviteMessageConfig, userVerificationMessageConfig } from "./message-schema.ts";
import { identityProviders } from "./provider-schema.ts";

const guide = "https://docs.aws.amazon.com/cognito/latest/developerguide";
const api = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference";
const attributes = `${guide}/user-pool-settings-attributes.html`;
const triggers = `${guide}/cognito-user-pools-working-with-lambda-triggers.html`;
const tokens = `${guide}/amazon-cognito-user-pools-using-tokens-with-identity-providers.html`;
const clients = `${guide}/user-pool-settings-client-apps.html`;
const mfa = `${guide}/user-pool-settings-mfa.html`;
const createPool = `${api}/API_CreateUserPool.html`;

/** How long an invitation holds unless the config says otherwise, as in the format. */
export const DEFAULT_UNUSED_DAYS = 31;
/** How long access and id tokens are valid unless the config says otherwise: an hour, as AWS has it. */
export const DEFAULT_TOKEN_SECONDS = 3600;
/** How long a user stays signed in unless the config says otherwise. */
export const DEFAULT_REFRESH_DAYS = 30;
export const DEFAULT_FLOWS = ["code", "implicit"];
export const DEFAULT_SCOPES = ["email", "openid", "profile"];
export const DEFAULT_CALLBACK = "http://localhost:3000/api/auth/callback/cognito";

const hook = (docs: string) =>
	optional(
		text(`ARN of the function that is called ${docs}`, {
			arnOf: ["function"],
			pattern: "^(arn:[^:]+:lambda:.+|\\{\\{resolve:.*)$",
			patternHint: "write $ResourceParam('name', 'arn') for a function of this config",
			source: triggers,
			examples: ["$ResourceParam('myFunction', 'arn')"],
		}),
	);

const hooks = object(
	"Functions that Cognito calls on the way of a user; it gets the permission by itself.",
	{
		customMessage: hook("before a message goes out, to write it."),
		postAuthentication: hook("after a user has signed in."),
		postConfirmation: hook("after a user has confirmed the account."),
		preAuthentication: hook("before a user signs in, to accept or refuse."),
		preSignUp: hook("before a user signs up, to accept or refuse."),
		preTokenGeneration: hook("before tokens are made, to change what they say."),
		userMigration: hook("when an unknown user signs in, to bring the account along."),
		createAuthChallenge: hook("to ask a question of your own when users sign in."),
		defineAuthChallenge: hook("to decide which question comes next."),
		verifyAuthChallengeResponse: hook("to check the answer to such a question."),
	},
	{ source: triggers },
);

const tokenSeconds = (docs: string) =>
	optional(
		integer(docs, {
			unit: "seconds",
			minimum: 300,
			maximum: 86_400,
			default: DEFAULT_TOKEN_SECONDS,
			source: `${api}/API_CreateUserPoolClient.html`,
		}),
	);

const mfaConfiguration = object(
	"Whether users prove who they are in a second way.",
	{
		status: optional(
			choice("Who needs a second way.", ["ON", "OFF", "OPTIONAL"], {
				source: mfa,
				valueDocs: { ON: "Every user.", OFF: "Nobody.", OPTIONAL: "Users who have set one up." },
			}),
		),
		enabledTypes: optional(
			list(
				"The ways there are.",
				choice("A second way.", ["SMS", "SOFTWARE_TOKEN", "EMAIL_OTP"], {
					source: mfa,
					valueDocs: {
						SMS: "A code in an SMS.",
						SOFTWARE_TOKEN: "A code of an authenticator app.",
						EMAIL_OTP: "A code in a mail; needs `emailConfiguration.sesAddressArn`.",
					},
				}),
			),
		),
	},
	{ source: mfa },
);

const passwordPolicy = object(
	"What a password must have.",
	{
		minimumLength: optional(
			integer("The fewest characters.", {
				unit: "characters",
				minimum: 6,
				maximum: 99,
				default: 8,
				source: `${api}/API_PasswordPolicyType.html`,
			}),
		),
		requireLowercase: optional(flag("Ask for a small letter.")),
		requireNumbers: optional(flag("Ask for a digit.")),
		requireSymbols: optional(flag("Ask for a sign that is no letter or digit.")),
		requireUppercase: optional(flag("Ask for a capital letter.")),
		temporaryPasswordValidityDays: optional(
			integer(
				"How long the password holds that an administrator has given; replaces `unusedAccountValidityDays`.",
				{
					unit: "days",
					minimum: 0,
					maximum: 365,
					source: `${api}/API_PasswordPolicyType.html`,
				},
			),
		),
	},
	{ source: `${guide}/managing-users-passwords.html` },
);

const schema = list(
	"Attributes of users beside the standard ones. They cannot be changed or removed later.",
	object(
		"An attribute of users.",
		{
			name: optional(
				text("Its name; Cognito puts `custom:` before it, unless it is a standard one.", {
					minLength: 1,
					maxLength: 20,
					source: `${api}/API_SchemaAttributeType.html`,
				}),
			),
			attributeDataType: optional(
				choice("What it holds.", ["String", "Number", "DateTime", "Boolean"], {
					source: `${api}/API_SchemaAttributeType.html`,
				}),
			),
			developerOnlyAttribute: optional(
				flag("Only an administrator can change it; it is read as `dev:custom:…`.", {
					default: false,
					source: `${api}/API_SchemaAttributeType.html`,
				}),
			),
			mutable: optional(flag("It can be changed after it was set.", { default: true, source: attributes })),
			required: optional(
				flag("A user cannot sign up without it; for standard attributes only.", {
					default: false,
					source: attributes,
				}),
			),
			numberMaxValue: optional(number("The greatest number that it can hold.", { source: attributes })),
			numberMinValue: optional(number("The least number that it can hold.", { source: attributes })),
			stringMaxLength: optional(
				integer("The most characters that it can hold.", {
					unit: "characters",
					minimum: 0,
					maximum: 2048,
					source: attributes,
				}),
			),
			stringMinLength: optional(
				integer("The fewest characters that it can hold.", {
					unit: "characters",
					minimum: 0,
					maximum: 2048,
					source: attributes,
				}),
			),
		},
		{ source: attributes },
	),
	{ maxItems: 50, source: `${guide}/quotas.html` },
);

/** Cognito leads browsers to HTTPS, to this machine, and to apps by schemes of their own. */
const addressPattern =
	"^(?!http://(?!(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/]|$)))[A-Za-z][A-Za-z0-9+.-]*:[^#\\s]*$";

const addresses = (docs: string, fallback: readonly string[]) =>
	optional(
		list(
			docs,
			text("A full address.", {
				maxLength: 1024,
				pattern: `${addressPattern}|^\\{\\{resolve:.*$`,
				patternHint: "write a full address with https:// and without #; http:// only for localhost",
				examples: ["https://example.com/auth/callback"],
				source: `${api}/API_CreateUserPoolClient.html`,
			}),
			{ maxItems: 100, default: fallback, source: `${guide}/quotas.html` },
		),
	);

const withoutEffect = "Accepted and without effect, as in the format";

/** The properties of a `user-auth-pool`. */
export const properties = object("Settings of the pool.", {
	allowOnlyAdminsToCreateAccount: optional(
		flag("Users cannot sign up by themselves.", { default: false, source: createPool }),
	),
	unusedAccountValidityDays: optional(
		integer(
			"How long the password of an invited user holds. `passwordPolicy.temporaryPasswordValidityDays` is its successor.",
			{
				unit: "days",
				minimum: 0,
				maximum: 365,
				default: DEFAULT_UNUSED_DAYS,
				source: `${api}/API_AdminCreateUserConfigType.html`,
			},
		),
	),
	requireEmailVerification: optional(
		flag(`${withoutEffect}: \`userVerificationType\` decides what users confirm.`),
	),
	requirePhoneNumberVerification: optional(
		flag(`${withoutEffect}: \`userVerificationType\` decides what users confirm.`),
	),
	enableHostedUi: optional(flag(`${withoutEffect}: the sign-in page is always there.`, { default: false })),
	hostedUiDomainPrefix: optional(
		text(
			"First part of the address of the sign-in page, unique in the region over all accounts of AWS; the name of the stack and of the pool when left out.",
			{
				maxLength: 63,
				pattern: "^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
				patternHint: "use small letters, digits and inner dashes, without the words aws, amazon and cognito",
				source: `${guide}/cognito-user-pools-assign-domain-prefix.html`,
				knownBefore: true,
			},
		),
	),
	hostedUiCSS: optional(
		text("CSS for the sign-in page, of the classes that Cognito knows.", {
			maxLength: 131_072,
			source: `${guide}/hosted-ui-classic-branding.html`,
		}),
	),
	hooks: optional(hooks),
	emailConfiguration: optional(emailConfiguration),
	inviteMessageConfig: optional(inviteMessageConfig),
	userVerificationType: optional(
		choice("How users confirm their address or number.", ["email-link", "email-code", "sms", "none"], {
			default: "email-code",
			source: `${guide}/signing-up-users-in-your-app.html`,
			valueDocs: {
				"email-link": "By a link in a mail.",
				"email-code": "By a code in a mail.",
				sms: "By a code in an SMS.",
				none: "Not at all.",
			},
		}),
	),
	userVerificationMessageConfig: optional(userVerificationMessageConfig),
	mfaConfiguration: optional(mfaConfiguration),
	passwordPolicy: optional(passwordPolicy),
	schema: optional(schema),
	allowPhoneNumberAsUserName: optional(
		flag("Users can sign in with their phone number.", { default: true, source: attributes }),
	),
	allowEmailAsUserName: optional(
		flag("Users can sign in with their mail address.", { default: true, source: attributes }),
	),
	accessTokenValiditySeconds: tokenSeconds("How long an access token is valid."),
	idTokenValiditySeconds: tokenSeconds("How long an id token is valid."),
	refreshTokenValidityDays: optional(
		integer("How long users stay signed in; 0 means AWS's own 30 days.", {
			unit: "days",
			minimum: 0,
			maximum: 3650,
			default: DEFAULT_REFRESH_DAYS,
			source: tokens,
		}),
	),
	allowedOAuthFlows: optional(
		list(
			"How applications may get tokens by OAuth.",
			choice("A flow.", ["code", "implicit", "client_credentials"], {
				source: clients,
				valueDocs: {
					code: "By a code, which the application exchanges.",
					implicit: "Tokens come with the address, for pages without a server.",
					client_credentials:
						"An application signs in as itself, with its secret; alone, without the others.",
				},
			}),
			{ maxItems: 3, default: DEFAULT_FLOWS, source: clients },
		),
	),
	allowedOAuthScopes: optional(
		list(
			"What a token may be asked for.",
			text("A scope.", {
				maxLength: 256,
				examples: ["email", "openid", "profile", "phone", "aws.cognito.signin.user.admin"],
			}),
			{ maxItems: 50, default: DEFAULT_SCOPES, source: `${api}/API_CreateUserPoolClient.html` },
		),
	),
	callbackURLs: addresses(
		"Where users come back after signing in; the first one unless they are told otherwise.",
		[DEFAULT_CALLBACK],
	),
	logoutURLs: addresses("Where users come back after signing out.", []),
	identityProviders: optional(identityProviders),
	useFirewall: optional(useFirewall("regional")),
	customDomain: optional(domainConfiguration),
	generateClientSecret: optional(
		flag("Give the application a secret, for applications that can keep one. It cannot be changed later.", {
			default: false,
			source: clients,
		}),
	),
	allowOnlyExternalIdentityProviders: optional(
		flag("Users sign in by `identityProviders` only, not with a password of the pool.", { default: false }),
	),
});

/** A user pool of the config. */
export type Pool = Placed<Deployed<Static<typeof properties>>>;
