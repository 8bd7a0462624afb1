import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "mocha";
import { go } from "../../../../engine/package/languages/go.ts";
import { failureOf, makeProject, packOne, sharedBundler, temporaryFolder, writeFiles } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";
import { ownCache, packProject, programPlan, requireTool } from "./toolchain-tests.ts";

const bundler = sharedBundler();
const elf = "\x7fELF program";

const module = {
	"svc/go.mod": "module example.com/svc\n\ngo 1.21\n",
	"svc/cmd/api/main.go":
		'package main\n\nimport (\n\t"fmt"\n\t"example.com/svc/words"\n)\n\nfunc main() { fmt.Println(words.Hello) }\n',
	"svc/cmd/api/page.html": "<p>",
	"svc/words/words.go": 'package words\n\nconst Hello = "hello"\n',
};
const properties = { entryfilePath: "svc/cmd/api/main.go" };

describe("a function in Go", function () {
	this.timeout(180_000);

	it("is a program for the processor, with the files beside its source", async function () {
		requireTool(this, "go", ["version"]);
		const { entries, texts } = await packProject(module, programPlan("provided.al2023", properties), bundler);
		assert.deepEqual(
			entries.map(({ path, mode }) => [path, mode & 0o777]),
			[
				["bootstrap", 0o755],
				["page.html", 0o644],
			],
		);
		if (process.platform !== "linux" || process.arch !== "x64") return;
		const folder = temporaryFolder();
		writeFiles(folder, { bootstrap: Buffer.from(texts["bootstrap"] ?? "", "latin1") });
		spawnSync("chmod", ["755", join(folder, "bootstrap")]);
		assert.equal(spawnSync(join(folder, "bootstrap"), { encoding: "utf8" }).stdout, "hello\n");
	});

	it("is for the other processor where that is wanted, and the same in every folder", async function () {
		requireTool(this, "go", ["version"]);
		const digests: string[] = [];
		for (const root of [makeProject(module), makeProject(module)]) {
			const plan = programPlan("provided.al2023", properties, { architecture: "arm64" });
			const { texts, packed } = await packProject({}, plan, bundler, { root });
			// The machine in the head of an ELF file: 183 is AArch64.
			assert.equal(texts["bootstrap"]?.charCodeAt(18), 183);
			digests.push(packed.digest);
		}
		assert.equal(digests[0], digests[1]);
	});

	it("may consist of files without a module", async function () {
		requireTool(this, "go", ["version"]);
		const files = {
			"main.go": "package main\n\nfunc main() { other() }\n",
			"other.go": "package main\n\nfunc other() {}\n",
			"main_test.go": "package broken",
		};
		const plan = programPlan("provided.al2023", {
			entryfilePath: "main.go",
			excludeFiles: ["tsconfig.json"],
		});
		const { paths } = await packProject(files, plan, bundler);
		assert.deepEqual(paths, ["bootstrap"]);
	});

	it("has its errors where they are", async function () {
		requireTool(this, "go", ["version"]);
		const broken = { ...module, "svc/words/words.go": "package words\n\nconst Hello = missing\n" };
		const root = makeProject(broken);
		const failure = await failureOf(
			packOne(root, programPlan("provided.al2023", properties), bundler, ownCache()),
		);
		assert.deepEqual(
			failure.problems.map(({ code, message, elsewhere }) => [code, message, elsewhere]),
			[
				[
					"compile-error",
					"undefined: missing",
					{
						file: join(root, "svc/words/words.go"),
						range: { start: { line: 2, character: 14 }, end: { line: 2, character: 14 } },
					},
				],
			],
		);
	});

	it("must be a program", async function () {
		requireTool(this, "go", ["version"]);
		const root = makeProject(module);
		const plan = programPlan("provided.al2023", { entryfilePath: "svc/words/words.go" });
		const failure = await failureOf(packOne(root, plan, bundler, ownCache()));
		assert.equal(failure.code, "entry-not-runnable");
	});

	it("says what to do about a go.sum that is not complete", async () => {
		const programs = () => ({
			go: (args: readonly string[]) =>
				args[0] === "version"
					? ended("go1.26")
					: ended("", 1, "main.go:4:2: missing go.sum entry for module"),
		});
		const failure = await failureOf(bench(go, "provided.al2023", properties, module, programs).pack());
		assert.deepEqual([failure.code, failure.hint], ["code-build-failed", 'run "go mod tidy" in "svc"']);
	});

	it("is built in a container where there is no Go, for any processor", async () => {
		const seen: { dockerfile?: string } = {};
		const one = bench(go, "provided.al2023", properties, module, (host) => ({
			podman: engine(host, { bootstrap: elf }, seen),
		}));
		assert.deepEqual(Object.keys(await one.pack()), ["bootstrap", "page.html"]);
		assert.match(
			one.lines().at(-1) ?? "",
			/^podman build --target artifact --file \S+\/Dockerfile --output type=local,dest=\/cache\/builds\/[0-9a-f]{32} \/project\/svc$/,
		);
		assert.equal(
			seen.dockerfile,
			`FROM public.ecr.aws/docker/library/golang:1-alpine AS build
ENV CGO_ENABLED=0 GOOS=linux GOARCH=amd64
WORKDIR /source
COPY . .
RUN ["go","build","-trimpath","-buildvcs=false","-tags","lambda.norpc","-ldflags","-s -w -buildid=","-o","/out/bootstrap","./cmd/api"]
FROM scratch AS artifact
COPY --from=build /out /
`,
		);
		await one.pack();
		assert.equal(one.lines().filter((line) => line.includes("podman build")).length, 1);
	});

	it("names both ways where there is neither", async () => {
		const failure = await failureOf(bench(go, "provided.al2023", properties, module).pack());
		assert.equal(failure.code, "build-tool-missing");
		assert.equal(
			failure.message,
			'"svc/cmd/api/main.go" of "api" is written in Go, and nothing here can build it: go is not installed, docker is not installed, podman is not installed, buildah is not installed, finch is not installed',
		);
		assert.equal(
			failure.hint,
			"install Go (https://go.dev/doc/install), or install and start Docker (https://docs.docker.com/get-docker/) or Podman (https://podman.io)",
		);
	});
});
