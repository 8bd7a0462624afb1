import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import type { Domain } from "./properties.ts";

export const DOMAIN = "AWS::OpenSearchService::Domain";

/** Where AWS says what a domain may be called. */
export const domainNames =
	"https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html";
const domainLimit: NameLimit = { maxLength: 28, source: domainNames };
const logGroupLimit: NameLimit = {
	maxLength: 512,
	source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
};

export const domainId = (owner: string) => logicalId({ owner, type: DOMAIN });

/** `{stack}-{name}`, the config's part in lower case. */
export function domainName(domain: Domain, target: Target): PhysicalName {
	return physicalName([stackName(target), domain.name.toLowerCase()], domainLimit);
}

/** What the names of the log groups of all domains of a stack begin with. */
export function logPrefix(target: Target): string {
	return `/stp/${stackName(target)}/open-search/`;
}

/** Name of the log group of one log. */
export function logGroupName(domain: Domain, target: Target, log: string): PhysicalName {
	return physicalName([`${logPrefix(target)}${domain.name}/${log}`], logGroupLimit);
}
