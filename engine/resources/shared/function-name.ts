import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";

/** Name of the function of `owner` in AWS: `{stack}-{name}`, at most 64 characters. */
export function functionName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
	});
}
