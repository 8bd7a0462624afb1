import assert from "node:assert/strict";
import fc from "fast-check";
import { checkTarget, regions, validName } from "../../../engine/config/target.ts";

const valid = { project: "my-project", stage: "dev", region: "eu-west-1" };

const report = (target: Partial<typeof valid>) =>
	checkTarget({ ...valid, ...target }).map(({ code, message, hint }) => `${code}: ${message} (${hint})`);

describe("a target", () => {
	it("may be in any of the format's regions", () => {
		assert.equal(regions.length, 21);
		assert.equal(new Set(regions).size, 21);
		for (const region of regions) assert.deepEqual(report({ region }), []);
	});

	// naming.md, section 1.
	const accepted: readonly (readonly [why: string, target: Partial<typeof valid>])[] = [
		["digits and dashes", { project: "a1-b2", stage: "7-x" }],
		["a stage of two characters", { stage: "qa" }],
		["a stage above the documented 12 characters, which nobody enforces", { stage: "a-long-stage-name" }],
		["a stack name of 128 characters", { project: "a".repeat(124), stage: "dev" }],
	];
	for (const [why, target] of accepted) it(`may have ${why}`, () => assert.deepEqual(report(target), []));

	const refused: readonly (readonly [why: string, target: Partial<typeof valid>, expected: string])[] = [
		[
			"no project",
			{ project: "" },
			"invalid-project-name: the project has no name (give one with --project)",
		],
		[
			"capital letters",
			{ project: "MyApp" },
			'invalid-project-name: "MyApp" is not a valid project: only lower-case letters, digits and dashes (for example --project myapp)',
		],
		[
			"a project that begins with a digit, which CloudFormation refuses",
			{ project: "2fa" },
			'invalid-project-name: "2fa" is not a valid project: CloudFormation wants a letter first (for example --project fa)',
		],
		["no stage", { stage: "" }, "invalid-stage-name: the stage has no name (give one with --stage)"],
		[
			"a short stage",
			{ stage: "d" },
			'invalid-stage-name: the stage "d" is too short: at least 2 characters (give another one with --stage)',
		],
		[
			"other letters",
			{ stage: "dév_1" },
			'invalid-stage-name: "dév_1" is not a valid stage: only lower-case letters, digits and dashes (for example --stage dev-1)',
		],
		[
			"nothing that could be kept",
			{ stage: "名前" },
			'invalid-stage-name: "名前" is not a valid stage: only lower-case letters, digits and dashes (give another one with --stage)',
		],
		[
			"a misspelled region",
			{ region: "eu-wset-1" },
			'unknown-region: "eu-wset-1" is not a region that Spool knows (did you mean eu-west-1?)',
		],
	];
	for (const [why, target, expected] of refused) {
		it(`may not have ${why}`, () => assert.deepEqual(report(target), [expected]));
	}

	it("may not have an unknown region, for which all are listed", () =>
		assert.match(report({ region: "mars" })[0] ?? "", /one of: us-east-2, .*, eu-south-1\)$/));

	it("may not have a stack name above CloudFormation's 128 characters", () =>
		assert.deepEqual(
			checkTarget({ ...valid, project: "a".repeat(125) }).map(({ code }) => code),
			["stack-name-too-long"],
		));
});

describe("a name made valid", () => {
	const cases: readonly (readonly [name: string, expected: string | undefined])[] = [
		["My App", "my-app"],
		["--a--", "a"],
		["2 fast", "fast"],
		["Café Öl", "cafe-ol"],
		["a__b", "a-b"],
		["123", undefined],
		["", undefined],
	];
	for (const [name, expected] of cases) {
		it(`of ${JSON.stringify(name)} is ${expected ?? "nothing"}`, () =>
			assert.equal(validName(name), expected));
	}

	it("is a valid project, whatever it is made of", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (name) => {
				const project = validName(name);
				if (project !== undefined) assert.deepEqual(report({ project }), []);
			}),
		);
	});
});
