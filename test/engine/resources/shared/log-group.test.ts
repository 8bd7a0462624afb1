import assert from "node:assert/strict";
import { logGroup } from "../../../../engine/resources/shared/log-group.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { resourcesOf } from "../../../support/placed.ts";

const name = {
	text: "/aws/lambda/proj-dev-api",
	full: "/aws/lambda/proj-dev-api",
	shortened: false,
	provisional: false,
};
const resource = {
	Type: "AWS::Logs::LogGroup",
	Properties: { LogGroupName: "/aws/lambda/proj-dev-api", RetentionInDays: 90 },
};

describe("a log group", () => {
	it("belongs to its resource", () => {
		const child = logGroup({ owner: "api", name, retentionDays: 90 });
		assert.deepEqual(child, { id: "ApiLogGroup", name, resource });
		assert.deepEqual(checkTemplate({ Resources: resourcesOf([child]) }), []);
	});

	it("can be one of several, with a place of its own", () => {
		const child = logGroup({ owner: "api", specifier: "web", name, retentionDays: 90, origin: ["logging"] });
		assert.deepEqual(child, { id: "ApiWebLogGroup", name, resource, origin: ["logging"] });
	});
});
