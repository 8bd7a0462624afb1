import assert from "node:assert/strict";
import { testPortOf } from "../../../../engine/resources/multi-container-workload/test-port.ts";
import { workload } from "./example.ts";

describe("the port where new versions are tried", () => {
	const port = (deployment: object) =>
		testPortOf(workload({ deployment: { strategy: "AllAtOnce", ...deployment } }));

	it("is there where somebody tries them", () => {
		assert.equal(port({ beforeAllowTrafficFunction: "tryIt" }), 8080);
		assert.equal(port({ beforeAllowTrafficFunction: "tryIt", testListenerPort: 82 }), 82);
	});

	it("is none elsewhere", () => {
		assert.equal(port({ testListenerPort: 82 }), undefined);
		assert.equal(testPortOf(workload()), undefined);
	});
});
