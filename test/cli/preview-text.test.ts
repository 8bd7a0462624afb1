import assert from "node:assert/strict";
import { agreementText, previewText } from "../../engine/cli/preview-text.ts";
import { plainStyle } from "../../engine/cli/style.ts";
import type { Preview } from "../../engine/deploy/preview/preview.ts";

const preview: Preview = {
	stack: "shop-dev",
	account: "111111111111",
	region: "eu-west-1",
	isNew: false,
	changes: [
		{
			action: "replace",
			logicalId: "NotesTable",
			type: "AWS::DynamoDB::Table",
			resource: "notes",
			properties: [{ path: "KeySchema[0].AttributeName", before: "id", after: "p\u001b[2Jk" }],
			because: [{ property: "KeySchema", certainty: "always" }],
			sameName: "shop-dev-notes",
			loss: { what: "every item of the table", fate: "gone" },
		},
		{
			action: "add",
			logicalId: "StpVpc",
			type: "AWS::EC2::VPC",
			properties: [],
			because: [],
			region: "us-east-1",
		},
	],
	widenings: [
		{
			kind: "public",
			logicalId: "ApiUrl",
			type: "AWS::Lambda::Url",
			what: "anybody may call",
			isNew: false,
			resource: "api",
		},
	],
	outputs: ["Address"],
	settings: ["the tags of the stack change"],
};

describe("the text of a difference", () => {
	it("says what becomes of each resource, why, and what is lost", () => {
		assert.equal(
			previewText(preview, plainStyle),
			`shop-dev in eu-west-1, account 111111111111
  ± notes (NotesTable) is replaced because of KeySchema AWS::DynamoDB::Table
      KeySchema[0].AttributeName: id → p\ufffd[2Jk
      every item of the table: lost for good
      CloudFormation will refuse this, because the name stays shop-dev-notes: rename the resource
  + StpVpc is added in us-east-1 AWS::EC2::VPC
  ~ output Address
  ~ the tags of the stack change
More is permitted than before
  public api (ApiUrl): anybody may call
`,
		);
	});

	it("says when nothing differs", () => {
		const none = { ...preview, changes: [], widenings: [], outputs: [], settings: [] };
		assert.match(previewText(none, plainStyle), /\n {2}nothing differs\n$/);
	});

	it("says what CloudFormation says of it, and why it was not asked", () => {
		const agreed = { kind: "changes", reasons: [], disagreements: [] } as const;
		assert.equal(agreementText(agreed, undefined, plainStyle), "CloudFormation's change set says the same\n");
		const other = {
			...agreed,
			disagreements: [{ logicalId: "X", here: "changed", cloudFormation: "replaced" }],
		};
		assert.match(
			agreementText(other, undefined, plainStyle),
			/X: here changed, in CloudFormation's change set replaced/,
		);
		const refused = { kind: "refused", reasons: ["no such type"], disagreements: [] } as const;
		assert.match(agreementText(refused, undefined, plainStyle), /would refuse this\n {2}no such type\n/);
		assert.equal(agreementText(undefined, "offline", plainStyle), "CloudFormation was not asked: offline\n");
		assert.equal(agreementText(undefined, undefined, plainStyle), "");
	});
});
