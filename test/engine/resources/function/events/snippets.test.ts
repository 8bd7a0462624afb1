import assert from "node:assert/strict";
import { parseConfig } from "../../../../../engine/config/parse.ts";
import { resolveConfig } from "../../../../../engine/config/resolve.ts";
import { events } from "../../../../../engine/resources/function/events/index.ts";
import { eventSnippets } from "../../../../../engine/resources/function/events/snippets.ts";
import { checkValue } from "../../../../../engine/schema/check.ts";
import { readSchema } from "../../../../../engine/schema/read.ts";
import { target } from "../../../../support/placed.ts";
import { filled } from "../example.ts";

describe("the snippets of events", () => {
	it("are there for every event that is built", () => {
		const built = (readSchema(events).items?.anyOf ?? []).filter((event) => event.notBuilt === undefined);
		assert.deepEqual(
			Object.keys(eventSnippets),
			built.map((event) => event.properties?.["type"]?.const),
		);
	});

	for (const [type, { snippet, docs }] of Object.entries(eventSnippets)) {
		it(`make a valid event of type ${type}`, () => {
			const parsed = parseConfig({ path: "stacktape.yml", text: filled(snippet) });
			const { root, problems } = resolveConfig(parsed, target, new Map());
			assert.deepEqual([...parsed.problems, ...problems], []);
			assert.ok(root && docs);
			const item = readSchema(events).items ?? {};
			assert.deepEqual(checkValue(item, root, { name: "event", span: root.span }).problems, []);
			assert.match(snippet, new RegExp(`^type: ${type}$`, "m"));
		});
	}
});
