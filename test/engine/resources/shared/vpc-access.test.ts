import assert from "node:assert/strict";
import { checkVpcAccess } from "../../../../engine/resources/shared/vpc-access.ts";
import { analysed } from "../../../support/analysed.ts";
import { assertProblems } from "../../../support/marked.ts";
import { placed, surroundings } from "../../../support/placed.ts";

const marked = `
resources:
  inside:
    type: relational-database
    properties:
      credentials: { masterUserPassword: $Secret('db.password') }
      engine: { type: postgres, properties: { version: "17.7", primaryInstance: { instanceSize: db.t4g.micro } } }
      accessibility: { accessibilityMode: scoping-workloads-in-vpc }
  outside:
    type: relational-database
    properties:
      credentials: { masterUserPassword: $Secret('db.password') }
      engine: { type: postgres, properties: { version: "17.7", primaryInstance: { instanceSize: db.t4g.micro } } }
  cache:
    type: redis-cluster
    properties: { instanceSize: cache.t4g.micro, defaultUserPassword: $Secret('cache.password') }
  search:
    type: open-search-domain
    properties: { accessibility: { accessibilityMode: vpc } }
  api:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: src/api.ts } }
      connectTo: [outside, inside, cache, search]
      #                    ^^^^^^ vpc-needed: "inside" can be reached from the stack's network only, but joinDefaultVpc is not set
      #                            ^^^^^ vpc-needed: "cache" can be reached from the stack's network only, but joinDefaultVpc is not set
      #                                   ^^^^^^ vpc-needed: "search" can be reached from the stack's network only, but joinDefaultVpc is not set
  joined:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: src/api.ts } }
      joinDefaultVpc: true
      connectTo: [outside, inside, cache, search]
`;

describe("a function that connects to what is in the network", () => {
	it("has to be in it as well", () => assertProblems(marked, analysed(marked).problems));

	it("is let in where it is, by its security group", () => {
		const { Resources } = analysed(marked).compiled.template;
		assert.deepEqual(Resources["InsideSecurityGroup"]?.Properties?.["SecurityGroupIngress"], [
			{
				IpProtocol: "tcp",
				FromPort: 5432,
				ToPort: 5432,
				SourceSecurityGroupId: { Ref: "JoinedSecurityGroup" },
			},
		]);
	});

	it("reaches MongoDB Atlas from outside, unless that is closed", () => {
		const cluster = placed("mongo-db-atlas-cluster", "mongo", {});
		const by = placed("function", "api", { connectTo: ["mongo"] });
		const codes = (accessibilityMode: string) => {
			const settings = { providerConfig: { mongoDbAtlas: { accessibility: { accessibilityMode } } } };
			return checkVpcAccess(by, surroundings([cluster, by], [], { settings })).map(({ code }) => code);
		};
		assert.deepEqual([codes("internet"), codes("vpc")], [[], ["vpc-needed"]]);
	});
});
