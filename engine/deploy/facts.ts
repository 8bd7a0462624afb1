import { isAbsolute, join } from "node:path";
import { type Analysis, analyse } from "../analyse.ts";
import type { Cloud } from "../cloud/port.ts";
import { type Facts, MISSING, type Want, wantKey } from "../config/facts.ts";
import type { Host } from "../host/port.ts";
import type { Target } from "../names/target.ts";
import type { LoadedConfig } from "./config-file.ts";

/** How often answers may lead to new questions before that is taken for a loop. */
const maxRounds = 8;

/** Answers that this machine can give. */
async function answerLocally(host: Host, root: string, want: Want): Promise<string | undefined> {
	if (want.kind !== "path") return undefined;
	const path = isAbsolute(want.path) ? want.path : join(root, want.path);
	return (await host.kindOf(path)) ?? MISSING;
}

async function answerFromCloud(cloud: Cloud, want: Want, signal?: AbortSignal): Promise<string | undefined> {
	if (want.kind !== "secret") return undefined;
	return (await cloud.secrets.currentVersion(want.name, signal ? { signal } : {})) ?? MISSING;
}

/** Analyses a config and answers what it wants to know, from this machine and, when `cloud` is given, from AWS. */
export async function analyseConfig(
	{ host, cloud }: { readonly host: Host; readonly cloud?: Cloud },
	config: LoadedConfig,
	target: Target,
	options: { readonly facts?: Facts; readonly signal?: AbortSignal } = {},
): Promise<{ readonly analysis: Analysis; readonly facts: Facts }> {
	let facts: Map<string, string> = new Map(options.facts);
	let analysis = analyse(config.file, target, facts);
	for (let round = 0; round < maxRounds; round++) {
		const open = analysis.wants.filter((want) => !facts.has(wantKey(want)));
		const answers = await Promise.all(
			open.map(async (want) => {
				const local = await answerLocally(host, config.root, want);
				return [
					wantKey(want),
					local ?? (cloud && (await answerFromCloud(cloud, want, options.signal))),
				] as const;
			}),
		);
		const known = answers.flatMap(([key, answer]) => (answer === undefined ? [] : [[key, answer] as const]));
		if (known.length === 0) break;
		facts = new Map([...facts, ...known]);
		analysis = analyse(config.file, target, facts);
	}
	return { analysis, facts };
}
