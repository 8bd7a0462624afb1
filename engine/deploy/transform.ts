import type { Analysis } from "../analyse.ts";
import { applyTransforms, transformWork } from "../compile/apply-transforms.ts";
import type { Facts } from "../config/facts.ts";
import type { Programs } from "../programs/programs.ts";
import type { LoadedConfig } from "./config-file.ts";

/** What the transforms of a config make of its template: the analysis with it, and with what is wrong with it. */
export async function runTransforms(
	programs: Programs,
	{ file, root }: LoadedConfig,
	analysis: Analysis,
	facts: Facts,
	signal?: AbortSignal,
): Promise<Analysis> {
	const work = transformWork(analysis);
	if (!work) return analysis;
	const answer = await programs.transform(work, { path: file.path, root }, signal);
	return applyTransforms(analysis, answer, facts);
}
