import assert from "node:assert/strict";
import {
	autoScalingGroupName,
	blueGreenServiceName,
	clusterName,
	logGroupId,
	logGroupName,
	securityGroupName,
	serviceId,
	taskFamily,
} from "../../../../engine/resources/multi-container-workload/names.ts";
import { taskRoleName } from "../../../../engine/resources/shared/task-roles.ts";
import { target } from "../../../support/placed.ts";
import { workload } from "./example.ts";

describe("the names of a workload", () => {
	it("are those of the format", () =>
		assert.deepEqual(
			[
				clusterName,
				taskFamily,
				blueGreenServiceName,
				taskRoleName,
				securityGroupName,
				autoScalingGroupName,
			].map((nameOf) => nameOf("web", target).text),
			[
				"proj-dev-web-cluster",
				"proj-dev-web-task-definition",
				"proj-dev-web-bg-service",
				"proj-dev-web-eu-west-1",
				"proj-dev-web-sg",
				"proj-dev-web-asg",
			],
		));

	it("have the container in those of a log group", () => {
		assert.equal(logGroupName("web", "main", target).text, "/stp/proj-dev/ecs/web/main/process-logs");
		assert.equal(logGroupId("web", "service-container"), "WebServiceContainerLogGroup");
	});

	it("tell a service with gradual deployments apart", () => {
		assert.equal(serviceId(workload()), "AppService");
		assert.equal(serviceId(workload({ deployment: { strategy: "AllAtOnce" } })), "AppBlueGreenService");
	});

	it("fit AWS's limits", () => {
		assert.equal(taskRoleName("w".repeat(70), target).text.length, 64);
		assert.equal(autoScalingGroupName("w".repeat(200), target).text.length, 126);
	});
});
