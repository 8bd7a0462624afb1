/** What may become of a resource that the format's reference makes for its vendor's helper, service or agents. */
export type VendorRow = {
	/** Matches `{logical id} {type}` of a resource that the reference makes. */
	readonly pattern: RegExp;
	/** Only where the first group of `pattern` is the name of a resource of this type, in PascalCase. */
	readonly of?: string;
	/**
	 * `out`: left out, nothing takes its place. `swap`: left out, `additions` may take its place. `type`: the logical
	 * id stays, the type may be another one.
	 */
	readonly how: "out" | "swap" | "type";
	/** What may take its place, `{logical id} {type}`; `$1` is the first group of `pattern`. */
	readonly additions?: readonly string[];
	/** Why Spool does without it, or by what it does the work. */
	readonly instead: string;
};

const custom = "AWS::CloudFormation::CustomResource";

const letters = "[A-Za-z0-9]+";

/**
 * The only differences that a template may have from what the reference makes of the same config, by logical id and
 * type. What a row does not name has to be there.
 */
export const vendorRows: readonly VendorRow[] = [
	{
		pattern: /^StacktapeServiceLambda(Role|LogGroup|CustomResourceFunction) /,
		how: "out",
		instead: "the engine does such work itself, with the caller's credentials",
	},
	{ pattern: /^StpStpCustomTaggingScheduleRule(Permission)? /, how: "out", instead: "nothing" },
	{ pattern: /^Stp(Dev|Debug)AgentRole /, how: "out", instead: "the caller's credentials" },
	{
		pattern: RegExp(`^StpSensitiveDataCustomResource ${custom}$`),
		how: "swap",
		instead: "the engine writes the parameters after the deploy",
	},
	{
		pattern: /^StpCloudwatchAlarmNotificationSharedPermission /,
		how: "swap",
		additions: [
			"Stp[A-Za-z0-9]*Alarm[A-Za-z0-9]* AWS::(SNS::(Topic|TopicPolicy|Subscription)|Events::Rule|IAM::Role)",
		],
		instead: "alarms publish to topics; without targets nothing",
	},
	{
		pattern: /^([A-Za-z0-9]+)NotificationRule AWS::Events::Rule$/,
		how: "swap",
		additions: [`$1${letters} AWS::(SNS::(Topic|TopicPolicy|Subscription)|Events::Rule|Lambda::Permission)`],
		instead: "actions of the alarm",
	},
	{
		pattern: /^StpIssueDetectionLogsPermission |IssueDetectionSubscriptionFilter /,
		how: "out",
		instead: "nothing",
	},
	{
		pattern: RegExp(`^StpDefaultDomainCertCustomResource ${custom}$|DefaultDomainCustomResource ${custom}$`),
		how: "out",
		instead: "the address that AWS gives",
	},
	{
		pattern:
			/^(?!Stp)[A-Za-z0-9]+(DomainName AWS::ApiGatewayV2::DomainName|ApiMapping AWS::ApiGatewayV2::ApiMapping)$/,
		how: "out",
		instead: "the address that AWS gives",
	},
	{
		pattern: /^([A-Za-z0-9]+)Port443Listener AWS::ElasticLoadBalancingV2::Listener$/,
		how: "swap",
		additions: ["$1Port(80|443)Listener AWS::ElasticLoadBalancingV2::Listener"],
		instead: "HTTP on port 80, as nobody has a certificate for the name that AWS gives",
	},
	{
		pattern: /^([A-Za-z0-9]+)Port443Priority(\d+)ListenerRule AWS::ElasticLoadBalancingV2::ListenerRule$/,
		how: "swap",
		additions: ["$1Port(80|443)Priority$2ListenerRule AWS::ElasticLoadBalancingV2::ListenerRule"],
		instead: "the rule of the listener on port 80",
	},
	{
		pattern: RegExp(
			`^(StpEdgeLambdaBucket|CdnOrigin(Request|Response)LambdaEdgeLambda)CustomResource ${custom}$`,
		),
		how: "swap",
		additions: [`${letters} AWS::CloudFront::(Function|ResponseHeadersPolicy)`],
		instead: "functions of CloudFront, which need no region of their own",
	},
	{
		pattern: RegExp(`^([A-Za-z0-9]+)EdgeLambdaCustomResource ${custom}$`),
		how: "swap",
		instead: "a companion stack in us-east-1",
	},
	{
		pattern: RegExp(`^StpEventsCustomResource ${custom}$`),
		how: "swap",
		additions: [`${letters}Event\\d+Permission AWS::Lambda::Permission`],
		instead: "the bucket's own notifications",
	},
	{
		pattern: RegExp(`^[A-Za-z0-9]+DeletionProtectionCustomResource ${custom}$`),
		how: "swap",
		instead: "DeletionProtection of the database itself",
	},
	{ pattern: RegExp(`DeregisterTargetsCustomResource ${custom}$`), how: "out", instead: "nothing" },
	{
		pattern: RegExp(`(ForceDeleteAsg|DisableManagedTerminationProtection)CustomResource ${custom}$`),
		how: "swap",
		instead: "the engine, before it removes the group",
	},
	{
		pattern: RegExp(`^([A-Za-z0-9]+)VersionCustomResource ${custom}$`),
		how: "swap",
		additions: [`$1[A-Za-z0-9]*Version[A-Za-z0-9]* AWS::Lambda::Version`],
		instead: "AWS::Lambda::Version",
	},
	{
		pattern: RegExp(`^[A-Za-z0-9]+AssetReplacerCustomResource ${custom}$`),
		how: "swap",
		instead: "the files are complete when they are packaged",
	},
	{
		pattern: RegExp(`^[A-Za-z0-9]+UserPoolDetailsCustomResource ${custom}$`),
		how: "swap",
		instead: "the attribute ClientSecret of the client",
	},
	{
		pattern: RegExp(`^[A-Za-z0-9]+OpenSearchCustomResource ${custom}$`),
		how: "swap",
		additions: [`${letters} AWS::Logs::ResourcePolicy`],
		instead: "one policy for all log groups of the stack",
	},
	{
		pattern: RegExp(`^([A-Za-z0-9]+)WebAppFirewallCustomResource ${custom}$`),
		how: "swap",
		additions: ["$1WebAcl AWS::WAFv2::WebACL"],
		instead: "AWS::WAFv2::WebACL",
	},
	{
		pattern: RegExp(`^StpAcceptVpcPeeringsCustomResource ${custom}$`),
		how: "swap",
		additions: [`Stp${letters} (AWS::(Lambda::Function|IAM::Role|Logs::LogGroup)|${custom})`],
		instead: "a small function of the stack's own, or the engine",
	},
	{
		pattern: RegExp(`^Stp(AtlasMongo|Upstash)CredentialsProviderCustomResource ${custom}$`),
		how: "swap",
		instead: "the keys of providerConfig",
	},
	{
		pattern: /^[A-Za-z0-9]+ Upstash::DatabasesV1::[A-Za-z]+$/,
		how: "type",
		additions: [
			"StpUpstash(Function AWS::Lambda::Function|Role AWS::IAM::Role|LogGroup AWS::Logs::LogGroup|Secret AWS::SecretsManager::Secret)",
		],
		instead: "a custom resource with a small function of the stack's own: there is no public type",
	},
	{
		pattern: /^[A-Za-z0-9]+ (MongoDB::StpAtlasV1|Stacktape::ECSBlueGreenV1)::[A-Za-z]+$/,
		how: "type",
		additions: ["StpAtlasMongoSecret AWS::SecretsManager::Secret"],
		instead: "the types that MongoDB publishes, which read the keys from a secret; the CloudFormation of ECS",
	},
	{
		pattern: RegExp(`^([A-Za-z0-9]+)CustomResource ${custom}$`),
		of: "deployment-script",
		how: "swap",
		instead: "the engine calls the function of the script",
	},
];

/** What is compared: `{logical id} {type}` of each child, and the type of each resource by its name in PascalCase. */
export type Children = {
	readonly expected: readonly string[];
	readonly actual: readonly string[];
	readonly types?: ReadonlyMap<string, string>;
};

/** What differs from the reference and no row allows, one line each. */
export function unexplained({ expected, actual, types = new Map() }: Children): readonly string[] {
	const allowed: RegExp[] = [];
	const problems: string[] = [];
	for (const child of expected.filter((one) => !actual.includes(one))) {
		const row = vendorRows.find(({ pattern, of }) => {
			const match = pattern.exec(child);
			return match !== null && (of === undefined || types.get(match[1] ?? "") === of);
		});
		const [id = ""] = child.split(" ");
		const isThere = row?.how !== "type" || actual.some((one) => one.startsWith(`${id} `));
		if (!row || !isThere) problems.push(`${child} is missing`);
		if (row?.how === "type") allowed.push(RegExp(`^${id} `));
		allowed.push(...(row?.additions ?? []).map((addition) => additionOf(child, row, addition)));
	}
	const added = actual.filter(
		(one) => !expected.includes(one) && !allowed.some((pattern) => pattern.test(one)),
	);
	return [...problems, ...added.map((one) => `${one} is not in the format`)];
}

/** The pattern of what takes the place of `child`, with the groups of the row's pattern filled in. */
function additionOf(child: string, row: VendorRow | undefined, addition: string): RegExp {
	const groups = row?.pattern.exec(child) ?? [];
	return RegExp(`^${addition.replaceAll(/\$(\d)/g, (_, group: string) => groups[Number(group)] ?? "")}$`);
}
