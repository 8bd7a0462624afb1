import assert from "node:assert/strict";
import { analyse } from "../../../engine/index.ts";
import { agentCoreBrowser } from "../../../engine/resources/agentcore-browser.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { assertProblems } from "../../support/marked.ts";
import { accepted, compileRoom, resourcesOf, surroundings, target } from "../../support/placed.ts";

const compiled = (values: object) => {
	const Resources = resourcesOf(compileRoom(agentCoreBrowser, "web", values));
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources;
};

describe("an agentcore-browser", () => {
	it("goes out into the internet, with a role that writes logs", () => {
		const { WebBrowserCustom: browser, WebAgentCoreBrowserRole: role } = compiled({});
		assert.deepEqual(browser?.Properties?.["NetworkConfiguration"], { NetworkMode: "PUBLIC" });
		assert.equal(browser?.Properties?.["Name"], "stp_proj_dev_web");
		assert.equal(role?.Properties?.["RoleName"], "proj-dev-web-browser-eu-west-1");
		assert.ok(!JSON.stringify(role).includes("s3:"));
	});

	it("records into a bucket, and may write there and nowhere else", () => {
		const resources = compiled({ recording: { enabled: true, bucketName: "films" } });
		assert.deepEqual(resources["WebBrowserCustom"]?.Properties?.["RecordingConfig"], {
			Enabled: true,
			S3Location: { Bucket: "films", Prefix: "browser-recordings/" },
		});
		const role = JSON.stringify(resources["WebAgentCoreBrowserRole"]);
		assert.ok(role.includes('"Fn::Sub":["arn:${AWS::Partition}:s3:::${bucket}/${prefix}*"'), role);
	});

	it("asks for no access when it does not record", () => {
		const resources = compiled({ recording: { bucketName: "films" } });
		assert.ok(!JSON.stringify(resources["WebAgentCoreBrowserRole"]).includes("films"));
	});

	it("has an id and an ARN", () => {
		const params = agentCoreBrowser.params(accepted(agentCoreBrowser, "web", {}), surroundings([], []));
		assert.deepEqual(
			Object.values(params).map(({ value }) => value),
			[
				{ "Fn::GetAtt": ["WebBrowserCustom", "BrowserId"] },
				{ "Fn::GetAtt": ["WebBrowserCustom", "BrowserArn"] },
			],
		);
	});

	it("cannot record to nowhere", () => {
		const text = `
resources:
  browser:
    type: agentcore-browser
    properties:
      recording:
#     ^^^^^^^^^ missing-property: "bucketName" is missing in recording
        enabled: true
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});
});
