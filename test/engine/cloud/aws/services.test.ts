import assert from "node:assert/strict";
import { openServices } from "../../../../engine/cloud/aws/services.ts";
import { json, withAnswers } from "./answers.ts";

const arn = "arn:aws:ecs:eu-west-1:111111111111:service/shop/web";
const revision = "arn:aws:ecs:eu-west-1:111111111111:task-definition/web:3";

const definition = {
	taskDefinitionArn: revision,
	family: "web",
	revision: 3,
	status: "ACTIVE",
	registeredBy: "cloudformation",
	requiresAttributes: [{ name: "x" }],
	compatibilities: ["FARGATE"],
	cpu: "256",
	containerDefinitions: [
		{
			name: "main",
			image: "nginx:1",
			environment: [
				{ name: "KEPT", value: "secret text" },
				{ name: "GONE", value: "1" },
			],
			secrets: [{ name: "TOKEN", valueFrom: "arn:secret" }],
			logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/web" } },
		},
	],
};

const deployment = (more: object) => ({
	id: "ecs-svc/1",
	status: "PRIMARY",
	taskDefinition: revision,
	desiredCount: 2,
	runningCount: 2,
	...more,
});

function answer(
	target: string,
	deployments: readonly object[] = [deployment({ rolloutState: "COMPLETED" })],
) {
	const action = target.split(".").at(-1);
	if (action === "DescribeServices")
		return json({ services: [{ status: "ACTIVE", taskDefinition: revision, deployments }] });
	if (action === "DescribeTaskDefinition")
		return json({ taskDefinition: definition, tags: [{ key: "team", value: "red" }] });
	if (action === "RegisterTaskDefinition") return json({ taskDefinition: { taskDefinitionArn: "web:4" } });
	if (action === "ListTasks") return json({ taskArns: ["arn:task/1", "arn:task/2"] });
	if (action === "DescribeTasks")
		return json({
			tasks: [
				{
					taskArn: "arn:task/1",
					startedBy: "ecs-svc/1",
					stoppedReason: "Essential container in task exited",
					containers: [
						{ name: "main", exitCode: 1 },
						{ name: "side", reason: "OutOfMemoryError" },
						{ name: "ok" },
					],
				},
				{ taskArn: "arn:task/2", startedBy: "ecs-svc/0" },
			],
		});
	return json({ service: { deployments } });
}

const withEcs = (
	work: (
		services: ReturnType<typeof openServices>,
		sent: (action: string) => Record<string, unknown>,
	) => Promise<void>,
	deployments?: readonly object[],
) =>
	withAnswers(
		({ headers }) => answer(String(headers["x-amz-target"]), deployments),
		async (server) => {
			const sent = (action: string) =>
				JSON.parse(
					String(server.asked.findLast(({ headers }) => headers["x-amz-target"]?.includes(action))?.body),
				);
			await work(openServices(server.session()), sent);
		},
	);

describe("a service of containers", () => {
	it("is read with the digests of its variables", () =>
		withEcs(async (services, sent) => {
			const state = await services.read(arn, {});
			assert.deepEqual([state?.revision, state?.tags], [revision, { team: "red" }]);
			const [container] = state?.containers ?? [];
			assert.deepEqual([container?.image, container?.logGroup], ["nginx:1", "/web"]);
			assert.match(container?.variables["KEPT"] ?? "", /^[0-9a-f]{64}$/);
			assert.equal(sent("DescribeServices")["cluster"], "shop");
		}));

	it("gets a revision of what is there, with secrets and foreign settings as they are", () =>
		withEcs(async (services, sent) => {
			const changes = { main: { image: "nginx:2", command: ["run"], variables: { GONE: null, NEW: "2" } } };
			assert.equal(await services.revise(revision, changes, { mark: "true" }, {}), "web:4");
			const { containerDefinitions, tags, cpu, family, ...others } = sent("RegisterTaskDefinition");
			assert.deepEqual([cpu, family, Object.keys(others)], ["256", "web", []]);
			assert.deepEqual(tags, [
				{ key: "team", value: "red" },
				{ key: "mark", value: "true" },
			]);
			assert.deepEqual(containerDefinitions, [
				{
					...definition.containerDefinitions[0],
					image: "nginx:2",
					command: ["run"],
					environment: [
						{ name: "KEPT", value: "secret text" },
						{ name: "NEW", value: "2" },
					],
				},
			]);
		}));

	it("is steady when ECS says that the rollout is complete, and failed when it says so", async () => {
		const state = async (more: object) => {
			let found: string | undefined;
			await withEcs(
				async (services) => {
					found = (await services.rollout(arn, {}))?.state;
				},
				[deployment(more)],
			);
			return found;
		};
		assert.equal(await state({ rolloutState: "COMPLETED" }), "steady");
		assert.equal(await state({ rolloutState: "COMPLETED", runningCount: 1 }), "rolling");
		assert.equal(await state({ rolloutState: "IN_PROGRESS" }), "rolling");
		assert.equal(await state({ rolloutState: "FAILED" }), "failed");
	});

	it("tells why tasks of a rollout have stopped, and of no other", () =>
		withEcs(async (services) => {
			assert.deepEqual(await services.stopped(arn, "ecs-svc/1", {}), [
				{
					id: "1",
					reason: "Essential container in task exited",
					containers: ["main ended with exit code 1", "side: OutOfMemoryError"],
				},
			]);
		}));

	it("is told what to run; tasks of other rollouts are stopped, and revisions taken out of use", () =>
		withEcs(async (services, sent) => {
			assert.equal(await services.roll(arn, "web:4", {}), "ecs-svc/1");
			assert.deepEqual(
				[sent("UpdateService")["taskDefinition"], sent("UpdateService")["cluster"]],
				["web:4", "shop"],
			);
			await services.stopOthers(arn, "ecs-svc/1", {});
			assert.equal(sent("StopTask")["task"], "arn:task/2");
			await services.retire(["web:3"], {});
			assert.equal(sent("DeregisterTaskDefinition")["taskDefinition"], "web:3");
		}));

	it("is nothing when there is none", () =>
		withAnswers(
			() => json({ services: [], failures: [{ reason: "MISSING" }] }),
			async (server) => assert.equal(await openServices(server.session()).read(arn, {}), undefined),
		));
});
