import { object, optional, text } from "../../schema/schema.ts";

const guide = "https://docs.aws.amazon.com/cognito/latest/developerguide";
const customization = `${guide}/cognito-user-pool-settings-message-customizations.html`;
const invitation =
	"https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MessageTemplateType.html";
const verification =
	"https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerificationMessageTemplateType.html";

const anywhere = (placeholder: string) => `^([\\s\\S]*${placeholder}[\\s\\S]*|\\{\\{resolve:.*)$`;
const CODE = "\\{####\\}";
const LINK = "\\{##[\\s\\S]*##\\}";

/** A text of a mail: HTML, up to 20,000 characters. */
const mail = (docs: string, source: string) => ({
	docs,
	limits: { minLength: 6, maxLength: 20_000, source },
});
const subject = (docs: string, source: string) =>
	optional(text(docs, { minLength: 1, maxLength: 140, source }));

const withCode = { pattern: anywhere(CODE), patternHint: "write {####} where the code belongs" };
const withLink = {
	pattern: anywhere(LINK),
	patternHint:
		"write {##Verify your address##} where the link belongs, with the words of the link between the signs",
};
const withPassword = { pattern: anywhere(CODE), patternHint: "write {####} where the password belongs" };

const inviteMail = mail(
	"Text of the mail that a user gets whom an administrator has made; `{username}` and `{####}` stand for name and temporary password.",
	invitation,
);
const codeMail = mail("Text of the mail with a code, for which `{####}` stands.", verification);
const linkMail = mail(
	"Text of the mail with a link, which is written `{##words of the link##}`.",
	verification,
);

/** The `emailConfiguration` of a pool. */
export const emailConfiguration = object(
	"Who sends the mails. Without it Cognito does: at most 50 a day, from an address of its own.",
	{
		sesAddressArn: optional(
			text("ARN of a verified address or domain of SES, which sends the mails.", {
				pattern: "^(arn:[^:]+:ses:.+|\\{\\{resolve:.*)$",
				patternHint:
					"give the ARN of an identity of SES, such as arn:aws:ses:eu-west-1:123456789012:identity/mail@example.com",
				source: `${guide}/user-pool-email.html`,
			}),
		),
		from: optional(
			text("The sender, with a name if you like: `Shop <mail@example.com>`. Needs `sesAddressArn`.", {
				maxLength: 131_072,
				source: `${guide}/user-pool-email.html`,
				examples: ["Shop <mail@example.com>"],
			}),
		),
		replyToEmailAddress: optional(
			text("Where answers go.", {
				source: `${guide}/user-pool-email.html`,
				examples: ["help@example.com"],
			}),
		),
	},
	{ source: `${guide}/user-pool-email.html` },
);

/** The `inviteMessageConfig` of a pool. */
export const inviteMessageConfig = object(
	"What users are told whom an administrator has made. The texts of mails need `emailConfiguration.sesAddressArn`.",
	{
		emailMessage: optional(text(inviteMail.docs, { ...inviteMail.limits, ...withPassword })),
		emailSubject: subject("Subject of that mail.", invitation),
		smsMessage: optional(
			text("Text of the SMS; `{username}` and `{####}` stand for name and temporary password.", {
				minLength: 6,
				maxLength: 140,
				source: invitation,
				...withPassword,
			}),
		),
	},
	{ source: customization },
);

/** The `userVerificationMessageConfig` of a pool. */
export const userVerificationMessageConfig = object(
	"What users are told who are to confirm their address or number. Needs `emailConfiguration.sesAddressArn`.",
	{
		emailMessageUsingCode: optional(text(codeMail.docs, { ...codeMail.limits, ...withCode })),
		emailMessageUsingLink: optional(text(linkMail.docs, { ...linkMail.limits, ...withLink })),
		emailSubjectUsingCode: subject("Subject of the mail with a code.", verification),
		emailSubjectUsingLink: subject("Subject of the mail with a link.", verification),
		smsMessage: optional(
			text("Text of the SMS with a code, for which `{####}` stands.", {
				minLength: 6,
				maxLength: 140,
				source: verification,
				...withCode,
			}),
		),
	},
	{ source: customization },
);
