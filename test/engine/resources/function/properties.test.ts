import assert from "node:assert/strict";
import { parseYaml } from "../../../../engine/config/parse-yaml.ts";
import {
	DEFAULT_MEMORY,
	DEFAULT_TIMEOUT,
	lambdaQuotas,
	properties,
} from "../../../../engine/resources/function/properties.ts";
import { checkValue } from "../../../../engine/schema/check.ts";
import { readSchema, type Schema } from "../../../../engine/schema/read.ts";

const schema = readSchema(properties);
const packaging = "packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }";

/** Codes and messages of what the schema has against these properties besides the packaging. */
function problemsOf(yaml: string): readonly string[] {
	const { root, problems } = parseYaml(`${packaging}\n${yaml}`);
	assert.deepEqual(problems, []);
	assert.ok(root);
	return checkValue(schema, root, { name: "properties", span: root.span }).problems.map(
		({ code, message }) => `${code}: ${message}`,
	);
}

describe("the properties of a function", () => {
	const limits: readonly (readonly [string, number, number, string])[] = [
		["memory", 128, 10_240, " MB"],
		["timeout", 1, 900, " seconds"],
		["storage", 512, 10_240, " MB"],
	];
	for (const [name, least, most, unit] of limits) {
		it(`keep ${name} within ${least} and ${most}`, () => {
			assert.deepEqual([...problemsOf(`${name}: ${least}`), ...problemsOf(`${name}: ${most}`)], []);
			for (const value of [least - 1, most + 1]) {
				const expected = `number-out-of-range: ${name} is ${value}${unit}, but must be ${least} to ${most}`;
				assert.deepEqual(problemsOf(`${name}: ${value}`), [expected]);
			}
		});
	}

	const layers = (count: number) =>
		`layers: [${Array.from({ length: count }, (_, i) => `"arn:layer:${i}"`).join(", ")}]`;
	const cases: readonly (readonly [string, string, readonly string[]])[] = [
		["five layers", layers(5), []],
		["a sixth layer", layers(6), ["list-length-out-of-range: layers has 6 items, but must have at most 5"]],
		["no concurrency at all", "reservedConcurrency: 0", []],
		[
			"less than none",
			"reservedConcurrency: -1",
			["number-out-of-range: reservedConcurrency is -1 calls, but must be at least 0"],
		],
		[
			"a destination that is no ARN",
			"destinations: { onFailure: failures }",
			['text-not-matching: "failures" is not a valid onFailure'],
		],
		["account-wide alarms that are left out", "disabledGlobalAlarms: [slow]", []],
		["no VPC", "joinDefaultVpc: false", []],
		["no logs", "logging: { disabled: true }", []],
		[
			"a path of routes without a slash",
			routeTo("items"),
			['text-not-matching: "items" is not a valid path'],
		],
		[
			"a greedy variable in the middle",
			routeTo("/{all+}/x"),
			['text-not-matching: "/{all+}/x" is not a valid path'],
		],
		["a space in a path", routeTo("/a b"), ['text-not-matching: "/a b" is not a valid path']],
		[
			"paths of all forms",
			["/", "/a/{id}", "/{all+}", "/a/{id}/b.json", "$default"]
				.map(routeTo)
				.join("\n")
				.replaceAll("\nevents:", ""),
			[],
		],
		["the default path", routeTo('"*"'), []],
	];
	function routeTo(path: string): string {
		return `events:\n  - type: http-api-gateway\n    properties: { httpApiGatewayName: gw, method: "*", path: ${path.startsWith('"') ? path : JSON.stringify(path)} }`;
	}
	for (const [name, yaml, expected] of cases) {
		it(`judge ${name}`, () => assert.deepEqual(problemsOf(yaml), expected));
	}

	it("name their defaults", () => {
		assert.equal(schema.properties?.["memory"]?.default, DEFAULT_MEMORY);
		assert.equal(schema.properties?.["timeout"]?.default, DEFAULT_TIMEOUT);
	});

	it("have docs and AWS pages everywhere", () => {
		const found = [...walk(schema, "function")];
		const undocumented = found
			.filter(([, part]) => part.const === undefined && !part.description && !part.anyOf)
			.map(([path]) => path);
		assert.deepEqual(
			undocumented.filter((path) => !path.endsWith("<scalar>")),
			[],
		);
		const sources = found.flatMap(([, part]) => part.source ?? []);
		assert.deepEqual(
			sources.filter((source) => !source.startsWith("https://docs.aws.amazon.com/")),
			[],
		);
		assert.ok(sources.includes(lambdaQuotas));
	});
});

function* walk(part: Schema, path: string): Generator<readonly [string, Schema]> {
	yield [path, part];
	for (const [name, property] of Object.entries(part.properties ?? {})) {
		if (name !== "properties" || property.description) yield* walk(property, `${path}.${name}`);
	}
	for (const member of part.anyOf ?? [])
		yield* walk(member, `${path}<${member.properties?.["type"]?.const ?? "scalar"}>`);
	if (part.items) yield* walk(part.items, `${path}[]`);
}
