import assert from "node:assert/strict";
import { spellOut } from "../../../engine/compile/spell-out.ts";
import { findCycle } from "../../../engine/template/references.ts";
import type { CfnResource } from "../../../engine/template/template.ts";
import { compileText, functionBlock } from "./compile-text.ts";

const spelled = { ref: "files-1", attributes: { Arn: { "Fn::Sub": "arn:${AWS::Partition}:s3:::files-1" } } };
const children = new Map([["Files", { spelled: () => spelled }]]);
const arn = { "Fn::GetAtt": ["Files", "Arn"] };
const inWords = { "Fn::Sub": "arn:${AWS::Partition}:s3:::files-1" };

/** A bucket that waits for a function, which has `value` in its properties. */
const around = (value: unknown): Readonly<Record<string, CfnResource>> => ({
	Function: { Type: "F", Properties: { value } },
	Files: { Type: "B", DependsOn: ["Function"] },
	Other: { Type: "O", Properties: { value } },
});

describe("references in a circle", () => {
	const cases: readonly (readonly [string, unknown, unknown])[] = [
		["the name", { Ref: "Files" }, "files-1"],
		["the ARN", arn, inWords],
		["the ARN inside of a text", { "Fn::Join": ["", [arn, "/*"]] }, { "Fn::Join": ["", [inWords, "/*"]] }],
		[
			"names in a text that CloudFormation fills",
			{ "Fn::Sub": "${Files}/${ Files }/${Files.Arn}/${!Files}/${AWS::Region}" },
			{ "Fn::Sub": "files-1/files-1/arn:${AWS::Partition}:s3:::files-1/${!Files}/${AWS::Region}" },
		],
		[
			"values of such a text",
			{ "Fn::Sub": ["${Files}/${A}", { A: { Ref: "Files" } }] },
			{ "Fn::Sub": ["files-1/${A}", { A: "files-1" }] },
		],
		[
			"not what a text calls by the same name",
			{ "Fn::Sub": ["${Files}", { Files: { Ref: "Files" } }] },
			{ "Fn::Sub": ["${Files}", { Files: "files-1" }] },
		],
		["everything in lists and maps", [{ a: [{ Ref: "Files" }] }], [{ a: ["files-1"] }]],
	];
	for (const [why, value, expected] of cases) {
		it(`are spelled out: ${why}`, () => {
			const result = spellOut(around(value), children);
			assert.deepEqual(result["Function"]?.Properties?.["value"], expected);
			assert.equal(findCycle(result), undefined);
			assert.deepEqual(result["Other"]?.Properties?.["value"], value);
		});
	}

	it("stay where nobody knows the words", () => {
		const domain = around({ "Fn::GetAtt": ["Files", "DomainName"] });
		assert.deepEqual(spellOut(domain, children), domain);
		const nameless = new Map([["Files", { spelled: () => undefined }]]);
		assert.deepEqual(spellOut(around(arn), nameless), around(arn));
	});

	it("stay where there is no circle", () => {
		const { Function: fn, Other: other } = around(arn);
		assert.ok(fn && other);
		const resources = { Function: fn, Files: { Type: "B" }, Other: other };
		assert.equal(spellOut(resources, children), resources);
	});

	const called = `resources:
  files: {type: bucket, overrides: {FilesBucket: {BucketName: my-own-name}}}
  api:
    ${functionBlock(`connectTo: [files]
events:
  - type: s3
    properties: {bucketArn: "$ResourceParam('files', 'arn')", s3EventType: "s3:ObjectCreated:*"}
`)}`;

	it("follow a name that is overridden", () => {
		const { compiled, problems } = compileText(called);
		assert.deepEqual(problems, []);
		const { ApiFunction, ApiEvent0Permission } = compiled.template.Resources;
		const environment = ApiFunction?.Properties?.["Environment"];
		assert.equal(
			new Map(Object.entries(Object(Object(environment)["Variables"]))).get("STP_FILES_NAME"),
			"my-own-name",
		);
		assert.deepEqual(ApiEvent0Permission?.Properties?.["SourceArn"], {
			"Fn::Sub": "arn:${AWS::Partition}:s3:::my-own-name",
		});
	});
});
