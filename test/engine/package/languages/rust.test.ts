import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import { rust } from "../../../../engine/package/languages/rust.ts";
import type { Program } from "../../../support/memory-host.ts";
import { failureOf, makeProject, packOne, sharedBundler } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";
import { ownCache, packProject, programPlan, requireTool } from "./toolchain-tests.ts";

const bundler = sharedBundler();

const crate = {
	"fn/Cargo.toml": '[package]\nname = "hello"\nversion = "0.1.0"\nedition = "2021"\n',
	"fn/Cargo.lock": 'version = 3\n\n[[package]]\nname = "hello"\nversion = "0.1.0"\n',
	"fn/src/main.rs": 'fn main() { println!("hello {}", file!()); }\n',
};
const properties = { entryfilePath: "fn/src/main.rs" };

const metadata = JSON.stringify({
	target_directory: "/project/fn/target",
	packages: [
		{ name: "hello", targets: [{ name: "hello", kind: ["bin"], src_path: "/project/fn/src/main.rs" }] },
	],
});

/** cargo and rustc of a machine with some targets, whose program needs a C library. */
function rustWith(targets: readonly string[], content: string, hasZig = false) {
	const cargo: Program = (args) => {
		if (args[0] === "--version") return ended("cargo 1.95");
		if (args[0] === "zigbuild" && args[1] === "--version") return hasZig ? ended("0.20") : ended("", 101);
		return ended(args[0] === "metadata" ? metadata : "");
	};
	const rustc: Program = (args) => ended(args[0] === "-vV" ? "host: x86_64-unknown-linux-gnu" : "/rust");
	const files = {
		...crate,
		...Object.fromEntries(
			targets.map((target) => [`fn/target/spool/${target}/release/hello`, content] as const),
		),
	};
	return { cargo, rustc, files };
}

function start(
	targets: readonly string[],
	content: string,
	{ runtime = "provided.al2023", hasZig = false, architecture = "x86_64" as "x86_64" | "arm64" } = {},
) {
	const { cargo, rustc, files } = rustWith(targets, content, hasZig);
	const one = bench(rust, runtime, properties, files, () => ({ cargo, rustc }), { architecture });
	for (const target of targets)
		one.host.files.set(`/rust/lib/rustlib/${target}/lib/libstd.rlib`, new Uint8Array());
	return one;
}

const elf = (text: string) => `\x7fELF ${text}`;

describe("a function in Rust", function () {
	this.timeout(300_000);

	it("is a program without anything of the folder, the same in every folder", async function () {
		requireTool(this, "cargo");
		if (process.platform !== "linux" || process.arch !== "x64") return this.skip();
		const digests: string[] = [];
		for (const root of [makeProject(crate), makeProject(crate)]) {
			const plan = programPlan("provided.al2023", properties);
			const { texts, packed, entries } = await packProject({}, plan, bundler, { root });
			assert.deepEqual(
				entries.map(({ path, mode }) => [path, mode & 0o777]),
				[["bootstrap", 0o755]],
			);
			assert.equal(texts["bootstrap"]?.includes(root), false);
			digests.push(packed.digest);
		}
		assert.equal(digests[0], digests[1]);
	});

	it("has its errors where they are", async function () {
		requireTool(this, "cargo");
		const root = makeProject({ ...crate, "fn/src/main.rs": "fn main() {\n    missing();\n}\n" });
		const failure = await failureOf(
			packOne(root, programPlan("provided.al2023", properties), bundler, ownCache()),
		);
		assert.match(failure.problems[0]?.message ?? "", /cannot find function `missing`/);
		assert.deepEqual(failure.problems[0]?.elsewhere, {
			file: join(root, "fn/src/main.rs"),
			range: { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } },
		});
	});

	it("is linked with musl where that is installed", async () => {
		const one = start(["x86_64-unknown-linux-musl", "x86_64-unknown-linux-gnu"], elf("static"));
		assert.deepEqual(await one.pack(), { bootstrap: elf("static") });
		assert.deepEqual(one.lines(), [
			"cargo metadata --no-deps --format-version 1",
			'cargo build --release --locked --package hello --bin hello --target x86_64-unknown-linux-musl --target-dir /project/fn/target/spool --message-format short --config target.x86_64-unknown-linux-musl.rustflags=["--remap-path-prefix=/project/fn=/source"]',
		]);
	});

	it("of another processor is linked by what Rust brings", async () => {
		const one = start(["aarch64-unknown-linux-musl"], elf("static"), { architecture: "arm64" });
		await one.pack();
		assert.equal(one.host.runs.at(-1)?.env?.["CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER"], "rust-lld");
	});

	it("is linked by Zig against the C library of the runtime", async () => {
		const one = start(["x86_64-unknown-linux-gnu"], elf("GLIBC_2.17"), {
			runtime: "provided.al2",
			hasZig: true,
		});
		await one.pack();
		assert.match(
			one.lines()[1] ?? "",
			/^cargo zigbuild --release .* --target x86_64-unknown-linux-gnu\.2\.26 /,
		);
	});

	it("that needs a newer C library than Lambda has is built elsewhere", async () => {
		const one = start(["x86_64-unknown-linux-gnu"], elf("GLIBC_2.35 GLIBC_2.17"));
		const failure = await failureOf(one.pack());
		assert.equal(failure.code, "build-tool-missing");
		assert.match(
			failure.message,
			/the program needs glibc 2\.35, and provided\.al2023 has 2\.34 \(run "rustup target add x86_64-unknown-linux-musl"\), docker is not installed/,
		);
		assert.deepEqual(await start(["x86_64-unknown-linux-gnu"], elf("GLIBC_2.34")).pack(), {
			bootstrap: elf("GLIBC_2.34"),
		});
	});

	it("needs a target of the processor", async () => {
		const failure = await failureOf(start([], "").pack());
		assert.match(
			failure.message,
			/no target for Lambda's processor \("rustup target add x86_64-unknown-linux-musl"\)/,
		);
	});

	it("starts at its entry file", async () => {
		const { cargo, rustc } = rustWith([], "");
		const files = { ...crate, "fn/src/lib.rs": "" };
		const one = bench(rust, "provided.al2023", { entryfilePath: "fn/src/lib.rs" }, files, () => ({
			cargo,
			rustc,
		}));
		one.host.files.set("/rust/lib/rustlib/x86_64-unknown-linux-musl/lib/libstd.rlib", new Uint8Array());
		const failure = await failureOf(one.pack());
		assert.deepEqual([failure.code, failure.hint], ["entry-not-runnable", "it has fn/src/main.rs"]);
	});

	it("is built in a container for its processor", async () => {
		const seen: { dockerfile?: string } = {};
		const files = { ...crate, "fn/src/bin/other.rs": "" };
		const one = bench(rust, "provided.al2", { entryfilePath: "fn/src/bin/other.rs" }, files, (host) => ({
			docker: engine(host, { bootstrap: "\x7fELF" }, seen),
		}));
		assert.deepEqual(await one.pack(), { bootstrap: "\x7fELF" });
		assert.match(one.lines().at(-1) ?? "", /^docker build --platform linux\/amd64 --target artifact /);
		assert.match(
			seen.dockerfile ?? "",
			/RUN cargo build --release --locked --target-dir \/target --bin other\n/,
		);
		assert.match(seen.dockerfile ?? "", /-perm -100 -name other -exec cp/);
	});
});
