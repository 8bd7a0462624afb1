import assert from "node:assert/strict";
import { directives } from "../../../../engine/config/directives/index.ts";
import { readDirective } from "../../../../engine/config/directives/syntax.ts";

// The built-in directives of config-language.md, section 5.
const format = [
	"AwsAccountId",
	"CfFormat",
	"CfResourceParam",
	"CfStackOutput",
	"CliArgs",
	"File",
	"FileRaw",
	"Format",
	"GitInfo",
	"Profile",
	"Region",
	"ResourceParam",
	"Secret",
	"SsmParam",
	"StackOutput",
	"Stage",
	"This",
	"Var",
];

describe("the directives", () => {
	it("are those of the format", () => assert.deepEqual([...directives.keys()].sort(), format));

	it("are what they are filed as", () => {
		for (const [name, directive] of directives) assert.equal(directive.name, name);
	});

	for (const [name, { example, snippet, docs }] of directives) {
		it(`$${name} has an example that is a directive of that name, a snippet and a description`, () => {
			const found = readDirective(example);
			assert.equal(found.kind === "directive" && found.call.name, name);
			assert.ok(snippet.startsWith(`${name}(`), snippet);
			assert.match(docs, /\.$/);
		});
	}

	it("have no required parameter behind an optional one", () => {
		for (const { name, parameters } of directives.values()) {
			const flags = parameters.map(({ optional = false }) => optional);
			assert.deepEqual(flags, flags.toSorted(), name);
		}
	});
});
