import assert from "node:assert/strict";
import { inlinePolicy, policyDocument, writtenStatements } from "../../../../engine/resources/shared/iam.ts";

const statement = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] };

describe("policies", () => {
	it("are documents of the current language", () => {
		assert.deepEqual(policyDocument([statement]), { Version: "2012-10-17", Statement: [statement] });
	});

	it("have a name in a role", () => {
		assert.deepEqual(inlinePolicy("more", [statement]), {
			PolicyName: "more",
			PolicyDocument: { Version: "2012-10-17", Statement: [statement] },
		});
	});

	it("have the statements of the config, which may leave out the effect and the actions", () => {
		assert.deepEqual(writtenStatements(undefined), []);
		assert.deepEqual(
			writtenStatements([{ Resource: ["*"] }, { Sid: "A", ...statement, Condition: { x: 1 } }]),
			[
				{ Effect: "Allow", Action: "*", Resource: ["*"] },
				{ Sid: "A", ...statement, Condition: { x: 1 } },
			],
		);
	});
});
