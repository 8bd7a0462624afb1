import assert from "node:assert/strict";
import { compileGraph } from "../../../engine/compile/compile.ts";
import { parseConfig } from "../../../engine/config/parse.ts";
import { resolveConfig } from "../../../engine/config/resolve.ts";
import { everyResource, type Graph } from "../../../engine/graph/graph.ts";
import { linkConfig } from "../../../engine/graph/link.ts";
import { partsOfAll } from "../../../engine/graph/parts.ts";
import { type AnyResourceKind, defineResource } from "../../../engine/resources/kind.ts";
import { snsTopic } from "../../../engine/resources/sns-topic.ts";
import { sqsQueue } from "../../../engine/resources/sqs-queue/index.ts";
import { flag, list, object, optional, text } from "../../../engine/schema/schema.ts";
import { target } from "../../support/placed.ts";

/** A resource that consists of a queue with its own name and of a topic. */
const mailbox: AnyResourceKind = defineResource({
	type: "mailbox",
	docs: "A mailbox.",
	source: "https://docs.aws.amazon.com/",
	properties: object("Settings.", {
		seconds: optional(text("How long.")),
		connectTo: optional(list("Targets.", text("One.", { connects: true }))),
	}),
	snippet: "type: mailbox",
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	hoistsParts: true,
	parts: (box) => [
		{ key: "queue", type: "sqs-queue", name: box.name, properties: {} },
		{ key: "topic", type: "sns-topic", name: `${box.name}Topic`, properties: {} },
	],
	compile: () => [],
});

/** A resource that hands what it connects to on to a mailbox, or keeps it when it is told to. */
const relay: AnyResourceKind = defineResource({
	type: "relay",
	docs: "A relay.",
	source: "https://docs.aws.amazon.com/",
	properties: object("Settings.", {
		keeps: optional(flag("Keep it.")),
		connectTo: optional(list("Targets.", text("One.", { connects: true }))),
	}),
	snippet: "type: relay",
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	parts: ({ name, values: { keeps, connectTo } }) => [
		{ key: "box", type: "mailbox", name, properties: keeps ? {} : { connectTo } },
	],
	compile: () => [],
});

const built = new Map([mailbox, relay, sqsQueue, snsTopic].map((kind) => [kind.type, kind]));
const kinds = { built, unbuilt: new Set<string>() };

function link(resources: string): Graph {
	const parsed = parseConfig({ path: "stacktape.yml", text: `resources:\n${resources}` });
	return linkConfig(kinds, resolveConfig(parsed, target, new Map()), new Map(), target);
}

describe("what a resource consists of", () => {
	const graph = link(
		"  box: {type: mailbox}\n  user: {type: mailbox, properties: {connectTo: [box.queue]}}\n",
	);
	const { compiled, surroundings } = compileGraph(graph, target, new Map());

	it("is compiled by the rooms of the parts, under the names that the resource gives them", () => {
		const ids = Object.keys(compiled.template.Resources);
		for (const id of ["BoxQueue", "BoxTopicTopic"]) assert.ok(ids.includes(id), id);
		assert.deepEqual(
			[...partsOfAll(kinds, graph.resources.values(), target).parts.keys()],
			["box.queue", "box.topic", "user.queue", "user.topic"],
		);
	});

	it("belongs to the resource", () => {
		assert.equal(compiled.names.find(({ logicalId }) => logicalId === "BoxQueue")?.resource, "box");
		assert.deepEqual(
			everyResource(graph).map(({ placed }) => placed.reference),
			["box", "box.queue", "box.topic", "user", "user.queue", "user.topic"],
		);
	});

	it("can be named by the dotted name, and its parameters are the resource's own", () => {
		assert.deepEqual(graph.problems, []);
		assert.deepEqual(
			graph.edges.map(({ from, to }) => [from, to]),
			[["user", "box.queue"]],
		);
		assert.ok(surroundings.paramsOf("box.queue")["url"]);
		assert.deepEqual(Object.keys(surroundings.paramsOf("box")), ["arn", "url", "name"]);
	});

	it("is told when a dotted name leads to no part", () => {
		const wrong = link(
			"  box: {type: mailbox}\n  user: {type: mailbox, properties: {connectTo: [box.queeu]}}\n",
		);
		assert.deepEqual(
			wrong.problems.map(({ message, hint }) => [message, hint]),
			[
				[
					'there is no resource "box.queeu": "box" is a mailbox, which has the parts box.queue, box.topic',
					'did you mean "box.queue"?',
				],
			],
		);
	});

	it("is no question where the resource itself is faulty", () => {
		const wrong = link(
			"  box: {type: mailbox, properties: {secnds: a}}\n  user: {type: mailbox, properties: {connectTo: [box.queue]}}\n",
		);
		assert.deepEqual(
			wrong.problems.map(({ code }) => code),
			["unknown-property"],
		);
	});

	it("uses what the resource hands on to it, and what it keeps the resource uses", () => {
		const handed = link(
			"  jobs: {type: sqs-queue}\n  a: {type: relay, properties: {connectTo: [jobs]}}\n  b: {type: relay, properties: {keeps: true, connectTo: [jobs]}}\n",
		);
		assert.deepEqual(
			handed.edges.map(({ from, handedOn = false }) => [from, handedOn]),
			[
				["a", true],
				["b", false],
				["a.box", false],
			],
		);
		const { accessors } = compileGraph(handed, target, new Map()).surroundings;
		assert.deepEqual(
			accessors("jobs").map(({ by }) => by.reference),
			["a.box", "b"],
		);
	});
});
