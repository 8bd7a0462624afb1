import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { checkPool } from "../../../../engine/resources/user-auth-pool/check.ts";
import { userAuthPool } from "../../../../engine/resources/user-auth-pool/index.ts";
import { assertProblems } from "../../../support/marked.ts";
import { findings, target } from "../../../support/placed.ts";

/** Configs that carry their problems as marks; see `assertProblems`. */
const cases: Readonly<Record<string, string>> = {
	"mails that only an address of SES can send": `
resources:
  mails:
    type: user-auth-pool
    properties:
      emailConfiguration:
        from: Shop <shop@example.com>
#       ^^^^ ses-address-missing: from needs an address of your own, but emailConfiguration.sesAddressArn is not set
      inviteMessageConfig:
        emailMessage: Hello {username}, {####}
#       ^^^^^^^^^^^^ ses-address-missing: emailMessage needs an address of your own, but emailConfiguration.sesAddressArn is not set
        emailSubject: Hello
#       ^^^^^^^^^^^^ ses-address-missing: emailSubject needs an address of your own, but emailConfiguration.sesAddressArn is not set
        smsMessage: "{username} {####}"
      userVerificationMessageConfig:
        smsMessage: "{####}"
#       ^^^^^^^^^^ ses-address-missing: smsMessage needs an address of your own, but emailConfiguration.sesAddressArn is not set
      mfaConfiguration:
        status: ON
        enabledTypes:
          - EMAIL_OTP
#           ^^^^^^^^^ ses-address-missing: EMAIL_OTP needs an address of your own, but emailConfiguration.sesAddressArn is not set
`,
	"texts and numbers that Cognito refuses": `
resources:
  texts:
    type: user-auth-pool
    properties:
      hostedUiDomainPrefix: my-cognito
#                           ^^^^^^^^^^ text-not-matching: "my-cognito" is not a valid hostedUiDomainPrefix
      emailConfiguration:
        sesAddressArn: shop@example.com
#                      ^^^^^^^^^^^^^^^^ text-not-matching: "shop@example.com" is not a valid sesAddressArn
      inviteMessageConfig:
        emailMessage: Hello {username}
#                     ^^^^^^^^^^^^^^^^ text-not-matching: "Hello {username}" is not a valid emailMessage
        smsMessage: Hello you
#                   ^^^^^^^^^ text-not-matching: "Hello you" is not a valid smsMessage
      userVerificationMessageConfig:
        emailMessageUsingLink: Click here
#                              ^^^^^^^^^^ text-not-matching: "Click here" is not a valid emailMessageUsingLink
        emailMessageUsingCode: Your code
#                              ^^^^^^^^^ text-not-matching: "Your code" is not a valid emailMessageUsingCode
      callbackURLs:
        - http://example.com/callback
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ text-not-matching: "http://example.com/callback" is not a valid item of callbackURLs
        - https://example.com/#home
#         ^^^^^^^^^^^^^^^^^^^^^^^^^ text-not-matching: "https://example.com/#home" is not a valid item of callbackURLs
        - http://localhost:3000
        - http://localhost.example.com
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ text-not-matching: "http://localhost.example.com" is not a valid item of callbackURLs
      accessTokenValiditySeconds: 0
#                                 ^ number-out-of-range: accessTokenValiditySeconds is 0 seconds, but must be 300 to 86400
      idTokenValiditySeconds: 86401
#                             ^^^^^ number-out-of-range: idTokenValiditySeconds is 86401 seconds, but must be 300 to 86400
      refreshTokenValidityDays: -1
#                               ^^ number-out-of-range: refreshTokenValidityDays is -1 days, but must be 0 to 3650
      schema:
        - name: kind
          attributeDataType: Text
#                            ^^^^ value-not-allowed: "Text" is not a value of attributeDataType
`,
	"attributes with limits that do not fit": `
resources:
  attributes:
    type: user-auth-pool
    properties:
      schema:
        - name: email
          required: true
        - name: tier
          required: true
#         ^^^^^^^^ attribute-not-standard: "tier" is an attribute of your own, which cannot be required
        - name: points
          attributeDataType: Number
          numberMinValue: 5
#                         ^ minimum-above-maximum: numberMinValue is 5, which is above numberMaxValue, 1
          numberMaxValue: 1
          stringMaxLength: 5
#         ^^^^^^^^^^^^^^^ limit-of-other-type: stringMaxLength is for attributes of type String, but this one holds Number
`,
	"an application that is a user too": `
resources:
  flows:
    type: user-auth-pool
    properties:
      allowedOAuthFlows:
        - code
        - client_credentials
#         ^^^^^^^^^^^^^^^^^^ client-credentials: client_credentials cannot be used together with code
`,
	"an application without a secret": `
resources:
  secrets:
    type: user-auth-pool
    properties:
      allowedOAuthFlows:
        - client_credentials
#         ^^^^^^^^^^^^^^^^^^ client-credentials: client_credentials needs a secret of the application, but generateClientSecret is not set
`,
	"services that Cognito cannot speak to": `
resources:
  providers:
    type: user-auth-pool
    properties:
      unusedAccountValidityDays: 5
#     ^^^^^^^^^^^^^^^^^^^^^^^^^ (warning) replaced-setting: unusedAccountValidityDays has no effect beside passwordPolicy.temporaryPasswordValidityDays
      passwordPolicy:
        temporaryPasswordValidityDays: 5
      identityProviders:
#     ^^^^^^^^^^^^^^^^^ provider-details-missing: an identity provider of type SAML needs MetadataURL or MetadataFile in providerDetails
        - type: OIDC
          clientId: a
          clientSecret: b
          providerDetails:
#         ^^^^^^^^^^^^^^^ provider-details-missing: an identity provider of type OIDC needs attributes_request_method in providerDetails
            oidc_issuer: https://login.example.com
        - type: SAML
          clientId: a
          clientSecret: b
        - type: OIDC
#               ^^^^ duplicate-identity-provider: there is another identity provider of type OIDC
          clientId: a
          clientSecret: b
`,
	"a pool that nobody can sign in to": `
resources:
  closed:
    type: user-auth-pool
    properties:
      allowOnlyExternalIdentityProviders: true
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-way-to-sign-in: nobody can sign in: allowOnlyExternalIdentityProviders is set, but there are no identityProviders
`,
	"an address that AWS keeps for itself": `
resources:
  awsUsers:
# ^^^^^^^^ reserved-domain-prefix: the sign-in page would be at "proj-dev-awsusers", but Cognito takes no name with "aws" in it
    type: user-auth-pool
`,
	"hooks that are no functions": `
resources:
  hooks:
    type: user-auth-pool
    properties:
      hooks:
        preSignUp: $ResourceParam('hooks', 'arn')
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-resource-type: "hooks" is a user-auth-pool, but preSignUp must name a function
        presignup: arn
#       ^^^^^^^^^ unknown-property: "presignup" is not a property here
`,
	"a certificate that Cognito does not see": `
resources:
  users:
    type: user-auth-pool
    properties:
      customDomain:
        domainName: login.example.com
        customCertificateArn: arn:aws:acm:eu-west-1:123456789012:certificate/1
        #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-region: the certificate is in eu-west-1, but must be in us-east-1
`,
	"ways back and second ways in": `
resources:
  callbacks:
    type: user-auth-pool
    properties:
      callbackURLs: []
#     ^^^^^^^^^^^^ callback-missing: callbackURLs is empty, but the flow code needs an address that users come back to
  codes:
    type: user-auth-pool
    properties:
      mfaConfiguration:
        enabledTypes: [SMS]
#       ^^^^^^^^^^^^ mfa-off: enabledTypes cannot be used while status is OFF when it is left out
  off:
    type: user-auth-pool
    properties:
      mfaConfiguration:
        status: "OFF"
        enabledTypes: [SMS]
#       ^^^^^^^^^^^^ mfa-off: enabledTypes cannot be used while status is OFF
  machines:
    type: user-auth-pool
    properties:
      callbackURLs: []
      allowedOAuthFlows: [client_credentials]
      generateClientSecret: true
`,
};

describe("what is wrong with a user pool", () => {
	for (const [what, text] of Object.entries(cases)) {
		it(`is reported: ${what}`, () => {
			const { problems } = analyse({ path: "stacktape.yml", text }, target);
			assertProblems(text, problems);
		});
	}

	it("is not the address of a pool that has another one", () => {
		assert.equal(userAuthPool.check, checkPool);
		assert.deepEqual(findings(userAuthPool, "awsUsers", { hostedUiDomainPrefix: "users" }), []);
	});
});
