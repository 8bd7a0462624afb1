import assert from "node:assert/strict";
import { MarkupContent } from "vscode-languageserver/node";
import { analyse } from "../../../engine/index.ts";
import { allHints, hints, readHintChoice } from "../../../server/features/hints.ts";
import { defaultHints, directiveHints } from "../../../server/features/value-hints.ts";
import { target } from "../completed.ts";

const config = `variables:
  size: 512
  text: "line one\\nline two ${"x".repeat(80)}"
resources:
  worker:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      memory: $Var().size
      environment:
        - { name: A, value: $Stage() }
        - { name: B, value: "$ResourceParam('jobs', 'arn')" }
        - { name: C, value: $5 }
        - { name: D, value: $Var().text }
  jobs:
    type: sqs-queue
`;

const analysis = analyse({ path: "stacktape.yml", text: config }, target);

/** Hints as the lines of the config that they stand in, up to the hint and with it. */
function shown(found: ReturnType<typeof directiveHints>): readonly string[] {
	return found.map(({ position, label }) => {
		const line = config.split("\n")[position.line] ?? "";
		return `${line.slice(0, position.character).trim()} ‹${String(label)}›`;
	});
}

describe("hints of values", () => {
	it("say what a directive gives at this target, and nothing where only a deploy knows", () => {
		const found = directiveHints(analysis);
		assert.deepEqual(shown(found).slice(0, 2), [
			"memory: $Var().size ‹= 512›",
			`- { name: A, value: $Stage() ‹= ${target.stage}›`,
		]);
		assert.equal(found.length, 3);
	});

	it("cut a long value, and have the whole of it at hand", () => {
		const last = directiveHints(analysis).at(-1);
		assert.match(String(last?.label), /^= line one⏎line two x+…$/);
		assert.ok(String(last?.label).length <= 62);
		const whole = MarkupContent.is(last?.tooltip) ? last.tooltip.value : "";
		assert.ok(whole.includes(`line one\nline two ${"x".repeat(80)}`));
	});

	it("say the defaults that matter, where they are not written, with their units", () => {
		assert.deepEqual(shown(defaultHints(analysis)), ["properties: ‹timeout 20 s›"]);
		const bare = analyse(
			{ path: "stacktape.yml", text: config.replace("      memory: $Var().size\n", "") },
			target,
		);
		assert.deepEqual(
			defaultHints(bare).map(({ label }) => label),
			["memory 1024 MB · timeout 20 s"],
		);
	});

	it("keep to the part of the config that is seen", () => {
		const seen = { start: config.indexOf("environment"), end: config.indexOf("name: B") };
		assert.equal(directiveHints(analysis, seen).length, 1);
		assert.equal(defaultHints(analysis, seen).length, 0);
	});

	it("are switched off one kind at a time", () => {
		const count = (settings: unknown) => hints(analysis, readHintChoice(settings), false).length;
		const off = (name: string) => ({ spool: { inlayHints: { [name]: false } } });
		assert.deepEqual(readHintChoice(undefined), allHints);
		assert.deepEqual(readHintChoice({ spool: null }), allHints);
		const all = count({});
		assert.deepEqual(
			["names", "directives", "defaults"].map((name) => all - count(off(name))),
			[2, 3, 1],
		);
	});
});
