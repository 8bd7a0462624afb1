import assert from "node:assert/strict";
import { reusedVpcProblems } from "../../../engine/compile/check-vpc.ts";
import { MISSING, type Want } from "../../../engine/config/facts.ts";
import type { FoundVpc } from "../../../engine/resources/shared/vpc.ts";
import { analysed } from "../../support/analysed.ts";
import { assertProblems } from "../../support/marked.ts";

const found: FoundVpc = {
	vpcId: "vpc-0a1",
	cidr: "10.1.0.0/16",
	publicSubnets: ["subnet-a", "subnet-b", "subnet-c"],
	privateSubnets: ["subnet-d"],
};

const answering = (vpc: Partial<FoundVpc> | typeof MISSING | undefined) => (want: Want) => {
	if (want.kind !== "vpc") return undefined;
	return typeof vpc === "object" ? JSON.stringify({ ...found, ...vpc }) : vpc;
};

const byId = `
stackConfig: { vpc: { reuseVpc: { vpcId: vpc-0a1 } } }
resources:
  files: { type: efs-filesystem }
`;

describe("a VPC that is there already", () => {
	it("is where everything of the network stands", () => {
		const { compiled, problems } = analysed(byId, { answer: answering({}) });
		assert.deepEqual(problems, []);
		const { Resources } = compiled.template;
		assert.equal(Resources["StpVpc"], undefined);
		assert.equal(Resources["FilesSecurityGroup"]?.Properties?.["VpcId"], "vpc-0a1");
		assert.equal(Resources["FilesSubnet1MountTarget"]?.Properties?.["SubnetId"], "subnet-b");
	});

	it("is taken to be right as long as nobody has looked", () => {
		const { graph, surroundings, problems } = analysed(byId, { answer: answering(undefined) });
		assert.deepEqual([reusedVpcProblems(graph, surroundings), problems], [[], []]);
	});

	const wrong: Readonly<Record<string, readonly [Partial<FoundVpc> | typeof MISSING, string]>> = {
		"has to exist": [
			MISSING,
			`
stackConfig: { vpc: { reuseVpc: { vpcId: vpc-0a1 } } }
#                                        ^^^^^^^ vpc-not-found: there is no VPC "vpc-0a1" in eu-west-1
resources: { files: { type: efs-filesystem } }
`,
		],
		"has to be that of the other stack": [
			MISSING,
			`
stackConfig:
  vpc:
    reuseVpc:
      projectName: core
      #            ^^^^ vpc-not-found: the stack core-prod has no VPC in eu-west-1
      stage: prod
resources: { files: { type: efs-filesystem } }
`,
		],
		"has three public subnets": [
			{ publicSubnets: ["subnet-a"] },
			`
stackConfig: { vpc: { reuseVpc: { vpcId: vpc-0a1 } } }
#                                        ^^^^^^^ vpc-public-subnets: vpc-0a1 has only 1 public subnet, but must have at least 3
resources: { files: { type: efs-filesystem } }
`,
		],
		"has private addresses": [
			{ cidr: "172.32.0.0/16" },
			`
stackConfig: { vpc: { reuseVpc: { vpcId: vpc-0a1 } } }
#                                        ^^^^^^^ vpc-address-range: the addresses of vpc-0a1, 172.32.0.0/16, are not private
resources: { files: { type: efs-filesystem } }
`,
		],
	};
	for (const [why, [vpc, marked]] of Object.entries(wrong)) {
		it(why, () => assertProblems(marked, analysed(marked, { answer: answering(vpc) }).problems));
	}

	it("needs private subnets only where something goes out through a NAT gateway", () => {
		const { graph, surroundings } = analysed(byId, { answer: answering({}) });
		const nat = {
			...surroundings,
			all: () => [{ ...surroundings.all()[0], values: { usePrivateSubnetsWithNAT: true } }],
		};
		const problems = reusedVpcProblems(graph, nat as unknown as typeof surroundings);
		assert.deepEqual(
			problems.map(({ code, message }) => [code, message]),
			[
				[
					"vpc-private-subnets",
					"vpc-0a1 has only 1 private subnet, but containers and agents behind NAT gateways need at least 2",
				],
			],
		);
	});
});
