import { Failure } from "../../report/failure.ts";

/** Which stages are not swapped on save, and which of them all the same. */
export type ProductionRule = {
	/** Stages marked production; `prod` and `production` without it. */
	readonly productionStages?: readonly string[];
	/** Stages that may be swapped on save although they are marked. */
	readonly allowProduction?: readonly string[];
};

/** Names that a stage of production usually has. */
const usual: readonly string[] = ["prod", "production"];

/** True for a stage that is not swapped on save unless it is allowed by name. */
export function isProduction(stage: string, { productionStages = usual }: ProductionRule): boolean {
	return productionStages.includes(stage);
}

/**
 * Stops hot swap on save on a stage that is marked production: a save is no decision to change what others use.
 *
 * @throws Failure of kind `usage`.
 */
export function refuseProduction(stage: string, rule: ProductionRule): void {
	if (!isProduction(stage, rule) || rule.allowProduction?.includes(stage)) return;
	throw new Failure({
		code: "production-stage",
		kind: "usage",
		message: `the stage "${stage}" is marked production, and is not swapped on save`,
		hint: "deploy instead, choose another stage, or allow this one by its name (`--allow-production`)",
	});
}
