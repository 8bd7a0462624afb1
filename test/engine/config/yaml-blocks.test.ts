import assert from "node:assert/strict";
import fc from "fast-check";
import { parseYaml, type YamlMemory } from "../../../engine/config/parse-yaml.ts";
import { blocksOf } from "../../../engine/config/yaml-blocks.ts";

const config = `# the shop
variables:
  size: 512

resources: # all of it
  jobs:
    type: sqs-queue # a queue
    properties:
      fifoEnabled: true

  # what works
  worker:
    type: function
    properties:
      events:
        - type: sqs
          properties: { sqsQueueName: jobs }
      environment:
        - name: TEXT
          value: |
            a: b

            - c
        - name: LONG
          value: "over
            two lines"
  worker2:
    type: bucket
stackConfig:
  tags:
    - name: a
      value: b
`;

const asData = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What is read of a text, problems in the order of the text. */
function read(text: string, memory?: YamlMemory): unknown {
	const { root, syntax, problems } = parseYaml(text, memory);
	const sorted = problems.toSorted((left, right) => left.span.start - right.span.start);
	return asData({ root, syntax, problems: sorted });
}

describe("a config in blocks", () => {
	it("is divided into entries at the top and entries of resources", () => {
		const blocks = blocksOf(config)?.blocks ?? [];
		assert.deepEqual(
			blocks.map(({ text, inResources, next }) => [text.split(":")[0]?.trim(), inResources, next]),
			[
				["variables", false, "sibling"],
				["jobs", true, "sibling"],
				["worker", true, "outer"],
				["worker2", true, "outer"],
				["stackConfig", false, "end"],
			].map(([name, inside, next], index) =>
				index === 2 ? [name, inside, "sibling"] : [name, inside, next],
			),
		);
	});

	const whole: readonly (readonly [why: string, text: string])[] = [
		["an anchor", "a: &x 1\nb: 2\n"],
		["an alias", "a: 1\nb: *x\n"],
		["a tag", "a: !Ref b\n"],
		["a merge key", "a:\n  <<: b\n"],
		["several documents", "a: 1\n---\nb: 2\n"],
		["a text at the top", "a: 1\nb\n"],
		["a list at the top", "- a\n"],
		["brackets at the top", "{ a: 1 }\n"],
		["two sections of resources", "resources:\n  a:\n    type: b\nresources:\n  b:\n    type: c\n"],
		["resources without entries", "resources:\n"],
		["nothing", ""],
	];
	for (const [why, text] of whole) {
		it(`is read as a whole for ${why}`, () => {
			assert.equal(blocksOf(text), undefined);
		});
	}

	it("keeps what has not changed", () => {
		const memory: YamlMemory = { blocks: new Map() };
		const before = parseYaml(config, memory).root;
		const after = parseYaml(config.replace("type: bucket", "type: sns-topic"), memory).root;
		const entries = (root: typeof before) => {
			const resources =
				root?.kind === "map" ? root.entries.find(({ key }) => key === "resources")?.value : undefined;
			return resources?.kind === "map" ? resources.entries : [];
		};
		assert.equal(entries(before)[1], entries(after)[1], "the same object");
		assert.notEqual(entries(before)[2], entries(after)[2]);
	});

	it("gives what the whole text gives, after any edits", () => {
		const typed = fc.constantFrom(
			..."\n :-{}[]\"'$(),#|>&*!?\t".split(""),
			"\n  ",
			"\n    x: 1",
			"\n  y:\n    type: a\n",
			": ",
			"\r\n",
			"|\n",
			"  worker:\n",
			"resources:\n",
		);
		const edit = fc.record({ at: fc.nat(1000), removed: fc.nat(9), text: typed });
		const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
			const memory: YamlMemory = { blocks: new Map() };
			let text = config;
			for (const { at, removed, text: inserted } of edits) {
				const start = at % (text.length + 1);
				text = text.slice(0, start) + inserted + text.slice(start + removed);
				assert.deepEqual(read(text, memory), read(text));
			}
		});
		fc.assert(property, { numRuns: 400 });
	}).timeout(60_000);
});
