import assert from "node:assert/strict";
import { tooComplex } from "../../../engine/config/too-complex.ts";
import { unknownTag } from "../../../engine/config/yaml-problem.ts";
import { problemCatalogue } from "../../../engine/report/catalogue.ts";

const here = { start: 2, end: 6 };

describe("a problem of YAML", () => {
	// The messages of syntax errors are tested with the texts that cause them, in parse-yaml.test.ts.
	const tags: readonly (readonly [tag: string, longForm: string])[] = [
		["!Ref", "Ref: …"],
		["!Condition", "Condition: …"],
		["!GetAtt", "Fn::GetAtt: …"],
		["!Sub", "Fn::Sub: …"],
	];
	for (const [tag, longForm] of tags) {
		it(`says how CloudFormation's ${tag} is written in full`, () =>
			assert.deepEqual(unknownTag(tag, here), {
				code: "yaml-tag",
				severity: "error",
				message: `"${tag}" has no meaning in a config`,
				span: here,
				hint: `write the long form, for example ${longForm}, or put the value in quotes`,
			}));
	}

	it("of its size stands where it becomes too large", () => {
		const problem = tooComplex(here);
		assert.equal(problem.span, here);
		assert.ok(problem.code in problemCatalogue);
	});
});
