import assert from "node:assert/strict";
import { buildpackRecipe } from "../../../../engine/package/image/buildpack-image.ts";
import { nixpacksPlan, nixpacksRecipe } from "../../../../engine/package/image/nixpacks-image.ts";
import { packImage } from "../../../../engine/package/image/pack-image.ts";
import type { Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";
import { bench, commandsOf, ended, packagingOf, willing } from "./stand-ins.ts";

const files = { "app/main.rb": "puts 1", "app/node_modules/x": "1" };
const programs: Record<string, Program> = {
	docker: willing,
	podman: willing,
	nixpacks: () => ended("nixpacks 1.41.0\n"),
	pack: willing,
};
const source = { sourceDirectoryPath: "./app" };

describe("an image of Nixpacks", () => {
	const settings = {
		...source,
		buildImage: "ghcr.io/x/build",
		providers: ["ruby"],
		startCmd: "ruby main.rb",
		startRunImage: "debian",
		startOnlyIncludeFiles: ["main.rb"],
		phases: [
			{ name: "setup", nixPkgs: ["ruby"], nixOverlay: ["https://o"], aptPkgs: [], nixpkgsArchive: "abc" },
			{ name: "test", cmds: ["rake"] },
		],
	};

	it("is planned as the config says, in the words of Nixpacks", () => {
		assert.deepEqual(nixpacksPlan(settings), {
			buildImage: "ghcr.io/x/build",
			providers: ["ruby"],
			phases: {
				setup: { nixPkgs: ["ruby"], nixOverlays: ["https://o"], nixpkgsArchive: "abc" },
				test: { cmds: ["rake"] },
			},
			start: { cmd: "ruby main.rb", runImage: "debian", onlyIncludeFiles: ["main.rb"] },
		});
		assert.deepEqual(nixpacksPlan(source), {});
	});

	it("is a Dockerfile that Nixpacks writes and the engine builds", async () => {
		const work = bench("nixpacks", settings, files, programs);
		const packed = await packImage(work);
		assert.equal(packed.content.kind, "built");
		const [, , write, build] = commandsOf(work);
		assert.equal(
			write,
			`nixpacks build /project/app --json-plan ${JSON.stringify(nixpacksPlan(settings))} --platform linux/amd64 --out /temporary/spool-nixpacks-000001`,
		);
		assert.match(
			build ?? "",
			/^docker build .* --file \/temporary\/spool-nixpacks-000001\/\.nixpacks\/Dockerfile \/temporary\/spool-nixpacks-000001$/,
		);
		assert.equal(await work.host.kindOf("/temporary/spool-nixpacks-000001"), undefined);
	});

	it("says what to install", async () => {
		const work = bench("nixpacks", source, files, { docker: willing });
		const failure = await failureOf(nixpacksRecipe(work, packagingOf(work, "nixpacks")));
		assert.equal(failure.code, "build-tool-missing");
		assert.match(failure.message, /"web-container" is built by Nixpacks, which is not installed/);
	});

	it("has another digest with other settings, sources or another Nixpacks, and not with installed packages", async () => {
		const digestOf = async (
			properties: object,
			changed: Record<string, string> = {},
			more: Record<string, Program> = {},
		) =>
			(
				await packImage(
					bench(
						"nixpacks",
						properties,
						{ ...files, ...changed },
						{ ...programs, ...more },
						{ builds: false },
					),
				)
			).digest;
		const digest = await digestOf(source);
		assert.equal(await digestOf(source, { "app/node_modules/x": "2" }), digest);
		assert.notEqual(await digestOf({ ...source, startCmd: "x" }), digest);
		assert.notEqual(await digestOf(source, { "app/main.rb": "puts 2" }), digest);
		assert.notEqual(await digestOf(source, {}, { nixpacks: () => ended("nixpacks 1.42.0") }), digest);
	});
});

describe("an image of Cloud Native Buildpacks", () => {
	it("is built by pack, for the daemon that is there", async () => {
		const work = bench(
			"external-buildpack",
			{ ...source, builder: "b:1", buildpacks: ["x", "y"] },
			files,
			programs,
		);
		const packed = await packImage(work);
		assert.ok(packed.content.kind === "built");
		assert.equal(packed.content.image.engine, "docker");
		assert.equal(
			commandsOf(work).at(-1),
			`pack build ${packed.content.image.names[0]} --builder b:1 --buildpack x --buildpack y --env BPE_JAVA_TOOL_OPTIONS=-XX:MaxMetaspaceSize=512M --platform linux/amd64 --path /project/app`,
		);
	});

	it("says what to install", async () => {
		const work = bench("external-buildpack", source, files, { docker: willing });
		assert.equal((await failureOf(packImage(work))).code, "build-tool-missing");
		const alone = bench("external-buildpack", source, files, { pack: willing, buildah: willing });
		assert.match(
			(await failureOf(packImage(alone))).message,
			/docker is not installed, podman is not installed$/,
		);
	});

	it("has another digest with another builder, buildpack or source", async () => {
		const digestOf = async (properties: object, changed: Record<string, string> = {}) =>
			(
				await packImage(
					bench("external-buildpack", { ...source, ...properties }, { ...files, ...changed }, programs, {
						builds: false,
					}),
				)
			).digest;
		const digest = await digestOf({});
		assert.equal(await digestOf({}), digest);
		assert.notEqual(await digestOf({ builder: "b" }), digest);
		assert.notEqual(await digestOf({ buildpacks: ["x"] }), digest);
		assert.notEqual(await digestOf({}, { "app/main.rb": "puts 2" }), digest);
	});

	it("needs its folder", async () => {
		const work = bench("external-buildpack", { sourceDirectoryPath: "nowhere" }, files, programs);
		assert.deepEqual(
			(await failureOf(buildpackRecipe(work, packagingOf(work, "buildpack")))).problems.map(
				({ code }) => code,
			),
			["file-not-found"],
		);
	});
});
