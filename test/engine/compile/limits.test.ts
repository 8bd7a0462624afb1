import assert from "node:assert/strict";
import { limitProblems } from "../../../engine/compile/limits.ts";
import { compileText } from "./compile-text.ts";

function inWords(text: string): readonly string[] {
	return compileText(text).problems.map(({ code, severity, span, message, related = [] }) =>
		[
			`${severity} ${code} at ${text.slice(span.start, span.end)}: ${message}`,
			...related.map((one) => `${text.slice(one.span.start, one.span.end)}: ${one.message}`),
		].join("\n"),
	);
}

describe("the limits of a template", () => {
	it("are kept by an empty stack", () => {
		const { compiled, graph } = compileText("resources: {}\n");
		assert.deepEqual(limitProblems(compiled.template, graph, new Map(), "eu-west-1"), []);
	});

	it("name the resources that bring most of what is too much", () => {
		const topics = Array.from({ length: 490 }, (_, index) => `  T${index}: {Type: 'AWS::SNS::Topic'}`);
		const text = `resources:\n  jobs: {type: sqs-queue}\n  logs: {type: bucket}\ncloudformationResources:\n${topics.join("\n")}\n`;
		const [words = ""] = inWords(text);
		assert.match(
			words,
			/^warning too-many-resources at resources: this config makes 49\d CloudFormation resources/,
		);
		assert.match(words, /\n(jobs|logs|T0): \w+ brings \d of them/);
	});

	it("say where outputs come from", () => {
		const secrets = Array.from(
			{ length: 200 },
			(_, index) => `    S${index}: $CfResourceParam('T${index}', 'TopicName')`,
		);
		const topics = Array.from({ length: 200 }, (_, index) => `  T${index}: {Type: 'AWS::SNS::Topic'}`);
		const text = `resources: {}\ncloudformationResources:\n${topics.join("\n")}\n  Own:\n    Type: Custom::Own\n    Properties:\n${secrets.join("\n").replaceAll(/^/gm, "  ")}\n`;
		const { problems } = compileText(text);
		assert.deepEqual(
			problems.map(({ code, hint }) => [code, hint]),
			[
				[
					"too-many-outputs",
					"each secret, each parameter of Systems Manager and each attribute that $CfResourceParam reads is an output too",
				],
			],
		);
	});

	it("are 1 MB, with the largest parts named", () => {
		const text = `resources: {}\ncloudformationResources:\n  Large: {Type: 'Custom::A', Properties: {Text: ${"x".repeat(700_000)}}}\n  Small: {Type: 'Custom::A', Properties: {Text: ${"ü".repeat(200_000)}}}\n`;
		assert.deepEqual(
			inWords(text).map((words) => words.replaceAll(/1,10\d,\d{3}/g, "1,10N")),
			[
				"error template-too-large at resources: the template has 1,10N bytes, and CloudFormation takes 1,000,000\nLarge: Large brings 700,045 characters\nSmall: Small brings 200,045 characters",
			],
		);
	});
});
