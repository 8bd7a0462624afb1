import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { guardrailProblems } from "../../../engine/compile/guardrails.ts";
import { wantKey } from "../../../engine/config/facts.ts";
import type { Guardrail } from "../../../engine/config/local-settings.ts";
import { target } from "../../support/placed.ts";

const packaging =
	"packaging: {type: custom-artifact, properties: {packagePath: a.zip, handler: a:b}}\n      runtime: nodejs24.x";

const config = `resources:
  api:
    type: function
    properties:
      ${packaging}
      memory: 2048
      timeout: 60
  small:
    type: function
    properties:
      ${packaging}
  jobs:
    type: sqs-queue
  failed:
    type: sqs-queue
    properties:
      redrivePolicy: {targetSqsQueueName: jobs, maxReceiveCount: 3}
  db:
    type: relational-database
    properties:
      credentials: {masterUserName: jo, masterUserPassword: $Secret('db')}
      engine:
        type: postgres
        properties:
          version: "16.6"
          primaryInstance: {instanceSize: db.r6g.large}
          readReplicas: [{instanceSize: db.r6g.xlarge}]
  balancer:
    type: application-load-balancer
`;

/** What breaks one rule: the marked words and the message. */
function breaches(type: string, properties: object, text = config): readonly string[] {
	const settings = JSON.stringify({
		path: "/code/spool.settings.yml",
		text: JSON.stringify({ guardrails: [{ type, properties }] }),
	});
	const { problems } = analyse(
		{ path: "stacktape.yml", text },
		target,
		new Map([[wantKey({ kind: "settings" }), settings]]),
	);
	return problems
		.filter(({ code }) => code === "guardrail")
		.map(({ span, message, hint }) => {
			assert.equal(hint, `the rule ${type} stands in /code/spool.settings.yml`);
			return `${text.slice(span.start, span.end)}: ${message}`;
		});
}

describe("a rule of the local settings", () => {
	const cases: readonly (readonly [
		type: Guardrail["type"],
		properties: object,
		broken: readonly string[],
	])[] = [
		["stage-restriction", { allowedStages: [] }, []],
		["stage-restriction", { allowedStages: ["dev"] }, []],
		["stage-restriction", { allowedStages: ["prod", "test"] }, [': the stage "dev" is none of prod, test']],
		["region-restriction", { allowedRegions: [] }, []],
		["region-restriction", { allowedRegions: ["eu-west-1"] }, []],
		[
			"region-restriction",
			{ allowedRegions: ["us-east-1"] },
			[": the region eu-west-1 is none of us-east-1"],
		],
		["command-restriction", { blockedCommands: ["deploy"] }, []],
		[
			"resource-type-restriction",
			{ blockedResourceTypes: ["relational-database", "bucket"] },
			["relational-database: resources of the type relational-database may not be used"],
		],
		[
			"require-vpc-databases",
			{ enabled: true },
			["db: db can be reached from outside of its VPC (accessibilityMode internet)"],
		],
		["require-vpc-databases", { enabled: false }, []],
		["require-deletion-protection", { enabled: true }, ["db: db has no deletionProtection"]],
		["require-dead-letter-queue", { enabled: true }, ["jobs: jobs has no redrivePolicy"]],
		["function-memory-limit", { maxMemoryMB: 2048 }, []],
		["function-memory-limit", { maxMemoryMB: 1024 }, ["2048: memory is 2048 MB, and 1024 are allowed"]],
		[
			"function-memory-limit",
			{ maxMemoryMB: 512 },
			["2048: memory is 2048 MB, and 512 are allowed", "small: memory is 1024 MB, and 512 are allowed"],
		],
		[
			"function-timeout-limit",
			{ maxTimeoutSeconds: 10 },
			["60: timeout is 60 seconds, and 10 are allowed", "small: timeout is 20 seconds, and 10 are allowed"],
		],
		["container-resource-limit", { maxCpu: 1, maxMemoryMB: 512 }, []],
		["database-engine-restriction", { allowedEngines: ["postgres"] }, []],
		[
			"database-engine-restriction",
			{ allowedEngines: ["mysql", "aurora-mysql"] },
			["postgres: the engine postgres is none of mysql, aurora-mysql"],
		],
		[
			"database-instance-restriction",
			{ blockedInstanceSizes: ["db.r6g.xlarge", "db.r6g.large"] },
			[
				"db.r6g.large: the size db.r6g.large may not be used",
				"db.r6g.xlarge: the size db.r6g.xlarge may not be used",
			],
		],
		["require-waf", { enabled: true }, ["balancer: balancer has no firewall (useFirewall)"]],
		["require-custom-domain", { enabled: true }, []],
		["resource-count-limit", { maxResources: 6 }, []],
		[
			"resource-count-limit",
			{ maxResources: 5 },
			["resources: the config has 6 resources, and 5 are allowed"],
		],
	];
	for (const [type, properties, broken] of cases) {
		it(`${type} ${JSON.stringify(properties)}: ${broken.length === 0 ? "kept" : "broken"}`, () =>
			assert.deepEqual(breaches(type, properties), broken));
	}

	it("is kept by a database in its VPC", () => {
		const inside = config.replace(
			"      engine:",
			"      accessibility: {accessibilityMode: vpc}\n      engine:",
		);
		assert.deepEqual(breaches("require-vpc-databases", { enabled: true }, inside), []);
	});

	it("is not there without settings", () => {
		const { graph } = analyse({ path: "stacktape.yml", text: config }, target);
		assert.deepEqual(guardrailProblems(graph, target, { guardrails: [] }), []);
	});
});
