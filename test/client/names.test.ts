import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { namesText } from "../../client/views/names.ts";

describe("the table of names", () => {
	it("has a row for each resource, in columns", () => {
		const text = namesText([
			{ logicalId: "Bucket", type: "AWS::S3::Bucket", name: "b-…", shortened: false, provisional: true },
			{ resource: "api", logicalId: "Api", type: "AWS::X", shortened: false, provisional: false },
			{
				resource: "worker",
				logicalId: "W",
				type: "AWS::Y",
				name: "w-abc",
				full: "w-full",
				shortened: true,
				provisional: false,
			},
		]);
		assert.equal(
			text,
			`RESOURCE  NAME             LOGICAL ID  TYPE
(stack)   b-…              Bucket      AWS::S3::Bucket  … stands for a hash of the account, which is not known yet
api       (AWS makes one)  Api         AWS::X
worker    w-abc            W           AWS::Y           ✂ from w-full
`,
		);
	});

	it("is a head alone when there is nothing", () => {
		assert.equal(namesText([]), "RESOURCE  NAME  LOGICAL ID  TYPE\n");
	});
});
