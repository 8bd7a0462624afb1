import assert from "node:assert/strict";
import { runBuilds } from "../../../engine/deploy/builds.ts";
import { openStage } from "../../support/deploy.ts";

const build = { resource: "site", command: "npm run build", folder: "web", span: { start: 3, end: 8 } };
const place = { root: "/app", stage: "dev", parent: "package" };

describe("the builds of a config", () => {
	it("run in their folders, and know the stage", async () => {
		const { ports, host } = openStage();
		host.programs.set("sh", () => ({ exitCode: 0, stdout: "", stderr: "" }));
		await runBuilds(ports, [build], place);
		assert.deepEqual(host.runs, [
			{ command: "sh", args: ["-c", "npm run build"], cwd: "/app/web", env: { STP_STAGE: "dev" } },
		]);
	});

	it("run once where several resources give the same one", async () => {
		const { ports, host } = openStage();
		host.programs.set("sh", () => ({ exitCode: 0, stdout: "", stderr: "" }));
		const docs = { ...build, resource: "docs" };
		await runBuilds(ports, [build, docs, { ...docs, folder: "docs" }], place);
		assert.deepEqual(
			host.runs.map(({ cwd }) => cwd),
			["/app/web", "/app/docs"],
		);
	});

	it("end a deploy when they fail, with what they printed", async () => {
		const { ports, host } = openStage();
		host.programs.set("sh", () => ({ exitCode: 2, stdout: "one\n", stderr: "two\n" }));
		await assert.rejects(runBuilds(ports, [build, build], place), {
			code: "build-failed",
			message: "the build of site ended with exit code 2: npm run build",
			details: ["one", "two"],
		});
		assert.equal(host.runs.length, 1);
	});
});
