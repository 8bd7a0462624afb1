import { isAbsolute, join } from "node:path";
import type { RoleKeys } from "../../cloud/port.ts";
import type { ScriptPlan, ScriptStep } from "../../compile/scripts.ts";
import type { RunOptions, RunResult } from "../../host/port.ts";
import { logicalId } from "../../names/logical-id.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { runSpan } from "../spans.ts";
import { runOnBastion } from "./bastion.ts";
import { type Connected, connect } from "./connections.ts";
import { printer, type ScriptRun, stepFailure } from "./script-run.ts";
import { ownVariables, realValue } from "./variables.ts";
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

async function roleKeys(ports: Ports, run: ScriptRun): Promise<RoleKeys | undefined> {
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

function roleVariables(keys: RoleKeys | undefined): Record<string, string> {
	if (!keys) return {};
	return {
		AWS_ACCESS_KEY_ID: keys.accessKeyId,
		AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
		AWS_SESSION_TOKEN: keys.sessionToken,
	};
}

async function runStep(ports: Ports, run: ScriptRun, step: ScriptStep, options: RunOptions): Promise<void> {
	const { plan, world, root } = run;
	const text = await realValue({ plan, world }, "the command", step.text);
	const path = isAbsolute(text) ? text : join(root, text);
	const start = () =>
		step.kind === "command" ? ports.host.runShell(text, options) : runFile(ports, plan, path, options);
	const result = await start();
	if (result.exitCode !== 0) throw stepFailure(run, step, result);
}

async function runFile(
	{ programs }: Ports,
	plan: ScriptPlan,
	path: string,
	options: RunOptions,
): Promise<RunResult> {
	if (programs) return programs.runFile(path, options);
	throw new Failure({
		code: "code-not-allowed",
		kind: "script",
		message: `the script ${plan.name} is code, which must not be run here`,
		hint: "trust this workspace",
	});
}

/** Runs a script on this machine, with tunnels if it asks for them. */
async function runLocally(ports: Ports, run: ScriptRun, connected: Connected): Promise<void> {
	const { plan, world, root, signal } = run;
	const own = await ownVariables({ plan, world });
	const keys = await roleKeys(ports, run);
	const { region } = run.analysis.target;
	const env = {
		AWS_REGION: region,
		AWS_DEFAULT_REGION: region,
		...run.variables,
		...own,
		...connected.variables,
		...roleVariables(keys),
	};
	const folder = plan.folder ?? ".";
	const options: RunOptions = {
		cwd: isAbsolute(folder) ? folder : join(root, folder),
		env,
		onLine: printer(ports, run),
		...(signal && { signal }),
	};
	for (const step of plan.steps) await runStep(ports, run, step, options);
}

/**
 * Runs a script of the config to its end, its steps one after another until one fails. What it prints is told line by
 * line, and no secret that it was given is in it.
 */
export async function runScript(ports: Ports, run: ScriptRun): Promise<void> {
	const { plan, span, parent } = run;
	await runSpan(ports, { id: span, label: plan.name, ...(parent !== undefined && { parent }) }, async () => {
		const connected = await connect(ports, run);
		try {
			if (plan.type === "bastion-script") await runOnBastion(ports, run, connected);
			else await runLocally(ports, run, connected);
		} finally {
			await connected.close();
		}
	});
}
