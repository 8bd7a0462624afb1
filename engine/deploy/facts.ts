import { type Analysis, analyse } from "../analyse.ts";
import type { Cloud } from "../cloud/port.ts";
import { type Facts, type Want, wantKey } from "../config/facts.ts";
import type { Host } from "../host/port.ts";
import type { Target } from "../names/target.ts";
import type { Programs } from "../programs/programs.ts";
import { hasErrors } from "../report/problem.ts";
import { cloudAnswers } from "./cloud-facts.ts";
import type { LoadedConfig } from "./config-file.ts";
import { answerLocally } from "./local-facts.ts";
import { runTransforms } from "./transform.ts";

/** How often answers may lead to new questions before that is taken for a loop. */
const maxRounds = 8;

/** The answer of the user's own code; nobody gives one where code may not be run. */
async function answerByCode(
	programs: Programs,
	{ file, root }: LoadedConfig,
	want: Want,
	signal?: AbortSignal,
): Promise<string | undefined> {
	return want.kind === "code" ? programs.answer(want, { path: file.path, root }, signal) : undefined;
}

/** Who can answer what a config wants to know. */
export type Answerers = {
	readonly host: Host;
	/** Absent as long as AWS is not asked. */
	readonly cloud?: Cloud;
	/** Absent where the user's code is not run. */
	readonly programs?: Programs | undefined;
};

/** Analyses a config and answers what it wants to know. */
export async function analyseConfig(
	{ host, cloud, programs }: Answerers,
	config: LoadedConfig,
	target: Target,
	options: { readonly facts?: Facts; readonly signal?: AbortSignal } = {},
): Promise<{ readonly analysis: Analysis; readonly facts: Facts }> {
	const askCloud = cloud && cloudAnswers(cloud, options.signal ? { signal: options.signal } : {});
	let facts: Map<string, string> = new Map(options.facts);
	let analysis = analyse(config.file, target, facts);
	for (let round = 0; round < maxRounds; round++) {
		const open = analysis.wants.filter((want) => !facts.has(wantKey(want)));
		const answers = await Promise.all(
			open.map(async (want) => {
				const local =
					(await answerLocally(host, config, want)) ??
					(programs && (await answerByCode(programs, config, want, options.signal)));
				return [wantKey(want), local ?? (await askCloud?.(want))] as const;
			}),
		);
		const known = answers.flatMap(([key, answer]) => (answer === undefined ? [] : [[key, answer] as const]));
		if (known.length === 0) break;
		facts = new Map([...facts, ...known]);
		analysis = analyse(config.file, target, facts);
	}
	const isSound = !hasErrors(analysis.problems);
	// Transforms run over a template that is right; what is wrong with another one is said already.
	const transformed =
		programs && isSound ? await runTransforms(programs, config, analysis, facts, options.signal) : analysis;
	return { analysis: transformed, facts };
}
