import assert from "node:assert/strict";
import { checkFunction } from "../../../../engine/resources/function/check.ts";
import { assertMarked } from "../../../support/analysed.ts";
import { around, exampleFunction, exampleGateway, found, inShort, route, type Values } from "./example.ts";

const built = (entryfilePath: string, more: object = {}): Values["packaging"] => ({
	type: "stacktape-lambda-buildpack",
	properties: { entryfilePath, ...more },
});
const artifact = (handler?: string): Values["packaging"] => ({
	type: "custom-artifact",
	properties: { packagePath: "a.zip", ...(handler !== undefined && { handler }) },
});

describe("the check of a function's packaging", () => {
	const cases: readonly (readonly [string, Partial<Values>, readonly string[]])[] = [
		["nothing in a TypeScript file", { packaging: built("./src/api.ts") }, []],
		["nothing in a Python file, though it cannot be packaged yet", { packaging: built("./src/api.py") }, []],
		["nothing in a runtime that fits", { packaging: built("a.rb"), runtime: "ruby3.3" }, []],
		[
			"nothing in a ready artifact with all it needs",
			{ packaging: artifact("a.js:b"), runtime: "nodejs24.x" },
			[],
		],
		[
			"a ready artifact without handler",
			{ packaging: artifact(), runtime: "nodejs24.x" },
			["missing-handler at packaging.properties"],
		],
		[
			"a ready artifact without runtime",
			{ packaging: artifact("a.js:b") },
			["missing-runtime at packaging.type"],
		],
		[
			"an extension that cannot be packaged",
			{ packaging: built("src/api.mts") },
			["unsupported-entry-file at packaging.properties.entryfilePath"],
		],
		[
			"a file without an extension",
			{ packaging: built("src/Makefile") },
			["unsupported-entry-file at packaging.properties.entryfilePath"],
		],
		[
			"a variable behind the file",
			{ packaging: built("src/app.py:app") },
			["entry-file-variable at packaging.properties.entryfilePath"],
		],
		[
			"a runtime of another language",
			{ packaging: built("a.ts"), runtime: "python3.12" },
			["runtime-not-fitting at runtime"],
		],
		[
			"a runtime that is too old",
			{ packaging: built("a.py"), runtime: "python3.8" },
			["runtime-not-fitting at runtime"],
		],
		[
			"a setting of another language",
			{ packaging: built("a.ts", { languageSpecificConfig: { nodeVersion: 22, pythonVersion: 3.12 } }) },
			["warning setting-of-other-language at packaging.properties.languageSpecificConfig.pythonVersion"],
		],
		[
			"nothing in settings that two languages share",
			{
				packaging: built("Api.java", {
					languageSpecificConfig: { packageManagerFile: "build.gradle", javaVersion: 17 },
				}),
			},
			[],
		],
		[
			"a web server",
			{ packaging: built("a.py", { languageSpecificConfig: { runAppAs: "WSGI" } }) },
			["run-app-as-in-function at packaging.properties.languageSpecificConfig.runAppAs"],
		],
	];
	for (const [name, values, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(found(exampleFunction(values))), expected));
	}

	it("names the runtimes that fit", () => {
		const [finding] = found(exampleFunction({ packaging: built("./src/api.ts"), runtime: "python3.12" }));
		assert.equal(finding?.message, '"python3.12" cannot run "./src/api.ts"');
		assert.equal(
			finding?.hint,
			"remove runtime (nodejs24.x is the default), or use one of nodejs24.x, nodejs22.x, nodejs20.x, nodejs18.x",
		);
	});

	it("names the extensions that can be packaged", () => {
		const [finding] = found(exampleFunction({ packaging: built("src/api.cts") }));
		assert.equal(finding?.message, 'files with the extension "cts" cannot be packaged');
		assert.match(
			finding?.hint ?? "",
			/^use one of js, ts, mjs, jsx, tsx, py, java, go, rb, php, cs, rs, or /,
		);
	});
});

describe("the check of a function", () => {
	it("finds every fault at once", () => {
		const fn = exampleFunction({
			packaging: built("a.mts"),
			timeout: 60,
			events: [route("GET", "*"), { type: "schedule", properties: { scheduleRate: "5 minutes" } }],
			environment: [
				{ name: "TZ", value: "UTC" },
				{ name: "AWS_REGION", value: "x" },
			],
			url: { enabled: true, cors: { enabled: true, allowedMethods: ["OPTIONS"] } },
		});
		assert.deepEqual(inShort(checkFunction(fn, around([exampleGateway(), fn]))), [
			"unsupported-entry-file at packaging.properties.entryfilePath",
			"default-route-method at events.0.properties.method",
			"invalid-schedule at events.1.properties.scheduleRate",
			"reserved-variable at environment.1.name",
			"url-cors-options at url.cors.allowedMethods.0",
		]);
	});

	it("takes statements of IAM only as IAM does", () =>
		assertMarked(`
resources:
  api:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      iamRoleStatements:
        - Action: [s3, "s3:Get*", "*"]
        #          ^^ text-not-matching: "s3" is not a valid item of Action
          Resource: [my-bucket, "*", "arn:aws:s3:::my-bucket"]
          #          ^^^^^^^^^ text-not-matching: "my-bucket" is not a valid item of Resource
`));
});
