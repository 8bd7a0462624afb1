import assert from "node:assert/strict";
import { childNamed } from "../../../engine/compile/friendly-names.ts";

describe("names of children in TypeScript", () => {
	const children = [
		{ id: "ApiFunction", type: "AWS::Lambda::Function" },
		{ id: "ApiRole", type: "AWS::IAM::Role" },
		{ id: "ApiEvent0Role", type: "AWS::IAM::Role" },
		{ id: "ApiLogGroup", type: "AWS::Logs::LogGroup" },
		{ id: "ApiPublicUrlPermission", type: "AWS::Lambda::Permission" },
		{ id: "ApiEvent0Permission", type: "AWS::Lambda::Permission" },
		{ id: "ApiEvent1Permission", type: "AWS::Lambda::Permission" },
	];
	const cases: readonly (readonly [name: string, id: string | undefined])[] = [
		["lambda", "ApiFunction"],
		["lambdaRole", "ApiRole"],
		["lambdaLogGroup", "ApiLogGroup"],
		["lambdaPublicUrlPermission", "ApiPublicUrlPermission"],
		["lambdaPermission", undefined],
		["ApiEvent1Permission", "ApiEvent1Permission"],
		["bucket", undefined],
		["", undefined],
	];
	for (const [name, id] of cases) {
		it(`lead from ${name || "nothing"} to ${id ?? "nothing"}`, () =>
			assert.equal(childNamed("api", name, children), id));
	}
});
