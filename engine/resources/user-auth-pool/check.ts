import type { Target } from "../../names/target.ts";
import type { Finding, Path, Surroundings } from "../kind.ts";
import { checkDomains } from "../shared/custom-domains.ts";
import { checkFirewall } from "../shared/firewall.ts";
import { domainPrefix, poolDomains } from "./names.ts";
import type { Pool } from "./properties.ts";

type Values = Pool["values"];

/** A finding about something written that does not go with the rest. */
function finding(code: string, path: Path, message: string, hint: string): Finding {
	return { code, message, path, atKey: true, hint };
}

/** Texts of mails that only an address of the user's own can send. */
function checkMails({ emailConfiguration, inviteMessageConfig, userVerificationMessageConfig }: Values) {
	if (emailConfiguration?.sesAddressArn !== undefined) return [];
	const invites = Object.keys(inviteMessageConfig ?? {}).filter((key) => key.startsWith("email"));
	const paths: readonly Path[] = [
		...invites.map((key) => ["inviteMessageConfig", key]),
		...Object.keys(userVerificationMessageConfig ?? {}).map((key) => ["userVerificationMessageConfig", key]),
	];
	const from: readonly Path[] =
		emailConfiguration?.from === undefined ? [] : [["emailConfiguration", "from"]];
	return [...paths, ...from].map((path) =>
		finding(
			"ses-address-missing",
			path,
			`${path.at(-1)} needs an address of your own, but emailConfiguration.sesAddressArn is not set`,
			"set emailConfiguration.sesAddressArn to a verified identity of SES, or remove the property",
		),
	);
}

function checkMfa({ mfaConfiguration, emailConfiguration }: Values): readonly Finding[] {
	const { status, enabledTypes: types = [] } = mfaConfiguration ?? {};
	if (types.length > 0 && (status ?? "OFF") === "OFF") {
		const message = `enabledTypes cannot be used while status is ${status ?? "OFF when it is left out"}`;
		const hint = "set status to ON or OPTIONAL, or remove enabledTypes";
		return [finding("mfa-off", ["mfaConfiguration", "enabledTypes"], message, hint)];
	}
	const mail = types.indexOf("EMAIL_OTP");
	if (mail === -1 || emailConfiguration?.sesAddressArn !== undefined) return [];
	return [
		{
			code: "ses-address-missing",
			message: "EMAIL_OTP needs an address of your own, but emailConfiguration.sesAddressArn is not set",
			path: ["mfaConfiguration", "enabledTypes", mail],
			hint: "set emailConfiguration.sesAddressArn to a verified identity of SES, or use another type",
		},
	];
}

/** The attributes that every pool has: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
const standardAttributes = new Set([
	"address",
	"birthdate",
	"email",
	"family_name",
	"gender",
	"given_name",
	"locale",
	"middle_name",
	"name",
	"nickname",
	"phone_number",
	"picture",
	"preferred_username",
	"profile",
	"sub",
	"updated_at",
	"website",
	"zoneinfo",
]);

const limitsOf = {
	Number: ["numberMinValue", "numberMaxValue"],
	String: ["stringMinLength", "stringMaxLength"],
} as const;

function checkAttribute(attribute: NonNullable<Values["schema"]>[number], index: number): readonly Finding[] {
	const { name, required, attributeDataType: type } = attribute;
	const at = (key: string): Path => ["schema", index, key];
	const findings: Finding[] = [];
	if (required && typeof name === "string" && !standardAttributes.has(name)) {
		const hint = "remove it: only standard attributes such as email can be required";
		const message = `"${name}" is an attribute of your own, which cannot be required`;
		findings.push(finding("attribute-not-standard", at("required"), message, hint));
	}
	for (const [fitting, keys] of Object.entries(limitsOf)) {
		const [least, most] = keys;
		const [low, high] = [attribute[least], attribute[most]];
		for (const key of keys.filter(
			(limit) => attribute[limit] !== undefined && (type ?? fitting) !== fitting,
		)) {
			const message = `${key} is for attributes of type ${fitting}, but this one holds ${type}`;
			findings.push(
				finding("limit-of-other-type", at(key), message, `set attributeDataType: ${fitting}, or remove it`),
			);
		}
		if (low !== undefined && high !== undefined && low > high) {
			const message = `${least} is ${low}, which is above ${most}, ${high}`;
			findings.push({
				code: "minimum-above-maximum",
				message,
				path: at(least),
				hint: `lower it, or raise ${most}`,
			});
		}
	}
	return findings;
}

function checkFlows({ allowedOAuthFlows: flows = [], generateClientSecret }: Values): readonly Finding[] {
	const index = flows.indexOf("client_credentials");
	if (index === -1) return [];
	const path: Path = ["allowedOAuthFlows", index];
	const code = "client-credentials";
	const other = flows.find((flow) => flow !== "client_credentials");
	if (other !== undefined) {
		const message = `client_credentials cannot be used together with ${other}`;
		return [
			{
				code,
				message,
				path,
				hint: "leave one of the two out: an application signs in as itself, or its users do",
			},
		];
	}
	if (generateClientSecret) return [];
	const message = "client_credentials needs a secret of the application, but generateClientSecret is not set";
	return [{ code, message, path, hint: "set generateClientSecret: true" }];
}

/** Who signs in on the page of the pool must come back to somewhere. */
function checkCallbacks({ allowedOAuthFlows: flows = ["code", "implicit"], callbackURLs }: Values) {
	const flow = flows.find((one) => one !== "client_credentials");
	if (flow === undefined || callbackURLs?.length !== 0) return [];
	const message = `callbackURLs is empty, but the flow ${flow} needs an address that users come back to`;
	return [finding("callback-missing", ["callbackURLs"], message, "add the address of the application")];
}

/** What Cognito asks of a service beyond id and secret; one key of each group. */
const neededDetails: Readonly<Partial<Record<string, readonly (readonly string[])[]>>> = {
	OIDC: [["oidc_issuer"], ["attributes_request_method"]],
	SAML: [["MetadataURL", "MetadataFile"]],
	SignInWithApple: [["team_id"], ["key_id"], ["private_key"]],
};

function checkProviders({ identityProviders: providers = [] }: Values): readonly Finding[] {
	return providers.flatMap(({ type, providerDetails = {} }, index): Finding[] => {
		const first = providers.findIndex((other) => other.type === type);
		if (first < index) {
			return [
				{
					code: "duplicate-identity-provider",
					message: `there is another identity provider of type ${type}`,
					path: ["identityProviders", index, "type"],
					hint: "a pool has one of each type: remove one of the two",
					related: [{ message: `${type} is first used here`, path: ["identityProviders", first, "type"] }],
				},
			];
		}
		const missing = (neededDetails[type] ?? []).filter(
			(keys) => !keys.some((key) => providerDetails[key] !== undefined),
		);
		if (missing.length === 0) return [];
		const words = missing.map((keys) => keys.join(" or ")).join(", ");
		const path = ["identityProviders", index, "providerDetails"];
		return [
			finding(
				"provider-details-missing",
				path,
				`an identity provider of type ${type} needs ${words} in providerDetails`,
				"see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html",
			),
		];
	});
}

function checkSignIn({
	allowOnlyExternalIdentityProviders: isExternal,
	identityProviders = [],
}: Values): readonly Finding[] {
	if (!isExternal || identityProviders.length > 0) return [];
	const message =
		"nobody can sign in: allowOnlyExternalIdentityProviders is set, but there are no identityProviders";
	return [
		finding(
			"no-way-to-sign-in",
			["allowOnlyExternalIdentityProviders"],
			message,
			"add identityProviders, or remove it",
		),
	];
}

/** The name that the pool would give its sign-in page must be one that Cognito takes. */
function checkPrefix(pool: Pool, target: Target): readonly Finding[] {
	if (pool.values.hostedUiDomainPrefix !== undefined || pool.values.customDomain) return [];
	const { text } = domainPrefix(pool, target);
	const word = /aws|amazon|cognito/.exec(text)?.[0];
	if (word === undefined) return [];
	return [
		{
			code: "reserved-domain-prefix",
			message: `the sign-in page would be at "${text}", but Cognito takes no name with "${word}" in it`,
			path: [],
			atKey: true,
			hint: "set hostedUiDomainPrefix to another name",
		},
	];
}

function checkUnusedDays({ unusedAccountValidityDays, passwordPolicy }: Values): readonly Finding[] {
	const isReplaced = passwordPolicy?.temporaryPasswordValidityDays !== undefined;
	if (unusedAccountValidityDays === undefined || !isReplaced) return [];
	const message =
		"unusedAccountValidityDays has no effect beside passwordPolicy.temporaryPasswordValidityDays";
	return [
		{
			...finding("replaced-setting", ["unusedAccountValidityDays"], message, "remove it"),
			severity: "warning",
		},
	];
}

/** Finds what Cognito would refuse, or what would have no effect. */
export function checkPool(pool: Pool, surroundings: Surroundings): readonly Finding[] {
	const { values } = pool;
	return [
		...checkMails(values),
		...checkMfa(values),
		...(values.schema ?? []).flatMap(checkAttribute),
		...checkFlows(values),
		...checkCallbacks(values),
		...checkProviders(values),
		...checkSignIn(values),
		...checkPrefix(pool, surroundings.target),
		...checkDomains(pool, poolDomains(pool), "edge", surroundings),
		...checkFirewall(pool, ["useFirewall"], "regional", surroundings),
		...checkUnusedDays(values),
	];
}
