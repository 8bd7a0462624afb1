import assert from "node:assert/strict";
import { unexplained, vendorRows } from "./vendor-rows.ts";

const custom = "AWS::CloudFormation::CustomResource";

describe("what may differ from the children of the format", () => {
	const cases: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
		["equal children", ["A AWS::SQS::Queue"], ["A AWS::SQS::Queue"], []],
		["a missing child", ["A AWS::SQS::Queue"], [], ["A AWS::SQS::Queue is missing"]],
		["an invented child", [], ["A AWS::SQS::Queue"], ["A AWS::SQS::Queue is not in the format"]],
		[
			"a child of another type",
			["A AWS::SQS::Queue"],
			["A AWS::SNS::Topic"],
			["A AWS::SQS::Queue is missing", "A AWS::SNS::Topic is not in the format"],
		],
		["what is left out", ["StpDevAgentRole AWS::IAM::Role"], [], []],
		[
			"what takes its place",
			[`StpEventsCustomResource ${custom}`],
			["MakeEvent0Permission AWS::Lambda::Permission"],
			[],
		],
		[
			"what takes its place without it",
			[],
			["MakeEvent0Permission AWS::Lambda::Permission"],
			["MakeEvent0Permission AWS::Lambda::Permission is not in the format"],
		],
		[
			"what takes the place of that of another resource",
			["WebPort443Listener AWS::ElasticLoadBalancingV2::Listener"],
			["ApiPort80Listener AWS::ElasticLoadBalancingV2::Listener"],
			["ApiPort80Listener AWS::ElasticLoadBalancingV2::Listener is not in the format"],
		],
		[
			"another type under the same id",
			["DbDatabase Upstash::DatabasesV1::Database"],
			["DbDatabase Custom::UpstashDatabase"],
			[],
		],
		[
			"a type of a third party that is gone",
			["DbDatabase Upstash::DatabasesV1::Database"],
			[],
			["DbDatabase Upstash::DatabasesV1::Database is missing"],
		],
		[
			"a mapping of a domain of one's own",
			["StpApiExampleComApiMapping AWS::ApiGatewayV2::ApiMapping"],
			[],
			["StpApiExampleComApiMapping AWS::ApiGatewayV2::ApiMapping is missing"],
		],
	];
	for (const [why, expected, actual, problems] of cases) {
		it(`is judged: ${why}`, () => assert.deepEqual(unexplained({ expected, actual }), problems));
	}

	it("depends on the type of the owner", () => {
		const expected = [`SeedCustomResource ${custom}`];
		const of = (type: string) => unexplained({ expected, actual: [], types: new Map([["Seed", type]]) });
		assert.deepEqual(of("deployment-script"), []);
		assert.deepEqual(of("custom-resource-instance"), [`${expected[0]} is missing`]);
	});

	it("has a reason each", () => {
		for (const { instead, pattern } of vendorRows) assert.ok(instead.length > 0, String(pattern));
	});
});
