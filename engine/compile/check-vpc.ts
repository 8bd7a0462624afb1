import type { Graph, Section } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import type { Path, Surroundings } from "../resources/kind.ts";
import { type FoundVpc, reusedVpc, usesNat } from "../resources/shared/vpc.ts";

const reuse: Path = ["stackConfig", "vpc", "reuseVpc"];

type Reuse = { readonly vpcId?: string; readonly projectName?: string; readonly stage?: string };

/** What names the VPC. */
function written(settings: Section): Reuse | undefined {
	const stack = settings.value["stackConfig"] as { readonly vpc?: { readonly reuseVpc?: Reuse } } | undefined;
	return stack?.vpc?.reuseVpc;
}

/** How many public subnets the format places things in. */
const PUBLIC_SUBNETS = 3;
const PRIVATE_SUBNETS = 2;

/** Ranges that are not routed on the internet (RFC 1918). */
const privateRanges = /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/;

function faults(
	{ vpcId, cidr, publicSubnets, privateSubnets }: FoundVpc,
	surroundings: Surroundings,
): readonly Pick<Problem, "code" | "message" | "hint">[] {
	const few = (count: number, kind: string) =>
		`${vpcId} has ${count === 0 ? "no" : `only ${count}`} ${kind} ${count === 1 ? "subnet" : "subnets"}`;
	return [
		...(publicSubnets.length < PUBLIC_SUBNETS
			? [
					{
						code: "vpc-public-subnets",
						message: `${few(publicSubnets.length, "public")}, but must have at least ${PUBLIC_SUBNETS}`,
						hint: "a subnet is public when its route table leads 0.0.0.0/0 to an internet gateway",
					},
				]
			: []),
		...(privateRanges.test(cidr)
			? []
			: [
					{
						code: "vpc-address-range",
						message: `the addresses of ${vpcId}, ${cidr}, are not private`,
						hint: "use a VPC in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
					},
				]),
		...(usesNat(surroundings) && privateSubnets.length < PRIVATE_SUBNETS
			? [
					{
						code: "vpc-private-subnets",
						message: `${few(privateSubnets.length, "private")}, but containers and agents behind NAT gateways need at least ${PRIVATE_SUBNETS}`,
						hint: "add private subnets to the VPC, or remove usePrivateSubnetsWithNAT and what agents connect to in the network",
					},
				]
			: []),
	];
}

/** What is wrong with the VPC that `stackConfig.vpc.reuseVpc` names, as far as AWS has been asked. */
export function reusedVpcProblems({ settings }: Graph, surroundings: Surroundings): readonly Problem[] {
	const reused = settings && written(settings);
	if (!reused) return [];
	const { vpcId, projectName, stage } = reused;
	const isByStack = projectName !== undefined && stage !== undefined;
	// More or less than one way to name it is said elsewhere.
	if ((vpcId !== undefined) === isByStack) return [];
	const found = reusedVpc(surroundings);
	if (found === undefined) return [];
	const span = settings.spanOf([...reuse, vpcId === undefined ? "projectName" : "vpcId"]);
	if (found === null) {
		const message =
			vpcId === undefined
				? `the stack ${projectName}-${stage} has no VPC in ${surroundings.target.region}`
				: `there is no VPC "${vpcId}" in ${surroundings.target.region}`;
		const hint =
			vpcId === undefined
				? "name a stack of this account and region that has something in a network, such as a database"
				: "aws ec2 describe-vpcs lists those that are there";
		return [{ code: "vpc-not-found", severity: "error", message, span, hint }];
	}
	return faults(found, surroundings).map((fault): Problem => ({ ...fault, severity: "error", span }));
}
