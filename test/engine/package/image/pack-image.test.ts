import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { imageSummary, packImage } from "../../../../engine/package/image/pack-image.ts";
import { makeProject, sharedBundler } from "../project.ts";
import { imagePlan, imageWork } from "./project.ts";

const bundler = sharedBundler();
const files = {
	"src/server.ts": 'import { name } from "./name"; console.log(name)',
	"src/name.ts": 'export const name = "a"',
};
const plan = imagePlan({ entryfilePath: "src/server.ts" });

describe("packing an image", () => {
	it("gives it ready to be sent", async () => {
		const root = makeProject(files);
		const packed = await packImage(imageWork(root, plan, bundler));
		assert.ok(packed.content.kind === "assembled");
		assert.equal(packed.digest, packed.content.image.digest);
		assert.ok(packed.inputs.includes(join(root, "src/name.ts")));
		assert.match(imageSummary(packed), /^\d+ (bytes|KB) of its own$/);
	});

	it("gives nothing to send when one of its digest is stored", async () => {
		const work = imageWork(makeProject(files), plan, bundler, {
			storedTag: async (digest) => `web--${digest}--v000007`,
		});
		const packed = await packImage(work);
		assert.deepEqual(packed.content, { kind: "stored", tag: `web--${packed.digest}--v000007` });
		assert.equal(imageSummary(packed), "stored already");
	});

	it("has the same digest in two folders and on two days", async () => {
		const roots = [makeProject(files), makeProject(files)];
		for (const path of Object.keys(files)) utimesSync(join(roots[1] ?? "", path), 1, 1);
		const digests = await Promise.all(
			roots.map(async (root) => (await packImage(imageWork(root, plan, bundler))).digest),
		);
		assert.equal(digests[0], digests[1]);
	});

	const edits: [what: string, edit: Record<string, string>, properties: object][] = [
		["the entry", { "src/server.ts": "console.log(2)" }, {}],
		["a module", { "src/name.ts": 'export const name = "b"' }, {}],
		[
			"the tsconfig",
			{
				"tsconfig.json": '{"compilerOptions":{"useDefineForClassFields":false}}',
				"src/name.ts": "export class A { b = 1 } export const name = new A()",
			},
			{},
		],
		["an included file", { "a.txt": "2" }, { includeFiles: ["a.txt"] }],
		["the version of Node.js", {}, { languageSpecificConfig: { nodeVersion: 20 } }],
		["the system", {}, { requiresGlibcBinaries: true }],
		["source maps", {}, { languageSpecificConfig: { disableSourceMaps: true } }],
	];
	for (const [what, edit, properties] of edits) {
		it(`has another digest with another ${what}`, async () => {
			const before = await packImage(imageWork(makeProject({ ...files, "a.txt": "1" }), plan, bundler));
			const root = makeProject({ ...files, "a.txt": "1", ...edit });
			const changed = imagePlan({ entryfilePath: "src/server.ts", ...properties });
			assert.notEqual((await packImage(imageWork(root, changed, bundler))).digest, before.digest);
		});
	}
});
