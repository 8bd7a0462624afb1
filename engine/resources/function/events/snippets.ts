/** Snippets (LSP syntax) for the items of `events`, by type; without indentation of their own. */
export const eventSnippets: Readonly<Record<string, { readonly docs: string; readonly snippet: string }>> = {
	"http-api-gateway": {
		docs: "A request to an HTTP API.",
		snippet: `type: http-api-gateway
properties:
  httpApiGatewayName: \${1:gateway}
  method: \${2|GET,POST,PUT,PATCH,DELETE,"*"|}
  path: \${3:/items}`,
	},
	schedule: {
		docs: "A schedule: every few minutes, or at given times (UTC).",
		snippet: `type: schedule
properties:
  scheduleRate: \${1:rate(5 minutes)}`,
	},
	sqs: {
		docs: "Messages of an SQS queue.",
		snippet: `type: sqs
properties:
  sqsQueueName: \${1:queue}
  batchSize: \${2:10}`,
	},
};
