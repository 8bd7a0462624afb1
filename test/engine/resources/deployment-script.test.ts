import assert from "node:assert/strict";
import { scriptsBeforeDelete } from "../../../engine/compile/after.ts";
import { deploymentScript } from "../../../engine/resources/deployment-script.ts";
import { analysed } from "../../support/analysed.ts";
import { assertProblems } from "../../support/marked.ts";
import { accepted, target } from "../../support/placed.ts";

const packaging = { type: "stacktape-lambda-buildpack", properties: { entryfilePath: "scripts/a.ts" } };

describe("a deployment script", () => {
	it("is a function as a part, with the defaults that the format promises", () => {
		const values = { trigger: "after:deploy", packaging, parameters: { a: 1 }, storage: 1024 };
		const script = accepted(deploymentScript, "migrate", values);
		assert.deepEqual(deploymentScript.parts?.(script, target), [
			{
				key: "scriptFunction",
				type: "function",
				name: "migrateScriptFunction",
				properties: { memory: 128, timeout: 10, packaging, storage: 1024 },
			},
		]);
		assert.deepEqual(deploymentScript.scripts?.(script, target), [
			{ trigger: "after:deploy", functionId: "MigrateScriptFunctionFunction", parameters: { a: 1 } },
		]);
	});

	it("has the problems of its function at its own words", () => {
		const marked = `
resources:
  cache:
    type: redis-cluster
    properties: { instanceSize: cache.t4g.micro, defaultUserPassword: $Secret('cache.password') }
  migrate:
    type: deployment-script
    properties:
      trigger: before:deploy
      #        ^^^^^^^^^^^^^ value-not-allowed: "before:deploy" is not a value of trigger
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: scripts/migrate.ts } }
  cleanUp:
    type: deployment-script
    properties:
      trigger: before:delete
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: scripts/clean.py } }
      runtime: nodejs22.x
      #        ^^^^^^^^^^ runtime-not-fitting: "nodejs22.x" cannot run "scripts/clean.py"
      connectTo: [cache]
      #           ^^^^^ vpc-needed: "cache" can be reached from the stack's network only, but joinDefaultVpc is not set
`;
		assertProblems(marked, analysed(marked).problems);
	});

	it("before a delete is remembered by the template, without dynamic references that could be read there", () => {
		const { compiled } = analysed(`
resources:
  jobs: { type: sqs-queue }
  cleanUp:
    type: deployment-script
    properties:
      trigger: before:delete
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: scripts/clean.ts } }
      parameters:
        key: $Secret('clean.key')
        queue: $ResourceParam('jobs', 'url')
`);
		const { template } = compiled;
		assert.ok(!JSON.stringify(template.Metadata).includes("{{resolve:"));
		const [script] = scriptsBeforeDelete(template);
		assert.equal(script?.functionName, "proj-dev-cleanUpScriptFunction");
		assert.deepEqual(script?.parameters, {
			key: "{{resolve:secretsmanager:clean:SecretString:key::11111111-2222-3333-4444-555555555555}}",
			queue: { "Spool::Value": 0 },
		});
		assert.deepEqual(template.Outputs["StpDeployValues"]?.Value, {
			"Fn::Join": ["\n", [{ Ref: "JobsQueue" }]],
		});
	});

	it("is not called with a secret that only AWS knows, because an output would have to hold it", () => {
		const marked = `
resources:
  people:
    type: user-auth-pool
    properties: { generateClientSecret: true }
  tell:
    type: deployment-script
    properties:
      trigger: after:deploy
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: scripts/tell.ts } }
      parameters:
        secret: $ResourceParam('people', 'clientSecret')
`;
		const { problems, compiled } = analysed(marked);
		assert.deepEqual(
			problems.map(({ code, span }) => [code, marked.slice(span.start, span.end)]),
			[["secret-in-script", "tell"]],
		);
		assert.equal(compiled.template.Outputs["StpDeployValues"], undefined);
	});
});
