import assert from "node:assert/strict";
import { checkWorkload } from "../../../../../engine/resources/multi-container-workload/check/index.ts";
import { surroundings } from "../../../../support/placed.ts";
import { container, workload } from "../example.ts";

describe("the check of a workload", () => {
	it("looks at everything", () => {
		const app = workload({
			containers: [container({ essential: false, loadBalancerHealthCheck: {} })],
			resources: {},
			deployment: { strategy: "AllAtOnce" },
		});
		assert.deepEqual(
			checkWorkload(app, surroundings([app], [])).map(({ code }) => code),
			[
				"no-essential-container",
				"fargate-size-missing",
				"health-check-unused",
				"blue-green-without-balancer",
			],
		);
	});

	it("finds nothing wrong with a small one", () => {
		const app = workload();
		assert.deepEqual(checkWorkload(app, surroundings([app], [])), []);
	});
});
