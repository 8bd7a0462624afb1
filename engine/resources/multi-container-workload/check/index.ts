import type { Finding, Surroundings } from "../../kind.ts";
import type { Workload } from "../properties.ts";
import { checkContainers } from "./containers.ts";
import { checkDeployment } from "./deployment.ts";
import { checkEvents } from "./events.ts";
import { checkResources } from "./resources.ts";

/** Finds what is wrong with a workload, as far as its schema cannot say it. */
export function checkWorkload(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkContainers(workload, surroundings),
		...checkResources(workload),
		...checkEvents(workload, surroundings),
		...checkDeployment(workload, surroundings),
	];
}
