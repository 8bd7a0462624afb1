import type { Cloud } from "../engine/effects.ts";
import type { Surroundings } from "./environment.ts";
import type { Effects } from "./load-effects.ts";
import type { Target } from "./target.ts";

/** Opens AWS as the target says. Nothing is asked yet. */
export function openCloud({ environment }: Surroundings, effects: Effects, target: Target): Cloud {
	return effects.openCloud({
		region: target.region,
		environment,
		...(target.profile !== undefined && { profile: target.profile }),
		...(target.endpoint !== undefined && { endpoint: target.endpoint }),
		...(target.registry !== undefined && { registry: target.registry }),
		...(target.imageMirror !== undefined && { imageMirror: target.imageMirror }),
	});
}
