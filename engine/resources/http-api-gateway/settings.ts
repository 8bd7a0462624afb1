import { logicalId } from "../../names/logical-id.ts";
import { choice, flag, object, optional, type Static } from "../../schema/schema.ts";
import type { Deployed, Placed, Surroundings } from "../kind.ts";
import { alarms, disabledGlobalAlarms, httpApiGatewayTriggers } from "../shared/alarm-schema.ts";
import { cdnConfiguration } from "../shared/cdn/schema.ts";
import { endpointCors } from "../shared/cors.ts";
import { customDomains } from "../shared/domain-schema.ts";
import { logForwarding, retentionDays } from "../shared/log-schema.ts";

export const guide = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
export const corsPage = `${guide}/http-api-cors.html`;
export const quotas = `${guide}/http-api-quotas.html`;
const logVariables = `${guide}/http-api-logging-variables.html`;

/** The schema of a gateway's properties. */
export const properties = object("Settings of the gateway.", {
	payloadFormat: optional(
		choice(
			"Form of the events that functions get, and of what they answer, where a route does not say it.",
			["1.0", "2.0"],
			{
				default: "1.0",
				source: `${guide}/http-api-develop-integrations-lambda.html`,
				valueDocs: {
					"1.0": "The form of REST APIs: every header and query parameter also as a list.",
					"2.0":
						"The shorter form: headers in lower case, cookies apart, and a response can be a plain object.",
				},
			},
		),
	),
	cors: optional(
		endpointCors({
			docs: "Which pages of other origins may call the API from a browser. The gateway answers in place of the code.",
			defaultMethods: "those of the routes, and `OPTIONS`",
			source: corsPage,
			maximumMaxAge: 86_400,
		}),
	),
	logging: optional(
		object("What is written about each request.", {
			disabled: optional(flag("Keep no access log.", { default: false })),
			format: optional(
				choice("Form of a line of the access log.", ["JSON", "CLF", "CSV", "XML"], {
					default: "JSON",
					source: logVariables,
					valueDocs: { CLF: "The common log format of web servers." },
				}),
			),
			retentionDays: optional(retentionDays(30)),
			logForwarding: optional(logForwarding),
		}),
	),
	customDomains: optional(customDomains),
	cdn: optional(cdnConfiguration),
	alarms: optional(alarms("Alarms on failed and slow requests.", httpApiGatewayTriggers)),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
});

/** A gateway whose values its schema has accepted. */
export type Gateway = Placed<Deployed<Static<typeof properties>>>;

export const API = "AWS::ApiGatewayV2::Api";
export const STAGE = "AWS::ApiGatewayV2::Stage";

/** Logical id of the API. */
export const apiId = ({ name }: Gateway) => logicalId({ owner: name, type: API });

/** Logical id of the API's one stage. */
export const stageId = ({ name }: Gateway) => logicalId({ owner: name, type: STAGE });

/** API Gateway wants tags as a map. */
export function tagMap({ tags }: Surroundings) {
	return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
