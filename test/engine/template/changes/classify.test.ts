import assert from "node:assert/strict";
import { classifyChanges, publishedFunctions } from "../../../../engine/template/changes/classify.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { kindsOfChange, verdictsOn } from "./kinds-of-change.ts";

const template = (Resources: Template["Resources"]): Template => ({
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources,
	Outputs: {},
});

const code = { S3Bucket: "code", S3Key: "api.zip" };
const fn = (Properties: object) => ({
	Type: "AWS::Lambda::Function",
	Properties: { Code: code, ...Properties },
});

describe("what is said of a change", () => {
	assert.ok(kindsOfChange.length >= 60, `${kindsOfChange.length} kinds`);
	for (const kind of kindsOfChange) {
		it(`${kind.group}: ${kind.change}: ${kind.verdict}`, () => {
			const verdicts = verdictsOn(kind);
			const lines = verdicts.map((one) => `${one.kind} ${one.id} ${one.property ?? one.change}`);
			for (const line of kind.lines) assert.ok(lines.includes(line), `${line} is not in ${lines.join("; ")}`);
			const strong = (line: string) => !line.startsWith("defer ");
			assert.deepEqual(lines.filter(strong), kind.lines.filter(strong));
			const strongest = (["replace", "defer", "swap"] as const).find((one) =>
				verdicts.some((verdict) => verdict.kind === one),
			);
			assert.equal(strongest, kind.verdict);
		});
	}

	it("is nothing when nothing differs", () => {
		const same = template({ Api: fn({ MemorySize: 128 }) });
		assert.deepEqual(classifyChanges(same, structuredClone(same)), []);
	});

	it("has a reason wherever a setting of a function is left to CloudFormation", () => {
		const [verdict] = classifyChanges(
			template({ Api: fn({ MemorySize: 128 }) }),
			template({ Api: fn({ MemorySize: { Ref: "Size" } }) }),
		);
		assert.deepEqual([verdict?.kind, verdict?.property], ["defer", "MemorySize"]);
		assert.match(verdict?.reason ?? "", /a reference, which CloudFormation resolves/);
	});

	it("is no swap for a setting that appears or goes, which only CloudFormation can set back", () => {
		const with512 = template({ Api: fn({ MemorySize: 512 }) });
		const [added] = classifyChanges(template({ Api: fn({}) }), with512);
		const [removed] = classifyChanges(with512, template({ Api: fn({}) }));
		assert.deepEqual([added?.kind, removed?.kind], ["defer", "defer"]);
	});

	it("is no swap for code that stands in the template, nor for variables that are computed as a whole", () => {
		const before = { Code: { ZipFile: "a" }, Environment: { Variables: { "Fn::If": ["A", {}, {}] } } };
		const after = { Code: { ZipFile: "b" }, Environment: { Variables: { A: "1" } } };
		const verdicts = classifyChanges(template({ Api: fn(before) }), template({ Api: fn(after) }));
		assert.deepEqual(
			verdicts.map(({ kind, property }) => `${kind} ${property}`),
			["defer Code", "defer Environment"],
		);
	});

	it("takes a new digest in the tags, in whatever order, for no change", () => {
		const tags = (digest: string) => [
			{ Key: "stp:code-digest", Value: digest },
			{ Key: "a", Value: "1" },
		];
		const before = template({ Api: fn({ Tags: tags("one") }) });
		const after = template({ Api: fn({ Tags: tags("two").toReversed() }) });
		assert.deepEqual(classifyChanges(before, after), []);
	});
});

describe("functions whose calls go to a published version", () => {
	it("are those that a version or an alias of either template names", () => {
		const before = template({
			Api: fn({}),
			Alias: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: { Ref: "Api" } } },
		});
		const after = template({
			Edge: fn({}),
			Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Edge" } } },
		});
		assert.deepEqual([...publishedFunctions([before, after])].sort(), ["Api", "Edge"]);
	});
});
