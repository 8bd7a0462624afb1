import { logicalId } from "../../names/logical-id.ts";
import { getAtt, type Text } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { inlinePolicy } from "../shared/iam.ts";
import { tagMap } from "../shared/tag-map.ts";
import { poolArn, poolId, poolName, ROLE, smsRoleId, USER_POOL } from "./names.ts";
import { DEFAULT_UNUSED_DAYS, type Pool } from "./properties.ts";

type Values = Pool["values"];
type HookName = keyof NonNullable<Values["hooks"]>;

/** The hooks with the words of Cognito for them. */
const hookNames: Readonly<Record<HookName, string>> = {
	customMessage: "CustomMessage",
	postAuthentication: "PostAuthentication",
	postConfirmation: "PostConfirmation",
	preAuthentication: "PreAuthentication",
	preSignUp: "PreSignUp",
	preTokenGeneration: "PreTokenGeneration",
	userMigration: "UserMigration",
	createAuthChallenge: "CreateAuthChallenge",
	defineAuthChallenge: "DefineAuthChallenge",
	verifyAuthChallengeResponse: "VerifyAuthChallengeResponse",
};

/** The hooks that a pool has, in the order of its config. */
function hooksOf({ values }: Pool): readonly { readonly hook: HookName; readonly arn: Text }[] {
	const written = values.hooks ?? {};
	const names = Object.keys(written).filter((key): key is HookName => Object.hasOwn(hookNames, key));
	return names.flatMap((hook) => {
		const arn = written[hook];
		return arn === undefined ? [] : [{ hook, arn }];
	});
}

function adminSettings(values: Values) {
	const { emailMessage, emailSubject, smsMessage } = values.inviteMessageConfig ?? {};
	const hasSuccessor = values.passwordPolicy?.temporaryPasswordValidityDays !== undefined;
	return {
		AllowAdminCreateUserOnly: values.allowOnlyAdminsToCreateAccount ?? false,
		InviteMessageTemplate: { EmailMessage: emailMessage, EmailSubject: emailSubject, SMSMessage: smsMessage },
		// Cognito refuses it beside its successor.
		UnusedAccountValidityDays: hasSuccessor
			? undefined
			: (values.unusedAccountValidityDays ?? DEFAULT_UNUSED_DAYS),
	};
}

function confirmedAttributes({ userVerificationType }: Values): readonly string[] {
	if (userVerificationType === "none") return [];
	return [userVerificationType === "sms" ? "phone_number" : "email"];
}

function emailSettings({ emailConfiguration }: Values) {
	const { sesAddressArn, from, replyToEmailAddress } = emailConfiguration ?? {};
	return {
		EmailSendingAccount: sesAddressArn === undefined ? "COGNITO_DEFAULT" : "DEVELOPER",
		SourceArn: sesAddressArn,
		From: from,
		ReplyToEmailAddress: replyToEmailAddress,
	};
}

const mfaTypes = { SMS: "SMS_MFA", SOFTWARE_TOKEN: "SOFTWARE_TOKEN_MFA", EMAIL_OTP: "EMAIL_OTP" } as const;

function passwordSettings({ passwordPolicy: policy }: Values) {
	if (!policy) return undefined;
	return {
		PasswordPolicy: {
			MinimumLength: policy.minimumLength,
			RequireLowercase: policy.requireLowercase,
			RequireNumbers: policy.requireNumbers,
			RequireSymbols: policy.requireSymbols,
			RequireUppercase: policy.requireUppercase,
			TemporaryPasswordValidityDays: policy.temporaryPasswordValidityDays,
		},
	};
}

const asText = (value: number | undefined) => (value === undefined ? undefined : String(value));

function attribute(written: NonNullable<Values["schema"]>[number]) {
	const { numberMaxValue, numberMinValue, stringMaxLength, stringMinLength } = written;
	const hasRange = numberMaxValue !== undefined || numberMinValue !== undefined;
	const hasLengths = stringMaxLength !== undefined || stringMinLength !== undefined;
	return {
		Name: written.name,
		AttributeDataType: written.attributeDataType,
		DeveloperOnlyAttribute: written.developerOnlyAttribute,
		Mutable: written.mutable,
		Required: written.required,
		NumberAttributeConstraints: hasRange
			? { MaxValue: asText(numberMaxValue), MinValue: asText(numberMinValue) }
			: undefined,
		StringAttributeConstraints: hasLengths
			? { MaxLength: asText(stringMaxLength), MinLength: asText(stringMinLength) }
			: undefined,
	};
}

function userNames({ allowPhoneNumberAsUserName = true, allowEmailAsUserName = true }: Values) {
	return [
		...(allowPhoneNumberAsUserName ? ["phone_number"] : []),
		...(allowEmailAsUserName ? ["email"] : []),
	];
}

function verificationMessage({
	userVerificationType: type,
	userVerificationMessageConfig: texts = {},
}: Values) {
	const byMail = { "email-code": "CONFIRM_WITH_CODE", "email-link": "CONFIRM_WITH_LINK" } as const;
	return {
		DefaultEmailOption: type === "email-code" || type === "email-link" ? byMail[type] : undefined,
		EmailMessage: texts.emailMessageUsingCode,
		EmailSubject: texts.emailSubjectUsingCode,
		EmailMessageByLink: texts.emailMessageUsingLink,
		EmailSubjectByLink: texts.emailSubjectUsingLink,
		SmsMessage: texts.smsMessage,
	};
}

/** The pool itself. */
export function poolChild(pool: Pool, surroundings: Surroundings): Child {
	const { name: owner, values } = pool;
	const name = poolName(owner, surroundings.target);
	const hooks = hooksOf(pool);
	return {
		id: poolId(owner),
		name,
		resource: {
			Type: USER_POOL,
			Properties: {
				UserPoolName: name.text,
				AccountRecoverySetting: {
					RecoveryMechanisms: [
						{ Name: "verified_email", Priority: 1 },
						{ Name: "verified_phone_number", Priority: 2 },
					],
				},
				AdminCreateUserConfig: adminSettings(values),
				AutoVerifiedAttributes: confirmedAttributes(values),
				EmailConfiguration: emailSettings(values),
				MfaConfiguration: values.mfaConfiguration?.status,
				EnabledMfas: values.mfaConfiguration?.enabledTypes?.map((type) => mfaTypes[type]),
				Policies: passwordSettings(values),
				LambdaConfig:
					hooks.length > 0
						? Object.fromEntries(hooks.map(({ hook, arn }) => [hookNames[hook], arn]))
						: undefined,
				Schema: values.schema?.map(attribute),
				UsernameAttributes: userNames(values),
				SmsConfiguration: { SnsCallerArn: getAtt(smsRoleId(owner), "Arn") },
				VerificationMessageTemplate: verificationMessage(values),
				UserPoolTags: tagMap(surroundings),
			},
		},
	};
}

/** The role by which Cognito sends SMS. A phone number has no ARN, so that it cannot be restricted to any. */
export function smsRole({ name: owner }: Pool): Child {
	const send = { Effect: "Allow", Action: ["sns:publish"], Resource: ["*"] };
	return {
		id: smsRoleId(owner),
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{
							Effect: "Allow",
							Principal: { Service: ["cognito-idp.amazonaws.com"] },
							Action: ["sts:AssumeRole"],
						},
					],
				},
				Policies: [inlinePolicy(`send-sms-for-${owner}`, [send])],
			},
		},
	};
}

/** What lets Cognito call the functions of the hooks, for this pool only. */
export function hookPermissions(pool: Pool): readonly Child[] {
	return hooksOf(pool).map(({ hook, arn }) => ({
		id: logicalId({ owner: pool.name, specifier: hookNames[hook], type: "AWS::Lambda::Permission" }),
		origin: ["hooks", hook],
		resource: {
			Type: "AWS::Lambda::Permission",
			Properties: {
				Action: "lambda:InvokeFunction",
				FunctionName: arn,
				Principal: "cognito-idp.amazonaws.com",
				SourceArn: poolArn(pool.name),
			},
		},
	}));
}
