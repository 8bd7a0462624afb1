import assert from "node:assert/strict";
import { addedOutput, exportName } from "../../../engine/names/output-name.ts";

describe("the name of an export", () => {
	// naming.md, section 8.
	const cases: readonly (readonly [stack: string, output: string, expected: string])[] = [
		["my-project-dev", "apiUrl", "MyProjectDevApiUrl"],
		["my-app-dev", "apiUrl", "MyAppDevApiUrl"],
		["shop-2-prod", "dbArn", "Shop2ProdDbArn"],
	];
	for (const [stack, output, expected] of cases) {
		it(`is ${expected}`, () => assert.equal(exportName(stack, output), expected));
	}

	it("has no _ at all, where the format's reference leaves the second one, which CloudFormation refuses", () =>
		assert.equal(exportName("shop-2-3d", "dbArn"), "Shop23dDbArn"));
});

describe("the name of an output that a directive adds", () => {
	// naming.md, section 8.
	const cases: readonly (readonly [of: string, property: string, expected: string])[] = [
		["MyBucket", "bucketArn", "MyBucketBucketArn"],
		["my-secret", "CurrentSecretVersionId", "MySecretCurrentSecretVersionId"],
		["-prod-db-host", "CurrentSsmParamVersion", "ProdDbHostCurrentSsmParamVersion"],
	];
	for (const [of, property, expected] of cases) {
		it(`is ${expected}`, () => assert.equal(addedOutput(of, property), expected));
	}
});
