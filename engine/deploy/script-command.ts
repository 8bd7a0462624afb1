import { Failure } from "../report/failure.ts";
import { nearest } from "../report/nearest.ts";
import type { Ports } from "./ports.ts";
import { prepare, type Request } from "./prepare.ts";
import { commandVariables } from "./scripts/hooks.ts";
import { runScript } from "./scripts/run-script.ts";
import { openScriptWorld } from "./scripts/world.ts";
import { runSpan } from "./spans.ts";

export type ScriptRequest = Request & {
	/** Name of the script in the config. */
	readonly name: string;
};

function noSuchScript(name: string, names: readonly string[]): Failure {
	const meant = nearest(name, names);
	const known = names.length > 0 ? `the scripts are: ${names.join(", ")}` : "add it to `scripts`";
	return new Failure({
		code: "unknown-script",
		kind: "usage",
		message: `the config has no script "${name}"`,
		hint: meant ? `did you mean ${meant}?` : known,
	});
}

/** Runs one script of the config. Its directives have the values of the deployed stack. */
export async function runNamedScript(ports: Ports, request: ScriptRequest): Promise<void> {
	const { name, config, signal } = request;
	const prepared = await runSpan(
		ports,
		{ id: "resolve", label: "Resolve and validate", phase: "resolve" },
		() => prepare(ports, request),
	);
	const { analysis, facts, target } = prepared;
	const { scripts } = analysis.compiled;
	const plan = scripts.get(name);
	if (!plan) throw noSuchScript(name, [...scripts.keys()]);
	await runSpan(ports, { id: "script", label: `Run ${name}`, phase: "script" }, async () => {
		const world = await openScriptWorld(ports, { target, facts, ...(signal && { signal }) });
		const variables = commandVariables({ config }, "script:run");
		const run = {
			plan,
			analysis,
			world,
			root: config.root,
			variables,
			span: `script/${name}`,
			parent: "script",
		};
		await runScript(ports, { ...run, ...(signal && { signal }) });
	});
}
