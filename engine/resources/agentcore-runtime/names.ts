import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";

export const RUNTIME = "AWS::BedrockAgentCore::Runtime";
export const ENDPOINT = "AWS::BedrockAgentCore::RuntimeEndpoint";

export const runtimeId = (owner: string) => logicalId({ owner, type: RUNTIME });
export const endpointId = (owner: string, endpoint: string) =>
	logicalId({ owner, specifier: endpoint, type: ENDPOINT });

/** Name of the security group of an agent in the network: `{stack}-{name}-sg`. */
export function groupName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
}
