import assert from "node:assert/strict";
import Value from "typebox/value";
import {
	endpointsOf,
	properties,
	type Runtime,
} from "../../../../engine/resources/agentcore-runtime/properties.ts";
import { placed } from "../../../support/placed.ts";

const packaging = {
	type: "prebuilt-image",
	properties: { image: "public.ecr.aws/example/agent:1" },
} as const;

const runtime = (values: object) =>
	placed("agentcore-runtime", "helper", { packaging, ...values }) as Runtime;

const accepts = (values: object) => Value.Check(properties, { packaging, ...values });

describe("the properties of an agent", () => {
	it("name endpoints in short or in full", () => {
		assert.ok(accepts({ endpoints: ["live", { name: "test", runtimeVersion: "2" }] }));
		assert.ok(!accepts({ endpoints: [] }));
		assert.ok(!accepts({ endpoints: ["-"] }));
		assert.ok(!accepts({ endpoints: [{ name: "test", runtimeVersion: "latest" }] }));
	});

	it("bound how long sessions live", () => {
		assert.ok(accepts({ lifecycle: { maxLifetime: 60, idleRuntimeSessionTimeout: 60 } }));
		assert.ok(!accepts({ lifecycle: { maxLifetime: 59 } }));
		assert.ok(!accepts({ lifecycle: { maxLifetime: 1_209_601 } }));
	});

	it("take headers by their names", () => {
		assert.ok(accepts({ requestHeaders: ["X-Amzn-Bedrock-AgentCore-Runtime-Custom-A"] }));
		assert.ok(!accepts({ requestHeaders: ["not a header"] }));
		assert.ok(!accepts({ requestHeaders: [] }));
	});
});

describe("the endpoints of an agent", () => {
	it("are one unless the config names some", () => {
		assert.deepEqual(endpointsOf(runtime({})), [{ index: 0, name: "default" }]);
	});

	it("keep their positions, and what is known of them", () => {
		const endpoints = ["live", { name: "test", description: "d", runtimeVersion: "2" }];
		assert.deepEqual(endpointsOf(runtime({ endpoints })), [
			{ index: 0, name: "live" },
			{ index: 1, name: "test", description: "d", runtimeVersion: "2" },
		]);
	});

	it("without a name that is known are none", () => {
		assert.deepEqual(endpointsOf(runtime({ endpoints: [{ name: { Ref: "A" } }, { Ref: "B" }] })), []);
	});
});
