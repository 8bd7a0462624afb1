import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyse, MISSING, wantKey } from "../../../engine/index.ts";
import { repairs } from "../../../server/features/repairs.ts";
import { target } from "../completed.ts";

const uri = "file:///app/stacktape.yml";

function read(text: string, isJson = false) {
	const file = { path: isJson ? "stacktape.json" : "stacktape.yml", text };
	const { wants } = analyse(file, target);
	const facts = new Map(
		wants.flatMap((want) => (want.kind === "path" ? [[wantKey(want), MISSING] as const] : [])),
	);
	return { uri, folder: "/app", analysis: analyse(file, target, facts) };
}

/** The text after every missing key was added, one repair at a time. */
function repaired(text: string, isJson = false): string {
	let now = text;
	for (let round = 0; round < 5; round++) {
		const config = read(now, isJson);
		const [action] = repairs(config, { start: 0, end: now.length }, false);
		if (!action) return now;
		const document = TextDocument.create(uri, "yaml", 1, now);
		now = TextDocument.applyEdits(document, action.edit?.changes?.[uri] ?? []);
	}
	return now;
}

describe("adding what is missing", () => {
	it("adds every key that a map must have", () => {
		assert.equal(
			repaired(
				"resources:\n  a:\n    type: sqs-queue\n    properties:\n      redrivePolicy:\n        targetSqsQueueName: b\n  b:\n    type: sqs-queue\n",
			),
			"resources:\n  a:\n    type: sqs-queue\n    properties:\n      redrivePolicy:\n        targetSqsQueueName: b\n        maxReceiveCount:\n  b:\n    type: sqs-queue\n",
		);
	});

	it("adds them to an item of a list", () => {
		assert.equal(
			repaired("stackConfig:\n  outputs:\n    - value: a\n    - name: b\n      value: c\n"),
			"stackConfig:\n  outputs:\n    - value: a\n      name:\n    - name: b\n      value: c\n",
		);
	});

	it("adds them between brackets", () => {
		assert.equal(
			repaired("stackConfig:\n  outputs: [{ name: a }]\n"),
			"stackConfig:\n  outputs: [{ name: a, value: }]\n",
		);
	});

	it("adds them in JSON", () => {
		assert.equal(
			repaired(
				'{\n  "stackConfig": {\n    "outputs": [\n      {\n        "name": "a"\n      }\n    ]\n  }\n}\n',
				true,
			),
			'{\n  "stackConfig": {\n    "outputs": [\n      {\n        "name": "a",\n        "value": ""\n      }\n    ]\n  }\n}\n',
		);
	});
});

describe("making a file", () => {
	const text = (type: string, path: string) =>
		`resources:\n  a:\n    type: ${type}\n    properties:\n      packaging:\n        type: stacktape-lambda-buildpack\n        properties:\n          entryfilePath: ${path}\n`;

	it("is offered with a handler for what a function runs", () => {
		const config = read(text("function", "./src/new.ts"));
		const [action] = repairs(config, { start: 0, end: 500 }, true);
		assert.equal(action?.title, "Create ./src/new.ts");
		const [create, edit] = action?.edit?.documentChanges ?? [];
		assert.ok(create && "kind" in create && create.kind === "create");
		assert.equal(create.uri, "file:///app/src/new.ts");
		assert.ok(edit && "edits" in edit);
		assert.match(JSON.stringify(edit.edits), /export const handler/);
	});

	it("is not offered where the client makes no files, nor for what is no code", () => {
		assert.deepEqual(repairs(read(text("function", "./src/new.ts")), { start: 0, end: 500 }, false), []);
		assert.deepEqual(repairs(read(text("function", "./src/new.xyz")), { start: 0, end: 500 }, true), []);
	});
});
