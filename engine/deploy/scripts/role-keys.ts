import type { RoleKeys } from "../../cloud/port.ts";
import { logicalId } from "../../names/logical-id.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import type { ScriptRun } from "./script-run.ts";
import { childrenOf } from "./world.ts";

function cannotAssume({ plan }: ScriptRun, resource: string, cause: Failure): Failure {
	return new Failure({
		code: cause.code,
		kind: cause.kind,
		message: `the script ${plan.name} cannot act with the role of ${resource}: ${cause.message}`,
		hint: `the role must trust whoever runs the script: change its AssumeRolePolicyDocument in the overrides of ${resource}`,
		origin: plan.span,
		cause,
	});
}

/** The name of the role that the code of a resource acts with. */
function roleName({ analysis, world }: ScriptRun, resource: string): string | undefined {
	const roles = childrenOf(analysis, world, resource, "AWS::IAM::Role");
	const usual = logicalId({ owner: resource, type: "AWS::IAM::Role" });
	const main = roles.find(({ logicalId: id }) => id === usual);
	// Containers have a role for what starts them, too.
	const other = roles.find(({ logicalId: id }) => !/Execution/.test(id)) ?? roles[0];
	return (main ?? other)?.physicalId;
}

async function roleKeys(ports: Pick<Ports, "cloud">, run: ScriptRun): Promise<RoleKeys | undefined> {
	const { plan, world, signal } = run;
	if (plan.roleOf === undefined) return undefined;
	const name = roleName(run, plan.roleOf);
	if (name === undefined || !world.stack) {
		throw new Failure({
			code: "script-needs-stack",
			kind: "script",
			message: `the script ${plan.name} acts with the role of ${plan.roleOf}, which is not deployed yet`,
			hint: "deploy first",
			origin: plan.span,
		});
	}
	const [, partition = "aws", , , account = ""] = world.stack.state.id.split(":");
	try {
		const arn = `arn:${partition}:iam::${account}:role/${name}`;
		const keys = await ports.cloud.scripts.assumeRole(arn, signal ? { signal } : {});
		world.hidden.add(keys.secretAccessKey).add(keys.sessionToken);
		return keys;
	} catch (error) {
		if (error instanceof Failure) throw cannotAssume(run, plan.roleOf, error);
		throw error;
	}
}

/** The variables by which a script acts with the role of `assumeRoleOfResource`; none without it. */
export async function roleVariables(
	ports: Pick<Ports, "cloud">,
	run: ScriptRun,
): Promise<Readonly<Record<string, string>>> {
	const keys = await roleKeys(ports, run);
	if (!keys) return {};
	return {
		AWS_ACCESS_KEY_ID: keys.accessKeyId,
		AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
		AWS_SESSION_TOKEN: keys.sessionToken,
	};
}
