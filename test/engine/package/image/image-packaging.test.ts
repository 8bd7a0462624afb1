import assert from "node:assert/strict";
import { readImagePackaging } from "../../../../engine/package/image/image-packaging.ts";
import { imagePlan } from "./project.ts";

const read = (properties: object) => readImagePackaging(imagePlan(properties));
const readOf = (type: string, properties: object) =>
	readImagePackaging(imagePlan({}, { packaging: { type, properties } }));

describe("what a config says about an image", () => {
	it("is a bundle for a file of JavaScript or TypeScript", () => {
		const image = read({ entryfilePath: "src\\index.ts", includeFiles: ["a"] });
		assert.ok(image.kind === "script");
		assert.equal(image.entry, "src/index.ts");
		assert.equal(image.wantsGlibc, false);
		assert.deepEqual(image.commands, []);
		const { nodeVersion, format, handler, includeFiles } = image.script;
		assert.deepEqual([nodeVersion, format, handler, includeFiles], [24, "esm", undefined, ["a"]]);
	});

	it("says the version of Node.js, and on which system it stands", () => {
		const image = read({
			entryfilePath: "a.js",
			requiresGlibcBinaries: true,
			customDockerBuildCommands: ["apt-get install -y ffmpeg"],
			languageSpecificConfig: { nodeVersion: 20 },
		});
		assert.ok(image.kind === "script");
		assert.deepEqual([image.script.nodeVersion, image.script.format, image.wantsGlibc], [20, "cjs", true]);
		assert.deepEqual(image.commands, ["apt-get install -y ffmpeg"]);
	});

	it("is Python, with a server or without", () => {
		const plain = read({ entryfilePath: "job.py" });
		assert.ok(plain.kind === "python");
		assert.deepEqual(
			[plain.entry, plain.application, plain.runAppAs, plain.version],
			["job.py", undefined, undefined, "3.12"],
		);
		const served = read({
			entryfilePath: "src/main.py:app",
			languageSpecificConfig: {
				runAppAs: "ASGI",
				pythonVersion: 3.13,
				packageManagerFile: ".\\pyproject.toml",
				minify: true,
				uvOptionalDependencies: ["a"],
				uvWithGroups: ["b"],
				uvWithoutGroups: ["c"],
				uvOnlyGroups: ["d"],
			},
		});
		assert.deepEqual(served, {
			kind: "python",
			wantsGlibc: false,
			commands: [],
			entry: "src/main.py",
			application: "app",
			runAppAs: "ASGI",
			version: "3.13",
			packageManagerFile: "./pyproject.toml",
			minify: true,
			extras: ["a"],
			groups: ["b"],
			withoutGroups: ["c"],
			onlyGroups: ["d"],
		});
	});

	it("reads the number 3.1 as the version 3.10", () => {
		const image = read({ entryfilePath: "a.py", languageSpecificConfig: { pythonVersion: 3.1 } });
		assert.equal(image.kind === "python" && image.version, "3.10");
	});

	for (const [file, language] of Object.entries({
		"A.java": "java",
		"a.go": "go",
		"a.rb": "ruby",
		"a.php": "php",
		"A.cs": "dotnet",
	})) {
		it(`is ${language} for ${file}`, () => {
			const settings = { someVersion: 1 };
			const image = read({ entryfilePath: file, languageSpecificConfig: settings });
			assert.ok(image.kind === "language");
			assert.deepEqual([image.language, image.entry, image.settings], [language, file, settings]);
		});
	}

	it("is a Dockerfile", () => {
		assert.deepEqual(readOf("custom-dockerfile", { buildContextPath: ".\\app" }), {
			kind: "dockerfile",
			context: "./app",
			dockerfile: "Dockerfile",
			buildArgs: [],
		});
		const buildArgs = [
			{ argName: "VERSION", value: "1" },
			{ argName: "DEBUG", value: true },
		];
		assert.deepEqual(
			readOf("custom-dockerfile", { buildContextPath: ".", dockerfilePath: "docker/web", buildArgs }),
			{
				kind: "dockerfile",
				context: ".",
				dockerfile: "docker/web",
				buildArgs: [
					{ name: "VERSION", value: "1" },
					{ name: "DEBUG", value: "true" },
				],
			},
		);
	});

	it("is a builder of another kind", () => {
		assert.deepEqual(readOf("external-buildpack", { sourceDirectoryPath: "app" }), {
			kind: "buildpack",
			source: "app",
			builder: "paketobuildpacks/builder-jammy-base",
			buildpacks: [],
		});
		const properties = { sourceDirectoryPath: "app", builder: "b", buildpacks: ["x"] };
		assert.deepEqual(readOf("external-buildpack", properties), {
			kind: "buildpack",
			source: "app",
			builder: "b",
			buildpacks: ["x"],
		});
		const nixpacks = { sourceDirectoryPath: "app", startCmd: "run" };
		assert.deepEqual(readOf("nixpacks", nixpacks), { kind: "nixpacks", source: "app", settings: nixpacks });
	});

	it("is never a packaging that makes no image", () => {
		assert.throws(() => readOf("prebuilt-image", { image: "nginx" }), /has no packaging that makes an image/);
		assert.throws(() => read({ entryfilePath: "a.lua" }), /is built from "a.lua"/);
	});
});
