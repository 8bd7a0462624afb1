import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { MISSING, wantKey } from "../../../engine/config/facts.ts";
import { directivePaths } from "../../../engine/graph/scripts.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const resources = `resources:
  queue: {type: sqs-queue}
`;

/** Compares the problems of a config, in which every path leads to a file but those that are missing, with its marks. */
function assertMarks(marked: string): void {
	const file = { path: "stacktape.yml", text: marked };
	const facts = new Map(
		analyse(file, target).wants.flatMap((want) =>
			want.kind === "path"
				? [[wantKey(want), want.path.includes("missing") ? MISSING : "file"] as const]
				: [],
		),
	);
	assertProblems(marked, analyse(file, target, facts).problems);
}

describe("scripts and hooks", () => {
	const cases: Readonly<Record<string, string>> = {
		"that are right": `${resources}
scripts:
  migrate:
    type: local-script
    properties:
      executeCommand: npx prisma migrate deploy
      environment: [{name: URL, value: "$ResourceParam('queue', 'url')"}, {name: N, value: 5}]
      connectTo: [queue, "aws:ses"]
  seed:
    type: local-script
    properties: {executeScripts: [./a.ts, b.py], pipeStdio: false}
hooks:
  beforeDeploy: [{scriptName: migrate, skipOnCI: true}]
  afterDeploy: [{scriptName: seed, skipOnLocal: true}]
`,
		"that name no script": `${resources}
scripts:
  migrate: {type: local-script, properties: {executeCommand: a}}
hooks:
  beforeDeploy:
    - scriptName: migrat
    #             ^^^^^^ unknown-script: there is no script "migrat"
  afterDelete:
    - scriptName: other
    #             ^^^^^ unknown-script: there is no script "other"
`,
		"that do nothing, or two things": `${resources}
scripts:
  none: {type: local-script, properties: {}}
# ^^^^ not-exactly-one: the script none does nothing: one of executeCommand, executeCommands, executeScript or executeScripts must be set
  two: {type: local-script, properties: {executeCommand: a, executeScript: b.js}}
  #                                                         ^^^^^^^^^^^^^ not-exactly-one: executeScript cannot be set together with executeCommand
`,
		"with files that cannot be started": `${resources}
scripts:
  shell: {type: local-script, properties: {executeScript: ./run.sh}}
  #                                                       ^^^^^^^^ unsupported-script-file: "./run.sh" is no script that can be started
  list: {type: local-script, properties: {executeScripts: [a.js, run.rb]}}
  #                                                              ^^^^^^ unsupported-script-file: "run.rb" is no script that can be started
  gone: {type: local-script, properties: {executeScript: missing.js}}
  #                                                      ^^^^^^^^^^ file-not-found: there is no file "missing.js"
`,
		"that need a bastion": `${resources}
scripts:
  remote: {type: bastion-script, properties: {executeCommand: uptime}}
  #              ^^^^^^^^^^^^^^ bastion-missing: the script remote is a bastion-script, but the config has no bastion
  tunnel: {type: local-script-with-bastion-tunneling, properties: {executeCommand: a, bastionResource: queue}}
  #                                                                                                    ^^^^^ wrong-resource-type: "queue" is an sqs-queue, but bastionResource must name a bastion
`,
		"with everything that they may have, and no bastion": `
resources:
  queue: {type: sqs-queue}
  work: {type: function, properties: {packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: a.ts}}}}
scripts:
  one:
    type: bastion-script
    #     ^^^^^^^^^^^^^^ bastion-missing: the script one is a bastion-script, but the config has no bastion
    properties:
      executeCommand: uptime
      cwd: /tmp
      environment: [{name: A, value: "$Secret('x')"}]
      connectTo: [queue]
      assumeRoleOfResource: work
  two:
    type: bastion-script
    #     ^^^^^^^^^^^^^^ bastion-missing: the script two is a bastion-script, but the config has no bastion
    properties: {executeCommands: [uptime, date]}
  three:
    type: local-script-with-bastion-tunneling
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bastion-missing: the script three is a local-script-with-bastion-tunneling, but the config has no bastion
    properties:
      executeCommand: a
      cwd: scripts
      #    ^^^^^^^ wrong-kind-of-file: "scripts" is a file, but a directory is needed
      pipeStdio: false
      environment: [{name: A, value: x}]
      connectTo: [queue]
      assumeRoleOfResource: work
  four:
    type: local-script-with-bastion-tunneling
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bastion-missing: the script four is a local-script-with-bastion-tunneling, but the config has no bastion
    properties: {executeCommands: [a, b]}
  five:
    type: local-script-with-bastion-tunneling
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bastion-missing: the script five is a local-script-with-bastion-tunneling, but the config has no bastion
    properties: {executeScript: a.ts}
  six:
    type: local-script-with-bastion-tunneling
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bastion-missing: the script six is a local-script-with-bastion-tunneling, but the config has no bastion
    properties: {executeScripts: [a.ts]}
hooks:
  afterBucketSync: [{scriptName: one}]
# ^^^^^^^^^^^^^^^ (warning) hook-never-runs: no command of Spool runs afterBucketSync: files of buckets are sent by deploys
`,
		"that name resources which are not there": `${resources}
scripts:
  a:
    type: local-script
    properties:
      executeCommand: a
      connectTo: [queu, queue]
      #           ^^^^ unknown-resource: there is no resource "queu"
      assumeRoleOfResource: queue
      #                     ^^^^^ wrong-resource-type: "queue" is an sqs-queue, but assumeRoleOfResource must name a resource of another type
`,
		"that never run": `${resources}
scripts:
  a: {type: local-script, properties: {executeCommand: a}}
hooks:
  beforeBucketSync: [{scriptName: a}]
# ^^^^^^^^^^^^^^^^ (warning) hook-never-runs: no command of Spool runs beforeBucketSync: files of buckets are sent by deploys
  beforeDeploy: [{scriptName: a, skipOnCI: true, skipOnLocal: true}]
  #                                              ^^^^^^^^^^^ (warning) hook-never-runs: this hook is left out on the CI and everywhere else
`,
		"with parameters that no resource has": `${resources}
scripts:
  a:
    type: local-script
    properties:
      executeCommand: a
      environment:
        - name: URL
          value: $ResourceParam('queue', 'uri')
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-param: resource "queue" has no parameter "uri"
`,
		"with variables that no shell knows": `${resources}
scripts:
  a:
    type: local-script
    properties: {executeCommand: a, environment: [{name: A-B, value: 1}]}
    #                                                    ^^^ text-not-matching: "A-B" is not a valid name
`,
		"whose directives have files": `${resources}
directives:
  - {name: Password, filePath: "missing.ts:password"}
  #                            ^^^^^^^^^^^^^^^^^^^^^ file-not-found: there is no file "missing.ts"
  - {name: Other, filePath: a.ts}
`,
	};
	for (const [why, text] of Object.entries(cases)) it(`are checked: ${why}`, () => assertMarks(text));

	it("ask for the files of directives without the functions in them", () => {
		const settings = {
			value: {
				directives: [{ filePath: "a.ts:make" }, { filePath: "C:\\b.ts:make" }, { filePath: "c.py" }, {}],
			},
			node: { kind: "map", span: { start: 0, end: 0 }, entries: [] } as const,
			spanOf: () => ({ start: 0, end: 0 }),
			keySpanOf: () => ({ start: 0, end: 0 }),
		};
		assert.deepEqual(
			directivePaths(settings).map(({ text }) => text),
			["a.ts", "C:\\b.ts", "c.py"],
		);
	});

	it("adds nothing to the template", () => {
		const scripts = `
scripts:
  a: {type: local-script, properties: {executeCommand: a, connectTo: [queue], environment: [{name: S, value: "$Secret('x')"}]}}
hooks: {beforeDeploy: [{scriptName: a}]}
`;
		const withScripts = analyse({ path: "stacktape.yml", text: resources + scripts }, target);
		const without = analyse({ path: "stacktape.yml", text: resources }, target);
		assert.deepEqual(withScripts.problems, []);
		assert.deepEqual(
			JSON.stringify(withScripts.compiled.template),
			JSON.stringify(without.compiled.template),
		);
	});
});
