import assert from "node:assert/strict";
import { evaluate, toExpression } from "../../../engine/template/expression.ts";
import { getAtt, join, ref, sub, type Text } from "../../../engine/template/intrinsics.ts";

describe("an expression over values that CloudFormation knows", () => {
	const cases: readonly (readonly [why: string, value: unknown, values: readonly Text[], result: unknown])[] =
		[
			[
				"is plain data where nothing has to be known",
				{ a: [1, "x", null, true] },
				[],
				{ a: [1, "x", null, true] },
			],
			["is a value by itself", ref("Topic"), [ref("Topic")], "<0>"],
			[
				"puts texts together",
				sub("pg://${user}:${password}@${host}/${Db.Name}${!x}", {
					user: "me",
					password: "{{resolve:secretsmanager:db:SecretString:::}}",
					host: getAtt("Db", "Endpoint.Address"),
				}),
				[getAtt("Db", "Endpoint.Address"), getAtt("Db", "Name")],
				"pg://me:{{resolve:secretsmanager:db:SecretString:::}}@<0>/<1>${x}",
			],
			["joins", { url: join(",", [ref("A"), "b", ref("A")]) }, [ref("A")], { url: "<0>,b,<0>" }],
			["knows pseudo parameters", sub("${AWS::Region}!"), [ref("AWS::Region")], "<0>!"],
			[
				"leaves to CloudFormation what it cannot take apart",
				[{ "Fn::ImportValue": "x" }, join(",", [{ "Fn::Split": [",", ref("A")] }])],
				[{ "Fn::ImportValue": "x" }, { "Fn::Split": [",", ref("A")] }],
				["<0>", "<1>"],
			],
		];
	for (const [why, value, wanted, result] of cases) {
		it(why, () => {
			const values: Text[] = [];
			const expression = toExpression(value, values);
			assert.deepEqual(values, wanted);
			const known = values.map((_, index) => `<${index}>`);
			assert.deepEqual(evaluate(JSON.parse(JSON.stringify(expression)), known), result);
		});
	}

	it("is empty text where a value did not come", () => assert.equal(evaluate({ "Spool::Value": 3 }, []), ""));
});
