import assert from "node:assert/strict";
import { agentCoreRuntime } from "../../../../engine/resources/agentcore-runtime/index.ts";
import { assertMarked } from "../../../support/analysed.ts";
import { findings } from "../../../support/placed.ts";

const table = `
  table:
    type: dynamo-db-table
    properties: { primaryKey: { partitionKey: { name: id, type: string } } }
`;

/** Configs that carry their problems as marks; see `assertProblems`. */
const cases: Readonly<Record<string, string>> = {
	"an image that an agent cannot run as it says": `
resources:
  image:
    type: agentcore-runtime
    properties:
      packaging:
        type: prebuilt-image
        properties:
          image: docker.io/library/nginx:1
#                ^^^^^^^^^^^^^^^^^^^^^^^^^ image-registry: "docker.io/library/nginx:1" is not in a registry that agents can run images from
          command:
#         ^^^^^^^ (warning) image-setting-ignored: command has no effect: an agent runs its image as the image says
            - run
          repositoryCredentialsSecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:a
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ (warning) image-setting-ignored: repositoryCredentialsSecretArn has no effect: an agent runs its image as the image says
`,
	"endpoints of one name, and sessions that end before they idle": `
resources:
  endpoints:
    type: agentcore-runtime
    properties:
      packaging:
        type: prebuilt-image
        properties:
          image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/agent:1
          entryPoint:
#         ^^^^^^^^^^ (warning) image-setting-ignored: entryPoint has no effect: an agent runs its image as the image says
            - run
      endpoints:
        - live
        - name: Live
#               ^^^^ duplicate-endpoint: there is another endpoint "Live"
        - "live-"
#         ^^^^^^^ duplicate-endpoint: there is another endpoint "live-"
      lifecycle:
        maxLifetime: 600
        idleRuntimeSessionTimeout: 900
#                                  ^^^ minimum-above-maximum: idleRuntimeSessionTimeout is 900, which is above maxLifetime, 600
`,
	variables: `
resources:
  variables:
    type: agentcore-runtime
    properties:
      packaging:
        type: prebuilt-image
        properties:
          image: public.ecr.aws/example/agent:1
      environment:
        - name: my-name
#               ^^^^^^^ invalid-variable-name: "my-name" is not a name that an agent can have a variable by
          value: a
        - name: STP_TABLE_NAME
#               ^^^^^^^^^^^^^^ (warning) variable-overridden: "STP_TABLE_NAME" is set by connectTo, which wins over this value
          value: a
        - name: TWICE
          value: a
        - name: TWICE
#               ^^^^^ duplicate-variable: "TWICE" is already set by variable 3
          value: b
      connectTo:
        - table${table}`,
	"tools that are none": `
resources:
  uses:
    type: agentcore-runtime
    properties:
      packaging:
        type: prebuilt-image
        properties:
          image: public.ecr.aws/example/agent:1
      useMemory: table
#                ^^^^^ wrong-resource-type: "table" is a dynamo-db-table, but useMemory must name an agentcore-memory
      useBrowser: browsr
#                 ^^^^^^ unknown-resource: there is no resource "browsr"
      connectTo:
        - uses
#         ^^^^ wrong-resource-type: "uses" is an agentcore-runtime, which connectTo cannot connect to${table}`,
};

describe("the check of an agent", () => {
	for (const [what, text] of Object.entries(cases)) it(`reports: ${what}`, () => assertMarked(text));

	const packaging = { type: "prebuilt-image", properties: { image: "public.ecr.aws/example/agent:1" } };

	it("has nothing to say about what AgentCore takes", () => {
		const values = {
			packaging: {
				...packaging,
				properties: { image: "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1" },
			},
			endpoints: ["live", "test"],
			lifecycle: { maxLifetime: 600, idleRuntimeSessionTimeout: 600 },
			environment: [{ name: "A_1", value: 1 }],
		};
		assert.deepEqual(findings(agentCoreRuntime, "helper", values), []);
		assert.deepEqual(findings(agentCoreRuntime, "helper", { packaging }), []);
	});

	it("finds values that are too long", () => {
		const environment = [
			{ name: "LONG", value: "x".repeat(2049) },
			{ name: "SHORT", value: "x".repeat(2048) },
		];
		assert.deepEqual(findings(agentCoreRuntime, "helper", { packaging, environment }), [
			"environment-too-large @ environment.0.value: the value has 2049 characters, but at most 2048 are possible",
		]);
	});
});
