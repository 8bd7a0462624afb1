import assert from "node:assert/strict";
import { entryExtensions } from "../../../../../engine/resources/shared/entry-file.ts";
import {
	entryFileOf,
	handlerOf,
	nodeVersionOf,
	type Packaging,
	runtimeOf,
} from "../../../../../engine/resources/shared/lambda/language.ts";
import { ref } from "../../../../../engine/template/intrinsics.ts";

const built = (entryfilePath: string, more: object = {}): Packaging => ({
	type: "stacktape-lambda-buildpack",
	properties: { entryfilePath, ...more },
});

const artifact = (handler?: string): Packaging => ({
	type: "custom-artifact",
	properties: { packagePath: "./build", ...(handler !== undefined && { handler }) },
});

describe("the handler of a function", () => {
	const cases: readonly (readonly [string, Packaging, unknown])[] = [
		["the default export of a TypeScript file", built("./src/api.ts"), "index.default"],
		["a named export", built("src/api.mjs", { handlerFunction: "main" }), "index.main"],
		["a React file", built("src/api.tsx"), "index.default"],
		["Python", built("./app/main.py"), "main.handler"],
		["Python with a function", built("main.py", { handlerFunction: "run" }), "main.run"],
		["Ruby", built("src/app.rb"), "app.handler"],
		["PHP", built("src/app.php", { handlerFunction: "run" }), "app.run"],
		["Go", built("cmd/main.go"), "main"],
		["Go with a function", built("cmd/main.go", { handlerFunction: "Run" }), "main.Run"],
		["Java in a folder", built("src/main/java/shop/Api.java"), "shop.Api"],
		["Java with a function", built("src/main/java/shop/Api.java", { handlerFunction: "Api" }), "shop.Api"],
		[
			"Java in a folder of a folder",
			built("src/main/java/com/shop/Api.java", { handlerFunction: "Api" }),
			"com.shop.Api",
		],
		["Rust", built("src/main.rs"), "bootstrap"],
		["Java at the root of its sources", built("src/main/java/Api.java"), "Api"],
		[
			"Java there, with a function",
			built("src/main/java/Api.java", { handlerFunction: "Api::run" }),
			"Api::run",
		],
		["C#", built("src/Shop/Program.cs"), "Shop"],
		[
			"C# with a project",
			built("src/Api.cs", { languageSpecificConfig: { projectFile: "a/Shop.csproj" } }),
			"Shop",
		],
		["C# with a function", built("src/Api.cs", { handlerFunction: "Api::Api.Run" }), "Api::Api.Run"],
		["a ready artifact", artifact("dist/app/index.js:handler"), "index.handler"],
		["a ready artifact without an extension", artifact("bootstrap:handler"), "bootstrap.handler"],
		["a ready artifact without a handler", artifact(), undefined],
		[
			"a name that only the deploy knows",
			{ ...built("a.py"), properties: { entryfilePath: "a.py", handlerFunction: ref("Name") } } as Packaging,
			{ "Fn::Join": ["", ["a", ".", { Ref: "Name" }]] },
		],
	];
	for (const [name, packaging, expected] of cases) {
		it(`fits ${name}`, () => assert.deepEqual(handlerOf(packaging), expected));
	}
});

describe("the runtime of a function", () => {
	const cases: readonly (readonly [string, string])[] = [
		["js", "nodejs24.x"],
		["ts", "nodejs24.x"],
		["mjs", "nodejs24.x"],
		["jsx", "nodejs24.x"],
		["tsx", "nodejs24.x"],
		["py", "python3.13"],
		["java", "java21"],
		["go", "provided.al2023"],
		["rb", "ruby3.3"],
		["php", "provided.al2023"],
		["cs", "dotnet10"],
		["rs", "provided.al2023"],
	];
	it("has a default for every extension that can be packaged", () =>
		assert.deepEqual(cases.map(([extension]) => extension).sort(), [...entryExtensions].sort()));
	for (const [extension, runtime] of cases) {
		it(`is ${runtime} for .${extension} files`, () =>
			assert.equal(runtimeOf(undefined, built(`src/main.${extension}`)), runtime));
	}
	for (const [version, runtime] of [
		[3.11, "python3.11"],
		[3.1, "python3.10"],
		[3.6, "python3.13"],
	] as const) {
		it(`is ${runtime} where packages are installed for Python ${version}`, () => {
			const packaging = built("a.py", { languageSpecificConfig: { pythonVersion: version } });
			assert.equal(runtimeOf(undefined, packaging), runtime);
		});
	}
	it("is the one that is written", () => assert.equal(runtimeOf("nodejs20.x", built("a.ts")), "nodejs20.x"));
	it("is unknown for a ready artifact", () =>
		assert.equal(runtimeOf(undefined, artifact("a.js:b")), undefined));
	it("is unknown for an extension that nobody packages", () =>
		assert.equal(runtimeOf(undefined, built("src/main.cts")), undefined));
});

describe("the version of Node.js that code is built for", () => {
	const cases: readonly (readonly [string, Packaging, string | undefined, number])[] = [
		["24 by default", built("a.ts"), undefined, 24],
		["that of the runtime", built("a.ts"), "nodejs20.x", 20],
		[
			"that of the settings before the runtime",
			built("a.ts", { languageSpecificConfig: { nodeVersion: 18 } }),
			"nodejs22.x",
			18,
		],
		["24 for another runtime", artifact("a:b"), "provided.al2023", 24],
	];
	for (const [name, packaging, runtime, expected] of cases) {
		it(`is ${name}`, () => assert.equal(nodeVersionOf(packaging, runtime), expected));
	}
});

describe("an entry file", () => {
	it("is none of a ready artifact", () => assert.equal(entryFileOf(artifact("a.js:b")), undefined));
});
