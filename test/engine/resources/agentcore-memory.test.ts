import assert from "node:assert/strict";
import { analyse } from "../../../engine/index.ts";
import { agentCoreMemory } from "../../../engine/resources/agentcore-memory.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { assertProblems } from "../../support/marked.ts";
import { accepted, compileRoom, resourcesOf, surroundings, target } from "../../support/placed.ts";

const properties = (values: object) =>
	resourcesOf(compileRoom(agentCoreMemory, "facts", values))["FactsMemory"]?.Properties;

describe("an agentcore-memory", () => {
	it("keeps events for thirty days unless it is told otherwise", () => {
		const days = [
			{},
			{ expirationDays: 60 },
			{ eventExpiryDuration: 7 },
			{ expirationDays: 60, eventExpiryDuration: 7 },
		];
		assert.deepEqual(
			days.map((values) => properties(values)?.["EventExpiryDuration"]),
			[30, 60, 7, 7],
		);
	});

	it("has its strategies as they were written", () => {
		const memoryStrategies = [{ SemanticMemoryStrategy: { Name: "facts" } }];
		const Resources = resourcesOf(compileRoom(agentCoreMemory, "facts", { memoryStrategies }));
		assert.deepEqual(Resources["FactsMemory"]?.Properties?.["MemoryStrategies"], memoryStrategies);
		assert.deepEqual(checkTemplate({ Resources }), []);
	});

	it("has an id and an ARN", () => {
		const params = agentCoreMemory.params(accepted(agentCoreMemory, "facts", {}), surroundings([], []));
		assert.deepEqual(
			[params["id"]?.value, params["arn"]?.value],
			[{ "Fn::GetAtt": ["FactsMemory", "MemoryId"] }, { Ref: "FactsMemory" }],
		);
	});

	it("says which strategies there are not", () => {
		const text = `
resources:
  memory:
    type: agentcore-memory
    properties:
      expirationDays: 10
#     ^^^^^^^^^^^^^^ (warning) replaced-setting: expirationDays has no effect beside eventExpiryDuration
      eventExpiryDuration: 20
      memoryStrategies:
        - SemanticStrategy:
#         ^^^^^^^^^^^^^^^^ unknown-property: "SemanticStrategy" is not a kind of memory strategy
            Name: facts
        - SemanticMemoryStrategy:
#         ^^^^^^^^^^^^^^^^^^^^^^^ not-exactly-one: a memory strategy has exactly one kind
            Name: facts
          SummaryMemoryStrategy:
            Name: summaries
        - facts
#         ^^^^^ not-exactly-one: a memory strategy has exactly one kind
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});
});
