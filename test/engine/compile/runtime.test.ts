import assert from "node:assert/strict";
import { createRenderer } from "../../../engine/compile/runtime.ts";
import { ArtifactSlot } from "../../../engine/template/slot.ts";
import { Deferred, type DirectiveArgument } from "../../../engine/text/tree.ts";
import { target } from "../../support/placed.ts";

const here = { start: 3, end: 8 };

function deferred(directive: string, args: readonly DirectiveArgument[], unanswered = false): Deferred {
	return new Deferred({ directive, args, path: [], span: here, text: `$${directive}(…)`, unanswered });
}

function renderer() {
	const outputs: string[] = [];
	const made = createRenderer({
		target,
		facts: new Map([["secret:db", "v1"]]),
		paramsOf: (name) => (name === "jobs" ? { arn: { Ref: "JobsQueue" } } : undefined),
		resourceNames: ["jobs"],
		typeOf: () => undefined,
		logicalIds: [],
		addOutput: (name) => outputs.push(name) > 0,
	});
	return { ...made, outputs };
}

describe("rendering what only CloudFormation knows", () => {
	it("replaces every directive, wherever it stands", () => {
		const { render, problems } = renderer();
		assert.deepEqual(
			render({ a: [deferred("ResourceParam", ["jobs", "arn"])], b: { c: deferred("AwsAccountId", []) } }),
			{
				a: [{ Ref: "JobsQueue" }],
				b: { c: { Ref: "AWS::AccountId" } },
			},
		);
		assert.deepEqual(problems, []);
	});

	it("replaces directives inside of others first", () =>
		assert.deepEqual(
			renderer().render(deferred("CfFormat", ["{}", deferred("ResourceParam", ["jobs", "arn"])])),
			{
				"Fn::Sub": ["${sub0}", { sub0: { Ref: "JobsQueue" } }],
			},
		));

	it("replaces directives inside of what a parameter is made of, and ends where it needs itself", () => {
		const secret = deferred("Secret", ["db"]);
		const itself = deferred("ResourceParam", ["db", "self"]);
		const made = createRenderer({
			target,
			facts: new Map([["secret:db", "v1"]]),
			paramsOf: () => ({
				url: { "Fn::Sub": ["a:${p}", { p: secret }] },
				self: { "Fn::Sub": ["${p}", { p: itself }] },
			}),
			resourceNames: ["db"],
			typeOf: () => undefined,
			logicalIds: [],
			addOutput: () => true,
		});
		assert.deepEqual(made.render(deferred("ResourceParam", ["db", "url"])), {
			"Fn::Sub": ["a:${p}", { p: "{{resolve:secretsmanager:db:SecretString:::v1}}" }],
		});
		assert.deepEqual(made.render(itself), { "Fn::Sub": ["${p}", { p: itself.text }] });
	});

	it("says what is wrong with a directive once, where it is written, however often it is met", () => {
		const { render, problems } = renderer();
		const wrong = deferred("ResourceParam", ["nope", "arn"]);
		assert.deepEqual(render([wrong, wrong]), [wrong.text, wrong.text]);
		assert.deepEqual(
			problems.map(({ code, span }) => [code, span]),
			[["unknown-resource", here]],
		);
	});

	it("evaluates a directive once, however often it is met", () => {
		const { render, outputs } = renderer();
		const secret = deferred("Secret", ["db"]);
		render([secret, { a: secret }]);
		assert.deepEqual(outputs, ["DbCurrentSecretVersionId"]);
	});

	it("shows the text of what nobody has answered, without a problem", () => {
		const { render, problems } = renderer();
		assert.equal(render(deferred("Nope", [], true)), "$Nope(…)");
		assert.deepEqual(problems, []);
	});

	it("drops what is undefined, and keeps null, slots and everything else", () => {
		const slot = new ArtifactSlot("api", "key");
		assert.deepEqual(renderer().render({ a: undefined, b: null, c: [1, undefined, slot], d: false }), {
			b: null,
			c: [1, slot],
			d: false,
		});
	});

	it("leaves what it renders alone", () => {
		const value = Object.freeze({ a: Object.freeze([deferred("AwsAccountId", [])]) });
		renderer().render(value);
		assert.ok(value.a[0] instanceof Deferred);
	});
});
