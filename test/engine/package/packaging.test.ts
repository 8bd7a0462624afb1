import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nodeVersionOf, readPackaging, type ScriptPackaging } from "../../../engine/package/packaging.ts";
import { withSlashes } from "../../../engine/package/packaging-values.ts";
import { customPlan, scriptPlan } from "./project.ts";

function script(properties: object, runtime = "nodejs24.x"): ScriptPackaging {
	const packaging = readPackaging(scriptPlan({ entryfilePath: "src/api.ts", ...properties }, { runtime }));
	assert.equal(packaging.kind, "script");
	return packaging as ScriptPackaging;
}

describe("what a config says about packaging", () => {
	it("has defaults", () => {
		assert.deepEqual(script({}), {
			kind: "script",
			entry: "src/api.ts",
			handler: "default",
			nodeVersion: 24,
			format: "esm",
			includeFiles: [],
			excludeFiles: [],
			excluded: [],
			provided: [],
			tsconfig: undefined,
			wantsDecoratorMetadata: false,
			sourceMap: "beside",
		});
	});

	const versions: readonly (readonly [string, object, string, number, "esm" | "cjs"])[] = [
		["the runtime decides", {}, "nodejs20.x", 20, "cjs"],
		["nodeVersion wins over the runtime", { nodeVersion: 18 }, "nodejs24.x", 18, "cjs"],
		["nodeVersion may be text", { nodeVersion: "22" }, "nodejs24.x", 22, "cjs"],
		["an explicit cjs wins", { outputModuleFormat: "cjs" }, "nodejs24.x", 24, "cjs"],
		["an explicit esm wins", { outputModuleFormat: "esm" }, "nodejs18.x", 18, "esm"],
		["a runtime of another language", {}, "provided.al2023", 24, "esm"],
	];
	for (const [name, languageSpecificConfig, runtime, nodeVersion, format] of versions) {
		it(`version and format: ${name}`, () => {
			const packaging = script({ languageSpecificConfig }, runtime);
			assert.deepEqual([packaging.nodeVersion, packaging.format], [nodeVersion, format]);
		});
	}

	it("reads every property", () => {
		const packaging = script({
			handlerFunction: "main",
			includeFiles: ["a/**"],
			excludeFiles: ["a/b"],
			excludeDependencies: ["pg"],
			languageSpecificConfig: {
				tsConfigPath: "config\\tsconfig.json",
				emitTsDecoratorMetadata: true,
				dependenciesToExcludeFromBundle: ["*"],
				dependenciesToExcludeFromDeploymentPackage: ["pg"],
				outputSourceMapsTo: "maps",
			},
		});
		assert.deepEqual(
			{ ...packaging, nodeVersion: 0 },
			{
				kind: "script",
				entry: "src/api.ts",
				handler: "main",
				nodeVersion: 0,
				format: "esm",
				includeFiles: ["a/**"],
				excludeFiles: ["a/b"],
				excluded: ["pg", "*"],
				provided: ["pg"],
				tsconfig: "config/tsconfig.json",
				wantsDecoratorMetadata: true,
				sourceMap: { folder: "maps" },
			},
		);
		assert.equal(script({ languageSpecificConfig: { disableSourceMaps: true } }).sourceMap, "none");
	});

	it("takes separators of Windows everywhere", () => {
		assert.equal(withSlashes(".\\src\\api.ts"), "./src/api.ts");
		assert.equal(script({ entryfilePath: ".\\src\\api.ts" }).entry, "./src/api.ts");
		assert.deepEqual(readPackaging(customPlan({ packagePath: "out\\api.zip", handler: "index.js:main" })), {
			kind: "custom",
			path: "out/api.zip",
			handler: "index.js:main",
		});
	});

	for (const extension of ["js", "ts", "mjs", "jsx", "tsx"]) {
		it(`builds .${extension}`, () =>
			assert.equal(script({ entryfilePath: `a.${extension}` }).kind, "script"));
	}
	for (const [extension, language] of Object.entries({
		py: "python",
		go: "go",
		java: "java",
		rb: "ruby",
		php: "php",
		cs: "dotnet",
		rs: "rust",
	})) {
		it(`builds .${extension} as ${language}`, () => {
			const packaging = readPackaging(scriptPlan({ entryfilePath: `./src/api.${extension}` }));
			assert.deepEqual(packaging.kind === "program" && [packaging.language, packaging.entry], [
				language,
				`src/api.${extension}`,
			]);
		});
	}

	it("treats what the schema cannot have let through as a defect", () => {
		for (const extension of ["mts", "cts"])
			assert.throws(
				() => readPackaging(scriptPlan({ entryfilePath: `a.${extension}` })),
				/is in no language that is built/,
			);
		assert.throws(() => readPackaging(scriptPlan({})), /"api" has no entryfilePath.*defect of Spool/);
		assert.throws(() => readPackaging(customPlan({})), /"api" has no packagePath/);
		const image = scriptPlan({}, { packaging: { type: "prebuilt-image" } });
		assert.throws(() => readPackaging(image), /no packaging that makes a zip/);
	});

	it("knows the version in a runtime's name", () => {
		assert.deepEqual(["nodejs22.x", "python3.13"].map(nodeVersionOf), [22, undefined]);
	});
});
