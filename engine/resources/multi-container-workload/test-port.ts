import type { Workload } from "./properties.ts";

/** Port of the test listener of a load balancer without listeners of its own. */
const DEFAULT_TEST_PORT = 8080;

/** The port where a new version is tried before it gets traffic; `undefined` when nobody tries it. */
export function testPortOf({ values: { deployment } }: Workload): number | undefined {
	if (deployment?.beforeAllowTrafficFunction === undefined) return undefined;
	return deployment.testListenerPort ?? DEFAULT_TEST_PORT;
}
