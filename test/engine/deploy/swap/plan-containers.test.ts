import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
	containerChanges,
	digestOfContainers,
	propertiesOfContainers,
} from "../../../../engine/deploy/swap/plan-containers.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const digest = "0".repeat(40);
const live = (more: object = {}) => ({
	arn: "service",
	revision: "revision",
	tags: {},
	containers: [
		{ name: "main", image: "nginx:1", variables: { A: sha256("1"), SECRET: sha256("x") }, ...more },
	],
});
const main = (more: object = {}) => ({
	ContainerDefinitions: [
		{
			Name: "main",
			Image: "nginx:1",
			Environment: [
				{ Name: "A", Value: "1" },
				{ Name: "SECRET", Value: { Ref: "Secret" } },
			],
			...more,
		},
	],
});
const always = () => true;
const changes = (after: object, state = live(), may: (property: string) => boolean = always) =>
	containerChanges(state, { before: main(), after: main(after) }, may);

describe("what containers need to be as they are wanted", () => {
	it("is nothing when they are, whatever the tag of the same image says of its version", () => {
		assert.deepEqual(changes({}), {});
		const image = (version: string) => `registry/repo:api-main--${digest}--${version}`;
		assert.deepEqual(changes({ Image: image("v000000") }, live({ image: image("v000007") })), {});
	});

	it("is compared with what runs, and not with the template from before", () => {
		assert.deepEqual(changes({}, live({ image: "nginx:9", command: ["x"] })), {
			main: { image: "nginx:1", command: null },
		});
	});

	it("holds variables one by one, those that go included, and no references", () => {
		const after = { Environment: [{ Name: "B", Value: "2" }] };
		assert.deepEqual(changes(after), { main: { variables: { A: null, B: "2" } } });
	});

	it("is only what may be changed", () => {
		const may = (property: string) => property === "ContainerDefinitions.main.Command";
		assert.deepEqual(changes({ Image: "nginx:2", Command: ["a"] }, live(), may), {
			main: { command: ["a"] },
		});
	});

	it("is told as properties", () => {
		const properties = propertiesOfContainers({
			main: { image: "a", entryPoint: null, variables: { A: null } },
		});
		assert.deepEqual(
			properties.map((property) => property.replace("ContainerDefinitions.main.", "")),
			["Image", "EntryPoint", "Environment.A"],
		);
	});
});

describe("the digest of containers", () => {
	it("is that of what they are after a change", () => {
		const changed = digestOfContainers(live(), { main: { image: "nginx:2", variables: { B: "2" } } });
		const same = live({
			image: "nginx:2",
			variables: { B: sha256("2"), ...live().containers[0]?.variables },
		});
		assert.equal(changed, digestOfContainers(same, {}));
		assert.notEqual(changed, digestOfContainers(live(), {}));
	});
});
