import assert from "node:assert/strict";
import type { Collected } from "../../../engine/compile/collect.ts";
import { companionTemplate, splitCompanion } from "../../../engine/compile/companion.ts";
import { edgeAttribute, edgeRef } from "../../../engine/resources/shared/edge.ts";
import { CompanionSlot } from "../../../engine/template/slot.ts";
import type { CfnResource } from "../../../engine/template/template.ts";
import { target } from "../../support/placed.ts";

function split(region: string) {
	const here = { ...target, region };
	const certificate: CfnResource = { Type: "AWS::CertificateManager::Certificate", Properties: {} };
	const distribution: CfnResource = {
		Type: "AWS::CloudFront::Distribution",
		Properties: { Arn: edgeRef(here, "Cert"), Other: [edgeAttribute(here, "Cert", "Some.Attribute")] },
	};
	const child = (resource: CfnResource, away: boolean): Collected => ({
		owner: "site",
		raw: false,
		resource,
		name: undefined,
		span: { start: 0, end: 0 },
		...(away && { region: "us-east-1" }),
	});
	const children = new Map([
		["Cert", child(certificate, true)],
		["Site", child(distribution, false)],
	]);
	const { own, away } = splitCompanion({ Cert: certificate, Site: distribution }, children, here);
	const template = {
		AWSTemplateFormatVersion: "2010-09-09",
		Description: "",
		Resources: own,
		Outputs: { Name: { Value: edgeAttribute(here, "Cert", "Name") } },
	} as const;
	return { resources: own, companion: companionTemplate(away, template, here) };
}

describe("what must stand in us-east-1", () => {
	it("is a stack of its own where the stack is elsewhere, and puts out what that one needs", () => {
		const { resources, companion } = split("eu-west-1");
		assert.deepEqual(Object.keys(resources), ["Site"]);
		assert.ok(resources["Site"]?.Properties?.["Arn"] instanceof CompanionSlot);
		assert.deepEqual(Object.keys(companion?.Resources ?? {}), ["Cert"]);
		assert.deepEqual(companion?.Outputs, {
			CertRef: { Value: { Ref: "Cert" } },
			CertSomeAttribute: { Value: { "Fn::GetAtt": ["Cert", "Some.Attribute"] } },
			CertName: { Value: { "Fn::GetAtt": ["Cert", "Name"] } },
		});
	});

	it("stays in the stack that is there itself", () => {
		const { resources, companion } = split("us-east-1");
		assert.equal(companion, undefined);
		assert.deepEqual(resources["Site"]?.Properties, {
			Arn: { Ref: "Cert" },
			Other: [{ "Fn::GetAtt": ["Cert", "Some.Attribute"] }],
		});
	});
});
