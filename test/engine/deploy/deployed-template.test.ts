import assert from "node:assert/strict";
import { deployedTemplate } from "../../../engine/deploy/deployed-template.ts";

describe("the deployed template", () => {
	const stacks = (text: string | undefined) => ({ template: async () => text });

	it("is JSON, also when it was YAML", async () => {
		const text = await deployedTemplate(
			stacks("Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"),
			"shop-dev",
		);
		assert.deepEqual(JSON.parse(text ?? ""), { Resources: { Jobs: { Type: "AWS::SQS::Queue" } } });
	});

	it("is nothing without a stack", async () => {
		assert.equal(await deployedTemplate(stacks(undefined), "shop-dev"), undefined);
	});
});
