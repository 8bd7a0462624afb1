import assert from "node:assert/strict";
import type { ChildChange } from "../../../../engine/resources/kind.ts";
import { swapWorkload } from "../../../../engine/resources/multi-container-workload/swap.ts";
import { workload } from "./example.ts";

const change = (id: string, changed: readonly string[]): ChildChange => {
	const resource = { Type: "AWS::ECS::TaskDefinition" };
	return { id, before: resource, after: resource, changed };
};

describe("a change of a workload", () => {
	it("is none where nothing differs", () =>
		assert.deepEqual(swapWorkload(change("AppService", []), workload()), { kind: "ignore" }));

	it("needs a deploy, which says what it is", () => {
		assert.deepEqual(swapWorkload(change("AppTaskDefinition", ["ContainerDefinitions"]), workload()), {
			kind: "needs-deploy",
			reason: "the containers of app change (ContainerDefinitions), and containers are not swapped",
		});
		assert.deepEqual(swapWorkload(change("AppService", ["<DependsOn>"]), workload()), {
			kind: "needs-deploy",
			reason: "AppService of app changes (DependsOn), and containers are not swapped",
		});
	});
});
