import assert from "node:assert/strict";
import type { Target } from "../../../../engine/names/target.ts";
import {
	functionArn,
	functionId,
	logGroupId,
	logGroupName,
	roleId,
	roleName,
	urlId,
} from "../../../../engine/resources/function/names.ts";
import { functionName } from "../../../../engine/resources/shared/function-name.ts";
import { ownCode } from "../../../../engine/resources/shared/own-code.ts";

const production: Target = { project: "my-project", stage: "production", region: "eu-west-1" };
const development: Target = { ...production, stage: "dev" };

describe("the names of a function", () => {
	// The examples of the format's description; hashes are those of `openssl dgst -shake256 -xoflen 3`.
	const cases: readonly (readonly [string, { readonly text: string }, string])[] = [
		["function", functionName("myLambda", development), "my-project-dev-myLambda"],
		["log group", logGroupName("myLambda", development), "/aws/lambda/my-project-dev-myLambda"],
		["role", roleName({ name: "myLambda", values: {} }, development), "my-project-dev-myLambda-eu-west-1"],
		[
			"role of a trigger",
			roleName(
				{ name: "nightlyReportTriggerFunction", values: ownCode({ text: "", roleMark: "TRIGGER" }) },
				development,
			),
			"my-project-dev-nightlyReportTriggerFunction-TRIGGER-eu-west-1",
		],
		[
			"long role",
			roleName({ name: "aVeryLongFunctionNameForProcessingOrders", values: {} }, production),
			"my-project-production-aVeryLongFunctionNameForProcessingO-f449ef",
		],
		[
			"long function",
			functionName("aVeryLongFunctionNameForProcessingOrdersOfWarehouses", production),
			"my-project-production-aVeryLongFunctionNameForProcessingO-600794",
		],
	];
	for (const [what, name, expected] of cases)
		it(`give the ${what} ${expected}`, () => assert.equal(name.text, expected));

	it("let the log group follow the shortened function", () => {
		const name = "aVeryLongFunctionNameForProcessingOrdersOfWarehouses";
		assert.equal(logGroupName(name, production).text, `/aws/lambda/${functionName(name, production).text}`);
	});

	it("make ids of the config's name", () => {
		const ids = [functionId, roleId, logGroupId, urlId].map((idOf) => idOf("myAPI2"));
		assert.deepEqual(ids, ["MyApi2Function", "MyApi2Role", "MyApi2LogGroup", "MyApi2Url"]);
		assert.deepEqual(functionArn("myAPI2"), { "Fn::GetAtt": ["MyApi2Function", "Arn"] });
	});
});
