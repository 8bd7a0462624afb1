import { type Uri, workspace } from "vscode";
import { openCloud } from "./open-cloud.ts";
import type { Session } from "./session.ts";
import { stackOf, type Target } from "./target.ts";

/** Keeps the language server informed of what is deployed, so that it can say what an edit would do to it. */
export type Deployed = {
	/** Asks AWS anew: something has happened to the stack. */
	refresh(config: Uri): Promise<void>;
	/** Asks AWS unless it was asked for this target already, and only once credentials were used for it before. */
	know(config: Uri): Promise<void>;
};

const placeOf = (target: Target) => [stackOf(target), target.region, target.profile, target.endpoint].join();

/** Reads deployed templates, once for each target of a config. What cannot be read is logged, and nothing is shown. */
export function createDeployed(session: () => Session): Deployed {
	const asked = new Map<string, string>();
	const ask = async (config: Uri, target: Target) => {
		const { effects: load, server, surroundings, log } = session();
		asked.set(config.toString(), placeOf(target));
		try {
			const effects = await load();
			const cloud = openCloud(surroundings, effects, target);
			const template = await effects.deployedTemplate(cloud.stacks, stackOf(target));
			await server.setDeployed(config, template ?? null);
		} catch (error) {
			await server.setDeployed(config, null);
			log.appendLine(`what is deployed is not known: ${error instanceof Error ? error.message : error}`);
		}
	};
	return {
		refresh: async (config) => ask(config, await session().target(config)),
		know: async (config) => {
			const target = await session().target(config);
			// An editor that is only looked at asks AWS for nothing.
			const isUsed = workspace.isTrusted && target.account !== undefined;
			if (isUsed && asked.get(config.toString()) !== placeOf(target)) await ask(config, target);
		},
	};
}
