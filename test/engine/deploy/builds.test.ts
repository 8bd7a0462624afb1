import assert from "node:assert/strict";
import { runBuilds } from "../../../engine/deploy/builds.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { openStage } from "../../support/deploy.ts";

const site = (name: string, folder: string) => `  ${name}:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: public
      build: {command: npm run build, workingDirectory: ${folder}}
`;

async function built(config: string, exitCode = 0) {
	const stage = openStage({ config: `resources:\n${config}` });
	for (const folder of ["web", "docs"]) stage.host.save(`/app/${folder}/package.json`, "{}");
	stage.host.programs.set("sh", () => ({ exitCode, stdout: "one\n", stderr: "two\n" }));
	const prepared = await prepare(stage.ports, stage.request());
	const build = runBuilds(stage.ports, prepared, { root: "/app", parent: "package" });
	return { stage, build };
}

describe("the builds of a config", () => {
	it("run in their folders, and know the stage", async () => {
		const { stage, build } = await built(site("site", "web"));
		await build;
		assert.deepEqual(stage.host.runs, [
			{ command: "sh", args: ["-c", "npm run build"], cwd: "/app/web", env: { STP_STAGE: "dev" } },
		]);
	});

	it("run once where several resources give the same one", async () => {
		const { stage, build } = await built(site("site", "web") + site("again", "web") + site("docs", "docs"));
		await build;
		assert.deepEqual(
			stage.host.runs.map(({ cwd }) => cwd),
			["/app/web", "/app/docs"],
		);
	});

	it("end a deploy when they fail, with what they printed", async () => {
		const { stage, build } = await built(site("site", "web") + site("docs", "docs"), 2);
		await assert.rejects(build, {
			code: "build-failed",
			message: "the build of site ended with exit code 2: npm run build",
			details: ["one", "two"],
		});
		assert.equal(stage.host.runs.length, 1);
	});
});
