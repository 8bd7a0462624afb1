import assert from "node:assert/strict";
import type { Want } from "../../../../engine/config/facts.ts";
import {
	checkImagePackaging,
	commandOf,
	entryExtensionOf,
	entryPointOf,
	type ImagePackaging,
	imageJob,
	imageOf,
	imagePlans,
	nodeOptionsOf,
	registrySecretOf,
} from "../../../../engine/resources/shared/image-packaging.ts";
import { ArtifactSlot } from "../../../../engine/template/slot.ts";
import { surroundings } from "../../../support/placed.ts";

const built = (entryfilePath: string, languageSpecificConfig: object = {}): ImagePackaging => ({
	type: "stacktape-image-buildpack",
	properties: { entryfilePath, languageSpecificConfig },
});
const ready: ImagePackaging = {
	type: "prebuilt-image",
	properties: {
		image: "a:1",
		command: ["run"],
		entryPoint: ["/e"],
		repositoryCredentialsSecretArn: "arn:aws:secretsmanager:x",
	},
};
const dockerfile = (more: object = {}): ImagePackaging => ({
	type: "custom-dockerfile",
	properties: { buildContextPath: "./app/", command: ["run"], ...more },
});
const nixpacks: ImagePackaging = { type: "nixpacks", properties: { sourceDirectoryPath: "app" } };

describe("the image of a container", () => {
	it("is a ready one, or one that packaging makes", () => {
		assert.equal(imageOf(ready, "app-main"), "a:1");
		assert.deepEqual(imageOf(nixpacks, "app-main"), new ArtifactSlot("app-main", "image"));
		assert.equal(imageJob("webService", "service-container"), "webservice-service-container");
	});

	it("is made for a processor", () => {
		const plan = { job: "app-main", architectures: ["arm64"], span: { start: 0, end: 1 } } as const;
		assert.deepEqual(imagePlans(ready, plan), []);
		assert.deepEqual(imagePlans(nixpacks, plan), [
			{ ...plan, kind: "image", packaging: nixpacks, runsOn: "ecs" },
		]);
	});

	it("runs what it has, or what the config says", () => {
		assert.deepEqual([commandOf(ready), entryPointOf(ready)], [["run"], ["/e"]]);
		assert.deepEqual([commandOf(dockerfile()), entryPointOf(dockerfile())], [["run"], undefined]);
		assert.deepEqual([commandOf(nixpacks), entryPointOf(nixpacks)], [undefined, undefined]);
		assert.equal(registrySecretOf(ready), "arn:aws:secretsmanager:x");
		assert.equal(registrySecretOf(nixpacks), undefined);
	});

	it("is made of an entry file, or of something else", () => {
		assert.deepEqual([entryExtensionOf(built("a.ts")), entryExtensionOf(built("a.py:app"))], ["ts", "py"]);
		assert.deepEqual([entryExtensionOf(ready), entryExtensionOf(dockerfile())], [undefined, undefined]);
	});

	it("runs Node.js with the flags of its version", () => {
		assert.match(String(nodeOptionsOf(built("a.ts"), undefined)), /--experimental-require-module/);
		assert.equal(nodeOptionsOf(built("a.ts", { nodeVersion: 20 }), "--x"), "--x --enable-source-maps");
		assert.equal(nodeOptionsOf(built("a.py:app"), undefined), undefined);
		assert.equal(nodeOptionsOf(ready, "--x"), undefined);
	});
});

describe("the check of an image", () => {
	const check = (packaging: ImagePackaging, facts: Readonly<Record<string, string | null>> = {}) =>
		checkImagePackaging(
			packaging,
			["packaging"],
			surroundings([], [], { fact: (want: Want) => (want.kind === "path" ? facts[want.path] : undefined) }),
		).map(({ code, path }) => `${code} at ${path.join(".")}`);

	const cases: readonly (readonly [string, ImagePackaging, readonly string[]])[] = [
		["a file that can be built", built("src/a.ts"), []],
		["an application with its server", built("app/main.py:app", { runAppAs: "ASGI" }), []],
		[
			"an application without a server",
			built("app/main.py:app"),
			["run-app-as-missing at packaging.properties.entryfilePath"],
		],
		[
			"a server without an application",
			built("app/main.py", { runAppAs: "WSGI" }),
			["app-variable-missing at packaging.properties.entryfilePath"],
		],
		["a script in Python", built("app/main.py"), []],
		[
			"a file that nobody builds",
			built("src/a.mts"),
			["unsupported-entry-file at packaging.properties.entryfilePath"],
		],
		[
			"a setting of another language",
			built("src/a.ts", { runAppAs: "ASGI" }),
			["setting-of-other-language at packaging.properties.languageSpecificConfig.runAppAs"],
		],
		["a ready image", ready, []],
		["an image of Nixpacks", nixpacks, []],
	];
	for (const [name, packaging, expected] of cases) {
		it(`knows ${name}`, () => assert.deepEqual(check(packaging), expected));
	}

	it("looks for the Dockerfile, unless its folder is not there either", () => {
		const at = "packaging.properties.dockerfilePath";
		const own = dockerfile({ dockerfilePath: "docker/Dev" });
		assert.deepEqual(check(dockerfile()), []);
		assert.deepEqual(check(dockerfile(), { "./app/": null, "./app/Dockerfile": null }), []);
		const there = { "./app/": "directory" };
		assert.deepEqual(check(dockerfile(), { ...there, "./app/Dockerfile": "file" }), []);
		assert.deepEqual(check(dockerfile(), { ...there, "./app/Dockerfile": null }), [
			`file-not-found at ${at}`,
		]);
		assert.deepEqual(check(own, { ...there, "./app/docker/Dev": "directory" }), [
			`wrong-kind-of-file at ${at}`,
		]);
	});

	it("has no secrets among the arguments of its build", () => {
		const buildArgs = [{ argName: "NPM_TOKEN", value: "x" }];
		const found = checkImagePackaging(
			dockerfile({ buildArgs }),
			["packaging"],
			surroundings([], [], { fact: () => undefined }),
		);
		assert.deepEqual(
			found.map(({ code, path }) => [code, path]),
			[["secret-in-build-arg", ["packaging", "properties", "buildArgs", 0, "value"]]],
		);
	});
});
