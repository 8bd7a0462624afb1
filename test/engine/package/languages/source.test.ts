import assert from "node:assert/strict";
import { readProgram } from "../../../../engine/package/languages/program.ts";
import { folderWith, isOneOf, readSource, unneededBy } from "../../../../engine/package/languages/source.ts";
import { bug } from "../../../../engine/report/bug.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { scriptPlan, sharedBundler, workOn } from "../project.ts";

async function sourceOf(entryfilePath: string, files: readonly string[], more: object = {}) {
	const host = memoryHost({ files: Object.fromEntries(files.map((path) => [`/p/${path}`, ""])) });
	const work = { ...workOn("/p", scriptPlan({}), sharedBundler()), host };
	const program = readProgram(more as Record<string, unknown>, entryfilePath) ?? bug("it is none");
	const { context, entry, files: seen } = await readSource(work, program);
	return { context, entry, seen: [...seen].sort() };
}

describe("the folder that a program is built from", () => {
	it("is that of its module", async () => {
		const files = ["svc/go.mod", "svc/cmd/bin/main.go", "svc/.git/x", "other/y"];
		assert.deepEqual(await sourceOf("svc/cmd/bin/main.go", files), {
			context: "svc",
			entry: "cmd/bin/main.go",
			seen: ["cmd/bin/main.go", "go.mod"],
		});
		assert.equal((await sourceOf("a/b/main.go", ["a/b/main.go"])).context, "a/b");
	});

	it("of Rust is the workspace around it", async () => {
		const files = ["ws/Cargo.toml", "ws/fn/Cargo.toml", "ws/fn/src/bin/x.rs", "ws/target/y"];
		assert.deepEqual(await sourceOf("ws/fn/src/bin/x.rs", files), {
			context: "ws",
			entry: "fn/src/bin/x.rs",
			seen: ["Cargo.toml", "fn/Cargo.toml", "fn/src/bin/x.rs"],
		});
	});

	it("of Java is the project above it, else the folder above its sources", async () => {
		const path = "svc/src/main/java/a/B.java";
		assert.equal((await sourceOf(path, [path])).context, "svc");
		assert.equal((await sourceOf(path, [path, "svc/pom.xml"])).context, "svc");
		assert.equal((await sourceOf(path, [path, "svc/pom.xml", "pom.xml"])).context, ".");
		assert.equal((await sourceOf("src/main/java/B.java", ["src/main/java/B.java"])).context, ".");
	});

	it("is without what excludeFiles names", async () => {
		const { seen } = await sourceOf("fn/app.rb", ["fn/app.rb", "fn/notes/a.md"], {
			excludeFiles: ["fn/notes"],
		});
		assert.deepEqual(seen, ["app.rb"]);
	});

	it("is without what is made again, by language", () => {
		assert.equal(isOneOf(unneededBy("rust"), "a/target"), true);
		assert.equal(isOneOf(unneededBy("go"), "a/target"), false);
		assert.equal(isOneOf(unneededBy("ruby"), "vendor/bundle"), true);
		assert.equal(isOneOf(unneededBy("ruby"), "vendor"), false);
	});

	it("may have no file above it", async () => {
		const host = memoryHost({ files: { "/p/a/b/x": "" } });
		assert.equal(await folderWith({ host, root: "/p" }, "a/b", ["go.mod"]), undefined);
	});
});
