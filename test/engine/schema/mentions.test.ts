import assert from "node:assert/strict";
import { mentionsIn } from "../../../engine/schema/mentions.ts";
import { readSchema } from "../../../engine/schema/read.ts";
import { list, object, optional, text, variant, variants } from "../../../engine/schema/schema.ts";
import { Deferred } from "../../../engine/text/tree.ts";

const schema = readSchema(
	object("A resource.", {
		connectTo: optional(list("Targets.", text("One.", { connects: true }))),
		dead: optional(text("A queue's ARN.", { arnOf: ["sqs-queue"] })),
		events: optional(
			list(
				"Events.",
				variants("One.", [
					variant(
						"A queue.",
						"sqs",
						object("Which.", { queue: text("Name.", { references: ["sqs-queue"] }) }),
					),
					variant("A topic.", "sns", object("Which.", { queue: text("No reference here.") })),
				]),
			),
		),
	}),
);

const spanOf = (path: readonly (string | number)[]) => ({ start: path.length, end: 9 });

function mentions(value: unknown): readonly string[] {
	return mentionsIn(schema, value, spanOf).map(
		({ kind, text: named, path, span }) => `${kind} ${named} at ${path.join(".")} (${span.start})`,
	);
}

describe("what a made value names", () => {
	it("is told by the keywords of the schema", () =>
		assert.deepEqual(mentions({ connectTo: ["files", "web.loadBalancer"] }), [
			"connection files at connectTo.0 (2)",
			"connection web.loadBalancer at connectTo.1 (2)",
		]));

	it("depends on the member of a union that the value is", () =>
		assert.deepEqual(
			mentions({
				events: [
					{ type: "sns", properties: { queue: "topic" } },
					{ type: "sqs", properties: { queue: "jobs" } },
				],
			}),
			["resource jobs at events.1.properties.queue (4)"],
		));

	it("is a resource whose ARN a directive gives", () => {
		const arn = (param: string) =>
			new Deferred({
				directive: "ResourceParam",
				args: ["jobs", param],
				path: [],
				span: { start: 0, end: 0 },
				text: "",
				unanswered: false,
			});
		assert.deepEqual(mentions({ dead: arn("arn") }), ["arn jobs at dead (1)"]);
		assert.deepEqual(mentions({ dead: arn("url") }), []);
		assert.deepEqual(mentions({ dead: "arn:aws:sqs:eu-west-1:123456789012:jobs" }), []);
	});
});
