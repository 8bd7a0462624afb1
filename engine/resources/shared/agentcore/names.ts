import { type PhysicalName, physicalName } from "../../../names/physical-name.ts";
import { stackName, type Target } from "../../../names/target.ts";

const api = "https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference";
const underscoreLimit = { maxLength: 48, source: `${api}/API_CreateAgentRuntime.html` };
const gatewayLimit = { maxLength: 48, source: `${api}/API_CreateGateway.html` };
const targetLimit = { maxLength: 100, source: `${api}/API_CreateGatewayTarget.html` };
const roleLimit = {
	maxLength: 64,
	source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
};

/**
 * Name of a runtime, an endpoint, a memory, a browser or a code interpreter: letters, digits and `_` only, at most 48
 * characters. The hash of a shortened name is that of the name with its `_`.
 */
export function underscoreName(parts: readonly string[], target: Target): PhysicalName {
	const full = ["stp", stackName(target), ...parts].join("_").replaceAll(/[^A-Za-z0-9]/g, "_");
	const name = physicalName([full], underscoreLimit);
	return { ...name, text: name.text.replaceAll("-", "_") };
}

function dashName(parts: readonly string[], target: Target, limit: typeof gatewayLimit): PhysicalName {
	const full = ["stp", stackName(target), ...parts].join("-").replaceAll(/[^A-Za-z0-9]+/g, "-");
	return physicalName([full], limit);
}

/** Name of a gateway: letters, digits and single dashes, at most 48 characters. */
export function gatewayName(owner: string, target: Target): PhysicalName {
	return dashName([owner], target, gatewayLimit);
}

/** Name of a tool of a gateway: like the gateway's, at most 100 characters. */
export function gatewayTargetName(owner: string, tool: string, target: Target): PhysicalName {
	return dashName([owner, tool], target, targetLimit);
}

/** Name of a role: with the region, because roles are global in an account. `suffix` says what it is of. */
export function agentRoleName(owner: string, suffix: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, suffix, target.region], roleLimit);
}
