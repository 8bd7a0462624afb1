import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { rootSchema } from "../../engine/config/root-schema.ts";
import { kinds, unbuiltTypes } from "../../engine/resources/index.ts";
import { readSchema } from "../../engine/schema/read.ts";
import {
	compareRoom,
	compareSchemas,
	readFacts,
	resourceDefinition,
	resourceDefinitions,
} from "../support/facts.ts";
import { assertGolden } from "../support/golden.ts";
import { compactFormat, expandFormat, printFormat } from "./compact.ts";
import { deviations, unusable } from "./deviations.ts";
import { collectOwed, collectUse, type Owed } from "./usage.ts";

const facts = readFacts();
const config = { schema: { $ref: "#/definitions/Config" }, at: "Config" };

describe("the format in a few letters", () => {
	const description = new URL("../../../shared/spec/config-format.facts.json", import.meta.url);

	it("is that of the description, where that lies beside the repository", function () {
		if (!existsSync(description)) return this.skip();
		const text = printFormat(compactFormat(JSON.parse(readFileSync(description, "utf8"))));
		return assertGolden(new URL("format.json", import.meta.url), text);
	});

	it("says everything that the gates ask for", () => {
		const object = {
			type: "object",
			additionalProperties: false,
			properties: {
				a: { type: "array", items: { $ref: "#/definitions/B" } },
				b: {
					anyOf: [
						{ enum: ["x", 1], type: "string" },
						{ const: true, type: "boolean" },
					],
				},
				c: { type: "object", additionalProperties: {} },
			},
			required: ["a"],
		};
		assert.deepEqual(compactFormat({ ...object, definitions: { B: { type: "number" } } }), {
			Config: {
				props: { a: ["@B"], "b?": { any: [{ one: ["x", 1] }, { one: [true] }] }, "c?": { of: "anything" } },
			},
			B: "number",
		});
	});

	it("is read back as it was", () => {
		const format = {
			A: { props: { a: ["@B"], "b?": { of: "anything" } } },
			B: { any: ["string", { one: [1] }] },
		} as const;
		assert.deepEqual(compactFormat({ definitions: expandFormat(format) }), { Config: "anything", ...format });
	});
});

/** Lines of differences without those that are meant, and the patterns that were needed for it. */
function unmeant(lines: readonly string[]): readonly string[] {
	return lines.filter((line) => !deviations.some((deviation) => deviation.line.test(line)));
}

const compareRoot = (): readonly string[] =>
	Object.entries(rootSchema.properties).flatMap(([name, schema]) => {
		const format = facts.definitions["Config"]?.properties;
		const theirs = new Map(Object.entries({ ...(format as object) })).get(name);
		const isLater = readSchema(schema).notBuilt !== undefined || name === "resources";
		if (!theirs) return [`config: property ${name} is not in the format`];
		return isLater ? [] : compareSchemas({ ...readSchema(schema) }, theirs, facts, name);
	});

describe("the schemas of what is built", () => {
	const types = [...resourceDefinitions(facts).values()].flatMap(({ properties }) => {
		const { type } = { type: undefined, ...(properties as object) };
		return [String({ const: "", ...(type as object | undefined) }.const)];
	});

	it("are built or not", () =>
		assert.deepEqual(
			[...kinds.keys()].filter((type) => unbuiltTypes.has(type)),
			[],
		));

	it("leave no type of the format out", () => {
		const known = [...kinds.keys(), ...unbuiltTypes];
		assert.deepEqual(
			types.filter((type) => !known.includes(type)),
			[],
		);
	});

	for (const kind of kinds.values()) {
		it(`agree with the format: ${kind.type}`, () => assert.deepEqual(unmeant(compareRoom(kind, facts)), []));
	}
	for (const type of unbuiltTypes) it(`agree with the format: ${type} is not built yet`);

	it("agree with the format: the top level", () => assert.deepEqual(unmeant(compareRoot()), []));

	it("differ where they are meant to, and nowhere else", () => {
		const all = [...[...kinds.values()].flatMap((kind) => compareRoom(kind, facts)), ...compareRoot()];
		const idle = deviations.filter(({ line }) => !all.some((one) => line.test(one)));
		assert.deepEqual(
			idle.map(({ line }) => String(line)),
			[],
		);
	});
});

/** Every config in the golden cases and, as far as it is written out, in the tests. */
function* writtenConfigs(): Iterable<unknown> {
	const root = fileURLToPath(new URL("../../", import.meta.url));
	const texts = globSync("{test/golden/*,examples/*}/stacktape.yml", { cwd: root }).map((file) =>
		readFileSync(`${root}${file}`, "utf8"),
	);
	const inTests = globSync("test/engine/**/*.test.ts", { cwd: root }).flatMap((file) => {
		const source = readFileSync(`${root}${file}`, "utf8");
		return [...source.matchAll(/`([^`]*)`/g)]
			.map(([, text = ""]) => text)
			.filter((text) => /^\w+:$/m.test(text));
	});
	for (const text of [...texts, ...inTests]) {
		try {
			yield parse(text, { merge: true, logLevel: "silent" });
		} catch {
			// A test of what is no YAML.
		}
	}
}

describe("the properties of what is built", () => {
	const known = { facts, built: new Set(kinds.keys()) };
	const result: Owed = { owed: new Map(), later: new Map() };
	for (const kind of kinds.values()) {
		const definition = resourceDefinition(kind.type, facts);
		const at = definition?.[0] ?? "";
		const { properties } = { properties: {}, ...(facts.definitions[at]?.properties as object) };
		const place = { schema: { ...properties }, at: `${at}.properties` };
		collectOwed({ place, room: readSchema(kind.properties), path: kind.type }, known, result);
	}
	collectOwed({ place: config, room: readSchema(rootSchema), path: "config" }, known, result);
	const used = new Set<string>();
	for (const written of writtenConfigs()) collectUse(config, written, facts, used);

	it("are each used by a golden case or a config in a test", () => {
		const unused = [...result.owed].filter(([property]) => !used.has(property) && !(property in unusable));
		assert.deepEqual(
			unused.map(([property, path]) => `${path} (${property})`),
			[],
		);
	});

	for (const [path, concept] of result.later) it(`are used: ${path} is not built yet (${concept})`);
});
