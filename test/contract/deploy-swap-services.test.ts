import assert from "node:assert/strict";
import {
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	ECSClient,
	ListClustersCommand,
	ListServicesCommand,
} from "@aws-sdk/client-ecs";
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { deployWorld, type Project, stackWrites } from "./deploy-world.ts";

const config = `resources:
  mailer:
    type: worker-service
    properties:
      packaging:
        type: prebuilt-image
        properties:
          image: public.ecr.aws/docker/library/busybox:1.37
          command: [sleep, "60"]
      resources:
        cpu: 0.25
        memory: 512
      environment:
        - name: LEVEL
          value: info
  flow:
    type: state-machine
    properties:
      definition:
        StartAt: wait
        States:
          wait:
            Type: Wait
            Seconds: 1
            End: true
`;

// One story: each test goes on from where the one before it ended.
describe("a hot swap of a service and a state machine", function () {
	this.timeout(240_000);
	const world = deployWorld("310000000023");
	let project: Project;
	let ecs: ECSClient;
	let machines: SFNClient;

	before(async () => {
		const { endpoint, region, credentials } = world().sandbox;
		ecs = new ECSClient({ endpoint, region, credentials });
		machines = new SFNClient({ endpoint, region, credentials });
		project = await world().project("services", { "stacktape.yml": config });
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
	});

	/** What the service runs. */
	async function runs() {
		const { clusterArns: [cluster] = [] } = await ecs.send(new ListClustersCommand({}));
		const { serviceArns: services = [] } = await ecs.send(new ListServicesCommand({ cluster }));
		const { services: [service] = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services }));
		const taskDefinition = service?.taskDefinition;
		const found = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));
		const [container] = found.taskDefinition?.containerDefinitions ?? [];
		const level = container?.environment?.find(({ name }) => name === "LEVEL")?.value;
		const isMarked = found.tags?.some(({ key }) => key === "stp:hotswap-deploy") === true;
		return { taskDefinition, level, command: container?.command?.join(" "), isMarked };
	}

	async function seconds(): Promise<unknown> {
		const { stateMachines: [machine] = [] } = await machines.send(new ListStateMachinesCommand({}));
		const { definition = "{}" } = await machines.send(
			new DescribeStateMachineCommand({ stateMachineArn: machine?.stateMachineArn }),
		);
		return JSON.parse(definition).States.wait.Seconds;
	}

	it("makes a revision that the service runs, and gives the machine its definition, without CloudFormation", async () => {
		await project.edit("stacktape.yml", "value: info", "value: debug");
		await project.edit("stacktape.yml", '"60"', '"90"');
		await project.edit("stacktape.yml", "Seconds: 1", "Seconds: 2");
		const calls = await world().callsOf(async () => {
			const run = await project.spool("hot-swap --json");
			assert.equal(run.exitCode, 0, run.stdout);
			const swaps = run.last()["swaps"] as readonly { readonly resource: string }[];
			assert.deepEqual(swaps.map(({ resource }) => resource).sort(), ["flow", "mailer"]);
		});
		assert.deepEqual(stackWrites(calls), []);
		const { level, command, isMarked } = await runs();
		assert.deepEqual([level, command, isMarked, await seconds()], ["debug", "sleep 90", true, 2]);
	});

	it("is told as done the second time", async () => {
		const run = await project.spool("hot-swap --json");
		assert.deepEqual([run.exitCode, run.last()["swaps"]], [0, []], run.stdout);
	});

	it("is taken over by a deploy when the config went back meanwhile", async () => {
		await project.edit("stacktape.yml", "value: debug", "value: info");
		await project.edit("stacktape.yml", '"90"', '"60"');
		await project.edit("stacktape.yml", "Seconds: 2", "Seconds: 1");
		const run = await project.spool("deploy --json");
		assert.equal(run.exitCode, 0, run.stdout);
		const { level, command, isMarked } = await runs();
		assert.deepEqual([level, command, isMarked, await seconds()], ["info", "sleep 60", false, 1]);
	});

	it("is taken over by CloudFormation when the config stays", async () => {
		await project.edit("stacktape.yml", "value: info", "value: trace");
		assert.equal((await project.spool("hot-swap")).exitCode, 0);
		const run = await project.spool("deploy --json");
		assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "updated"], run.stdout);
		const { level, isMarked } = await runs();
		assert.deepEqual([level, isMarked], ["trace", false]);
		assert.equal((await project.spool("deploy --json")).last()["outcome"], "unchanged");
	});
});
