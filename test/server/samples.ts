/** A config with every kind of structure that YAML has: brackets, block texts, comments, quotes. */
export const yaml = `variables:
  db: { name: main, sizes: [1, 2] }
resources:
  api:
    type: http-api-gateway
  jobs: # "a comment"
    type: sqs-queue
    properties:
      fifoEnabled: true
      redrivePolicy: { targetSqsQueueName: failed, maxReceiveCount: 3 }
  failed:
    type: sqs-queue
    properties:
      fifoEnabled: true
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./src/worker.ts
      events:
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: GET
            path: /items/{id}
        - type: sqs
          properties: { sqsQueueName: "jobs" }
      connectTo: [jobs, aws:ses]
      environment:
        - name: QUEUE
          value: $CfFormat('{}-{}', $ResourceParam('jobs', 'url'), $Var().db.name)
    overrides:
      WorkerFunction:
        MemorySize: 512
stackConfig:
  outputs:
    - name: text
      value: |
        a: b
        - c
`;

/** A config in JSON, indented by tabs. */
export const json = JSON.stringify(
	{
		variables: { size: 512 },
		resources: {
			jobs: { type: "sqs-queue", properties: { visibilityTimeoutSeconds: 30 } },
			worker: {
				type: "function",
				properties: {
					packaging: { type: "stacktape-lambda-buildpack", properties: { entryfilePath: "./a.ts" } },
					connectTo: ["jobs"],
					memory: "$Var().size",
					environment: [{ name: "URL", value: "$ResourceParam('jobs', 'url')" }],
				},
			},
		},
	},
	null,
	"\t",
);
