import assert from "node:assert/strict";
import { type Analysis, analyse } from "../../../engine/analyse.ts";
import { applyTransforms, transformWork } from "../../../engine/compile/apply-transforms.ts";
import { wantKey } from "../../../engine/config/facts.ts";
import { writeAnswer } from "../../../engine/config/program/answer.ts";
import { configWant } from "../../../engine/config/program/read-program.ts";
import { VersionSlot } from "../../../engine/template/slot.ts";
import { target } from "../../support/placed.ts";

const text = "export default { resources: { jobs: { type: 'sqs-queue' } }, finalTransform: (all) => all };";

/** The analysis of a config whose whole template is transformed, and what is to be run for it. */
function transformed(): { readonly analysis: Analysis; readonly templates: Templates } {
	const value = { resources: { jobs: { type: "sqs-queue" } } };
	const answer = writeAnswer({ ok: true, value, transforms: { resources: {}, final: true } });
	const analysis = analyse(
		{ path: "stacktape.ts", text },
		target,
		new Map([[wantKey(configWant(target)), answer]]),
	);
	const { templates } = transformWork(analysis) ?? assert.fail("there is nothing to run");
	return { analysis, templates: structuredClone(templates) as Templates };
}

type Values = Record<string, unknown>;
type Templates = {
	template: { Resources: Record<string, { Properties?: Values }>; Outputs: Record<string, Values> };
};

describe("the templates that transforms give", () => {
	it("are none of a config without transforms", () => {
		assert.equal(
			transformWork(analyse({ path: "stacktape.yml", text: "resources: {}\n" }, target)),
			undefined,
		);
	});

	it("are plain data on their way, and have what only a deploy knows again afterwards", () => {
		const { analysis, templates } = transformed();
		assert.match(
			String(templates.template.Outputs["StpDeploymentVersion"]?.["Value"]),
			/^<<known at deploy \d+>>$/,
		);
		(templates.template.Resources["JobsQueue"] ?? assert.fail("no queue")).Properties = { DelaySeconds: 5 };
		const { compiled, problems } = applyTransforms(analysis, { ok: true, value: templates }, new Map());
		assert.deepEqual(problems, []);
		assert.deepEqual(compiled.template.Resources["JobsQueue"]?.Properties, { DelaySeconds: 5 });
		assert.ok(compiled.template.Outputs["StpDeploymentVersion"]?.Value instanceof VersionSlot);
	});

	it("are refused where a deploy would not find its way, at the function that is to blame", () => {
		const { analysis, templates } = transformed();
		delete templates.template.Outputs["StpDeploymentVersion"];
		const changed = applyTransforms(analysis, { ok: true, value: templates }, new Map());
		const [problem] = changed.problems;
		assert.equal(problem?.code, "transform-result");
		assert.equal(text.slice(problem.span.start, problem.span.end), "finalTransform");
	});

	it("are those before where a function fails, which is said", () => {
		const { analysis } = transformed();
		const fault = {
			code: "code-threw",
			message: "finalTransform threw Error: no",
			place: { line: 0, character: 3 },
		};
		const changed = applyTransforms(analysis, { ok: false, faults: [fault] }, new Map());
		assert.equal(changed.compiled, analysis.compiled);
		assert.deepEqual(
			changed.problems.map(({ code, span }) => [code, span.start]),
			[["code-threw", 3]],
		);
	});
});
