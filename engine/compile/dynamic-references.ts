import type { Problem } from "../report/problem.ts";
import type { CfnResource, Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { deferredIn } from "../text/tree.ts";
import type { Collected } from "./collect.ts";
import { blame, shares } from "./shares.ts";

const general = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html";
const secure =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html";

/** How many of them a template can have: the first page. */
const most = 60;

/** Properties that a secure parameter may stand in, by type, the last word of their path: the second page. */
const takesSecure: Readonly<Record<string, readonly string[]>> = {
	"AWS::DirectoryService::MicrosoftAD": ["Password"],
	"AWS::DirectoryService::SimpleAD": ["Password"],
	"AWS::ElastiCache::ReplicationGroup": ["AuthToken"],
	"AWS::IAM::User": ["Password"],
	"AWS::KinesisFirehose::DeliveryStream": ["Password"],
	"AWS::OpsWorks::App": ["Password"],
	"AWS::OpsWorks::Stack": ["Password", "DbPassword"],
	"AWS::RDS::DBCluster": ["MasterUserPassword"],
	"AWS::RDS::DBInstance": ["MasterUserPassword"],
	"AWS::Redshift::Cluster": ["MasterUserPassword"],
};

type Found = { readonly path: readonly string[]; readonly service: string; readonly name: string };

/** Calls `visit` for every `{{resolve:…}}` inside of a value; `path` is the one to the value. */
function visitDynamic(value: unknown, path: string[], visit: (found: Found) => void): void {
	if (typeof value === "string") {
		// Nearly every text of a template is none.
		if (!value.includes("{{resolve:")) return;
		for (const [, service = "", name = ""] of value.matchAll(/\{\{resolve:([a-z-]+):([^:}]+)/g))
			visit({ path: [...path], service, name });
	} else if (typeof value === "object" && value !== null) {
		for (const key of Object.keys(value)) {
			path.push(key);
			visitDynamic((value as Readonly<Record<string, unknown>>)[key], path, visit);
			path.pop();
		}
	}
}

function isCustom({ Type }: CfnResource): boolean {
	return Type.startsWith("Custom::") || Type === "AWS::CloudFormation::CustomResource";
}

/** Where the directive stands that made a reference. */
function placeOf(child: Collected, { name }: Found): Span {
	const made = deferredIn(child.resource).find(
		({ args }) => String(args[0]).split(".")[0] === name || args[0] === name,
	);
	return made?.span ?? child.span;
}

function problemOf(id: string, resource: CfnResource, child: Collected, found: Found): Problem | undefined {
	const { path, service, name } = found;
	const span = placeOf(child, found);
	const where = path.slice(1).join(".");
	if (service === "ssm-secure" && !takesSecure[resource.Type]?.includes(path.at(-1) ?? "")) {
		return {
			code: "secure-parameter-here",
			severity: "error",
			message: `"${name}" is a secure parameter, which CloudFormation cannot put into ${where} of ${id}`,
			span,
			hint: `keep it as a secret and use $Secret, or read it in the code (${secure})`,
		};
	}
	if (service !== "secretsmanager" || !isCustom(resource)) return undefined;
	return {
		code: "secret-in-custom-resource",
		severity: "warning",
		message: `CloudFormation does not give custom resources the values of secrets, but ${where} of ${id} asks for "${name}"`,
		span,
		hint: `give the name of the secret, and read it in the function (${general})`,
	};
}

function countIn(resource: CfnResource): number {
	let count = 0;
	visitDynamic(resource, [], () => {
		count++;
	});
	return count;
}

/** References to secrets and parameters where CloudFormation does not resolve them, or more than it takes. */
export function dynamicReferenceProblems(
	{ Resources }: Template,
	children: ReadonlyMap<string, Collected>,
	whole: Span,
): readonly Problem[] {
	const problems: Problem[] = [];
	let count = 0;
	for (const [id, resource] of Object.entries(Resources)) {
		const child = children.get(id);
		visitDynamic(resource, [], (found) => {
			count++;
			const problem = child && problemOf(id, resource, child, found);
			if (problem) problems.push(problem);
		});
	}
	if (count > most) {
		problems.push({
			code: "too-many-dynamic-references",
			severity: "error",
			message: `secrets and parameters are read at ${count} places of the template, and CloudFormation reads ${most}`,
			span: whole,
			hint: `give functions the names of secrets and read them in the code (${general})`,
			...blame(shares(Resources, children, countIn), "of them"),
		});
	}
	return problems;
}
