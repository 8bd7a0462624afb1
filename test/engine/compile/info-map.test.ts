import assert from "node:assert/strict";
import { stackInfoMap } from "../../../engine/compile/info-map.ts";
import { surroundingsOf } from "../../../engine/compile/surroundings.ts";
import { isIntrinsic } from "../../../engine/template/intrinsics.ts";
import { target } from "../../support/placed.ts";
import { compileText, functionBlock } from "./compile-text.ts";

const text = `resources:
  jobs: {type: sqs-queue}
  api:
    ${functionBlock("url: {enabled: true}\n")}  broken: {type: bucket, properties: {foo: 1}}
stackConfig:
  outputs:
    - {name: plain, value: 'a "quoted" \${text} with \\ and ü'}
    - {name: arn, value: "$ResourceParam('jobs', 'arn')"}
cloudformationResources:
  Topic: {Type: 'AWS::SNS::Topic'}
`;

/** The text of the map and what stands in it, as CloudFormation would put them together. */
function overview(config: string) {
	const { compiled } = compileText(config);
	const value = compiled.template.Outputs["StpStackInfoMap"]?.Value;
	assert.ok(isIntrinsic(value));
	const sub = value["Fn::Sub"];
	const [template, values] = (Array.isArray(sub) ? sub : [sub, {}]) as [
		string,
		Readonly<Record<string, unknown>>,
	];
	return { template, values };
}

/** What CloudFormation does, with the name of each value in place of it. */
function fill(template: string): unknown {
	const filled = template.replaceAll(/\$\{(!?)([^}]*)\}/g, (_all, escaped, name) =>
		escaped ? `\${${name}}` : `<${name}>`,
	);
	return JSON.parse(filled);
}

describe("the stack's overview", () => {
	const { template, values } = overview(text);
	const map = fill(template) as {
		readonly metadata: object;
		readonly customOutputs: object;
		readonly resources: Readonly<
			Record<string, { readonly cloudformationChildResources: object; readonly referencableParams: object }>
		>;
	};

	it("is JSON when CloudFormation has filled it in", () => assert.equal(typeof map, "object"));

	it("names its values in the order of the text, and has every one of them", () => {
		const used = [...template.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name);
		assert.deepEqual(used, Object.keys(values));
		assert.deepEqual(
			used,
			used.map((_, index) => `sub${index}`),
		);
		for (const value of Object.values(values)) assert.ok(isIntrinsic(value));
	});

	it("keeps a ${…} that a user wrote, and leaves out outputs that might end the JSON text", () =>
		assert.deepEqual(map.customOutputs, { plain: 'a "quoted" ${text} with \\ and ü' }));

	it("says which resource owns what, and what only the stack has", () =>
		assert.deepEqual(
			Object.fromEntries(
				Object.entries(map.resources).map(([name, resource]) => [
					name,
					resource.cloudformationChildResources,
				]),
			),
			{
				jobs: { JobsQueue: { cloudformationResourceType: "AWS::SQS::Queue" } },
				api: {
					ApiRole: { cloudformationResourceType: "AWS::IAM::Role" },
					ApiLogGroup: { cloudformationResourceType: "AWS::Logs::LogGroup" },
					ApiFunction: { cloudformationResourceType: "AWS::Lambda::Function" },
					ApiUrl: { cloudformationResourceType: "AWS::Lambda::Url" },
					ApiPublicUrlPermission: { cloudformationResourceType: "AWS::Lambda::Permission" },
				},
				SHARED_GLOBAL: {
					StpDeploymentBucket: { cloudformationResourceType: "AWS::S3::Bucket" },
					StpDeploymentBucketPolicy: { cloudformationResourceType: "AWS::S3::BucketPolicy" },
					StpContainerRepository: { cloudformationResourceType: "AWS::ECR::Repository" },
				},
				CUSTOM_CLOUDFORMATION: { Topic: { cloudformationResourceType: "AWS::SNS::Topic" } },
			},
		));

	it("has the parameters of a resource, and whether they are printed", () =>
		assert.deepEqual(map.resources["jobs"]?.referencableParams, {
			arn: { value: "<sub0>", showDuringPrint: true },
			url: { value: "<sub1>", showDuringPrint: true },
			name: { value: "<sub2>", showDuringPrint: true },
		}));

	it("counts what the stack has", () =>
		assert.deepEqual(map.metadata, {
			deploymentBucket: { showDuringPrint: false, value: "stp-deployment-bucket-10f582ee" },
			imageCount: { showDuringPrint: false, value: 0 },
			functionCount: { showDuringPrint: false, value: 1 },
		}));

	it("is a plain Fn::Sub without values", () => {
		const { graph } = compileText("resources: {}\n");
		const map = stackInfoMap(graph, surroundingsOf(graph, target, new Map(), new Map()), new Map(), {}, {});
		assert.deepEqual(Object.keys(map), ["Fn::Sub"]);
	});

	it("is a plain text when nothing in the stack is known to CloudFormation only", () => {
		const { values: none } = overview("resources: {}\n");
		assert.deepEqual(none, {});
	});
});
