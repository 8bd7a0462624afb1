import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { currentProperties, currentRoot, currentType } from "../../../engine/graph/former.ts";
import { nodeOf, plainValue } from "../../../engine/text/tree.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const span = { start: 3, end: 5 };
const analyseText = (text: string, path = "stacktape.yml") => analyse({ path, text }, target);

/** The text after every fix of its problems, the last one first. */
function fixed(text: string, path?: string): string {
	return analyseText(text, path)
		.problems.flatMap(({ fixes = [] }) => fixes)
		.toReversed()
		.reduce((result, fix) => result.slice(0, fix.span.start) + fix.text + result.slice(fix.span.end), text);
}

const withFunction = (more: string) => `resources:
  jobs:
    type: sqs-queue
  api:
    type: function
    properties:
      packaging:
        type: custom-artifact
        properties:
          packagePath: a.zip
          handler: a:b
      runtime: nodejs24.x
${more}`;

describe("a config of an older version", () => {
	it("has types that are called otherwise now", () => {
		const { name, problems } = currentType({
			kind: "scalar",
			span,
			value: "container-workload",
			quoted: false,
		});
		assert.equal(name, "multi-container-workload");
		assert.deepEqual(
			problems.map(({ code, severity, fixes }) => [code, severity, fixes?.[0]?.text]),
			[["deprecated-type", "warning", "multi-container-workload"]],
		);
	});

	it("has types that are the same", () => {
		const same = currentType({ kind: "scalar", span, value: "function", quoted: false });
		assert.deepEqual(same, { name: "function", problems: [] });
	});

	it("has properties in groups that are no more", () => {
		const text = withFunction(`      accessControl:
#     ^^^^^^^^^^^^^ (warning) deprecated-property: accessControl is deprecated
        allowAccessTo: [jobs]
        iamRoleStatements: [{Effect: Allow, Action: [s3:GetObject], Resource: ["arn:aws:s3:::a/*"]}]
`);
		const { problems, compiled } = analyseText(text);
		assertProblems(text, problems);
		const role = JSON.stringify(compiled.template.Resources["ApiRole"]);
		assert.match(role, /sqs:SendMessage/);
		assert.match(role, /s3:GetObject/);
	});

	it("has keys at the top level that have no successor", () => {
		const text = `
resources: {}
budgetControl:
#<^^^^^^^^^^^^^ (warning) deprecated-property: budgetControl is deprecated
  limit: 50
`;
		assertProblems(text, analyseText(text).problems);
		assert.equal(fixed("budgetControl:\n  limit: 50\nresources: {}\n"), "resources: {}\n");
		assert.deepEqual(currentRoot(nodeOf([1], span)), { node: nodeOf([1], span), problems: [] });
	});

	it("has switches that mean the opposite of one of today, or nothing any more", () => {
		const text = (more: string) => `
providerConfig: {upstash: {accountEmail: a@example.com, apiKey: b}}
resources:
  files:
    type: bucket
    properties:
      cdn:
        enabled: true
        ${more}
  cache:
    type: upstash-redis
    properties:
      enableTls: true
#     ^^^^^^^^^ (warning) deprecated-property: enableTls is deprecated
`;
		const marked = (value: boolean) =>
			text(`invalidateAfterDeploy: ${value}
#       ^^^^^^^^^^^^^^^^^^^^^ (warning) deprecated-property: invalidateAfterDeploy is deprecated`);
		for (const [value, count] of [
			[true, 1],
			[false, 0],
		] as const) {
			const { problems, compiled } = analyseText(marked(value));
			assertProblems(marked(value), problems);
			assert.equal(compiled.aftercare.filter(({ kind }) => kind === "cdn-invalidation").length, count);
		}
		assert.match(
			fixed(text("invalidateAfterDeploy: false")),
			/^ {8}"disableInvalidationAfterDeploy": true$/m,
		);
		assert.doesNotMatch(fixed(text("invalidateAfterDeploy: true")), /invalidate|enableTls:/i);
		const other = analyseText(text("invalidateAfterDeploy: 5")).problems.map(({ code }) => code);
		assert.deepEqual(other, ["unknown-property", "deprecated-property"]);
	});

	it("is repaired by the fixes", () => {
		const group = withFunction("      accessControl:\n        allowAccessTo:\n          - jobs\n");
		assert.equal(fixed(group), withFunction('      "connectTo": ["jobs"]\n'));
		assert.equal(fixed("serviceName: shop # old\nresources: {}\n"), "resources: {}\n");
		assert.equal(fixed("resources: {}\nserviceName: shop"), "resources: {}\n");
		assert.equal(fixed("{serviceName: shop, resources: {}}"), "{resources: {}}");
		const json = '{\n  "resources": {},\n  "serviceName": "shop"\n}';
		assert.equal(fixed(json, "stacktape.json"), '{\n  "resources": {}\n}');
	});

	it("keeps a group whose members stand beside it already, or that it never had", () => {
		const schema = { properties: { connectTo: {}, iamRoleStatements: {} } };
		for (const properties of [
			{ accessControl: { allowAccessTo: ["a"] }, connectTo: [] },
			{ accessControl: { other: 1 } },
			{ accessControl: 1 },
			{ other: {} },
		]) {
			const { node, problems } = currentProperties(nodeOf(properties, span), schema);
			assert.deepEqual([plainValue(node), problems], [properties, []]);
		}
	});
});
