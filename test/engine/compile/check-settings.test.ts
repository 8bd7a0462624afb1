import assert from "node:assert/strict";
import { settingsProblems } from "../../../engine/compile/check-settings.ts";
import { assertProblems } from "../../support/marked.ts";
import { compileText } from "./compile-text.ts";

const cases: Readonly<Record<string, string>> = {
	"a VPC that is named by its id, or by the stack that made it": `
resources: {}
stackConfig:
  vpc:
    reuseVpc:
      projectName: shop
      stage: dev
`,
	"accounts at providers, and NAT gateways": `
resources: {}
providerConfig:
  mongoDbAtlas:
    publicKey: abcdefgh
    privateKey: $Secret('atlas.privateKey')
    organizationId: 5f1b2c3d4e5f678901234567
    accessibility:
      accessibilityMode: whitelisted-ips-only
      whitelistedIps: [203.0.113.0/24]
  upstash:
    accountEmail: jo@example.com
    apiKey: $Secret('upstash.apiKey')
stackConfig:
  vpc:
    nat:
      availabilityZones: 1
`,
	"a VPC named twice": `
resources: {}
stackConfig:
  vpc:
    reuseVpc:
      vpcId: vpc-0a1b2c3d
      stage: dev
#     ^^^^^ not-exactly-one: stage cannot be set together with vpcId
`,
	"a VPC that is not named": `
resources: {}
stackConfig:
  vpc:
    reuseVpc: {}
#   ^^^^^^^^ not-exactly-one: reuseVpc names no VPC
`,
	"half of a stack that made a VPC": `
resources: {}
stackConfig:
  vpc:
    reuseVpc:
      projectName: shop
#     ^^^^^^^^^^^ not-exactly-one: projectName needs stage beside it
`,
	"a condition": `
resources: {}
cloudformationResources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: IsProd
    #          ^^^^^^ unknown-condition: Topic depends on the condition "IsProd", but a config has no conditions
`,
	"tags that AWS does not take, and NAT gateways of another network": `
stackConfig:
  tags:
    - name: team
      value: shop
    - name: team
#           ^^^^ (warning) duplicate-tag: the tag "team" is set before, and the first one counts
      value: search
    - name: cost$center
#           ^^^^^^^^^^^ text-not-matching: "cost$center" is not a valid name
      value: 12,5
#            ^^^^ text-not-matching: "12,5" is not a valid value
  vpc:
    reuseVpc:
      vpcId: vpc-0a1b2c3d
    nat:
#   ^^^ (warning) nat-of-other-vpc: nat has no effect beside reuseVpc, because the stack makes no network of its own
      availabilityZones: 1
resources: {}
`,
};

describe("the settings of a config", () => {
	for (const [why, text] of Object.entries(cases)) {
		it(`are checked: ${why}`, () => assertProblems(text, compileText(text).problems));
	}

	it("may not be there at all", () => {
		const nothing = {
			resources: new Map(),
			parts: new Map(),
			names: new Set<string>(),
			edges: [],
			settings: undefined,
			wants: [],
			problems: [],
		};
		assert.deepEqual(settingsProblems(nothing), []);
	});
});
