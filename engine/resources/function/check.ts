import type { Finding, Surroundings } from "../kind.ts";
import { checkAlarms } from "../shared/alarms.ts";
import { checkPackaging } from "../shared/lambda/check-packaging.ts";
import { checkVpcAccess } from "../shared/vpc-access.ts";
import { functionCdn } from "./cdn.ts";
import { checkEnvironment } from "./environment.ts";
import { checkEvents } from "./events/index.ts";
import { checkMounts } from "./network.ts";
import { DEFAULT_TIMEOUT, type PlacedFunction } from "./properties.ts";
import { checkUrl } from "./url.ts";
import { checkConcurrency } from "./versions.ts";

/** Finds what is wrong with a function, as far as its schema cannot say it. */
export function checkFunction(fn: PlacedFunction, surroundings: Surroundings): readonly Finding[] {
	const { events = [], timeout: timeoutSeconds = DEFAULT_TIMEOUT } = fn.values;
	return [
		...checkPackaging(fn.values),
		...checkEvents({ name: fn.name, reference: fn.reference, timeoutSeconds, events }, surroundings),
		...checkEnvironment(fn, surroundings),
		...checkUrl(fn),
		...functionCdn.check(fn, surroundings),
		...checkMounts(fn),
		...checkVpcAccess(fn, surroundings),
		...checkConcurrency(fn),
		...checkAlarms(fn.values.alarms),
	];
}
