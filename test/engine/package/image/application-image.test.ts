import assert from "node:assert/strict";
import {
	applicationDockerfile,
	applicationRecipe,
} from "../../../../engine/package/image/application-image.ts";
import type { Application } from "../../../../engine/package/image/assemble.ts";
import { buildDockerfile, localName } from "../../../../engine/package/image/engine-build.ts";
import { packRecipe } from "../../../../engine/package/image/recipe.ts";
import { runTool } from "../../../../engine/package/image/run-tool.ts";
import { bench, commandsOf, willing } from "./stand-ins.ts";

const entry = (path: string, text: string) =>
	({ kind: "file", path, content: { bytes: Buffer.from(text) } }) as const;
const application: Application = {
	base: "public.ecr.aws/docker/library/node:24-alpine",
	layersFor: async () => [
		{
			comment: "code",
			entries: [
				entry("app/index.js", "1"),
				entry("opt/x/y", "2"),
				{ kind: "link", path: "app/l.js", target: "index.js" },
				{ kind: "link", path: "app/all", target: "../opt" },
			],
		},
	],
	command: ["node", "index.js"],
	workingDirectory: "/app",
	environment: { GREETING: 'say "hi"' },
	inputs: ["/project/a.ts"],
	bundleMs: 0,
};

describe("an application on a base that commands change", () => {
	it("is a Dockerfile", () => {
		assert.equal(
			applicationDockerfile(application, ["apk add ffmpeg"], ["app", "opt"]),
			`FROM public.ecr.aws/docker/library/node:24-alpine
RUN apk add ffmpeg
COPY ["app","/app"]
COPY ["opt","/opt"]
ENV GREETING="say \\"hi\\""
WORKDIR /app
CMD ["node","index.js"]
`,
		);
	});

	it("is built of the files that it has, links as copies", async () => {
		const staged = new Map<string, string>();
		const work = bench(
			"stacktape-image-buildpack",
			{ entryfilePath: "a.ts" },
			{},
			{
				docker: (args) => {
					if (args[0] === "build")
						for (const [path, bytes] of work.host.files)
							staged.set(path.replace(/^.*\/files\//, ""), Buffer.from(bytes).toString());
					return willing(args, { cwd: "/" });
				},
			},
		);
		const recipe = await applicationRecipe(work, { ...work, memory: work.bundler.images }, application, [
			"apk add ffmpeg",
		]);
		const packed = await packRecipe(work, recipe);
		assert.equal(packed.content.kind, "built");
		assert.deepEqual(
			["app/index.js", "app/l.js", "app/all/x/y", "opt/x/y"].map((path) => staged.get(path)),
			["1", "1", "2", "2"],
		);
		assert.match(
			commandsOf(work).at(-1) ?? "",
			/--file \/temporary\/spool-image-000001\/Dockerfile \/temporary\/spool-image-000001\/files$/,
		);
		assert.equal(work.host.files.size, 0);
	});

	it("has another digest with other commands", async () => {
		const work = bench("stacktape-image-buildpack", { entryfilePath: "a.ts" }, {}, {}, { builds: false });
		const digestOf = async (commands: readonly string[]) =>
			(
				await packRecipe(
					work,
					await applicationRecipe(work, { ...work, memory: work.bundler.images }, application, commands),
				)
			).digest;
		assert.equal(await digestOf(["a"]), await digestOf(["a"]));
		assert.notEqual(await digestOf(["a"]), await digestOf(["b"]));
	});

	it("is called by a name that every engine takes", () => {
		assert.equal(
			localName("--Web_Service.x--", "0123456789abcdef", "arm64"),
			"localhost/spool-web-service-x:0123456789ab-arm64",
		);
	});

	it("gives what a program printed", async () => {
		const work = bench("stacktape-image-buildpack", {}, {});
		assert.equal(await runTool(work, "docker", ["version"], { cwd: "/" }), "1.2.3\n");
		await buildDockerfile(
			work,
			"docker",
			{ context: "/c", dockerfile: "/d", buildArgs: [] },
			{ name: "n", architecture: "arm64" },
		);
		assert.equal(commandsOf(work).at(-1), "docker build --platform linux/arm64 --tag n --file /d /c");
	});
});
