import assert from "node:assert/strict";
import fc from "fast-check";
import { type Analysis, analyse } from "../../engine/analyse.ts";
import { parseConfig } from "../../engine/config/parse.ts";
import { kinds } from "../../engine/resources/index.ts";
import { visitReferences } from "../../engine/template/references.ts";
import type { Template } from "../../engine/template/template.ts";
import { checkTemplate } from "../support/aws-schema.ts";
import { target } from "../support/placed.ts";
import { type GeneratedConfig, generatedConfig } from "./generated-config.ts";

const path = "stacktape.json";
const known = { ...target, account: "123456789012" };

const analyseConfig = (config: object): Analysis => analyse({ path, text: JSON.stringify(config) }, known);

/** What is left of a config without the resources that have an error, or that use one of them. */
function soundPart(config: GeneratedConfig): GeneratedConfig {
	const { problems } = analyseConfig(config);
	const text = JSON.stringify(config);
	const places = Object.entries(config.resources).map(([name, resource]) => {
		const block = `${JSON.stringify(name)}:${JSON.stringify(resource)}`;
		const start = text.indexOf(block, text.indexOf('"resources"'));
		return { name, start, end: start + block.length };
	});
	const errors = problems.filter(({ severity }) => severity === "error");
	if (errors.length === 0) return config;
	const wrong = places.filter(({ start, end }) =>
		errors.some(({ span, related = [] }) =>
			[span, ...related.map((one) => one.span)].some((place) => start <= place.start && place.end <= end),
		),
	);
	const names = new Set(wrong.map(({ name }) => name));
	assert.ok(names.size > 0, `of no resource: ${errors.map(({ message }) => message).join("; ")}`);
	const rest = Object.entries(config.resources).filter(([name]) => !names.has(name));
	return soundPart({ ...config, resources: Object.fromEntries(rest) });
}

const soundConfig = generatedConfig.map(soundPart);

/** What a template refers to without having it. */
function dangling({ Resources, Outputs }: Template): readonly string[] {
	const missing = new Set<string>();
	const visit = (id: string) => {
		if (!Object.hasOwn(Resources, id) && !id.startsWith("AWS::")) missing.add(id);
	};
	for (const { Properties, DependsOn = [] } of Object.values(Resources)) {
		visitReferences(Properties, visit);
		for (const id of [DependsOn].flat()) visit(id);
	}
	visitReferences(Outputs, visit);
	return [...missing];
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference: the reference of each type.
const longest: Readonly<Record<string, number>> = {
	"AWS::Lambda::Function": 64,
	"AWS::IAM::Role": 64,
	"AWS::Events::Rule": 64,
	"AWS::SQS::Queue": 80,
	"AWS::SNS::Topic": 256,
	"AWS::S3::Bucket": 63,
	"AWS::DynamoDB::Table": 255,
	"AWS::DynamoDB::GlobalTable": 255,
	"AWS::Logs::LogGroup": 512,
	"AWS::Events::EventBus": 256,
	"AWS::Kinesis::Stream": 128,
	"AWS::StepFunctions::StateMachine": 80,
	"AWS::ElasticLoadBalancingV2::LoadBalancer": 32,
	"AWS::ElasticLoadBalancingV2::TargetGroup": 32,
	"AWS::RDS::DBInstance": 63,
	"AWS::RDS::DBCluster": 63,
	"AWS::ElastiCache::ReplicationGroup": 40,
	"AWS::CloudWatch::Alarm": 255,
	"AWS::Cognito::UserPool": 128,
	"AWS::ECR::Repository": 256,
	"AWS::ECS::Cluster": 255,
	"AWS::ECS::Service": 255,
	"AWS::Batch::JobDefinition": 128,
	"AWS::WAFv2::WebACL": 128,
	"AWS::OpenSearchService::Domain": 28,
};

describe("any bytes", () => {
	it("are parsed without an exception, as YAML and as JSON", () =>
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				const text = new TextDecoder().decode(bytes);
				for (const file of ["stacktape.yml", path]) {
					const { problems } = parseConfig({ path: file, text });
					for (const { span } of problems) assert.ok(0 <= span.start && span.end <= text.length);
				}
			}),
		));
});

describe("any config that the schemas of the rooms allow", () => {
	const options = { numRuns: 60 };

	it("is made of every type that is built, most of them also without an error", () => {
		const typesOf = (configs: fc.Arbitrary<GeneratedConfig>, numRuns: number) => {
			const sample = fc.sample(configs, { numRuns, seed: 1 });
			return new Set(sample.flatMap(({ resources }) => Object.values(resources).map(({ type }) => type)));
		};
		assert.deepEqual([...typesOf(generatedConfig, 400)].sort(), [...kinds.keys()].sort());
		assert.ok(typesOf(soundConfig, 100).size > kinds.size / 2);
	});

	it("compiles to the same template every time", () =>
		fc.assert(
			fc.property(generatedConfig, (config) => {
				const [first, second] = [analyseConfig(config), analyseConfig(config)];
				assert.deepEqual(second.compiled.template, first.compiled.template);
				assert.deepEqual(second.problems, first.problems);
			}),
			options,
		));

	it("compiles to a template that AWS takes, with whatever it refers to", function () {
		this.timeout(60_000);
		fc.assert(
			fc.property(soundConfig, (config) => {
				const { compiled } = analyseConfig(config);
				assert.deepEqual(dangling(compiled.template), []);
				assert.deepEqual(checkTemplate(compiled.template), []);
			}),
			{ numRuns: 100, seed: 1 },
		);
	});

	it("gives names that AWS takes, and no name to two resources of one type", () =>
		fc.assert(
			fc.property(generatedConfig, (config) => {
				const { compiled, problems } = analyseConfig(config);
				const isTold = problems.some(
					({ code }) => code === "duplicate-name" || code === "duplicate-logical-id",
				);
				const seen = new Set<string>();
				for (const { logicalId, type, name } of compiled.names) {
					assert.match(logicalId, /^[A-Za-z0-9]{1,255}$/);
					if (!name) continue;
					assert.ok(name.text.length <= (longest[type] ?? 1_024), `${type} ${name.text}`);
					if (type === "AWS::ApiGatewayV2::Api") continue;
					assert.ok(isTold || !seen.has(`${type} ${name.text}`), `${type} ${name.text} is there twice`);
					seen.add(`${type} ${name.text}`);
				}
			}),
			options,
		));
});
