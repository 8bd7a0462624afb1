import assert from "node:assert/strict";
import { chooseTarget } from "../../../engine/deploy/target.ts";
import { memoryHost } from "../../support/memory-host.ts";

const packages: Record<string, readonly [content: string | undefined, project: string, from: string]> = {
	"the name in package.json": ['{"name":"my-app"}', "my-app", "package.json"],
	"that name without its scope": ['{"name":"@acme/My.App"}', "my-app", "package.json"],
	"the folder's name when package.json has none": ['{"private":true}', "notes-2", "folder"],
	"the folder's name when nothing valid is left of it": ['{"name":"@acme/123"}', "notes-2", "folder"],
	"the folder's name when package.json is being edited": ['{"name":', "notes-2", "folder"],
	"the folder's name when package.json holds something else": ["null", "notes-2", "folder"],
	"the folder's name when there is no package.json": [undefined, "notes-2", "folder"],
};

describe("the project that nobody has chosen", () => {
	for (const [name, [content, project, from]] of Object.entries(packages)) {
		it(`is ${name}`, async () => {
			const root = "/home/me/Notes 2";
			const host = memoryHost({ files: content === undefined ? {} : { [`${root}/package.json`]: content } });
			const chosen = await chooseTarget(host, root, {});
			assert.deepEqual([chosen.project, chosen.projectFrom], [project, from]);
		});
	}

	it("is app in a folder whose name has no letters", async () => {
		assert.equal((await chooseTarget(memoryHost(), "/123", {})).project, "app");
	});
});

describe("a target", () => {
	it("is filled in: stage dev, region us-east-1, no account", async () => {
		const chosen = await chooseTarget(memoryHost(), "/app", {});
		assert.deepEqual(chosen, { project: "app", stage: "dev", region: "us-east-1", projectFrom: "folder" });
	});

	it("is taken as it is given, right or wrong", async () => {
		const wishes = { project: "My App", stage: "Prod", region: "mars-1", account: "1" };
		assert.deepEqual(await chooseTarget(memoryHost(), "/app", wishes), { ...wishes, projectFrom: "given" });
	});
});
