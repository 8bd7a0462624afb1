import assert from "node:assert/strict";
import { hasLogs, logFormat, logGroupName } from "../../../../engine/resources/http-api-gateway/logs.ts";
import { placed, target } from "../../../support/placed.ts";

describe("the access log of a gateway", () => {
	it("is kept unless it is off", () => {
		assert.equal(hasLogs(placed("http-api-gateway", "gw", {})), true);
		assert.equal(hasLogs(placed("http-api-gateway", "gw", { logging: { disabled: true } })), false);
	});

	it("has the name under which AWS delivers logs", () =>
		assert.equal(
			logGroupName(placed("http-api-gateway", "gw", {}), target).text,
			"/aws/vendedlogs/proj-dev/api-gateway/gw/access-logs",
		));

	it("says the same in every form", () => {
		const said = (format: Parameters<typeof logFormat>[0]) =>
			(logFormat(format).match(/\$context/g) ?? []).length;
		assert.deepEqual((["JSON", "CLF", "CSV", "XML"] as const).map(said), [8, 8, 8, 8]);
	});
});
