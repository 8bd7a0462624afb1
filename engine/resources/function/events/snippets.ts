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
	"application-load-balancer": {
		docs: "A request to an application load balancer.",
		snippet: `type: application-load-balancer
properties:
  loadBalancerName: \${1:balancer}
  priority: \${2:1}
  paths:
    - \${3:/items/*}`,
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
	sns: {
		docs: "A message of an SNS topic.",
		snippet: `type: sns
properties:
  snsTopicName: \${1:topic}`,
	},
	"event-bus": {
		docs: "An event of an event bus.",
		snippet: `type: event-bus
properties:
  eventBusName: \${1:bus}
  eventPattern:
    detail-type:
      - \${2:order placed}`,
	},
	s3: {
		docs: "A change in a bucket.",
		snippet: `type: s3
properties:
  bucketArn: \\$ResourceParam('\${1:bucket}', 'arn')
  s3EventType: \${2|s3:ObjectCreated:*,s3:ObjectRemoved:*|}`,
	},
	"kinesis-stream": {
		docs: "Records of a Kinesis stream.",
		snippet: `type: kinesis-stream
properties:
  kinesisStreamName: \${1:stream}
  batchSize: \${2:100}`,
	},
	"dynamo-db-stream": {
		docs: "Changes of the items of a DynamoDB table with `streamType`.",
		snippet: `type: dynamo-db-stream
properties:
  streamArn: \\$ResourceParam('\${1:table}', 'streamArn')`,
	},
	"cloudwatch-log": {
		docs: "Lines of a log group.",
		snippet: `type: cloudwatch-log
properties:
  logGroupArn: \\$ResourceParam('\${1:function}', 'logGroupArn')
  filter: \${2:ERROR}`,
	},
	"kafka-topic": {
		docs: "Messages of a topic of your own Kafka cluster.",
		snippet: `type: kafka-topic
properties:
  customKafkaConfiguration:
    bootstrapServers:
      - \${1:broker1.example.com:9092}
    topicName: \${2:orders}
    authentication:
      type: \${3|BASIC_AUTH,SASL_SCRAM_256_AUTH,SASL_SCRAM_512_AUTH|}
      properties:
        authenticationSecretArn: \${4:arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka}`,
	},
	"cloudwatch-alarm": {
		docs: "An alarm of this config that goes off.",
		snippet: `type: cloudwatch-alarm
properties:
  alarmName: \${1:api.alarms.0}`,
	},
};
