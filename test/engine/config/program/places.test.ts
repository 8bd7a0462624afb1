import assert from "node:assert/strict";
import fc from "fast-check";
import { readProgramText } from "../../../../engine/config/program/literal.ts";
import { placeValue } from "../../../../engine/config/program/places.ts";
import { type Entry, type Node, plainValue } from "../../../../engine/text/tree.ts";

/** The text of the key and the value that a path leads to. */
function placeOf(text: string, value: unknown, path: readonly (string | number)[]): string {
	let node: Node | undefined = placeValue(value, readProgramText(text));
	let key = "";
	for (const step of path) {
		const entry: Entry | undefined =
			node?.kind === "map" ? node.entries.find((one) => one.key === step) : undefined;
		if (entry) key = text.slice(entry.keySpan.start, entry.keySpan.end);
		node = node?.kind === "list" ? node.items[Number(step)] : entry?.value;
	}
	return node ? `${key} = ${text.slice(node.span.start, node.span.end)}` : "nothing";
}

const bucket = { resources: { images: { type: "bucket", properties: { name: "x" } } } };

describe("places in a program", () => {
	const cases: readonly (readonly [
		why: string,
		text: string,
		path: readonly (string | number)[],
		place: string,
	])[] = [
		[
			"an exported object",
			'export default { resources: { images: { type: "bucket" } } };',
			["resources", "images", "type"],
			'type = "bucket"',
		],
		[
			"a function of defineConfig",
			"export default defineConfig<A>(async ({ stage }): Promise<B> => ({ resources: { images: { type: 'bucket' } } }));",
			["resources", "images", "type"],
			"type = 'bucket'",
		],
		[
			"what a block returns last",
			"export default () => { if (a) { return 1; } return { resources: { images: { type: `bucket` } } }; }",
			["resources", "images", "type"],
			"type = `bucket`",
		],
		[
			"a named function",
			"export default async function config(params: X): Promise<Y> { return { resources: {} }; }",
			["resources"],
			"resources = {}",
		],
		["getConfig", "export const getConfig = (p) => ({ resources: {} });", ["resources"], "resources = {}"],
		[
			"getConfig as a function",
			"export async function getConfig(p) { return { resources: {} } }",
			["resources"],
			"resources = {}",
		],
		["CommonJS", "module.exports = { resources: {} };", ["resources"], "resources = {}"],
		[
			"an export by name",
			"const config = { resources: {} }; export { config as default };",
			["resources"],
			"resources = {}",
		],
		[
			"an identifier",
			"const shared: Record<string, X> = { type: 'bucket' };\nexport default { resources: { images: shared } }",
			["resources", "images", "type"],
			"type = 'bucket'",
		],
		[
			"a shorthand",
			"const images = { type: 'bucket' };\nexport default { resources: { images } }",
			["resources", "images"],
			"images = { type: 'bucket' }",
		],
		[
			"what is spread",
			"const base = { type: 'bucket' };\nexport default { resources: { images: { a: 1, ...base } } }",
			["resources", "images", "type"],
			"type = 'bucket'",
		],
		[
			"what wins over the spread",
			"const base = { type: 'bucket' };\nexport default { resources: { images: { ...base, type: x } } }",
			["resources", "images", "type"],
			"type = x",
		],
		[
			"a class",
			"export default { resources: { images: new Bucket({ name: 'x' }) } }",
			["resources", "images", "type"],
			"Bucket = Bucket",
		],
		[
			"a property of a class",
			"const images = new stp.Bucket({ name: 'x' });\nexport default { resources: { images } }",
			["resources", "images", "properties", "name"],
			"name = 'x'",
		],
		[
			"an expression",
			"export default { resources: { images: { type: a ? 'bucket' : 'b' } } }",
			["resources", "images", "type"],
			"type = a ? 'bucket' : 'b'",
		],
		[
			"types behind a value",
			"export default { resources: { images: { type: 'bucket' } as const } } satisfies Config",
			["resources", "images", "type"],
			"type = 'bucket'",
		],
		["a quoted key", "export default { 'resources': {} }", ["resources"], "'resources' = {}"],
		[
			"the key around what is not seen",
			"export default { resources: { images: make() } }",
			["resources", "images", "properties", "name"],
			"images = images",
		],
		[
			"the export where nothing is seen",
			"export default make",
			["resources"],
			"export default = export default",
		],
	];
	for (const [why, text, path, place] of cases) {
		it(`are found in ${why}`, () => assert.equal(placeOf(text, bucket, path), place));
	}

	it("are those of variables that an object was turned into", () => {
		const text = "export default { environment: { A: 'x', 'B-C': y.z } }";
		const value = {
			environment: [
				{ name: "A", value: "x" },
				{ name: "B-C", value: 2 },
			],
		};
		assert.equal(placeOf(text, value, ["environment", 0, "value"]), "A = 'x'");
		assert.equal(placeOf(text, value, ["environment", 1, "name"]), "'B-C' = 'B-C'");
		assert.equal(placeOf(text, value, ["environment", 1, "value"]), "'B-C' = y.z");
	});

	it("are those of the items of a list", () => {
		const text = "export default { list: [1, 'b', { c: 3 }] }";
		assert.equal(placeOf(text, { list: [1, "b", { c: 3 }] }, ["list", 2, "c"]), "c = 3");
		assert.equal(placeOf(text, { list: [1, "b", 3, 4] }, ["list", 3]), "list = list");
	});

	it("do not change the value", () => {
		// As JSON writes it, which knows no -0.
		const anything = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
		fc.assert(
			fc.property(anything, fc.string(), (value, text) => {
				const node = placeValue(value, readProgramText(`export default ${JSON.stringify(value)}${text}`));
				assert.deepEqual(plainValue(node), value);
			}),
		);
	});

	it("end for names that lead in a circle, and for any text", () => {
		assert.equal(
			placeOf("const a = b; const b = a; export default a", bucket, ["resources"]),
			"export default = export default",
		);
		const pieces = fc.constantFrom(
			"{",
			"}",
			"(",
			")",
			"[",
			"]",
			"=>",
			"a",
			":",
			",",
			"...",
			"export default",
			"const",
			"=",
			"new",
			"'",
			"`",
			"return",
			"async",
			"<",
			">",
			"function",
		);
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 60 }), (words) => {
				placeValue(bucket, readProgramText(words.join(" ")));
			}),
		);
	});

	it("are found in a deep text without running out of stack", () => {
		const text = `export default ${"[".repeat(50_000)}`;
		assert.equal(placeOf(text, bucket, ["resources"]), "export default = export default");
		placeValue(bucket, readProgramText(`export default ${"await ".repeat(50_000)}${"(".repeat(50_000)}`));
	});
});
