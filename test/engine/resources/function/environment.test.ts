import assert from "node:assert/strict";
import { checkEnvironment, environmentOf } from "../../../../engine/resources/function/environment.ts";
import { getAtt, ref } from "../../../../engine/template/intrinsics.ts";
import { around, exampleFunction, inShort, type Values } from "./example.ts";

const NODE_24 = "--enable-source-maps --experimental-require-module --experimental-detect-module";

const buildOf = (entryfilePath: string, languageSpecificConfig: object = {}): Values["packaging"] => ({
	type: "stacktape-lambda-buildpack",
	properties: { entryfilePath, languageSpecificConfig },
});

const artifact: Values["packaging"] = {
	type: "custom-artifact",
	properties: { packagePath: "a.zip", handler: "a.js:b" },
};

function variablesOf(values: Partial<Values>, injected: Readonly<Record<string, string>> = {}) {
	const fn = exampleFunction(values);
	return environmentOf(
		fn,
		around([fn], { connections: () => ({ statements: [], environment: injected, children: () => [] }) }),
	);
}

describe("the environment variables of a function", () => {
	const cases: readonly (readonly [string, Partial<Values>, object])[] = [
		["the flags of Node.js", {}, { NODE_OPTIONS: NODE_24 }],
		["fewer flags for an old Node.js", { runtime: "nodejs20.x" }, { NODE_OPTIONS: "--enable-source-maps" }],
		[
			"flags for the version of the build's settings",
			{ packaging: buildOf("a.js", { nodeVersion: 18 }) },
			{ NODE_OPTIONS: "--enable-source-maps" },
		],
		["no flags for Python", { packaging: buildOf("a.py") }, {}],
		["no flags for a ready artifact", { packaging: artifact, runtime: "nodejs24.x" }, {}],
		[
			"flags behind those of the user, each once",
			{
				environment: [{ name: "NODE_OPTIONS", value: "--max-old-space-size=512 --enable-source-maps" }],
				runtime: "nodejs22.x",
			},
			{
				NODE_OPTIONS:
					"--max-old-space-size=512 --enable-source-maps --experimental-require-module --experimental-detect-module",
			},
		],
		[
			"flags behind what only the deploy knows",
			{ environment: [{ name: "NODE_OPTIONS", value: ref("Flags") }], runtime: "nodejs20.x" },
			{ NODE_OPTIONS: { "Fn::Join": [" ", [{ Ref: "Flags" }, "--enable-source-maps"]] } },
		],
		[
			"text, numbers, booleans and references, as text where they are known",
			{
				packaging: buildOf("a.py"),
				environment: [
					{ name: "TEXT", value: "a" },
					{ name: "COUNT", value: 5 },
					{ name: "IS_ON", value: false },
					{ name: "ARN", value: getAtt("JobsQueue", "Arn") },
				],
			},
			{ TEXT: "a", COUNT: "5", IS_ON: "false", ARN: { "Fn::GetAtt": ["JobsQueue", "Arn"] } },
		],
	];
	for (const [name, values, expected] of cases) {
		it(`are ${name}`, () => assert.deepEqual(variablesOf(values), expected));
	}

	it("are those of connectTo where both set one", () => {
		const environment = [
			{ name: "STP_JOBS_URL", value: "mine" },
			{ name: "OTHER", value: "mine" },
		];
		assert.deepEqual(
			variablesOf(
				{ packaging: buildOf("a.py"), environment },
				{ STP_JOBS_URL: "theirs", STP_JOBS_ARN: "arn" },
			),
			{
				STP_JOBS_URL: "theirs",
				OTHER: "mine",
				STP_JOBS_ARN: "arn",
			},
		);
	});
});

describe("the check of environment variables", () => {
	const check = (environment: Values["environment"], injected: Readonly<Record<string, string>> = {}) => {
		const fn = exampleFunction({ environment: environment ?? [], packaging: buildOf("a.py") });
		return checkEnvironment(
			fn,
			around([fn], { connections: () => ({ statements: [], environment: injected, children: () => [] }) }),
		);
	};
	const named = (...names: readonly string[]) => names.map((name) => ({ name, value: "x" }));

	const cases: readonly (readonly [string, Values["environment"], readonly string[]])[] = [
		["nothing without variables", [], []],
		["nothing in good names", named("A1", "TABLE_NAME", "camelCase"), []],
		["a variable of Lambda's own", named("AWS_REGION"), ["reserved-variable at environment.0.name"]],
		["one that begins with an underscore", named("_HANDLER"), ["reserved-variable at environment.0.name"]],
		["a dash", named("TABLE-NAME"), ["invalid-variable-name at environment.0.name"]],
		["a digit in front", named("2FA"), ["invalid-variable-name at environment.0.name"]],
		["a single letter", named("A"), ["invalid-variable-name at environment.0.name"]],
		["a name that stands twice", named("AA", "BB", "AA"), ["duplicate-variable at environment.2.name"]],
		["4 KB and no more", [{ name: "BIG", value: "x".repeat(4096 - '{"BIG":""}'.length) }], []],
		[
			"a byte too many",
			[{ name: "BIG", value: "x".repeat(4097 - '{"BIG":""}'.length) }],
			["environment-too-large at environment"],
		],
		[
			"bytes, not characters",
			[{ name: "BIG", value: "ä".repeat(2100) }],
			["environment-too-large at environment"],
		],
	];
	for (const [name, environment, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(check(environment)), expected));
	}

	it("warns of a variable that connectTo sets", () =>
		assert.deepEqual(inShort(check(named("STP_JOBS_URL"), { STP_JOBS_URL: "x" })), [
			"warning variable-overridden at environment.0.name",
		]));

	it("counts the names of what connectTo brings", () => {
		const injected = Object.fromEntries(
			Array.from({ length: 300 }, (_, index) => [`STP_RESOURCE_${index}`, ""]),
		);
		assert.deepEqual(inShort(check([], injected)), ["environment-too-large at connectTo"]);
	});

	it("says what to do", () => {
		const [finding] = check(named("AWS_REGION"));
		assert.equal(finding?.message, '"AWS_REGION" is set by Lambda itself and cannot be set here');
		assert.match(finding?.hint ?? "", /configuration-envvars\.html/);
	});
});
