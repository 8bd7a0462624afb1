import assert from "node:assert/strict";
import { checkEventPattern } from "../../../../engine/resources/shared/event-pattern.ts";
import { assertMarked } from "../../../support/analysed.ts";

describe("what is wrong with a pattern", () => {
	it("is reported where it stands", () =>
		assertMarked(`
resources:
  handler:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      events:
        - type: event-bus
          properties:
            useDefaultBus: true
            eventPattern: {}
#           ^^^^^^^^^^^^ invalid-event-pattern: eventPattern is empty, and EventBridge takes no pattern that says nothing
        - type: event-bus
          properties:
            useDefaultBus: true
            eventPattern:
              source: orders
#                     ^^^^^^ invalid-event-pattern: source is "orders", but a pattern takes a list of possible values
              detail-type: []
#             ^^^^^^^^^^^ invalid-event-pattern: detail-type lists no value, so that no event could match
              detail:
                state: [paid]
                total: { numeric: 5 }
#                                 ^ invalid-event-pattern: numeric is 5, but a pattern takes a list of possible values
                customer: {}
#               ^^^^^^^^ invalid-event-pattern: customer is empty, and EventBridge takes no pattern that says nothing
        - type: event-bus
          properties:
            useDefaultBus: true
            eventPattern:
              source: [orders, { prefix: shop. }]
              region: [$Region()]
              detail: { $or: [{ total: [{ numeric: [">", 5] }] }, { state: [{ exists: false }] }] }
`));

	it("can be mended by making a list", () => {
		const [finding] = checkEventPattern({ source: "orders" }, ["eventPattern"]);
		assert.deepEqual(finding?.fix, { title: "Make it a list", text: '["orders"]' });
		assert.deepEqual(finding?.path, ["eventPattern", "source"]);
	});

	it("is not known before the deploy", () => {
		assert.deepEqual(checkEventPattern({ source: { Ref: "Name" } }, ["eventPattern"]), []);
		assert.deepEqual(checkEventPattern({ Ref: "Pattern" }, ["eventPattern"]), []);
	});
});
