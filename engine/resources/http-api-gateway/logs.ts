import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import type { Child } from "../kind.ts";
import { forwardLogs } from "../shared/log-forwarding.ts";
import { LOG_GROUP, logGroup } from "../shared/log-group.ts";
import type { Gateway } from "./settings.ts";

/** Logical id of the log group. */
export const logGroupId = ({ name }: Gateway) => logicalId({ owner: name, type: LOG_GROUP });

/** True when requests are written down. */
export const hasLogs = ({ values }: Gateway) => values.logging?.disabled !== true;

/** Name of the log group; the prefix is AWS's for logs that services deliver. */
export function logGroupName(gateway: Gateway, target: Target) {
	return physicalName([`/aws/vendedlogs/${stackName(target)}/api-gateway/${gateway.name}/access-logs`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
	});
}

/** What a line of the access log says, in the order of the JSON form. */
const logged = {
	requestId: "$context.requestId",
	ip: "$context.identity.sourceIp",
	requestTime: "$context.requestTime",
	httpMethod: "$context.httpMethod",
	routeKey: "$context.routeKey",
	status: "$context.status",
	protocol: "$context.protocol",
	responseLength: "$context.responseLength",
};

/** The form of a line of the access log. */
export function logFormat(format: "JSON" | "CLF" | "CSV" | "XML"): string {
	const { requestId, ip, requestTime, httpMethod, routeKey, status, protocol, responseLength } = logged;
	switch (format) {
		case "JSON":
			return JSON.stringify(logged);
		case "CLF":
			return `${ip} - - [${requestTime}] "${httpMethod} ${routeKey} ${protocol}" ${status} ${responseLength} ${requestId}`;
		case "CSV":
			return [ip, requestTime, httpMethod, routeKey, protocol, status, responseLength, requestId].join(",");
		case "XML": {
			const { requestId: _, ...elements } = logged;
			const lines = Object.entries(elements).map(([name, value]) => ` <${name}>${value}</${name}>`);
			return `<request id="${requestId}">${lines.join("")} </request>`;
		}
	}
}

/** The log group of the access log. */
export function logGroupChild(gateway: Gateway, target: Target): Child {
	const { logging } = gateway.values;
	return logGroup({
		owner: gateway.name,
		name: logGroupName(gateway, target),
		retentionDays: logging?.retentionDays ?? 30,
		...(logging && { origin: ["logging"] }),
	});
}

/** What sends the access log on to another system. */
export function forwardedLogs(gateway: Gateway, target: Target): readonly Child[] {
	const forwarding = gateway.values.logging?.logForwarding;
	if (!forwarding || !hasLogs(gateway)) return [];
	return forwardLogs(gateway.name, target, [
		{ logGroup: logGroupId(gateway), forwarding, origin: ["logging", "logForwarding"] },
	]);
}
