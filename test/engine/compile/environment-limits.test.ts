import assert from "node:assert/strict";
import { environmentLimitProblems } from "../../../engine/compile/environment-limits.ts";
import { assertProblems } from "../../support/marked.ts";
import { compileText } from "./compile-text.ts";

const big = "x".repeat(4100);

describe("the variables of functions in a template", () => {
	it("are measured where overrides and CloudFormation resources write them", () => {
		const text = `
resources:
  api:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: src/api.ts } }
    overrides:
      ApiFunction:
        Environment.Variables.BIG: ${big}
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ environment-too-large: the environment variables of ApiFunction take 4207 bytes, but Lambda takes at most 4096
cloudformationResources:
  Mine:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::123456789012:role/mine
      Code: { ZipFile: "" }
      Environment:
        Variables:
#       ^^^^^^^^^ environment-too-large: the environment variables of Mine take 4110 bytes, but Lambda takes at most 4096
          BIG: ${big}
`;
		assertProblems(text, compileText(text).problems);
	});

	it("are said once, and of functions only", () => {
		const { graph } = compileText("resources: {}");
		const Properties = { Environment: { Variables: { BIG: big, LATE: { Ref: "Name" } } } };
		const other = { Other: { Type: "Custom::Other", Properties }, Plain: { Type: "AWS::Lambda::Function" } };
		assert.deepEqual(environmentLimitProblems(other, graph, new Map(), []), []);
		const found = environmentLimitProblems(
			{ Mine: { Type: "AWS::Lambda::Function", Properties } },
			graph,
			new Map(),
			[],
		);
		assert.deepEqual(
			found.map(({ code, span }) => [code, span]),
			[["environment-too-large", { start: 0, end: 0 }]],
		);
	});
});
