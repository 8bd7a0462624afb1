import assert from "node:assert/strict";
import { analyse } from "../../engine/index.ts";
import type { Target } from "../../engine/names/target.ts";
import { assertProblems } from "../support/marked.ts";

const target: Target = { project: "shop", stage: "dev", region: "eu-west-1", account: "123456789012" };

/** A queue, a gateway and a function without a fault, to be gone on with. */
const withFunction = `
resources:
  jobs:
    type: sqs-queue
  api:
    type: http-api-gateway
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
`;

/** Configs that carry their problems as marks; see `assertProblems`. */
const cases: Readonly<Record<string, string>> = {
	"a misspelled resource type": `
resources:
  jobs:
    type: sqs-qeue
    #     ^^^^^^^^ unknown-resource-type: "sqs-qeue" is not a resource type
`,
	"a value beyond the AWS limit": `
resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 90000
      #                         ^^^^^ number-out-of-range: visibilityTimeoutSeconds is 90000 seconds, but must be 0 to 43200
`,
	"a file that is still being typed": `
resources:
  jobs:
    type:
  # ^^^^ missing-value: type has no value
`,
	"an empty resource": `
resources:
  jobs:
# ^^^^ missing-value: jobs has no value
`,
	"a resource without a type": `
resources:
  jobs:
# ^^^^ missing-property: "type" is missing in jobs
    properties:
      fifoEnabled: true
`,
	"a resource that is a text": `
resources:
  jobs: sqs-queue
  #     ^^^^^^^^^ wrong-type: jobs must be a map with type and properties
`,
	"a resource type that nothing resembles": `
resources:
  jobs:
    type: quantum-teleporter
    #     ^^^^^^^^^^^^^^^^^^ unknown-resource-type: "quantum-teleporter" is not a resource type
`,
	"a resource type that is a number": `
resources:
  jobs:
    type: 5
    #     ^ unknown-resource-type: "5" is not a resource type
`,
	"an unknown key beside type": `
resources:
  jobs:
    type: sqs-queue
    propertys:
  # ^^^^^^^^^ unknown-property: "propertys" is not a property here
      fifoEnabled: true
`,
	"a property beside type": `
resources:
  jobs:
    type: sqs-queue
    fifoEnabled: true
  # ^^^^^^^^^^^ unknown-property: "fifoEnabled" is not a property here
`,
	"a misspelled property": `
resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeout: 3
    # ^^^^^^^^^^^^^^^^^ unknown-property: "visibilityTimeout" is not a property here
`,
	"two misspelled properties of which one is required": `
resources:
  jobs:
    type: sqs-queue
    properties:
      redrivePolicy:
        targetSqsQueueNam: jobs2
      # ^^^^^^^^^^^^^^^^^ unknown-property: "targetSqsQueueNam" is not a property here
        maxRecieveCount: 3
      # ^^^^^^^^^^^^^^^ unknown-property: "maxRecieveCount" is not a property here
  jobs2:
    type: sqs-queue
`,
	"a missing property": `
resources:
  jobs:
    type: sqs-queue
    properties:
      redrivePolicy:
    # ^^^^^^^^^^^^^ missing-property: "maxReceiveCount" is missing in redrivePolicy
        targetSqsQueueArn: arn:aws:sqs:eu-west-1:123456789012:dead
`,
	"a missing property in a list": `${withFunction}      environment:
        - name: URL
        # ^^^^ missing-property: "value" is missing
        - value: x
        # ^^^^^ missing-property: "name" is missing
`,
	"a missing property in a resource without properties": `
resources:
  table:
# ^^^^^ missing-property: "primaryKey" is missing in table
    type: dynamo-db-table
`,
	"a function without properties": `
resources:
  f:
# ^ missing-property: "packaging" is missing in f
    type: function
`,
	"a text where a number must be": `
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: soon
      #                    ^^^^ wrong-type: delayMessagesSecond is the text "soon", but must be a whole number
`,
	"a quoted number": `
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: "5"
      #                    ^^^ wrong-type: delayMessagesSecond is the text "5", but must be a whole number
`,
	"a quoted boolean": `
resources:
  jobs:
    type: sqs-queue
    properties:
      fifoEnabled: "true"
      #            ^^^^^^ wrong-type: fifoEnabled is the text "true", but must be true or false
`,
	"a yes, which YAML 1.2 takes for a text": `
resources:
  jobs:
    type: sqs-queue
    properties:
      fifoEnabled: yes
      #            ^^^ wrong-type: fifoEnabled is the text "yes", but must be true or false
`,
	"a fraction": `
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: 1.5
      #                    ^^^ wrong-type: delayMessagesSecond is 1.5, but must be a whole number
`,
	"a number that is a text": `
variables:
  x: 1
resources:
  jobs:
    type: sqs-queue
stackConfig:
  tags:
    - name: 5
    #       ^ wrong-type: name is 5, but must be text
      value: x
`,
	"a list where a map must be": `
resources:
  jobs:
    type: sqs-queue
    properties:
      redrivePolicy:
        - maxReceiveCount: 3
      # ^^^^^^^^^^^^^^^^^^^^ wrong-type: redrivePolicy is a list, but must be a map
`,
	"a map where a list must be": `${withFunction}      environment:
        URL: x
      # ^^^ wrong-type: environment is a map, but must be a list
`,
	"a text where a list must be": `${withFunction}      connectTo: jobs
      #          ^^^^ wrong-type: connectTo is the text "jobs", but must be a list
`,
	"a key without a value": `
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond:
    # ^^^^^^^^^^^^^^^^^^^ missing-value: delayMessagesSecond has no value
`,
	"an enum without a value": `${withFunction}      architecture:
    # ^^^^^^^^^^^^ missing-value: architecture has no value
`,
	"a list without items is no problem": `${withFunction}      environment:
`,
	"a value that is not allowed": `${withFunction}      architecture: arm
      #             ^^^ value-not-allowed: "arm" is not a value of architecture
`,
	"a value that resembles none": `${withFunction}      architecture: sparc
      #             ^^^^^ value-not-allowed: "sparc" is not a value of architecture
`,
	"a number of an enum": `${withFunction}      logging:
        retentionDays: 8
        #              ^ value-not-allowed: "8" is not a value of retentionDays
`,
	"a text that does not match": `
resources:
  jobs:
    type: sqs-queue
stackConfig:
  outputs:
    - name: my-url
    #       ^^^^^^ text-not-matching: "my-url" is not a valid name
      value: x
`,
	"a variant without a type": `${withFunction}      events:
        - properties:
        # ^^^^^^^^^^ missing-property: "type" is missing
            sqsQueueName: jobs
`,
	"a variant with a wrong type": `${withFunction}      events:
        - type: sqss
        #       ^^^^ value-not-allowed: "sqss" is not a value of type
          properties:
            sqsQueueName: jobs
`,
	"a variant without a value for its type": `${withFunction}      events:
        - type:
        # ^^^^ missing-value: type has no value
`,
	"an event of an alarm that is not there": `${withFunction}      events:
        - type: cloudwatch-alarm
          properties:
            alarmName: api.alarms.0
            #          ^^^^^^^^^^^^ unknown-alarm: there is no alarm "api.alarms.0"
`,
	"an event of a bucket that is not of this config": `${withFunction}      events:
        - type: s3
          properties:
            bucketArn: somewhere-else
            #          ^^^^^^^^^^^^^^ text-not-matching: "somewhere-else" is not the ARN of a bucket
            s3EventType: "s3:ObjectCreated:*"
`,
	"events of what is no bucket": `${withFunction}      events:
        - type: s3
          properties:
            bucketArn: $ResourceParam('jobs', 'arn')
            #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-resource-type: "jobs" is an sqs-queue, but bucketArn must name a bucket or a hosting-bucket
            s3EventType: "s3:ObjectCreated:*"
        - type: s3
          properties:
            bucketArn: $ResourceParam('job', 'arn')
            #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-resource: there is no resource "job"
            s3EventType: "s3:ObjectCreated:*"
`,
	"an event of a bucket that is named by another parameter": `${withFunction}      events:
        - type: s3
          properties:
            bucketArn: $ResourceParam('jobs', 'url')
            #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-known-at-deploy: the ARN of a bucket outside of this config must be known before the deploy
            s3EventType: "s3:ObjectCreated:*"
`,
	"a hook that names nothing": `
hooks:
  afterDeploy:
    - scriptName: x
    #             ^ unknown-script: there is no script "x"
resources:
  jobs:
    type: sqs-queue
`,
	"an unknown key at the top": `
resourcess:
#<^^^^^^^^^^ unknown-property: "resourcess" is not a property here
  a:
    type: bucket
resources:
  jobs:
    type: sqs-queue
`,
	"a config without resources": `
variables:
#<^^^^^^^^^ missing-property: "resources" is missing in the config
  a: 1
`,
	"the old name of a project": `
serviceName: shop
#<^^^^^^^^^^^ (warning) deprecated-property: serviceName is deprecated
resources:
  jobs:
    type: sqs-queue
`,
	"a resource name with a dash": `
resources:
  my-jobs:
# ^^^^^^^ invalid-resource-name: "my-jobs" is not a valid resource name
    type: sqs-queue
`,
	"a key twice": `
resources:
  jobs:
    type: sqs-queue
  jobs:
# ^^^^ duplicate-key: "jobs" is already a key of this map
    type: bucket
`,
	"a property twice": `
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: 1
      delayMessagesSecond: 2
    # ^^^^^^^^^^^^^^^^^^^ duplicate-key: "delayMessagesSecond" is already a key of this map
`,
	"a name that no resource has": `${withFunction}      connectTo:
        - job
        # ^^^ unknown-resource: there is no resource "job"
        - nothing
        # ^^^^^^^ unknown-resource: there is no resource "nothing"
`,
	"a name of a resource of a wrong type": `${withFunction}      events:
        - type: sqs
          properties:
            sqsQueueName: api
            #             ^^^ wrong-resource-type: "api" is an http-api-gateway, but sqsQueueName must name an sqs-queue
      connectTo:
        - api
        # ^^^ wrong-resource-type: "api" is an http-api-gateway, which connectTo cannot connect to
`,
	"a name in an event that no resource has": `${withFunction}      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: gateway
            #                   ^^^^^^^ unknown-resource: there is no resource "gateway"
            method: GET
            path: /
`,
	"a reference to a resource that has problems is no second problem": `${withFunction}      connectTo:
        - broken
      environment:
        - name: URL
          value: $ResourceParam('broken', 'url')
  broken:
    type: sqs-queue
    properties:
      nonsense: 1
    # ^^^^^^^^ unknown-property: "nonsense" is not a property here
`,
	"an override of what is not there": `${withFunction}    overrides:
      WorkerFunctoin:
    # ^^^^^^^^^^^^^^ unknown-child: worker has no CloudFormation resource "WorkerFunctoin"
        MemorySize: 5
`,
	"an override of another resource's child": `${withFunction}    overrides:
      JobsQueue:
    # ^^^^^^^^^ unknown-child: worker has no CloudFormation resource "JobsQueue"
        DelaySeconds: 5
`,
	"overrides that are a list": `${withFunction}    overrides:
      - a
    # ^^^ wrong-type: overrides is a list, but must be a map
`,
	"a directive that does not exist": `${withFunction}      memory: $Memory()
      #       ^^^^^^^^^ unknown-directive: "$Memory" is not a directive
`,
	"a misspelled directive": `${withFunction}      environment:
        - name: URL
          value: $ResourcParam('jobs', 'url')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-directive: "$ResourcParam" is not a directive
`,
	"a directive with too few arguments": `${withFunction}      environment:
        - name: URL
          value: $ResourceParam('jobs')
          #      ^^^^^^^^^^^^^^^^^^^^^^ missing-argument: $ResourceParam needs the argument "param"
`,
	"a directive with too many arguments": `${withFunction}      environment:
        - name: URL
          value: $ResourceParam('jobs', 'url', 'x')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ too-many-arguments: $ResourceParam takes 2 arguments, but 3 are given
`,
	"a directive with an argument of a wrong type": `${withFunction}      environment:
        - name: URL
          value: $ResourceParam('jobs', 5)
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-argument: argument "param" of $ResourceParam must be text, but is 5
`,
	"a parameter that a resource does not have": `${withFunction}      environment:
        - name: URL
          value: $ResourceParam('jobs', 'uri')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-param: resource "jobs" has no parameter "uri"
        - name: OTHER
          value: $ResourceParam('jobz', 'url')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-resource: there is no resource "jobz"
`,
	"a directive without its closing parenthesis": `${withFunction}      environment:
        - name: URL
          value: $ResourceParam('jobs', 'url'
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unclosed-directive: $ResourceParam( has no closing parenthesis
`,
	"a directive in a text": `${withFunction}      environment:
        - name: URL
          value: https://$ResourceParam('jobs', 'url')/x
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ directive-in-text: $ResourceParam('jobs', 'url') is not resolved here, because a directive must be the whole value
        - name: NAME
          value: jobs-$Stage()-$Region()
          #      ^^^^^^^^^^^^^^^^^^^^^^^ directive-in-text: $Stage() is not resolved here, because a directive must be the whole value
`,
	"a price is no directive": `${withFunction}      environment:
        - name: TEXT
          value: $5 off (today)
`,
	"values and placeholders that differ in number": `${withFunction}      environment:
        - name: TEXT
          value: $Format('{}-{}', $Stage())
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^ format-count-mismatch: the text has 2 placeholders {}, but 1 value is given
        - name: OTHER
          value: $CfFormat('{}', $ResourceParam('jobs', 'url'), 'x')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ format-count-mismatch: the text has 1 placeholder {}, but 2 values are given
`,
	"a variable that does not exist": `
variables:
  memory: 512
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: $Var().delay
      #                    ^^^^^^^^^^^^ unknown-variable: $Var() has no "delay"
      longPollingSeconds: $Var().memroy
      #                   ^^^^^^^^^^^^^ unknown-variable: $Var() has no "memroy"
`,
	"a path into a variable that has no parts": `
variables:
  a: 512
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: $Var().a.b
      #                    ^^^^^^^^^^ unknown-variable: $Var().a has no "b"
`,
	"variables that need each other": `
variables:
  a: $Var().b
  #  ^^^^^^^^ circular-reference: $Var().b needs itself: $Var().b → $Var().a → $Var().b
  b: $Var().a
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: $Var().a
`,
	"variables without variables": `
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: $Var().a
      #                    ^^^^^^^^ unknown-variable: this config has no variables
`,
	"a value of a variable that does not fit": `
variables:
  delay: soon
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: $Var().delay
      #                    ^^^^^^^^^^^^ wrong-type: delayMessagesSecond is the text "soon", but must be a whole number
`,
	"a value that is known too late": `${withFunction}      memory: $ResourceParam('jobs', 'url')
      #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-known-at-deploy: $ResourceParam('jobs', 'url') is known only at deploy, but memory must be known before
      environment:
        - name: TEXT
          value: $Format('{}', $ResourceParam('jobs', 'url'))
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-known-at-deploy: $ResourceParam('jobs', 'url') is known only at deploy, but $Format('{}', $ResourceParam('jobs', 'url')) needs it now
`,
	"a tab": `
resources:
  jobs:
	type: sqs-queue
#<^ yaml-tab: a tab indents this line, but YAML takes spaces only
`,
	"a line that is not aligned": `
resources:
  jobs:
    type: sqs-queue
   properties:
#<^ yaml-syntax: this line is not indented like its neighbours
      fifoEnabled: true
`,
	"a quote that is not closed": `
resources:
  jobs:
    type: "sqs-queue
    #     ^ yaml-syntax: this quote is not closed
    properties:
      fifoEnabled: true
`,
	"a key without its colon": `
resources:
  jobs:
    type: sqs-queue
    properties
  # ^^^^^^^^^^ yaml-syntax: a key must be followed by a colon
  other:
    type: bucket
`,
	"a bracket that is not closed": `${withFunction}      connectTo: [jobs
      #          ^ yaml-syntax: this bracket is not closed, or what it holds is not indented
      memory: 512
`,
	"a second document": `
resources:
  jobs:
    type: sqs-queue
---
#<^^^ yaml-syntax: a config is a single YAML document
resources: {}
`,
	"an alias without its anchor": `
resources:
  jobs: *queue
  #     ^^^^^^ unknown-anchor: there is no anchor "&queue" above this alias
`,
	"an anchor that is used twice is no problem": `
resources:
  jobs: &queue
    type: sqs-queue
  others: *queue
`,
	"a merged map with a fault is marked where it is written": `
variables:
  base: &base
    delayMessagesSecond: 901
    #                    ^^^ number-out-of-range: delayMessagesSecond is 901 seconds, but must be 0 to 900
resources:
  jobs:
    type: sqs-queue
    properties:
      <<: *base
`,
	"a tag of CloudFormation": `${withFunction}      environment:
        - name: URL
          value: !Ref JobsQueue
          #      ^^^^ yaml-tag: "!Ref" has no meaning in a config
`,
	"a syntax error does not hide the faults above it": `
resources:
  jobs:
    type: sqs-qeue
    #     ^^^^^^^^ unknown-resource-type: "sqs-qeue" is not a resource type
  other:
    type: bucket
    "x
  # ^^ yaml-syntax: a key must stand on one line and be followed by a colon
`,
	"a syntax error hides what follows from it": `
resources:
  other:
    type: bucket
    properties: [
    #           ^ yaml-syntax: this bracket is not closed, or what it holds is not indented
  jobs:
    type: sqs-qeue
`,
	"a top level that is a list": `- a
#<^^^ wrong-type: the config must be a map of keys to values
- b
`,
	"a setting that only FIFO queues have": `
resources:
  jobs:
    type: sqs-queue
    properties:
      contentBasedDeduplication: true
    # ^^^^^^^^^^^^^^^^^^^^^^^^^ fifo-only: contentBasedDeduplication is for FIFO queues only, but fifoEnabled is not set
      fifoHighThroughput: true
    # ^^^^^^^^^^^^^^^^^^ fifo-only: fifoHighThroughput is for FIFO queues only, but fifoEnabled is not set
`,
	"a queue that is its own dead-letter queue": `
resources:
  jobs:
    type: sqs-queue
    properties:
      redrivePolicy:
        targetSqsQueueName: jobs
        #                   ^^^^ redrive-to-itself: "jobs" cannot be its own dead-letter queue
        maxReceiveCount: 3
`,
	"a dead-letter queue of another kind": `
resources:
  jobs:
    type: sqs-queue
    properties:
      fifoEnabled: true
      redrivePolicy:
        targetSqsQueueName: dead
        #                   ^^^^ redrive-kind-mismatch: "dead" must be a FIFO queue, because "jobs" is one
        maxReceiveCount: 3
  dead:
    type: sqs-queue
`,
	"two of which exactly one must be given": `${withFunction}      events:
        - type: sqs
          properties:
            sqsQueueName: jobs
            sqsQueueArn: arn:aws:sqs:eu-west-1:123456789012:jobs
          # ^^^^^^^^^^^ not-exactly-one: sqsQueueArn cannot be set together with sqsQueueName
`,
	"none of which exactly one must be given": `${withFunction}      events:
        - type: sqs
          properties:
        # ^^^^^^^^^^ not-exactly-one: one of sqsQueueName or sqsQueueArn must be set
            batchSize: 5
`,
	"a batch that needs a window": `${withFunction}      events:
        - type: sqs
          properties:
            sqsQueueName: jobs
            batchSize: 100
            #          ^^^ batch-window-missing: a batch of 100 messages needs maxBatchWindowSeconds, because it is above 10
`,
	"batches of a FIFO queue": `
resources:
  jobs:
    type: sqs-queue
    properties:
      fifoEnabled: true
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
      events:
        - type: sqs
          properties:
            sqsQueueName: jobs
            batchSize: 11
            #          ^^ fifo-batch-too-large: batchSize is 11 messages, but a FIFO queue gives at most 10
            maxBatchWindowSeconds: 5
          # ^^^^^^^^^^^^^^^^^^^^^ fifo-batch-window: maxBatchWindowSeconds cannot be used with a FIFO queue
`,
	"a function that runs longer than its queue waits": `${withFunction}      timeout: 60
      events:
        - type: sqs
          properties:
            sqsQueueName: jobs
            #             ^^^^ timeout-above-visibility: "worker" may run for 60 seconds, but "jobs" hides a message for 30 seconds only
`,
	"a schedule that is none": `${withFunction}      events:
        - type: schedule
          properties:
            scheduleRate: rate(1 minutes)
            #             ^^^^^^^^^^^^^^^ invalid-schedule: "rate(1 minutes)" is not a schedule: the unit of 1 must be "minute"
        - type: schedule
          properties:
            scheduleRate: cron(0 8 * * *)
            #             ^^^^^^^^^^^^^^^ invalid-schedule: "cron(0 8 * * *)" is not a schedule: it has 5 fields, but must have 6
        - type: schedule
          properties:
            scheduleRate: every day
            #             ^^^^^^^^^ invalid-schedule: "every day" is not a schedule: it must be rate(…) or cron(…)
`,
	"a route twice": `${withFunction}      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: /items
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: /items
            #     ^^^^^^ duplicate-route: the route "GET /items" of gateway "api" already belongs to event 1 of "worker"
`,
	"a default route with a method": `${withFunction}      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            #       ^^^ default-route-method: the path "*" takes every method, but method is GET
            path: "*"
`,
	"a path that is none": `${withFunction}      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: items
            #     ^^^^^ text-not-matching: "items" is not a valid path
`,
	"payload formats that differ": `${withFunction}      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: /a
            payloadFormat: "1.0"
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: /b
            payloadFormat: "2.0"
            #              ^^^^^ payload-format-conflict: this route has the payload format 2.0, but event 1 of "worker" has 1.0
`,
	"a payload format without quotes, which is a number": `${withFunction}      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: /a
            payloadFormat: 1.0
            #              ^^^ wrong-type: payloadFormat is 1, but must be text
`,
	"variables that Lambda does not take": `${withFunction}      environment:
        - name: AWS_REGION
        #       ^^^^^^^^^^ reserved-variable: "AWS_REGION" is set by Lambda itself and cannot be set here
          value: x
        - name: my-name
        #       ^^^^^^^ invalid-variable-name: "my-name" is not a name that Lambda takes for a variable
          value: x
        - name: URL
          value: a
        - name: URL
        #       ^^^ duplicate-variable: "URL" is already set by variable 3
          value: b
`,
	"a variable that connectTo sets too": `${withFunction}      connectTo:
        - jobs
      environment:
        - name: STP_JOBS_URL
        #       ^^^^^^^^^^^^ (warning) variable-overridden: "STP_JOBS_URL" is set by connectTo, which wins over this value
          value: mine
`,
	"a runtime that does not fit": `${withFunction}      runtime: python3.13
      #        ^^^^^^^^^^ runtime-not-fitting: "python3.13" cannot run "./worker.ts"
`,
	"an entry file that cannot be packaged": `
resources:
  f:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./f.lua
          #              ^^^^^^^ unsupported-entry-file: files with the extension "lua" cannot be packaged
`,
	"a ready artifact without runtime and handler": `
resources:
  f:
    type: function
    properties:
      packaging:
        type: custom-artifact
        #     ^^^^^^^^^^^^^^^ missing-runtime: custom-artifact needs runtime, because nothing else says what runs the code
        properties:
      # ^^^^^^^^^^ missing-handler: custom-artifact needs handler, because nothing else says what Lambda calls
          packagePath: ./f.zip
`,
	"a CORS setting for all with credentials": `
resources:
  api:
    type: http-api-gateway
    properties:
      cors:
        enabled: true
        allowedOrigins: ["*"]
        allowCredentials: true
        #                 ^^^^ cors-credentials-for-all: allowCredentials cannot be used while every origin is allowed
`,
	"a table with types that differ": `
resources:
  users:
    type: dynamo-db-table
    properties:
      primaryKey:
        partitionKey:
          name: id
          type: string
        sortKey:
          name: id
          #     ^^ key-attribute-twice: "id" is both the partition key and the sort key
          type: number
          #     ^^^^^^ (warning) attribute-type-conflict: "id" is number here, but string at its first use, which counts
      secondaryIndexes:
        - name: byName
          partitionKey:
            name: name
            type: string
        - name: byName
        #       ^^^^^^ duplicate-index-name: two indexes of "users" have the name "byName"
          partitionKey:
            name: other
            type: string
`,
	"a logical id that CloudFormation does not take": `
resources:
  jobs:
    type: sqs-queue
cloudformationResources:
  my-topic:
# ^^^^^^^^ invalid-logical-id: "my-topic" is not a valid logical id
    Type: AWS::SNS::Topic
`,
	"a type that is no CloudFormation type": `
resources:
  jobs:
    type: sqs-queue
cloudformationResources:
  MyTopic:
    Type: SNS.Topic
    #     ^^^^^^^^^ text-not-matching: "SNS.Topic" is not a valid Type
`,
	"a logical id twice": `
resources:
  jobs:
    type: sqs-queue
  Jobs:
# ^^^^ duplicate-logical-id: Jobs and jobs both make a CloudFormation resource "JobsQueue"
    type: sqs-queue
`,
	"a logical id of a resource in CloudFormation's own words": `
resources:
  jobs:
    type: sqs-queue
cloudformationResources:
  JobsQueue:
# ^^^^^^^^^ duplicate-logical-id: cloudformationResources and jobs both make a CloudFormation resource "JobsQueue"
    Type: AWS::SNS::Topic
`,
	"an output twice": `
resources:
  jobs:
    type: sqs-queue
stackConfig:
  outputs:
    - name: url
      value: a
    - name: url
    #       ^^^ duplicate-output: there is already an output "url"
      value: b
`,
	"functions that need each other": `
resources:
  a:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./a.ts
      environment:
        - name: OTHER
          value: $ResourceParam('b', 'arn')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^ circular-reference: a → b → a wait for each other, so that CloudFormation can create none of them first
  b:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./b.ts
      environment:
        - name: OTHER
          value: $ResourceParam('a', 'arn')
`,
	"too many items in a list": `
resources:
  jobs:
    type: sqs-queue
deploymentConfig:
  publishEventsToArn: [a, b, c, d, e, f]
# ^^^^^^^^^^^^^^^^^^ list-length-out-of-range: publishEventsToArn has 6 items, but must have at most 5
  monitoringTimeAfterDeploymentInMinutes: 200
  #                                       ^^^ number-out-of-range: monitoringTimeAfterDeploymentInMinutes is 200 minutes, but must be 0 to 180
`,
};

const problemsOf = (text: string) => analyse({ path: "stacktape.yml", text }, target).problems;

describe("problems of a config", () => {
	for (const [name, text] of Object.entries(cases)) {
		it(`are marked: ${name}`, () => assertProblems(text, problemsOf(text)));
	}

	it("have fixes that repair them", () => {
		for (const [name, text] of Object.entries(cases)) {
			const problems = problemsOf(text);
			for (const { fixes = [] } of problems) {
				for (const { span, text: replacement, title } of fixes) {
					const repaired = text.slice(0, span.start) + replacement + text.slice(span.end);
					assert.ok(problemsOf(repaired).length < problems.length, `${name}: ${title}`);
				}
			}
		}
	});

	it("are about the length of a text, with AWS's limit", () => {
		const text = `resources: {}\nstackConfig:\n  tags:\n    - name: ${"n".repeat(129)}\n      value: x\n`;
		const [problem] = problemsOf(text);
		assert.equal(problem?.code, "text-length-out-of-range");
		assert.equal(problem.message, "name has 129 characters, but must have at most 128");
		assert.match(problem.hint ?? "", /docs\.aws\.amazon\.com/);
	});

	it("are about the paths that are not there, once somebody has looked", () => {
		const text = `${withFunction}      timeout: 3\n`;
		const withFact = (answer: string) =>
			analyse({ path: "stacktape.yml", text }, target, new Map([["path:./worker.ts", answer]])).problems;
		assert.deepEqual(withFact("file"), []);
		assert.deepEqual(
			withFact("missing").map(({ code }) => code),
			["file-not-found"],
		);
		assert.deepEqual(
			withFact("directory").map(({ code }) => code),
			["wrong-kind-of-file"],
		);
	});

	it("are about the names of the target at the beginning of the config", () => {
		const text = "resources: {}\n";
		const codes = (other: Partial<Target>) =>
			analyse({ path: "stacktape.yml", text }, { ...target, ...other }).problems.map(({ code, span }) => [
				code,
				span.start,
			]);
		assert.deepEqual(codes({ project: "My Shop" }), [["invalid-project-name", 0]]);
		assert.deepEqual(codes({ stage: "d" }), [["invalid-stage-name", 0]]);
		assert.deepEqual(codes({ region: "eu-west-9" }), [["unknown-region", 0]]);
		assert.deepEqual(codes({ project: "p".repeat(126) }), [["stack-name-too-long", 0]]);
	});

	it("point to the first of two places that contradict each other", () => {
		const text = "resources:\n  jobs:\n    type: sqs-queue\n  jobs:\n    type: bucket\n";
		const [problem] = problemsOf(text);
		assert.deepEqual(problem?.related, [{ message: `"jobs" is first here`, span: { start: 13, end: 17 } }]);
	});
});
