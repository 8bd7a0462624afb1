import assert from "node:assert/strict";
import { customResourceDefinition } from "../../../engine/resources/custom-resource-definition.ts";
import { customResourceInstance } from "../../../engine/resources/custom-resource-instance.ts";
import { analysed } from "../../support/analysed.ts";
import { accepted, target } from "../../support/placed.ts";

const packaging = { type: "stacktape-lambda-buildpack", properties: { entryfilePath: "src/seeder.ts" } };

describe("a resource of one's own kind", () => {
	const seeder = `
  seeder:
    type: custom-resource-definition
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: src/seeder.ts } }`;

	it("is made by the function of its definition, which is told what the config says", () => {
		const { compiled, problems } = analysed(`
resources:${seeder}
  seed:
    type: custom-resource-instance
    properties:
      definitionName: seeder
      resourceProperties: { a: 1, deep: { list: [x] } }
    overrides:
      SeedCustomResource: { b: 2 }
stackConfig:
  outputs:
    - name: count
      value: $CfResourceParam('SeedCustomResource', 'count')
`);
		assert.deepEqual(problems, []);
		assert.deepEqual(compiled.template.Resources["SeedCustomResource"], {
			Type: "AWS::CloudFormation::CustomResource",
			Properties: {
				ServiceToken: { "Fn::GetAtt": ["SeederFunction", "Arn"] },
				a: 1,
				deep: { list: ["x"] },
				b: 2,
			},
		});
		assert.equal(compiled.template.Resources["SeederFunction"]?.Properties?.["Timeout"], 10);
		assert.deepEqual(
			compiled.artifacts.map((plan) => plan.job),
			["seeder"],
		);
	});

	it("finds what CloudFormation does not take, and the function that only the reference has", () => {
		const text = `
resources:${seeder}
  seed:
    type: custom-resource-instance
    properties:
      definitionName: seeder
      resourceProperties:
        ServiceToken: x
        a: { b: [1, null], c: }
  vendor:
    type: custom-resource-instance
    properties:
      definitionName: STACKTAPE_SERVICE_CUSTOM_RESOURCE_LAMBDA
      resourceProperties: {}
  other:
    type: custom-resource-instance
    properties:
      definitionName: seed
      resourceProperties: {}
`;
		const { problems } = analysed(text);
		assert.deepEqual(
			problems.map(({ code, message }) => `${code}: ${message}`).toSorted(),
			[
				"null-in-template: a template of CloudFormation cannot hold an empty value",
				"null-in-template: a template of CloudFormation cannot hold an empty value",
				"reserved-resource-property: ServiceToken says which function is called, which definitionName does already",
				'text-not-matching: "STACKTAPE_SERVICE_CUSTOM_RESOURCE_LAMBDA" is not a valid definitionName',
				'wrong-resource-type: "seed" is a custom-resource-instance, but definitionName must name a custom-resource-definition',
			].toSorted(),
		);
	});

	it("points at the key whose value is empty", () => {
		const marked = `
resources:${seeder}
  seed:
    type: custom-resource-instance
    properties:
      definitionName: seeder
      resourceProperties:
        name:
`;
		const [problem] = analysed(marked).problems;
		assert.equal(problem && marked.slice(problem.span.start, problem.span.end), "name");
	});

	it("has a function of the definition's own name as a part", () => {
		const definition = accepted(customResourceDefinition, "seeder", { packaging, memory: 512 });
		assert.deepEqual(customResourceDefinition.parts?.(definition, target), [
			{
				key: "backingFunction",
				type: "function",
				name: "seeder",
				properties: { memory: 512, timeout: 10, packaging },
			},
		]);
		assert.deepEqual(customResourceInstance.paramDocs, {});
	});
});
