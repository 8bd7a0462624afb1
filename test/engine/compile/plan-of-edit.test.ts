import assert from "node:assert/strict";
import { planOfEdit } from "../../../engine/compile/plan-of-edit.ts";
import { bind } from "../../../engine/deploy/bind.ts";
import type { Template } from "../../../engine/template/template.ts";
import { analysed } from "../../support/analysed.ts";

const fn = (more = "") => `
  api:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/api.ts
${more}`;
const table = (key: string) => `
  notes:
    type: dynamo-db-table
    properties:
      primaryKey:
        partitionKey:
          name: ${key}
          type: string
`;

const compiledOf = (resources: string) => analysed(`resources:${resources}`).compiled;

function deployedOf(resources: string): Template {
	const compiled = compiledOf(resources);
	const places = compiled.artifacts.map(
		({ job }) => [job, { bucket: "code", key: `${job}/v000001-ab.zip`, digest: "ab" }] as const,
	);
	return JSON.parse(JSON.stringify(bind(compiled.template, new Map(places), "v000001").template));
}

const plan = (before: string, after: string) =>
	planOfEdit(compiledOf(after), deployedOf(before)).map(
		({ resource, kind, properties }) => `${kind} ${resource}: ${properties.join(", ")}`,
	);

describe("what an edit would do to what is deployed", () => {
	it("is nothing without one, whatever was packaged", () => {
		assert.deepEqual(plan(fn() + table("id"), fn() + table("id")), []);
	});

	it("is said for each changed resource", () => {
		assert.deepEqual(plan(fn("      memory: 256") + table("id"), fn("      memory: 512") + table("other")), [
			"swap api: MemorySize",
			"replace notes: AttributeDefinitions, KeySchema",
		]);
	});

	it("is what takes longest, when there are several changes", () => {
		const [line] = plan(fn("      memory: 256"), fn("      memory: 512\n      storage: 1024"));
		assert.match(line ?? "", /^defer api: .*MemorySize/);
	});

	it("is new for what is not deployed", () => {
		const [line] = plan(fn(), fn() + table("id"));
		assert.match(line ?? "", /^new notes: NotesGlobalTable added/);
	});

	it("takes a published version for what it is: a picture of its function", () => {
		const warm = "      provisionedConcurrency: 1";
		assert.deepEqual(plan(fn(warm), fn(warm)), []);
	});
});
