import assert from "node:assert/strict";
import {
	injectedVariables,
	runtimeEnvironment,
} from "../../../../engine/resources/agentcore-runtime/environment.ts";
import type { Runtime } from "../../../../engine/resources/agentcore-runtime/properties.ts";
import { placed, surroundings } from "../../../support/placed.ts";

const node = { type: "stacktape-image-buildpack", properties: { entryfilePath: "src/agent.ts" } };
const python = { type: "stacktape-image-buildpack", properties: { entryfilePath: "agent.py" } };

const around = surroundings([], [], {
	connections: () => ({ statements: [], environment: { STP_ITEMS_NAME: "items" }, children: () => [] }),
});
const runtime = (values: object) =>
	placed("agentcore-runtime", "helper", { packaging: python, ...values }) as unknown as Runtime;
const environment = (values: object) => runtimeEnvironment(runtime(values), around);

describe("the environment of an agent", () => {
	it("is its own, as text, and what tools and connections bring", () => {
		const written = [
			{ name: "A", value: 1 },
			{ name: "A", value: true },
			{ name: "STP_ITEMS_NAME", value: "mine" },
			{ name: "REF", value: { Ref: "Other" } },
		];
		const memory = { STP_AGENTCORE_MEMORY_ID: { "Fn::GetAtt": ["NotesMemory", "MemoryId"] } };
		assert.deepEqual(environment({ environment: written, useMemory: "notes" }), {
			A: "true",
			STP_ITEMS_NAME: "items",
			REF: { Ref: "Other" },
			...memory,
		});
		assert.deepEqual(injectedVariables(runtime({ useMemory: "notes" }), around), {
			...memory,
			STP_ITEMS_NAME: "items",
		});
	});

	it("has the flags that every version of Node.js knows", () => {
		assert.equal(environment({ packaging: node })["NODE_OPTIONS"], "--enable-source-maps");
		const own = [{ name: "NODE_OPTIONS", value: "--no-warnings" }];
		assert.equal(
			environment({ packaging: node, environment: own })["NODE_OPTIONS"],
			"--no-warnings --enable-source-maps",
		);
		assert.equal(environment({ environment: own })["NODE_OPTIONS"], "--no-warnings");
	});
});
