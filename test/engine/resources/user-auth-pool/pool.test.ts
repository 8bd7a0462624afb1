import assert from "node:assert/strict";
import { userAuthPool } from "../../../../engine/resources/user-auth-pool/index.ts";
import { hookPermissions, poolChild, smsRole } from "../../../../engine/resources/user-auth-pool/pool.ts";
import type { Pool } from "../../../../engine/resources/user-auth-pool/properties.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, placed, resourcesOf, surroundings } from "../../../support/placed.ts";

function poolOf(values: Pool["values"]): Pool {
	accepted(userAuthPool, "users", values);
	return placed(userAuthPool.type, "users", values);
}

/** Properties of the pool that these values lead to. */
function settings(values: Pool["values"]): Readonly<Record<string, unknown>> {
	const Resources = resourcesOf([poolChild(poolOf(values), surroundings([], []))]);
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources["UsersUserPool"]?.Properties ?? {};
}

describe("a user pool", () => {
	it("lets users sign up with mail address or phone number when nothing is set", () => {
		assert.deepEqual(settings({}), {
			UserPoolName: "proj-dev-users-user-pool",
			AccountRecoverySetting: {
				RecoveryMechanisms: [
					{ Name: "verified_email", Priority: 1 },
					{ Name: "verified_phone_number", Priority: 2 },
				],
			},
			AdminCreateUserConfig: {
				AllowAdminCreateUserOnly: false,
				InviteMessageTemplate: {},
				UnusedAccountValidityDays: 31,
			},
			AutoVerifiedAttributes: ["email"],
			EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
			UsernameAttributes: ["phone_number", "email"],
			SmsConfiguration: { SnsCallerArn: { "Fn::GetAtt": ["UsersSendSmsRole", "Arn"] } },
			VerificationMessageTemplate: {},
			UserPoolTags: {
				"stp:stack-name": "proj-dev",
				"stp:project-name": "proj",
				"stp:stage": "dev",
				"stp:globally-unique-stack-hash": "xxxxxxxx",
			},
		});
	});

	const ses = "arn:aws:ses:eu-west-1:123456789012:identity/a@example.com";
	const cases: readonly (readonly [why: string, values: Pool["values"], expected: object])[] = [
		[
			"a code by mail",
			{ userVerificationType: "email-code" },
			{
				AutoVerifiedAttributes: ["email"],
				VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
			},
		],
		[
			"a link by mail",
			{ userVerificationType: "email-link" },
			{
				AutoVerifiedAttributes: ["email"],
				VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
			},
		],
		["a code by SMS", { userVerificationType: "sms" }, { AutoVerifiedAttributes: ["phone_number"] }],
		["nothing to confirm", { userVerificationType: "none" }, { AutoVerifiedAttributes: [] }],
		[
			"a sender of its own",
			{ emailConfiguration: { sesAddressArn: ses, from: "a@example.com" } },
			{ EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn: ses, From: "a@example.com" } },
		],
		[
			"a second way for all",
			{ mfaConfiguration: { status: "ON", enabledTypes: ["SMS", "SOFTWARE_TOKEN"] } },
			{ MfaConfiguration: "ON", EnabledMfas: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"] },
		],
		[
			"a password of days, which replaces the days of the invitation",
			{ passwordPolicy: { temporaryPasswordValidityDays: 3 } },
			{
				AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, InviteMessageTemplate: {} },
				Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
			},
		],
		[
			"an attribute that cannot change, with limits as texts",
			{ schema: [{ name: "tier", attributeDataType: "Number", mutable: false, numberMinValue: 0 }] },
			{
				Schema: [
					{
						Name: "tier",
						AttributeDataType: "Number",
						Mutable: false,
						NumberAttributeConstraints: { MinValue: "0" },
					},
				],
			},
		],
		[
			"names only",
			{ allowEmailAsUserName: false, allowPhoneNumberAsUserName: false },
			{ UsernameAttributes: [] },
		],
	];
	for (const [why, values, expected] of cases) {
		it(`has ${why}`, () => {
			const all = settings(values);
			assert.deepEqual({ ...all, ...expected }, all);
		});
	}

	it("may call the functions of its hooks, and nobody may in its name", () => {
		const arn = "arn:aws:lambda:eu-west-1:123456789012:function:hook";
		const values = { hooks: { preSignUp: arn } };
		assert.deepEqual(settings(values)["LambdaConfig"], { PreSignUp: arn });
		assert.deepEqual(resourcesOf(hookPermissions(poolOf(values))), {
			UsersPreSignUpPermission: {
				Type: "AWS::Lambda::Permission",
				Properties: {
					Action: "lambda:InvokeFunction",
					FunctionName: arn,
					Principal: "cognito-idp.amazonaws.com",
					SourceArn: { "Fn::GetAtt": ["UsersUserPool", "Arn"] },
				},
			},
		});
	});

	it("sends SMS by a role", () => {
		const Resources = resourcesOf([smsRole(poolOf({}))]);
		assert.deepEqual(checkTemplate({ Resources }), []);
		assert.ok(JSON.stringify(Resources["UsersSendSmsRole"]).includes("send-sms-for-users"));
	});
});
