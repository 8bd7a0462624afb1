import { stackName } from "../../names/target.ts";
import type { Surroundings } from "../kind.ts";

/**
 * The properties that a resource has in the template that is deployed: `undefined` as long as nobody has looked,
 * `null` when it is not deployed.
 */
export function deployedProperties(
	{ fact, target }: Surroundings,
	logicalId: string,
): Readonly<Record<string, unknown>> | null | undefined {
	const answer = fact({ kind: "deployed", stack: stackName(target), logicalId });
	if (typeof answer !== "string") return answer;
	return answer.startsWith("{") ? JSON.parse(answer) : {};
}
