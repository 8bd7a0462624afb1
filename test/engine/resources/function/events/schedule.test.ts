import assert from "node:assert/strict";
import { checkSchedule, compileSchedule } from "../../../../../engine/resources/function/events/schedule.ts";
import { getAtt } from "../../../../../engine/template/intrinsics.ts";
import { resourcesOf } from "../../../../support/placed.ts";
import { inShort } from "../example.ts";

const arn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };

describe("a schedule", () => {
	it("makes a rule that may call the function", () =>
		assert.deepEqual(resourcesOf(compileSchedule("api", { scheduleRate: "rate(5 minutes)" }, 2)), {
			ApiEvent2Rule: {
				Type: "AWS::Events::Rule",
				Properties: {
					State: "ENABLED",
					ScheduleExpression: "rate(5 minutes)",
					Targets: [{ Arn: arn, Id: "api-event-2-event-rule" }],
				},
			},
			ApiEvent2Permission: {
				Type: "AWS::Lambda::Permission",
				Properties: {
					FunctionName: arn,
					Action: "lambda:InvokeFunction",
					Principal: "events.amazonaws.com",
					SourceArn: { "Fn::GetAtt": ["ApiEvent2Rule", "Arn"] },
				},
			},
		}));

	const inputs: readonly (readonly [string, object, object])[] = [
		["an object", { input: { kind: "nightly" } }, { Input: '{"kind":"nightly"}' }],
		["JSON text", { input: '{"kind":"nightly"}' }, { Input: '{"kind":"nightly"}' }],
		[
			"an object with what only the deploy knows",
			{ input: { table: getAtt("TableGlobalTable", "Arn"), price: "${5}" } },
			{
				Input: {
					"Fn::Sub": [
						'{"table":"${Value0}","price":"${!5}"}',
						{ Value0: { "Fn::GetAtt": ["TableGlobalTable", "Arn"] } },
					],
				},
			},
		],
		["a part of the event", { inputPath: "$.time" }, { InputPath: "$.time" }],
		[
			"a template",
			{ inputTransformer: { inputPathsMap: { time: "$.time" }, inputTemplate: { at: "<time>" } } },
			{ InputTransformer: { InputPathsMap: { time: "$.time" }, InputTemplate: '{"at":"<time>"}' } },
		],
	];
	for (const [name, input, expected] of inputs) {
		it(`sends ${name}`, () => {
			const [rule] = compileSchedule("api", { scheduleRate: "rate(1 day)", ...input }, 0);
			assert.deepEqual(JSON.parse(JSON.stringify(rule?.resource.Properties?.["Targets"])), [
				{ Arn: arn, Id: "api-event-0-event-rule", ...expected },
			]);
		});
	}

	it("gives its target an id of at most 64 characters", () => {
		const name = "a".repeat(70);
		const [rule] = compileSchedule(name, { scheduleRate: "rate(1 day)" }, 0);
		const [target] = (rule?.resource.Properties?.["Targets"] ?? []) as readonly { readonly Id: string }[];
		assert.equal(target?.Id.length, 64);
		assert.match(target?.Id ?? "", /^a{57}-[0-9a-f]{6}$/);
	});
});

describe("the check of a schedule", () => {
	const cases: readonly (readonly [string, Parameters<typeof checkSchedule>[0], readonly string[]])[] = [
		["nothing in a rate", { scheduleRate: "rate(5 minutes)", input: { a: 1 } }, []],
		["nothing in what only the deploy knows", { scheduleRate: getAtt("A", "Rate") }, []],
		["a wrong expression", { scheduleRate: "rate(5 minute)" }, ["invalid-schedule at at.scheduleRate"]],
		[
			"two inputs",
			{ scheduleRate: "rate(1 day)", input: "{}", inputPath: "$.a" },
			["not-exactly-one at at.inputPath"],
		],
		["an input that is no JSON", { scheduleRate: "rate(1 day)", input: "nightly" }, ["not-json at at.input"]],
		[
			"a template that is no JSON",
			{ scheduleRate: "rate(1 day)", inputTransformer: { inputTemplate: "at <time>" } },
			["not-json at at.inputTransformer.inputTemplate"],
		],
	];
	for (const [name, event, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(checkSchedule(event, ["at"])), expected));
	}

	it("offers what was meant, in quotes that YAML and JSON take", () => {
		const [finding] = checkSchedule({ scheduleRate: "rate(5 minute)" }, []);
		assert.equal(finding?.message, '"rate(5 minute)" is not a schedule: the unit of 5 must be "minutes"');
		assert.deepEqual(finding?.fix, { title: "Change to rate(5 minutes)", text: '"rate(5 minutes)"' });
	});
});
