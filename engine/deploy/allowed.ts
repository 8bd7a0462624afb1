import { type Guardrail, readLocalSettings } from "../config/local-settings.ts";
import type { Host } from "../host/port.ts";
import type { Target } from "../names/target.ts";
import { Failure } from "../report/failure.ts";
import { findSettings } from "./local-facts.ts";

/** Commands that change a stack. */
type Command = "deploy" | "hot-swap" | "watch" | "delete" | "rescue" | "rollback";

function breachOf(
	rule: Guardrail,
	command: Command,
	{ stage, region }: Pick<Target, "stage" | "region">,
): string | undefined {
	const isOutside = (name: string, allowed: readonly string[]) =>
		allowed.length > 0 && !allowed.includes(name);
	switch (rule.type) {
		case "command-restriction":
			return rule.properties.blockedCommands.includes(command) ? `${command} may not be run here` : undefined;
		case "stage-restriction":
			return isOutside(stage, rule.properties.allowedStages)
				? `the stage "${stage}" is none of ${rule.properties.allowedStages.join(", ")}`
				: undefined;
		case "region-restriction":
			return isOutside(region, rule.properties.allowedRegions)
				? `the region ${region} is none of ${rule.properties.allowedRegions.join(", ")}`
				: undefined;
		default:
			return undefined;
	}
}

/**
 * Stops a command that the local settings of `folder` do not allow at all, whatever the config says: the command
 * itself, the stage or the region. What they say of resources is a problem of the config.
 *
 * @throws Failure of kind `config`.
 */
export async function requireAllowed(
	host: Host,
	folder: string,
	command: Command,
	target: Pick<Target, "stage" | "region">,
): Promise<void> {
	const { settings } = readLocalSettings(await findSettings(host, folder));
	for (const rule of settings.guardrails) {
		const message = breachOf(rule, command, target);
		if (message === undefined) continue;
		const hint = `the rule ${rule.type} stands in ${settings.path}`;
		throw new Failure({ code: "guardrail", kind: "config", message, hint });
	}
}
