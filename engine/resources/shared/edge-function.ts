import { logicalId } from "../../names/logical-id.ts";
import type { Target } from "../../names/target.ts";
import type { Text } from "../../template/intrinsics.ts";
import { edgeRef } from "./edge.ts";

/** Logical id of the version of an `edge-lambda-function`: CloudFront takes versions only, and in us-east-1 only. */
export const edgeVersionId = (name: string) => logicalId({ owner: name, type: "AWS::Lambda::Version" });

/** ARN of the version of the `edge-lambda-function` named `name`, wherever the stack itself stands. */
export function edgeVersionArn(name: string, target: Target): Text {
	return edgeRef(target, edgeVersionId(name));
}
