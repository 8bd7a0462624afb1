import assert from "node:assert/strict";
import { readLists, sourceOptions } from "../../../../engine/package/python/lists.ts";
import { memoryHost } from "../../../support/memory-host.ts";

describe("lists of packages", () => {
	it("are read with those that they name, each once", async () => {
		const host = memoryHost({
			files: {
				"/p/requirements.txt": "-r deps/base.txt\n--constraint=pins.txt\nflask\n",
				"/p/deps/base.txt": "-r ../requirements.txt\nboto3\n",
				"/p/pins.txt": "flask==3\n",
			},
		});
		const lists = await readLists(host, "/p/requirements.txt");
		assert.deepEqual(
			lists.map(({ path }) => path),
			["/p/requirements.txt", "/p/deps/base.txt", "/p/pins.txt"],
		);
		assert.deepEqual(await readLists(host, undefined), []);
	});

	it("say where packages come from, and nothing may come from elsewhere", () => {
		const text =
			"--index-url https://own.example.com/simple\n--extra-index-url=https://b.example.com\n-f wheels\n--find-links https://c.example.com\nflask\n--no-index\n";
		assert.deepEqual(sourceOptions([{ path: "/p/requirements.txt", text }]), [
			"--index-url https://own.example.com/simple",
			"--extra-index-url https://b.example.com",
			"-f /p/wheels",
			"--find-links https://c.example.com",
			"--no-index",
		]);
	});
});
