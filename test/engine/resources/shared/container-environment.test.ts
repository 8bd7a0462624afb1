import assert from "node:assert/strict";
import {
	checkContainerEnvironment,
	containerEnvironment,
} from "../../../../engine/resources/shared/container-environment.ts";
import type { ImagePackaging } from "../../../../engine/resources/shared/image-packaging.ts";
import { ref } from "../../../../engine/template/intrinsics.ts";

const ready: ImagePackaging = { type: "prebuilt-image", properties: { image: "a:1" } };
const node: ImagePackaging = {
	type: "stacktape-image-buildpack",
	properties: { entryfilePath: "a.ts", languageSpecificConfig: { nodeVersion: 20 } },
};
const none = { environment: {} };

describe("the variables of a container", () => {
	it("are texts, in the order of the config", () =>
		assert.deepEqual(
			containerEnvironment(
				[
					{ name: "TEXT", value: "a" },
					{ name: "COUNT", value: 5 },
					{ name: "IS_ON", value: false },
					{ name: "LATER", value: ref("Something") },
				],
				ready,
				none,
			),
			[
				{ Name: "TEXT", Value: "a" },
				{ Name: "COUNT", Value: "5" },
				{ Name: "IS_ON", Value: "false" },
				{ Name: "LATER", Value: { Ref: "Something" } },
			],
		));

	it("hold the flags of Node.js, and what connectTo brings, which wins", () =>
		assert.deepEqual(
			containerEnvironment([{ name: "STP_JOBS_URL", value: "mine" }], node, {
				environment: { STP_JOBS_URL: "theirs" },
			}),
			[
				{ Name: "STP_JOBS_URL", Value: "theirs" },
				{ Name: "NODE_OPTIONS", Value: "--enable-source-maps" },
			],
		));

	it("are none where nobody sets any", () =>
		assert.deepEqual(containerEnvironment(undefined, ready, none), []));

	it("are checked by their names", () => {
		const found = checkContainerEnvironment(
			[
				{ name: "A=B", value: 1 },
				{ name: "C", value: 1 },
				{ name: "C", value: 1 },
				{ name: "STP_X", value: 1 },
			],
			["environment"],
			{ environment: { STP_X: "x" } },
		);
		assert.deepEqual(
			found.map(({ code, path }) => `${code} at ${path.join(".")}`),
			[
				"invalid-variable-name at environment.0.name",
				"duplicate-variable at environment.2.name",
				"variable-overridden at environment.3.name",
			],
		);
		assert.deepEqual(checkContainerEnvironment(undefined, [], none), []);
	});
});
