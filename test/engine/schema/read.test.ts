import assert from "node:assert/strict";
import { discriminators, mapValueSchema, readSchema } from "../../../engine/schema/read.ts";
import {
	anything,
	choice,
	flag,
	integer,
	list,
	mapOf,
	number,
	numberChoice,
	object,
	optional,
	scalar,
	text,
	variant,
	variants,
} from "../../../engine/schema/schema.ts";

describe("a schema that a room declares", () => {
	it("is plain JSON Schema with Spool's keywords", () => {
		const schema = object("A queue.", {
			name: text("Its name.", { minLength: 1, references: ["sqs-queue"] }),
			delay: optional(integer("Seconds.", { unit: "seconds", minimum: 0, maximum: 900, default: 0 })),
			share: optional(number("Part.")),
			fifo: optional(flag("Order.", { notBuilt: "fifo" })),
			mode: optional(choice("Mode.", ["a", "b"], { valueDocs: { a: "First." } })),
			days: optional(numberChoice("Days.", [1, 3])),
			tags: optional(list("Tags.", text("A tag."), { maxItems: 50 })),
			extra: optional(mapOf("More.", anything("Any."))),
			value: optional(scalar("A value.")),
		});
		assert.deepEqual(JSON.parse(JSON.stringify(schema)), {
			type: "object",
			description: "A queue.",
			additionalProperties: false,
			required: ["name"],
			properties: {
				name: { type: "string", description: "Its name.", minLength: 1, references: ["sqs-queue"] },
				delay: {
					type: "integer",
					description: "Seconds.",
					unit: "seconds",
					minimum: 0,
					maximum: 900,
					default: 0,
				},
				share: { type: "number", description: "Part." },
				fifo: { type: "boolean", description: "Order.", notBuilt: "fifo" },
				mode: { enum: ["a", "b"], description: "Mode.", valueDocs: { a: "First." } },
				days: { enum: [1, 3], description: "Days." },
				tags: {
					type: "array",
					description: "Tags.",
					maxItems: 50,
					items: { type: "string", description: "A tag." },
				},
				extra: {
					type: "object",
					description: "More.",
					patternProperties: { "^.*$": { description: "Any." } },
				},
				value: {
					description: "A value.",
					anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }],
				},
			},
		});
	});

	it("of a map has one schema for all of its values", () => {
		assert.equal(mapValueSchema(readSchema(mapOf("Map.", text("Value."))))?.description, "Value.");
		assert.equal(mapValueSchema(readSchema(text("x"))), undefined);
	});

	it("of variants is read by their types", () => {
		const members = discriminators(
			readSchema(
				variants("Events.", [
					variant("A schedule.", "schedule", object("x", { rate: text("x") })),
					variant("A queue.", "sqs", object("x", {})),
				]),
			),
		);
		assert.deepEqual([...(members?.keys() ?? [])], ["schedule", "sqs"]);
		assert.equal(members?.get("sqs")?.description, "A queue.");
	});

	it("of other unions is not", () => {
		assert.equal(discriminators(readSchema(scalar("x"))), undefined);
		assert.equal(discriminators(readSchema(text("x"))), undefined);
	});
});
