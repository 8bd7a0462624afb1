import assert from "node:assert/strict";
import { loadConfig } from "../../../engine/deploy/config-file.ts";
import { analyseConfig } from "../../../engine/deploy/facts.ts";
import { openHost } from "../../../engine/host/node.ts";
import { ArtifactSlot, VersionSlot } from "../../../engine/template/slot.ts";
import { codeFolders } from "../programs/folder.ts";

const target = { project: "shop", stage: "dev", region: "eu-west-1", account: "111111111111" };

/** A config with a function and a queue; `more` stands in the function, `root` beside the resources. */
const configOf = (more: string, root = "") => `
import { defineConfig, LambdaFunction, SqsQueue, CustomArtifactLambdaPackaging } from "stacktape";
export default defineConfig(() => ({
	resources: {
		jobs: new SqsQueue({}),
		api: new LambdaFunction({
			packaging: new CustomArtifactLambdaPackaging({ packagePath: "a.js", handler: "a.js:handler" }),
			runtime: "nodejs24.x",
			${more}
		}),
	},
	${root}
}));
`;

describe("transforms", function () {
	this.timeout(20_000);
	const folder = codeFolders();

	async function analysed(config: string) {
		folder.write({ "stacktape.ts": config, "a.js": "exports.handler = () => 1;" });
		const host = openHost();
		const loaded = await loadConfig(host, folder.at(), undefined);
		const { analysis } = await analyseConfig({ host, programs: folder.open() }, loaded, target);
		const problems = analysis.problems.map(({ code, message, span }) => {
			const text = config.slice(span.start, span.end).split("\n")[0];
			return `${text}: ${code}: ${message}`;
		});
		const { Resources, Outputs } = analysis.compiled.template;
		return { analysis, problems, Resources, Outputs };
	}

	it("replace the properties of a child, which has a name or its logical id", async () => {
		const { problems, Resources } = await analysed(
			configOf(
				`transforms: {
					lambda: (props) => ({ ...props, MemorySize: 512 }),
					ApiRole: async (props) => ({ ...props, Description: "x" }),
				}`,
			),
		);
		assert.deepEqual(problems, []);
		const { MemorySize, Code } = Resources["ApiFunction"]?.Properties ?? {};
		assert.equal(MemorySize, 512);
		// What only the deploy knows is as it was.
		assert.ok((Code as { S3Key: unknown }).S3Key instanceof ArtifactSlot);
		assert.equal(Resources["ApiRole"]?.Properties?.["Description"], "x");
	});

	it("change the whole template at last, with directives in it", async () => {
		const { problems, Resources, Outputs } = await analysed(
			configOf(
				"transforms: { lambda: (props) => ({ ...props, Description: 'one' }) },",
				`finalTransform: (template) => {
					template.Resources.ApiFunction.Properties.Description += " two";
					template.Resources.Topic = { Type: "AWS::SNS::Topic", Properties: { DisplayName: "$ResourceParam('jobs', 'name')" } };
					template.Outputs.Extra = { Value: "$Format('{}-x', $Stage())" };
					return template;
				},`,
			),
		);
		assert.deepEqual(problems, []);
		assert.equal(Resources["ApiFunction"]?.Properties?.["Description"], "one two");
		assert.equal(typeof Resources["Topic"]?.Properties?.["DisplayName"], "object");
		assert.deepEqual(Outputs["Extra"], { Value: "dev-x" });
		assert.ok(Outputs["StpDeploymentVersion"]?.Value instanceof VersionSlot);
	});

	it("may be given to overrides too, by the same names", async () => {
		const { problems, Resources } = await analysed(
			configOf("overrides: { lambda: { MemorySize: 256, Environment: { Variables: { A: 'x' } } } },"),
		);
		assert.deepEqual(problems, []);
		assert.equal(Resources["ApiFunction"]?.Properties?.["MemorySize"], 256);
	});

	const wrong: Readonly<Record<string, readonly [more: string, root: string, problems: readonly string[]]>> =
		{
			"name no child": [
				"transforms: { lamda: (p) => p }",
				"",
				['lamda: unknown-child: api has no CloudFormation resource "lamda"'],
			],
			"give nothing": [
				"transforms: { lambda: () => {} }",
				"",
				["lambda: transform-result: the transform lambda of api gives nothing, but must give an object"],
			],
			"give what is no data": [
				"transforms: { lambda: () => ({ A: new Map() }) }",
				"",
				["lambda: code-not-data: the transform lambda of api: A is a Map, which is no data"],
			],
			throw: [
				"transforms: { lambda: (p) => p.a.b }",
				"",
				[
					"b }: code-threw: the transform lambda of api threw TypeError: Cannot read properties of undefined (reading 'b')",
				],
			],
			"change a part of what only the deploy knows": [
				"transforms: { lambda: (p) => ({ ...p, Code: { ...p.Code, S3Key: p.Code.S3Key + 'x' } }) }",
				"",
				[
					'lambda: transform-result: the transform changes the text "<<known at deploy 1>>x", a part of which only a deploy knows',
				],
			],
			"refer to nothing": [
				"transforms: { lambda: (p) => ({ ...p, Role: { Ref: 'ApiRol' } }) }",
				"",
				[
					'lambda: unknown-logical-id: ApiFunction refers to "ApiRol", but the transformed template has no resource of this logical id',
				],
			],
			"lose the template": [
				"",
				"finalTransform: () => ({}),",
				["finalTransform: transform-result: the transformed template has no Resources or no Outputs"],
			],
			"lose what deploys need": [
				"",
				"finalTransform: (t) => { delete t.Resources.StpContainerRepository; t.Outputs = {}; t.Resources.Odd = {}; return t; },",
				[
					"finalTransform: transform-result: Odd of the transformed template has no Type",
					"finalTransform: transform-result: the transform removes StpContainerRepository, which every deploy needs",
					"finalTransform: transform-result: the transform removes the output StpDeploymentVersion, which every deploy reads",
					"finalTransform: transform-result: the transform removes the output StpStackInfoMap, which every deploy reads",
				],
			],
		};
	for (const [why, [more, root, problems]] of Object.entries(wrong)) {
		it(`are problems when they ${why}`, async () => {
			assert.deepEqual((await analysed(configOf(more, root))).problems, problems);
		});
	}
});
