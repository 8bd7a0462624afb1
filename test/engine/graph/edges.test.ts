import assert from "node:assert/strict";
import { edgesOf, SES } from "../../../engine/graph/edges.ts";
import { type Kinds, linkResource } from "../../../engine/graph/resource.ts";
import { kinds as built } from "../../../engine/resources/index.ts";
import type { Mention } from "../../../engine/schema/walk.ts";
import { nodeOf } from "../../../engine/text/tree.ts";

const kinds: Kinds = { built, unbuilt: new Set(["later-type"]) };
const here = { start: 0, end: 4 };

const mention = (text: string, more: Partial<Mention> = {}): Mention => ({
	kind: "resource",
	text,
	span: here,
	path: ["redrivePolicy", "targetSqsQueueName"],
	types: ["sqs-queue"],
	pathTo: "any",
	holder: {},
	...more,
});

const types = new Map([
	["jobs", "sqs-queue"],
	["files", "bucket"],
	["cache", "later-type"],
	["wrong", ""],
]);

function link(...mentions: readonly Mention[]) {
	const { edges, broken, problems } = edgesOf(
		mentions.map((one) => ({ by: "by", mention: one })),
		types,
		kinds,
	);
	return {
		edges: edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`),
		broken: [...broken],
		codes: problems.map(({ code }) => code),
	};
}

describe("the names in a resource", () => {
	it("are edges to what they name", () =>
		assert.deepEqual(link(mention("jobs"), mention("files", { kind: "connection" })), {
			edges: ["by reference jobs", "by connection files"],
			broken: [],
			codes: [],
		}));

	const wrong: readonly (readonly [why: string, mention: Mention, codes: readonly string[]])[] = [
		["nobody has", mention("nope"), ["unknown-resource"]],
		["another type has", mention("files"), ["wrong-resource-type"]],
		["leads into a resource without parts", mention("jobs.arn"), ["unknown-resource"]],
		["belongs to a resource that is wrong itself, which is said there", mention("wrong"), []],
		[
			"belongs to a resource that is not built, which is said there",
			mention("cache", { kind: "connection" }),
			[],
		],
		["belongs to a part of one that is not built", mention("cache.x", { kind: "connection" }), []],
	];
	for (const [why, one, codes] of wrong) {
		it(`make the resource unusable when one ${why}`, () =>
			assert.deepEqual(link(one), { edges: [], broken: ["by"], codes }));
	}

	it("are edges when they are ARNs by a directive, which no fix replaces", () => {
		const arn = (text: string) => mention(text, { kind: "arn", path: ["bucketArn"], types: ["bucket"] });
		assert.deepEqual(link(arn("files")).edges, ["by reference files"]);
		const { problems } = edgesOf([{ by: "by", mention: arn("file") }], types, kinds);
		assert.deepEqual(
			problems.map(({ hint, fixes }) => [hint, fixes]),
			[['did you mean "files"?', undefined]],
		);
	});

	it("are no edges when they are paths or macros", () =>
		assert.deepEqual(link(mention("src", { kind: "path" }), mention(SES, { kind: "connection" })), {
			edges: [],
			broken: [],
			codes: [],
		}));

	it("say which types fit, with the article as it is spoken", () => {
		const { problems } = edgesOf(
			[{ by: "by", mention: mention("files", { types: ["sqs-queue", "user-auth-pool"] }) }],
			types,
			kinds,
		);
		assert.equal(
			problems[0]?.message,
			'"files" is a bucket, but targetSqsQueueName must name an sqs-queue or a user-auth-pool',
		);
	});
});

describe("one entry of the resources", () => {
	const entry = (value: unknown) => ({ key: "jobs", keySpan: here, value: nodeOf(value, here) });

	it("is a resource with its values", () => {
		const { type, resource, problems } = linkResource(
			kinds,
			entry({ type: "sqs-queue", properties: { fifoEnabled: true } }),
		);
		assert.deepEqual(problems, []);
		assert.equal(type, "sqs-queue");
		assert.deepEqual(resource?.placed.values, { fifoEnabled: true });
		assert.equal(resource?.sound, true);
	});

	it("has a type that others can refer to even when it is not built", () => {
		const { type, resource } = linkResource(kinds, entry({ type: "later-type" }));
		assert.deepEqual([type, resource], ["later-type", undefined]);
	});

	it("has none when it is unknown", () => {
		const { type, resource, problems } = linkResource(kinds, entry({ type: "nope" }));
		assert.deepEqual([type, resource, problems.length], [undefined, undefined, 1]);
	});
});
