import assert from "node:assert/strict";
import {
	containerProperty,
	containersOf,
	containerVariables,
	servicesIn,
	taskDefinitionFacets,
	textsOf,
} from "../../../../engine/template/changes/container-changes.ts";
import type { Template } from "../../../../engine/template/template.ts";

const definitions = (container: object) => ({
	ContainerDefinitions: [{ Name: "main", Image: "nginx:1", ...container }],
});
const rolling = { id: "ApiService", isRolling: true };

const facetsOn = (before: object, after: object, service: typeof rolling | undefined = rolling) =>
	taskDefinitionFacets(definitions(before), definitions(after), ["ContainerDefinitions"], service).map(
		({ kind, property }) => `${kind} ${property.replace("ContainerDefinitions.main.", "")}`,
	);

describe("what changes of containers", () => {
	it("is a swap for image, command, entry point and literal variables", () => {
		assert.deepEqual(
			facetsOn(
				{ Environment: [{ Name: "A", Value: "1" }] },
				{ Image: "nginx:2", Command: ["a"], EntryPoint: ["b"], Environment: [{ Name: "B", Value: "1" }] },
			).sort(),
			["swap Command", "swap EntryPoint", "swap Environment.A", "swap Environment.B", "swap Image"],
		);
	});

	it("is left to CloudFormation for everything else, and for what it resolves", () => {
		assert.deepEqual(facetsOn({}, { PortMappings: [{ ContainerPort: 80 }] }), ["defer PortMappings"]);
		assert.deepEqual(facetsOn({}, { Image: { Ref: "Image" } }), ["defer Image"]);
		assert.deepEqual(facetsOn({}, { Environment: { "Fn::If": [] } }), ["defer Environment"]);
		assert.deepEqual(facetsOn({}, { Environment: [{ Name: "A", Value: "{{resolve:secretsmanager:a}}" }] }), [
			"defer Environment.A",
		]);
	});

	it("is left to CloudFormation as a whole when there are other containers", () => {
		const two = { ContainerDefinitions: [{ Name: "main" }, { Name: "side" }] };
		const [facet] = taskDefinitionFacets(definitions({}), two, ["ContainerDefinitions"], rolling);
		assert.deepEqual([facet?.kind, facet?.property], ["defer", "ContainerDefinitions"]);
	});

	it("waits for a deploy, with the reason, where no service rolls it", () => {
		const on = (service: typeof rolling | undefined) =>
			taskDefinitionFacets(
				definitions({}),
				definitions({ Image: "nginx:2" }),
				["ContainerDefinitions"],
				service,
			)[0];
		assert.match(on(undefined)?.reason ?? "", /no service runs it/);
		assert.match(
			on({ id: "ApiService", isRolling: false })?.reason ?? "",
			/step by step beside the old ones/,
		);
	});
});

describe("the services of a template", () => {
	it("roll unless a strategy or another controller leads the traffic", () => {
		const service = (more: object) => ({
			Type: "AWS::ECS::Service",
			Properties: { TaskDefinition: { Ref: "Task" }, ...more },
		});
		const rolls = (more: object) =>
			servicesIn({ Resources: { Service: service(more) } } as unknown as Template).get("Task")?.isRolling;
		assert.equal(rolls({}), true);
		assert.equal(rolls({ DeploymentConfiguration: { Strategy: "ROLLING" } }), true);
		assert.equal(rolls({ DeploymentConfiguration: { Strategy: "BLUE_GREEN" } }), false);
		assert.equal(rolls({ DeploymentController: { Type: "CODE_DEPLOY" } }), false);
	});
});

describe("the parts of a container", () => {
	it("are found by name, and are unknown when they are computed", () => {
		assert.deepEqual(
			[...(containersOf(definitions({})) ?? [])].map(([name]) => name),
			["main"],
		);
		assert.equal(containersOf({ ContainerDefinitions: { Ref: "All" } }), undefined);
		assert.equal(containersOf({ ContainerDefinitions: [{ Name: "a" }, { Name: "a" }] }), undefined);
		assert.deepEqual(containerVariables({ Environment: [{ Name: "A", Value: "1" }] }), { A: "1" });
		assert.equal(containerVariables({ Environment: [{ Value: "1" }] }), undefined);
		assert.equal(containerProperty("main", "Image"), "ContainerDefinitions.main.Image");
	});

	it("are lists of texts, none, or computed", () => {
		assert.deepEqual([textsOf(["a"]), textsOf(undefined), textsOf([{ Ref: "A" }])], [["a"], null, undefined]);
	});
});
