import assert from "node:assert/strict";
import { checkEdgeFunction } from "../../../../engine/resources/edge-lambda-function/check.ts";
import { edgeLambdaFunction } from "../../../../engine/resources/edge-lambda-function/index.ts";
import type { EdgeFunction } from "../../../../engine/resources/edge-lambda-function/properties.ts";
import { findings, placed, surroundings } from "../../../support/placed.ts";

const packaging = {
	type: "stacktape-lambda-buildpack",
	properties: { entryfilePath: "src/edge.ts" },
} as const;

describe("what a function at the edge cannot do", () => {
	it("is to reach what is in the VPC", () =>
		assert.deepEqual(
			findings(edgeLambdaFunction, "edge", { packaging, connectTo: ["db", "files"] }, [
				placed("relational-database", "db", {}),
				placed("bucket", "files", {}),
			]),
			[
				'edge-outside-vpc @ connectTo.0: "db" is a relational-database, which a function at the edge cannot reach',
			],
		));

	it("is to forward its logs", () => {
		const logForwarding = { type: "datadog", properties: { apiKey: "k" } };
		assert.match(
			String(findings(edgeLambdaFunction, "edge", { packaging, logging: { logForwarding } })),
			/^edge-logs-not-forwarded @ logging\.logForwarding/,
		);
	});

	it("is to take long where a viewer waits", () => {
		const fn: EdgeFunction = placed("edge-lambda-function", "edge", { packaging, memory: 256, timeout: 5 });
		const use = (event: string) =>
			surroundings([fn], [], {
				usesOf: () => [
					{ by: placed("bucket", "site", {}), path: ["cdn", "edgeFunctions", event], holder: {} },
				],
			});
		assert.deepEqual(
			checkEdgeFunction(fn, use("onRequest")).map(({ message }) => message),
			["memory is 256, but site calls the function on viewer events (onRequest), for which 128 is the most"],
		);
		assert.deepEqual(checkEdgeFunction(fn, use("onOriginRequest")), []);
	});
});
