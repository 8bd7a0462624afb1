import { type PhysicalName, physicalName } from "../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../names/target.ts";
import {
	choice,
	flag,
	integer,
	list,
	mapOf,
	object,
	optional,
	type Static,
	text,
	variant,
	variants,
} from "../schema/schema.ts";
import { getAtt, sub, type Text } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";
import { EDGE_REGION, edgeAttribute } from "./shared/edge.ts";
import { ruleGroupArn, webAclId } from "./shared/firewall.ts";

const guide = "https://docs.aws.amazon.com/waf/latest/developerguide";
const api = "https://docs.aws.amazon.com/waf/latest/APIReference";

const common = {
	name: text("Name of the rule.", {
		pattern: "^[\\w-]+$",
		patternHint: "use letters, digits, `_` and `-`",
		maxLength: 100,
		source: `${api}/API_Rule.html`,
	}),
	priority: integer("Rules are tried from the lowest priority to the highest; each has its own.", {
		minimum: 0,
		source: `${guide}/web-acl-rule-order.html`,
	}),
	disableMetrics: optional(flag("Measure nothing of the rule in CloudWatch.", { default: false })),
	sampledRequestsEnabled: optional(
		flag("Keep a sample of the requests that the rule fits, for the console.", { default: false }),
	),
};

const overrideAction = optional(
	choice("What becomes of the decisions of the group's rules.", ["None", "Count"], {
		default: "None",
		valueDocs: { None: "They hold.", Count: "They are counted only." },
		source: `${guide}/web-acl-rule-group-override-options.html`,
	}),
);

const managedRuleGroup = variant(
	"Rules that AWS or a seller of the marketplace looks after.",
	"managed-rule-group",
	object("Which group.", {
		...common,
		name: text("Name of the group, for example `AWSManagedRulesCommonRuleSet`.", {
			pattern: "^[\\w-]+$",
			patternHint: "use letters, digits, `_` and `-`",
			maxLength: 100,
			source: `${guide}/aws-managed-rule-groups-list.html`,
		}),
		vendorName: text("Who looks after it: `AWS`, or the name of a seller.", { examples: ["AWS"] }),
		excludedRules: optional(
			list("Rules of the group that only count.", text("Name of a rule."), {
				source: `${guide}/web-acl-rule-group-override-options.html`,
			}),
		),
		overrideAction,
	}),
	{ source: `${guide}/aws-managed-rule-groups.html` },
);

const customRuleGroup = variant(
	"A rule group of your own that is there already.",
	"custom-rule-group",
	object("Which group.", { ...common, arn: ruleGroupArn, overrideAction }),
	{ source: `${guide}/waf-user-created-rule-groups.html` },
);

const rateBasedRule = variant(
	"Callers that send too many requests.",
	"rate-based-rule",
	object("How many are too many, and what happens then.", {
		...common,
		limit: integer("How many requests one caller may send within 5 minutes.", {
			unit: "requests",
			minimum: 10,
			maximum: 2_000_000_000,
			source: `${api}/API_RateBasedStatement.html`,
		}),
		aggregateBasedOn: optional(
			choice("What a caller is told by.", ["IP", "FORWARDED_IP"], {
				default: "IP",
				valueDocs: {
					IP: "The address that the request comes from.",
					FORWARDED_IP: "The address in a header, which a proxy has written there.",
				},
				source: `${api}/API_RateBasedStatement.html`,
			}),
		),
		forwardedIPConfig: optional(
			object(
				"Where the address is, with `aggregateBasedOn: FORWARDED_IP`; the first of `X-Forwarded-For` when left out.",
				{
					headerName: text("Name of the header."),
					fallbackBehavior: choice("What becomes of a request without a valid address.", [
						"MATCH",
						"NO_MATCH",
					]),
				},
				{ source: `${api}/API_ForwardedIPConfig.html` },
			),
		),
		action: optional(
			choice("What happens to further requests.", ["Allow", "Block", "Captcha", "Challenge", "Count"], {
				default: "Block",
				source: `${guide}/waf-rule-action.html`,
			}),
		),
	}),
	{ source: `${guide}/waf-rule-statement-type-rate-based.html` },
);

const immunity = (docs: string, minimum: number, page: string) =>
	optional(
		integer(docs, {
			unit: "seconds",
			default: 300,
			minimum,
			maximum: 259_200,
			source: `${api}/${page}.html`,
		}),
	);

const properties = object("Settings of the firewall.", {
	scope: choice("What it can protect.", ["cdn", "regional"], {
		valueDocs: {
			cdn: "CDNs (CloudFront): it stands in us-east-1.",
			regional: "Load balancers and user pools of the stack's region.",
		},
		source: `${guide}/how-aws-waf-works-resources.html`,
	}),
	defaultAction: optional(
		choice("What becomes of requests that no rule decides about.", ["Allow", "Block"], { default: "Allow" }),
	),
	rules: optional(
		list(
			"What requests are tried by. When left out: AWS's common rules, and those for known bad inputs.",
			variants("A rule.", [managedRuleGroup, customRuleGroup, rateBasedRule]),
			{ source: `${guide}/web-acl.html` },
		),
	),
	customResponseBodies: optional(
		mapOf(
			"Bodies of responses by name, for rule groups that answer by them.",
			object("A body.", {
				contentType: text("Type of the content.", {
					// AWS's own words too, which older configs have.
					pattern: "^(application/json|text/plain|text/html|APPLICATION_JSON|TEXT_PLAIN|TEXT_HTML)$",
					patternHint: "use application/json, text/plain or text/html",
					examples: ["application/json", "text/plain", "text/html"],
				}),
				content: text("The content.", { maxLength: 10_240, source: `${api}/API_CustomResponseBody.html` }),
			}),
			{ source: `${guide}/customizing-the-response-for-blocked-requests.html` },
		),
	),
	captchaImmunityTime: immunity("How long a solved puzzle holds.", 60, "API_ImmunityTimeProperty"),
	challengeImmunityTime: immunity("How long a passed silent check holds.", 300, "API_ImmunityTimeProperty"),
	tokenDomains: optional(
		list("Domains of others whose tokens hold here too.", text("A domain."), {
			source: `${guide}/waf-tokens-domains.html`,
		}),
	),
	disableMetrics: optional(flag("Measure nothing in CloudWatch.", { default: false })),
	sampledRequestsEnabled: optional(
		flag("Keep a sample of the requests for the console; it is kept when left out.", { default: false }),
	),
});

type Firewall = Placed<Deployed<Static<typeof properties>>>;
type Rule = NonNullable<Firewall["values"]["rules"]>[number];

/** Rules of a firewall that says nothing of rules. */
const defaultRules: readonly Rule[] = [
	"AWSManagedRulesCommonRuleSet",
	"AWSManagedRulesKnownBadInputsRuleSet",
].map((name, priority) => ({
	type: "managed-rule-group",
	properties: { name, vendorName: "AWS", priority },
}));

function aclName({ name }: Firewall, target: Target): PhysicalName {
	return physicalName(
		[stackName(target), stackHash(target), name, "acl"],
		{ maxLength: 128, source: `${api}/API_CreateWebACL.html` },
		{ provisional: target.account === undefined },
	);
}

const visibility = (
	name: string,
	{ disableMetrics, sampled }: { readonly disableMetrics: boolean | undefined; readonly sampled: boolean },
) => ({
	MetricName: name,
	CloudWatchMetricsEnabled: disableMetrics !== true,
	SampledRequestsEnabled: sampled,
});

function metricName(acl: string, rule: Text): string {
	return physicalName([acl, String(rule)], { maxLength: 128, source: `${api}/API_VisibilityConfig.html` })
		.text;
}

function decision(rule: Rule) {
	switch (rule.type) {
		case "managed-rule-group": {
			const { vendorName, name, excludedRules = [], overrideAction: action = "None" } = rule.properties;
			return {
				OverrideAction: { [action]: {} },
				Statement: {
					ManagedRuleGroupStatement: {
						VendorName: vendorName,
						Name: name,
						...(excludedRules.length > 0 && {
							RuleActionOverrides: excludedRules.map((excluded) => ({
								Name: excluded,
								ActionToUse: { Count: {} },
							})),
						}),
					},
				},
			};
		}
		case "custom-rule-group": {
			const { arn, overrideAction: action = "None" } = rule.properties;
			return {
				OverrideAction: { [action]: {} },
				Statement: { RuleGroupReferenceStatement: { Arn: arn } },
			};
		}
		case "rate-based-rule": {
			const { limit, aggregateBasedOn = "IP", forwardedIPConfig, action = "Block" } = rule.properties;
			const { headerName = "X-Forwarded-For", fallbackBehavior = "NO_MATCH" } = forwardedIPConfig ?? {};
			return {
				Action: { [action]: {} },
				Statement: {
					RateBasedStatement: {
						Limit: limit,
						AggregateKeyType: aggregateBasedOn,
						...(aggregateBasedOn === "FORWARDED_IP" && {
							ForwardedIPConfig: { HeaderName: headerName, FallbackBehavior: fallbackBehavior },
						}),
					},
				},
			};
		}
	}
}

function ruleOf(rule: Rule, acl: string) {
	const { name, priority, disableMetrics, sampledRequestsEnabled = false } = rule.properties;
	return {
		Name: `${String(name)}-${rule.type}`,
		Priority: priority,
		...decision(rule),
		VisibilityConfig: visibility(metricName(acl, name), { disableMetrics, sampled: sampledRequestsEnabled }),
	};
}

const contentTypes: ReadonlyMap<unknown, string> = new Map([
	["application/json", "APPLICATION_JSON"],
	["text/plain", "TEXT_PLAIN"],
	["text/html", "TEXT_HTML"],
]);

const immunityConfig = (seconds: number | undefined) =>
	seconds === undefined ? undefined : { ImmunityTimeProperty: { ImmunityTime: seconds } };

function compile(firewall: Firewall, { target }: Surroundings): readonly Child[] {
	const { values } = firewall;
	const { defaultAction = "Allow", rules = defaultRules, disableMetrics, customResponseBodies } = values;
	const isCdn = values.scope === "cdn";
	const name = aclName(firewall, target);
	return [
		{
			id: webAclId(firewall.name),
			name,
			...(isCdn && { region: EDGE_REGION }),
			resource: {
				Type: "AWS::WAFv2::WebACL",
				Properties: {
					Name: name.text,
					Description: `${name.text} in ${stackName(target)}`,
					Scope: isCdn ? "CLOUDFRONT" : "REGIONAL",
					DefaultAction: { [defaultAction]: {} },
					VisibilityConfig: visibility(name.text, {
						disableMetrics,
						sampled: values.sampledRequestsEnabled !== false,
					}),
					Rules: rules.map((rule) => ruleOf(rule, name.text)),
					CaptchaConfig: immunityConfig(values.captchaImmunityTime),
					ChallengeConfig: immunityConfig(values.challengeImmunityTime),
					TokenDomains: values.tokenDomains,
					...(customResponseBodies && {
						CustomResponseBodies: Object.fromEntries(
							Object.entries(customResponseBodies).map(([key, { contentType, content }]) => [
								key,
								{ ContentType: contentTypes.get(contentType) ?? contentType, Content: content },
							]),
						),
					}),
				},
			},
		},
	];
}

function attribute({ name, values }: Firewall, target: Target, of: "Arn" | "Id"): Text {
	const id = webAclId(name);
	return values.scope === "cdn" ? edgeAttribute(target, id, of) : getAtt(id, of);
}

function check({ values: { rules = [] } }: Firewall): readonly Finding[] {
	return rules.flatMap(({ type, properties: { name, priority } }, index): readonly Finding[] => {
		const at = ["rules", index, "properties"];
		const before = rules.slice(0, index);
		const samePriority = before.findIndex((other) => other.properties.priority === priority);
		const sameName = before.findIndex((other) => other.type === type && other.properties.name === name);
		return [
			...(samePriority < 0
				? []
				: [
						{
							code: "duplicate-rule",
							message: `the priority ${priority} already belongs to rule ${samePriority + 1}`,
							path: [...at, "priority"],
							hint: "rules are tried one after the other: give each a priority of its own",
							related: [
								{ message: "the other rule", path: ["rules", samePriority, "properties", "priority"] },
							],
						},
					]),
			...(sameName < 0
				? []
				: [
						{
							code: "duplicate-rule",
							message: `rule ${sameName + 1} is a ${type} of the name "${String(name)}" too`,
							path: [...at, "name"],
							hint: "give each rule a name of its own",
							related: [{ message: "the other rule", path: ["rules", sameName, "properties", "name"] }],
						},
					]),
		];
	});
}

function linksOf(firewall: Firewall, target: Target): Readonly<Record<string, Text>> {
	const { rules = [], scope } = firewall.values;
	const name = aclName(firewall, target).text;
	const where = scope === "cdn" ? "global" : target.region;
	const region = scope === "cdn" ? EDGE_REGION : target.region;
	const isMeasured = rules.some((rule) => rule.properties.disableMetrics !== true);
	return {
		console: sub(
			`https://us-east-1.console.aws.amazon.com/wafv2/homev2/web-acl/${name}/\${id}/overview?region=${where}`,
			{ id: attribute(firewall, target, "Id") },
		),
		...(isMeasured && {
			metrics: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#metricsV2?namespace=~'AWS*2fWAFV2`,
		}),
	};
}

const paramDocs = { arn: "ARN of the web ACL.", scope: "The scope: `cdn` or `regional`." };

/** The room of `web-app-firewall`. */
export const webAppFirewall = defineResource({
	type: "web-app-firewall",
	docs: "A firewall for web requests (AWS WAF): resources are put behind it by their `useFirewall`.",
	source: `${guide}/waf-chapter.html`,
	properties,
	snippet: `type: web-app-firewall
properties:
  scope: \${1|cdn,regional|}`,
	names: (firewall, target) => ({ [webAclId(firewall.name)]: aclName(firewall, target) }),
	paramDocs,
	params: (firewall, { target }) => ({
		arn: { docs: paramDocs.arn, value: attribute(firewall, target, "Arn"), shown: true },
		scope: { docs: paramDocs.scope, value: firewall.values.scope, shown: true },
	}),
	check,
	compile,
	links: linksOf,
});
