import { stackName, type Target } from "./target.ts";

/** What the names of a stack's encrypted parameters begin with. */
export function parameterPrefix(target: Target): string {
	return `/stp/${target.region}/${stackName(target)}/`;
}

/** Name of the encrypted parameter that holds the sensitive parameter `param` of the resource with this reference. */
export function sensitiveParameterName(reference: string, param: string, target: Target): string {
	return `${parameterPrefix(target)}${reference}/${param}`;
}
