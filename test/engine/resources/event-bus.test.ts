import assert from "node:assert/strict";
import Value from "typebox/value";
import { eventBus } from "../../../engine/resources/event-bus.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, compileRoom, resourcesOf, surroundings, target } from "../../support/placed.ts";

const bus = { Type: "AWS::Events::EventBus", Properties: { Name: "proj-dev-orders" } };
const arn = { "Fn::GetAtt": ["OrdersEventBus", "Arn"] };
const archive = (more: object) => ({ Type: "AWS::Events::Archive", Properties: { SourceArn: arn, ...more } });
const partner = "aws.partner/example.com/shop/orders";

describe("an event bus", () => {
	const cases: readonly (readonly [string, object, object])[] = [
		["nothing set", {}, { OrdersEventBus: bus }],
		["an archive that is off", { archivation: { enabled: false } }, { OrdersEventBus: bus }],
		[
			"an archive for ever",
			{ archivation: { enabled: true } },
			{ OrdersEventBus: bus, OrdersArchive: archive({}) },
		],
		[
			"an archive for a month",
			{ archivation: { enabled: true, retentionDays: 30 } },
			{ OrdersEventBus: bus, OrdersArchive: archive({ RetentionDays: 30 }) },
		],
		[
			"a partner's events",
			{ eventSourceName: partner },
			{ OrdersEventBus: { ...bus, Properties: { Name: partner, EventSourceName: partner } } },
		],
	];
	for (const [why, values, expected] of cases) {
		it(`compiles with ${why}`, () => {
			const Resources = resourcesOf(compileRoom(eventBus, "orders", values));
			assert.deepEqual(Resources, expected);
			assert.deepEqual(checkTemplate({ Resources }), []);
		});
	}

	it("has a name of its own unless it is a partner's", () => {
		const names = (values: object) =>
			Object.keys(eventBus.names(accepted(eventBus, "orders", values), target));
		assert.deepEqual(names({}), ["OrdersEventBus"]);
		assert.deepEqual(names({ eventSourceName: partner }), []);
	});

	it("takes a partner's source by its full name only", () => {
		for (const eventSourceName of ["example.com", "aws.partner/example.com", "aws.partner/a b/c"])
			assert.equal(Value.Check(eventBus.properties, { eventSourceName }), false, eventSourceName);
	});

	it("gives its ARN and that of its archive, and those who connect may send events", () => {
		const params = (values: object) =>
			Object.entries(eventBus.params(accepted(eventBus, "orders", values), surroundings([], []))).map(
				([name, { value }]) => [name, value],
			);
		assert.deepEqual(params({}), [["arn", arn]]);
		assert.deepEqual(params({ archivation: { enabled: true } }), [
			["arn", arn],
			["archiveArn", { "Fn::GetAtt": ["OrdersArchive", "Arn"] }],
		]);
		assert.deepEqual(eventBus.connect?.(accepted(eventBus, "orders", {}), target), [
			{ Effect: "Allow", Action: ["events:PutEvents"], Resource: [arn] },
		]);
		assert.deepEqual(eventBus.links?.(accepted(eventBus, "orders", {}), target), {
			console: {
				"Fn::Sub":
					"https://${AWS::Region}.console.aws.amazon.com/events/home?region=${AWS::Region}#/eventbus/${OrdersEventBus}",
			},
		});
	});
});
