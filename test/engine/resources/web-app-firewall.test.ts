import assert from "node:assert/strict";
import { webAppFirewall } from "../../../engine/resources/web-app-firewall.ts";
import { CompanionSlot } from "../../../engine/template/slot.ts";
import { analysed, assertMarked } from "../../support/analysed.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, compileRoom, findings, resourcesOf, surroundings, target } from "../../support/placed.ts";

const acl = (values: object) =>
	JSON.parse(JSON.stringify(resourcesOf(compileRoom(webAppFirewall, "fw", values))["FwWebAcl"]?.Properties));

const own = "arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/own/11111111";

describe("a firewall", () => {
	it("has AWS's rules unless it says which", () => {
		const { Rules, Scope, DefaultAction, VisibilityConfig, Name } = acl({ scope: "regional" });
		assert.match(Name, /^proj-dev-[0-9a-f]+-fw-acl$/);
		assert.deepEqual([Scope, DefaultAction], ["REGIONAL", { Allow: {} }]);
		assert.deepEqual(VisibilityConfig, {
			MetricName: Name,
			CloudWatchMetricsEnabled: true,
			SampledRequestsEnabled: true,
		});
		assert.deepEqual(Rules, [
			{
				Name: "AWSManagedRulesCommonRuleSet-managed-rule-group",
				Priority: 0,
				OverrideAction: { None: {} },
				Statement: { ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesCommonRuleSet" } },
				VisibilityConfig: {
					MetricName: `${Name}-AWSManagedRulesCommonRuleSet`,
					CloudWatchMetricsEnabled: true,
					SampledRequestsEnabled: false,
				},
			},
			{
				Name: "AWSManagedRulesKnownBadInputsRuleSet-managed-rule-group",
				Priority: 1,
				OverrideAction: { None: {} },
				Statement: {
					ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesKnownBadInputsRuleSet" },
				},
				VisibilityConfig: {
					MetricName: `${Name}-AWSManagedRulesKnownBadInputsRuleSet`,
					CloudWatchMetricsEnabled: true,
					SampledRequestsEnabled: false,
				},
			},
		]);
		assert.deepEqual(acl({ scope: "regional", rules: [] }).Rules, []);
	});

	it("takes rules of every kind", () => {
		const rate = { name: "slow", priority: 3, limit: 100, aggregateBasedOn: "FORWARDED_IP", action: "Count" };
		const { Rules } = acl({
			scope: "regional",
			rules: [
				{
					type: "managed-rule-group",
					properties: {
						name: "AWSManagedRulesLinuxRuleSet",
						vendorName: "AWS",
						priority: 1,
						excludedRules: ["LFI_HEADER"],
						overrideAction: "Count",
					},
				},
				{ type: "custom-rule-group", properties: { name: "own", arn: own, priority: 2 } },
				{ type: "rate-based-rule", properties: rate },
			],
		});
		assert.deepEqual(Rules[0].Statement.ManagedRuleGroupStatement.RuleActionOverrides, [
			{ Name: "LFI_HEADER", ActionToUse: { Count: {} } },
		]);
		assert.deepEqual(Rules[0].OverrideAction, { Count: {} });
		assert.deepEqual(Rules[1].Statement, { RuleGroupReferenceStatement: { Arn: own } });
		assert.deepEqual(Rules[2].Action, { Count: {} });
		assert.deepEqual(Rules[2].Statement.RateBasedStatement, {
			Limit: 100,
			AggregateKeyType: "FORWARDED_IP",
			ForwardedIPConfig: { HeaderName: "X-Forwarded-For", FallbackBehavior: "NO_MATCH" },
		});
	});

	it("stands in us-east-1 for CDNs", () => {
		const values = { scope: "cdn" };
		const [child] = compileRoom(webAppFirewall, "fw", values);
		assert.equal(child?.region, "us-east-1");
		const firewall = accepted(webAppFirewall, "fw", values);
		const params = webAppFirewall.params(firewall, surroundings([], []));
		assert.deepEqual(params["arn"]?.value, new CompanionSlot("FwWebAcl", "Arn"));
		assert.equal(params["scope"]?.value, "cdn");
		assert.match(JSON.stringify(webAppFirewall.links?.(firewall, target)), /region=global/);
	});

	it("has a link to measurements where a rule has them", () => {
		const linksOf = (disableMetrics: boolean) => {
			const properties = { name: "slow", priority: 1, limit: 100, disableMetrics };
			const firewall = accepted(webAppFirewall, "fw", {
				scope: "regional",
				rules: [{ type: "rate-based-rule", properties }],
			});
			return Object.keys(webAppFirewall.links?.(firewall, target) ?? {});
		};
		assert.deepEqual([linksOf(false), linksOf(true)], [["console", "metrics"], ["console"]]);
	});

	it("has rules that differ in priority and name", () => {
		const rule = { type: "rate-based-rule", properties: { name: "slow", priority: 1, limit: 100 } };
		assert.deepEqual(findings(webAppFirewall, "fw", { scope: "cdn", rules: [rule, rule] }), [
			"duplicate-rule @ rules.1.properties.priority: the priority 1 already belongs to rule 1",
			'duplicate-rule @ rules.1.properties.name: rule 1 is a rate-based-rule of the name "slow" too',
		]);
	});

	it("protects load balancers and CDNs, each by its own scope", () => {
		assertMarked(`
resources:
  wide: {type: web-app-firewall, properties: {scope: cdn}}
  near: {type: web-app-firewall, properties: {scope: regional}}
  lb:
    type: application-load-balancer
    properties:
      useFirewall: wide
      #            ^^^^ firewall-scope: the firewall "wide" has the scope cdn, but this needs regional
      cdn:
        enabled: true
        useFirewall: near
        #            ^^^^ firewall-scope: the firewall "near" has the scope regional, but a CDN needs cdn
`);
		const analysis = analysed(`resources:
  wide: {type: web-app-firewall, properties: {scope: cdn}}
  near: {type: web-app-firewall, properties: {scope: regional}}
  lb: {type: application-load-balancer, properties: {useFirewall: near, cdn: {enabled: true, useFirewall: wide}}}
`);
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(checkTemplate(analysis.compiled.template), []);
		assert.deepEqual(Object.keys(analysis.compiled.companion?.template.Resources ?? {}), ["WideWebAcl"]);
	});
});
