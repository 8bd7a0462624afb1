import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageOnly } from "../../../engine/deploy/package-only.ts";
import { createBundler } from "../../../engine/package/bundler.ts";
import { analysed } from "../../support/analysed.ts";
import { memoryCloud } from "../../support/memory-cloud.ts";
import { diskHost, makeProject, temporaryFolder } from "../package/project.ts";

const config = `
resources:
  api:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/api.ts
`;

describe("packaging alone", () => {
	it("makes what a deploy would, asks nothing of AWS, and tells why", async () => {
		const root = makeProject({ "src/api.ts": "export default () => 1;" });
		const cache = join(temporaryFolder(), "cache");
		const disk = diskHost();
		const host = {
			...disk,
			now: () => disk.now() + 10_000,
			variable: (name: string) => (name === "SPOOL_CACHE_DIR" ? cache : undefined),
		};
		const cloud = memoryCloud();
		const run = async (noCache = false) => {
			const bundler = createBundler();
			const { signal } = new AbortController();
			try {
				const ports = { host, emit: () => undefined, cloud };
				return (await packageOnly(ports, analysed(config), { root, bundler, noCache, signal }))[0];
			} finally {
				await bundler.close();
			}
		};
		const first = await run();
		assert.deepEqual(first?.because, ["it was not packaged on this machine before"]);
		assert.ok((first?.size ?? 0) > 100);
		assert.equal((await run())?.isReused, true);
		assert.equal((await run(true))?.isReused, false);
		writeFileSync(join(root, "src/api.ts"), "export default () => 2;");
		const changed = await run();
		assert.deepEqual([changed?.isReused, changed?.because], [false, ["src/api.ts changed"]]);
		assert.notEqual(changed?.digest, first?.digest);
	});
});
