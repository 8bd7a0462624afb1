import assert from "node:assert/strict";
import fc from "fast-check";
import { type Analysis, analyse } from "../../engine/analyse.ts";
import type { Facts } from "../../engine/config/facts.ts";
import { wantKey } from "../../engine/config/facts.ts";
import { problemCatalogue } from "../../engine/report/catalogue.ts";
import type { Fix, Problem } from "../../engine/report/problem.ts";
import { target } from "../support/placed.ts";
import { brokenText, exampleConfig } from "./broken-text.ts";

const yaml = (text: string, facts?: Facts) => analyse({ path: "stacktape.yml", text }, target, facts);
const json = (text: string) => analyse({ path: "stacktape.json", text }, target);

/** Problems in one line each: line, code and the text at the place. */
function lines({ problems, lines, file }: Analysis): readonly string[] {
	return problems.map(
		({ code, span }) =>
			`${lines.positionAt(span.start).line + 1} ${code} ${file.text.slice(span.start, span.end).split("\n")[0]}`,
	);
}

function applied(text: string, { span, text: replacement }: Fix): string {
	return text.slice(0, span.start) + replacement + text.slice(span.end);
}

const withFunction = (properties: string) => `resources:
  gateway: {type: http-api-gateway}
  jobs: {type: sqs-queue}
  api:
    type: function
    properties:
      packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: src/a.ts}}
${properties.replaceAll(/^(?=.)/gm, "      ")}`;

describe("analysing a config", () => {
	it("finds nothing wrong with the example", () => {
		const paths = yaml(exampleConfig).wants.filter(({ kind }) => kind === "path");
		const facts: Facts = new Map(paths.map((want) => [wantKey(want), "file"]));
		assert.deepEqual(lines(yaml(exampleConfig, facts)), []);
	});

	it("gives the same for the same", () => {
		const {
			lines: _lines,
			graph: _graph,
			surroundings: _around,
			render: _render,
			...first
		} = yaml(exampleConfig);
		const {
			lines: _others,
			graph: _other,
			surroundings: _around2,
			render: _render2,
			...second
		} = yaml(exampleConfig);
		assert.deepEqual(second, first);
	});

	it("lists problems in the order of the text", () => {
		const analysis = yaml(
			"resources:\n  one: {type: sqs-queue, properties: {redrivePolicy: {targetSqsQueueName: x, maxReceiveCount: 1}}}\n  two: {type: bukket}\n  three: {type: bucket, properties: {versioning: $Nope()}}\nfoo: 1\n",
		);
		assert.deepEqual(lines(analysis), [
			"2 unknown-resource x",
			"3 unknown-resource-type bukket",
			"4 unknown-directive $Nope()",
			"5 unknown-property foo",
		]);
	});

	it("says a fault once that an alias or a variable brings to several places", () => {
		const analysis = yaml(
			"variables:\n  delay: $Nope()\nresources:\n  one: &one {type: sqs-queue, properties: {delayMessagesSecond: x}}\n  two: *one\n  three: {type: sqs-queue, properties: {delayMessagesSecond: $Var().delay}}\n  four: {type: sqs-queue, properties: {delayMessagesSecond: $Var().delay}}\n",
		);
		assert.deepEqual(lines(analysis), ["2 unknown-directive $Nope()", "4 wrong-type x"]);
	});

	it("says what is wrong with the names of the target at the beginning of the text", () => {
		const { problems } = analyse(
			{ path: "stacktape.yml", text: "resources: {}\n" },
			{ ...target, stage: "X" },
		);
		assert.deepEqual(
			problems.map(({ code, span }) => [code, span.start, span.end]),
			[["invalid-stage-name", 0, 0]],
		);
	});

	it("reports behind a syntax error nothing that may come from it", () => {
		const text = "resources:\n  one: {type: bukket}\n  two: {type: [}\n  three: {type: bukket}\n";
		assert.deepEqual(lines(yaml(text)), ["2 unknown-resource-type bukket", "3 yaml-syntax ["]);
	});

	it("asks for paths, secrets and the settings of the repository", () => {
		const { wants } = yaml(
			withFunction("environment:\n  - name: PASSWORD\n    value: $Secret('db.password')\n"),
		);
		assert.deepEqual(wants, [
			{ kind: "secret", name: "db" },
			{ kind: "path", path: "src/a.ts" },
			{ kind: "settings" },
		]);
	});

	describe("with secrets", () => {
		const text = withFunction("environment:\n  - name: PASSWORD\n    value: $Secret('db.password')\n");
		const variableOf = ({ compiled }: Analysis) => {
			const properties = compiled.template.Resources["ApiFunction"]?.Properties as {
				readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
			};
			return properties.Environment.Variables["PASSWORD"];
		};

		it("pins the version that is known, and records it", () => {
			const analysis = yaml(text, new Map([["secret:db", "11111111-2222"]]));
			assert.equal(
				variableOf(analysis),
				"{{resolve:secretsmanager:db:SecretString:password::11111111-2222}}",
			);
			assert.deepEqual(analysis.compiled.template.Outputs["DbCurrentSecretVersionId"], {
				Value: "11111111-2222",
			});
			assert.deepEqual(analysis.problems, []);
		});

		it("means the current version while nobody has asked", () => {
			const analysis = yaml(text);
			assert.equal(variableOf(analysis), "{{resolve:secretsmanager:db:SecretString:password::}}");
			assert.equal(analysis.compiled.template.Outputs["DbCurrentSecretVersionId"], undefined);
			assert.deepEqual(analysis.problems, []);
		});

		it("says which one does not exist", () => {
			const analysis = yaml(text, new Map([["secret:db", "missing"]]));
			assert.deepEqual(lines(analysis), ["10 unknown-secret $Secret('db.password')"]);
		});

		it("has no place where a value of one could be: it knows names and versions only", () => {
			const { wants } = yaml(text);
			assert.deepEqual([...new Set(wants.flatMap(Object.keys))].sort(), ["kind", "name", "path"]);
		});
	});

	describe("offers a fix", () => {
		// Each of these problems is gone when its fix is applied, and nothing new is wrong.
		const broken: readonly (readonly [why: string, text: string, code: string])[] = [
			["of a misspelled resource type", "resources:\n  a: {type: bukket}\n", "unknown-resource-type"],
			["of one in quotes, which it keeps", `resources:\n  a: {type: "bukket"}\n`, "unknown-resource-type"],
			["of one in single quotes", "resources:\n  a: {type: 'bukket'}\n", "unknown-resource-type"],
			[
				"of a misspelled key of a resource",
				"resources:\n  a: {type: bucket, propertis: {}}\n",
				"unknown-property",
			],
			[
				"of a misspelled property",
				"resources:\n  a: {type: bucket, properties: {versoning: true}}\n",
				"unknown-property",
			],
			[
				"of a misspelled key in quotes",
				`resources:\n  a: {"type": bucket, "propertis": {}}\n`,
				"unknown-property",
			],
			["of a misspelled key at the top", "resources: {}\nvariable: {a: 1}\n", "unknown-property"],
			["of a part of a property", withFunction("env: []\n"), "unknown-property"],
			["of a misspelled value", withFunction("architecture: arm\n"), "value-not-allowed"],
			[
				"of the type of an event",
				withFunction(
					"events:\n  - type: http-api\n    properties: {httpApiGatewayName: gateway, method: GET, path: /a}\n",
				),
				"value-not-allowed",
			],
			["of a misspelled name", withFunction("connectTo: [jops]\n"), "unknown-resource"],
			["of a part of a resource without parts", withFunction("connectTo: [jobs.arn]\n"), "unknown-resource"],
			[
				"of a misspelled child",
				"resources:\n  a: {type: bucket, overrides: {ABuckt: {BucketName: x}}}\n",
				"unknown-child",
			],
			["of a number that must be text", withFunction("tags:\n  - {name: a, value: 012}\n"), "wrong-type"],
			[
				"of a version that YAML takes for a number, with its digits",
				"resources:\n  gateway: {type: http-api-gateway, properties: {payloadFormat: 2.0}}\n",
				"wrong-type",
			],
			["of a number in quotes", withFunction("memory: '512'\n"), "wrong-type"],
			[
				"of a flag in quotes",
				"resources:\n  a: {type: bucket, properties: {versioning: 'true'}}\n",
				"wrong-type",
			],
			["of a number in a list of numbers", withFunction("logging: {retentionDays: '30'}\n"), "wrong-type"],
			[
				"of a directive in a text",
				withFunction("environment:\n  - name: URL\n    value: https://$ResourceParam('jobs', 'name')/v1\n"),
				"directive-in-text",
			],
			[
				"of a directive in a block",
				withFunction("environment:\n  - name: TEXT\n    value: |\n      one $Stage()\n      two\n"),
				"directive-in-text",
			],
			["of a tab", "resources:\n\ta: {type: bucket}\n", "yaml-tab"],
			[
				"of a schedule without its function",
				withFunction("events:\n  - type: schedule\n    properties: {scheduleRate: rate(1 minutes)}\n"),
				"invalid-schedule",
			],
		];

		for (const [why, text, code] of broken) {
			it(why, () => {
				const { problems } = yaml(text);
				assert.deepEqual(
					problems.map((problem) => problem.code),
					[code],
				);
				const [fix] = problems[0]?.fixes ?? [];
				assert.ok(fix, "there is no fix");
				const fixed = applied(text, fix);
				const left = yaml(fixed).problems.map((problem) => `${problem.code}: ${problem.message}`);
				assert.deepEqual(left, [], fixed);
			});
		}

		it("keeps the quotes that JSON needs", () => {
			const text = '{"resources": {"a": {"type": "bukket"}, "b": {"type": "bucket", "propertis": {}}}}';
			const fixed = json(text)
				.problems.toReversed()
				.reduce((config, { fixes }) => (fixes?.[0] ? applied(config, fixes[0]) : config), text);
			assert.equal(
				fixed,
				'{"resources": {"a": {"type": "bucket"}, "b": {"type": "bucket", "properties": {}}}}',
			);
		});

		it("puts a number in quotes as it was written", () => {
			const [problem] = yaml(
				withFunction("environment:\n  - name: A1\n    value: x\ntags:\n  - {name: a, value: 1.10}\n"),
			).problems;
			assert.equal(problem?.fixes?.[0]?.text, '"1.10"');
		});
	});

	describe("of a text that is being edited", () => {
		const placesOf = ({ span, related = [], fixes = [] }: Problem) => [
			span,
			...related.map((other) => other.span),
			...fixes.map((fix) => fix.span),
		];

		it("never throws, and every place of a problem lies inside of the text", () => {
			fc.assert(
				fc.property(brokenText, fc.constantFrom("stacktape.yml", "stacktape.json"), (text, path) => {
					const { problems } = analyse({ path, text }, target);
					for (const problem of problems) {
						for (const { start, end } of placesOf(problem)) {
							assert.ok(0 <= start && start <= end && end <= text.length, problem.message);
						}
					}
				}),
				{ numRuns: 400 },
			);
		}).timeout(20_000);

		it("says each thing once, by a code that is in the catalogue, in one sentence", () => {
			fc.assert(
				fc.property(brokenText, (text) => {
					const { problems } = yaml(text);
					const said = problems.map(
						({ code, span, message }) => `${code} ${span.start} ${span.end} ${message}`,
					);
					assert.deepEqual(said, [...new Set(said)]);
					for (const { code, message } of problems) {
						assert.ok(code in problemCatalogue, code);
						assert.doesNotMatch(message, /\.$|undefined|\[object/, message);
					}
				}),
				{ numRuns: 200 },
			);
		}).timeout(20_000);

		it("gives a template that can be printed", () => {
			fc.assert(
				fc.property(brokenText, (text) => {
					const { template } = yaml(text).compiled;
					assert.ok(JSON.stringify(template).length > 0);
				}),
				{ numRuns: 100 },
			);
		}).timeout(20_000);
	});
});
