import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { currentScripts } from "../../../engine/graph/former-scripts.ts";
import { nodeOf } from "../../../engine/text/tree.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const analyseText = (text: string, path = "stacktape.yml") => analyse({ path, text }, target);

/** The text after every fix of its problems, the last one first. */
function fixed(text: string, path?: string): string {
	return analyseText(text, path)
		.problems.flatMap(({ fixes = [] }) => fixes)
		.toReversed()
		.reduce((result, fix) => result.slice(0, fix.span.start) + fix.text + result.slice(fix.span.end), text);
}

const hookedScripts = (text: string) => {
	const { hooks, scripts } = analyseText(text).compiled;
	return [...hooks].map(([event, all]) => [
		event,
		all.map(({ script, skipOnCI }) => [scripts.get(script)?.steps[0]?.text, skipOnCI]),
	]);
};

const old = `
resources: {}
scripts:
  build:
    executeCommand: npm run build
  # ^^^^^^^^^^^^^^ (warning) deprecated-property: executeCommand is deprecated here
    cwd: web
hooks:
  beforeDeploy:
    - executeNamedScript: build
    # ^^^^^^^^^^^^^^^^^^ (warning) deprecated-property: executeNamedScript is deprecated here
      skipOnCI: true
    - executeCommand: npm run lint
    # ^^^^^^^^^^^^^^ (warning) deprecated-property: executeCommand is deprecated here
`;

describe("scripts and hooks of an older config", () => {
	it("are warned of, and run", () => {
		assertProblems(old, analyseText(old).problems);
		assert.deepEqual(hookedScripts(old), [
			[
				"beforeDeploy",
				[
					["npm run build", true],
					["npm run lint", false],
				],
			],
		]);
		assert.equal(analyseText(old).compiled.scripts.get("build")?.folder, "web");
	});

	it("may be a list of hooks with their events", () => {
		const text = `
resources: {}
scripts:
  build: {type: local-script, properties: {executeCommand: make}}
hooks:
  - triggers: ['before:deploy', 'after:delete']
  # ^^^^^^^^ (warning) deprecated-property: triggers is deprecated here
    scriptName: build
`;
		assertProblems(text, analyseText(text).problems);
		assert.deepEqual(hookedScripts(text), [
			["beforeDeploy", [["make", false]]],
			["afterDelete", [["make", false]]],
		]);
	});

	it("are faults where they name an event or a script that is not there", () => {
		const text = `
resources: {}
hooks:
  - triggers: ['before:lunch']
  # ^^^^^^^^ (warning) deprecated-property: triggers is deprecated here
    #          ^^^^^^^^^^^^^^ unknown-property: "beforeLunch" is not a property here
    scriptName: build
`;
		assertProblems(text, analyseText(text).problems);
	});

	it("are repaired by the fixes", () => {
		assert.equal(
			fixed(`resources: {}
scripts:
  build:
    # of the pages
    executeCommands:
      - npm ci

      - npm run build
    cwd: web
hooks:
  beforeDeploy:
    - executeNamedScript: build
`),
			`resources: {}
scripts:
  build:
    # of the pages
    type: local-script
    properties:
      executeCommands:
        - npm ci

        - npm run build
      cwd: web
hooks:
  beforeDeploy:
    - scriptName: build
`,
		);
		const json = '{"resources": {}, "scripts": {"a": {"executeCommand": "b"}}}';
		assert.equal(
			fixed(json, "stacktape.json"),
			'{"resources": {}, "scripts": {"a": { "type": "local-script", "properties": {"executeCommand": "b"} }}}',
		);
	});

	it("are left alone where they are those of today, or nothing that anybody knows", () => {
		const span = { start: 0, end: 0 };
		for (const value of [
			{ scripts: { a: { type: "local-script", properties: { executeCommand: "b" } } } },
			{
				scripts: { a: { cwd: "b" }, c: 1 },
				hooks: { beforeDeploy: [{ scriptName: "a" }, 1], afterDeploy: 2 },
			},
			{ scripts: [1], hooks: [{ scriptName: "a" }] },
			{},
		]) {
			const root = nodeOf(value, span);
			if (root.kind !== "map") assert.fail();
			assert.deepEqual(currentScripts(root), { node: root, problems: [] });
		}
	});
});
