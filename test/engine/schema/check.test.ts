import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../engine/config/parse.ts";
import { resolveConfig } from "../../../engine/config/resolve.ts";
import { checkValue } from "../../../engine/schema/check.ts";
import { readSchema } from "../../../engine/schema/read.ts";
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
import { type Deferred, nodeOf } from "../../../engine/text/tree.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const events = variants("Events.", [
	variant("A schedule.", "schedule", object("x", { rate: text("Rate.") })),
	variant("A queue.", "sqs", object("x", { queue: optional(text("Queue.", { references: ["sqs-queue"] })) })),
	variant("A topic.", "sns", object("x", { topic: text("Topic.") }), { notBuilt: "sns" }),
]);

const schema = readSchema(
	object("Everything.", {
		name: optional(text("x", { minLength: 2, maxLength: 5, source: "https://aws/limits" })),
		path: optional(text("x", { pattern: "^/", patternHint: "begin with /" })),
		code: optional(text("x", { pattern: "^[a-z]+$", examples: ["abc", "xyz", "pqr"] })),
		count: optional(integer("x", { minimum: 1, maximum: 10, unit: "items", source: "https://aws/limits" })),
		least: optional(integer("x", { minimum: 0 })),
		share: optional(number("x", { maximum: 0.5 })),
		flag: optional(flag("x")),
		mode: optional(choice("x", ["public-read", "private"])),
		format: optional(choice("x", ["1.0", "2.0"])),
		days: optional(numberChoice("x", [1, 3, 30])),
		layers: optional(list("x", text("x"), { minItems: 1, maxItems: 2 })),
		tags: optional(list("x", object("x", { key: text("x"), value: scalar("x") }))),
		events: optional(list("x", events)),
		event: optional(events),
		cors: optional(object("x", { enabled: flag("x"), origins: optional(list("x", text("x"))) })),
		logging: optional(object("x", { disabled: optional(flag("x")) })),
		variables: optional(mapOf("x", integer("x"))),
		extra: optional(anything("x")),
		file: optional(text("x", { pathTo: "file" })),
		target: optional(text("x", { references: ["sqs-queue"] })),
		connectTo: optional(list("x", text("x", { connects: true }))),
		cdn: optional(object("x", { enabled: flag("x") }, { notBuilt: "cdn" })),
		alarms: optional(list("x", anything("x"), { notBuilt: "alarms" })),
		old: optional(text("x", { deprecated: "use name" })),
		packaging: optional(object("x", { entry: text("x") }, { knownBefore: true })),
	}),
);

/** Checks a text as the value of a property `value`; places are those of the text. */
function check(config: string) {
	const { root } = resolveConfig(parseConfig({ path: "a.yml", text: config }), target, new Map());
	assert.ok(root);
	return checkValue(schema, root, { name: "value", span: { start: 0, end: 0 } });
}

describe("checking a value", () => {
	const wrong: Readonly<Record<string, string>> = {
		"a text in place of a number": `
count: thirty
#      ^^^^^^ wrong-type: count is the text "thirty", but must be a whole number
`,
		"a number in quotes": `
count: "3"
#      ^^^ wrong-type: count is the text "3", but must be a whole number
`,
		"a fraction": `
count: 1.5
#      ^^^ wrong-type: count is 1.5, but must be a whole number
`,
		"what is no number": `
count: .nan
#      ^^^^ wrong-type: count is NaN, but must be a whole number
share: .nan
#      ^^^^ number-out-of-range: share is NaN, but must be at most 0.5
`,
		"a number beyond its limits": `
count: 11
#      ^^ number-out-of-range: count is 11 items, but must be 1 to 10
least: -1
#      ^^ number-out-of-range: least is -1, but must be at least 0
share: 0.6
#      ^^^ number-out-of-range: share is 0.6, but must be at most 0.5
`,
		"a text beyond its limits": `
name: a
#     ^ text-length-out-of-range: name has 1 characters, but must have at least 2
`,
		"a text that is too long": `
name: abcdef
#     ^^^^^^ text-length-out-of-range: name has 6 characters, but must have at most 5
`,
		"a text of another form": `
path: a/b
#     ^^^ text-not-matching: "a/b" is not a valid path
`,
		"a flag in quotes": `
flag: "true"
#     ^^^^^^ wrong-type: flag is the text "true", but must be true or false
`,
		"a word for a flag, which YAML 1.2 reads as text": `
flag: yes
#     ^^^ wrong-type: flag is the text "yes", but must be true or false
`,
		"a number in place of a text": `
name: 12
#     ^^ wrong-type: name is 12, but must be text
`,
		"a value that is not in the list": `
mode: publc-read
#     ^^^^^^^^^^ value-not-allowed: "publc-read" is not a value of mode
`,
		"a number that must be a text of the same digits": `
format: 2.0
#       ^^^ wrong-type: format is 2, but must be text
`,
		"a text that must be a number of the same digits": `
days: "3"
#     ^^^ wrong-type: days is the text "3", but must be a number
`,
		"a number that is not in the list": `
days: 2
#     ^ value-not-allowed: "2" is not a value of days
`,
		"a map in place of a text, at its first key": `
name:
  first: a
# ^^^^^ wrong-type: name is a map, but must be text
`,
		"a text in place of a list": `
layers: a
#       ^ wrong-type: layers is the text "a", but must be a list
`,
		"a list that is too short, at its key": `
layers: []
#<^^^^^^ list-length-out-of-range: layers has 0 items, but must have at least 1
`,
		"a list that is too long, at its key": `
layers: [a, b, c]
#<^^^^^^ list-length-out-of-range: layers has 3 items, but must have at most 2
`,
		"an item of the wrong type": `
layers: [a, 5]
#           ^ wrong-type: an item of layers is 5, but must be text
`,
		"an item that is empty": `
layers:
  - a
  - ~
  # ^ missing-value: an item of layers has no value
`,
		"an item of a map": `
variables: {a: x}
#              ^ wrong-type: a is the text "x", but must be a whole number
`,
		"a misspelled key, without saying that the right one is missing": `
tags:
  - kee: a
  # ^^^ unknown-property: "kee" is not a property here
    valeu: b
  # ^^^^^ unknown-property: "valeu" is not a property here
`,
		"a key that means nothing": `
foo: 1
#<^^^ unknown-property: "foo" is not a property here
`,
		"keys that objects are born with": `
cors:
  enabled: true
  constructor: 1
# ^^^^^^^^^^^ unknown-property: "constructor" is not a property here
  __proto__: 1
# ^^^^^^^^^ unknown-property: "__proto__" is not a property here
`,
		"a missing property, at the key of its map": `
cors: {origins: []}
#<^^^^ missing-property: "enabled" is missing in cors
`,
		"a missing property of an item, at its first key": `
tags:
  - key: a
  # ^^^ missing-property: "value" is missing
`,
		"a missing property of a map that is not built": `
cdn: {}
#<^^^ missing-property: "enabled" is missing in cdn
`,
		"a value that is left out": `
name:
#<^^^^ missing-value: name has no value
cors:
#<^^^^ missing-value: cors has no value
layers:
#<^^^^^^ missing-value: layers has no value
`,
		"a concept that is not built": `
cdn: {enabled: true}
#<^^^ not-built-yet: cdn is not built yet
alarms: [x]
#<^^^^^^ not-built-yet: alarms is not built yet
`,
		"a property of old configs": `
old: x
#<^^^ (warning) deprecated-property: old is deprecated
`,
		"a variant without a type": `
events:
  - properties: {}
  # ^^^^^^^^^^ missing-property: "type" is missing
event: {}
#      ^^ missing-property: "type" is missing
`,
		"a variant of no type": `
event:
  type:
# ^^^^ missing-value: type has no value
`,
		"a variant of an unknown type, and nothing below it": `
events:
  - type: shedule
    #     ^^^^^^^ value-not-allowed: "shedule" is not a value of type
    properties:
      foo: 1
`,
		"a variant that is not built, with what is wrong below it": `
events:
  - type: sns
    #     ^^^ not-built-yet: "sns" is not built yet as a type of events
    properties: {foo: 1}
    #            ^^^ unknown-property: "foo" is not a property here
  # ^^^^^^^^^^ missing-property: "topic" is missing in properties
`,
		"a variant without its properties": `
events:
  - type: schedule
  # ^^^^ missing-property: "properties" is missing
`,
		"a variant whose type is no text": `
event:
  type: [a]
  #     ^^^ wrong-type: type is a list, but must be text
`,
		"what must be a variant and is none": `
events: [5]
#        ^ wrong-type: an item of events is 5, but must be a map
`,
		"what only the deploy knows where it must be known before": `
count: $AwsAccountId()
#      ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but count must be known before
mode: $AwsAccountId()
#     ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but mode must be known before
target: $AwsAccountId()
#       ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but target must be known before
file: $AwsAccountId()
#     ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but file must be known before
packaging: {entry: $AwsAccountId()}
#                  ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but entry must be known before
event: {type: $AwsAccountId()}
#             ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but type must be known before
`,
	};
	for (const [why, marked] of Object.entries(wrong)) {
		it(`reports ${why}`, () => assertProblems(marked, check(marked).problems));
	}

	it("reports nothing that follows from a directive that is reported itself", () => {
		const { problems, incomplete } = check(
			"count: $Nope()\nmode: $Nope()\nevent: {type: $Nope()}\nname: $Nope()\n",
		);
		assert.deepEqual(problems, []);
		assert.equal(incomplete, true);
	});

	it("takes what only the deploy knows for a text", () => {
		const { problems, value, incomplete } = check(
			"name: $Secret('a')\nextra: {a: [$Secret('b')]}\nvariables: {}\n",
		);
		assert.deepEqual(problems, []);
		assert.equal(incomplete, false);
		assert.equal((value as { readonly name: Deferred }).name.text, "$Secret('a')");
	});

	it("gives plain values, and empty maps and lists for what is left empty", () => {
		const { problems, value } = check(
			"count: 3\ntags:\nlogging:\nextra:\nevents: [{type: sqs, properties: }]\n",
		);
		assert.deepEqual(problems, []);
		assert.deepEqual(value, {
			count: 3,
			tags: [],
			logging: {},
			extra: null,
			events: [{ type: "sqs", properties: {} }],
		});
	});

	it("takes a concept that is switched off, which does nothing", () => {
		for (const config of ["cdn: {enabled: false}", "alarms: []", "alarms:", "cdn:"]) {
			const codes = check(config).problems.map(({ code }) => code);
			assert.ok(!codes.includes("not-built-yet"), config);
		}
	});

	it("collects what the value names, with its place and the object around it", () => {
		const text =
			"file: src/a.ts\ntarget: jobs\nconnectTo: [db, aws:ses]\nevents: [{type: sqs, properties: {queue: q}}]\n";
		const { mentions } = check(text);
		assert.deepEqual(
			mentions.map(({ kind, span, path, types, pathTo, holder }) => [
				kind,
				text.slice(span.start, span.end),
				path.join("."),
				types,
				pathTo,
				Object.keys(holder).length,
			]),
			[
				["path", "src/a.ts", "file", [], "file", 4],
				["resource", "jobs", "target", ["sqs-queue"], "any", 4],
				["connection", "db", "connectTo.0", [], "any", 4],
				["connection", "aws:ses", "connectTo.1", [], "any", 4],
				["resource", "q", "events.0.properties.queue", ["sqs-queue"], "any", 1],
			],
		);
	});

	it("does not take a wrong text for a name", () => assert.deepEqual(check("target: 5").mentions, []));

	const hints: readonly (readonly [config: string, hint: string])[] = [
		["count: 11", "the limit is AWS's: https://aws/limits"],
		["least: -1", "write 0 or more"],
		["path: a", "begin with /"],
		["code: A", "for example abc, xyz and 1 more"],
		["mode: publc-read", 'did you mean "public-read"?'],
		["mode: other", "one of: public-read, private"],
		["days: 2", "one of: 1, 3, 30"],
		["flag: 'true'", "quotes make the difference"],
		["nam: abc", 'did you mean "name"?'],
		["cors: {enabled: true, zzz: 1}", "possible here: origins"],
		["cors: {}", "add enabled: true or false"],
		["mode:", "give it one of a set of values: public-read, private"],
		["event: {type: shedule}", 'did you mean "schedule"?'],
		["event: {type: x}", "one of: schedule, sqs, sns"],
	];
	for (const [config, hint] of hints) {
		it(`hints at ${hint} for ${config}`, () => assert.equal(check(config).problems[0]?.hint, hint));
	}

	it("offers each property once, for the first key that is near it", () => {
		const { problems } = check("nam: abc\nnme: abc\n");
		assert.deepEqual(
			problems.map(({ hint }) => hint?.startsWith('did you mean "name"')),
			[true, false],
		);
	});

	it("never throws, whatever the value", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(schema.properties ?? {})), (value, name) => {
				for (const node of [
					nodeOf(value, { start: 0, end: 1 }),
					nodeOf({ [name]: value }, { start: 0, end: 1 }),
				]) {
					checkValue(schema, node, { name: "value", span: { start: 0, end: 1 } });
				}
			}),
		);
	});
});
