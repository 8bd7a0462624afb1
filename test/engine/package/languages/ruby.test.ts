import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ruby } from "../../../../engine/package/languages/ruby.ts";
import type { MemoryHost, Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";

const files = { "fn/Gemfile": "gem 'json'", "fn/Gemfile.lock": "", "fn/app.rb": "def handler; end" };
const properties = { entryfilePath: "fn/app.rb" };

/** Ruby of a version, and Bundler that installs a gem whose library is `library`. */
function tools(
	host: () => MemoryHost,
	version = "3.3.5 x86_64-linux",
	library?: string,
): Record<string, Program> {
	return {
		ruby: () => ended(version),
		bundle: (args, { cwd }) => {
			if (args[0] === "--version") return ended("Bundler 2.5");
			const gems = `${cwd}/vendor/bundle/ruby/3.3.0`;
			const write = (path: string, text: string) => host().files.set(path, Buffer.from(text, "latin1"));
			write(`${gems}/gems/json-2/lib/json.rb`, "json");
			write(`${gems}/cache/json-2.gem`, "gem");
			write(`${gems}/extensions/x86_64-linux/3.3.0/json-2/mkmf.log`, "log");
			if (library !== undefined) write(`${gems}/gems/json-2/lib/json.so`, library);
			return ended();
		},
	};
}

const gem = "vendor/bundle/ruby/3.3.0/gems/json-2/lib/json.rb";

describe("a function in Ruby", () => {
	it("without gems needs no Ruby", async () => {
		const one = bench(ruby, "ruby3.3", properties, { "fn/app.rb": "def handler; end", "fn/x.json": "{}" });
		assert.deepEqual(Object.keys(await one.pack()), ["app.rb", "x.json"]);
		assert.deepEqual(one.host.runs, []);
	});

	it("that lies in a folder is found by Lambda at the top", async () => {
		const inside = { Gemfile: "", "lib/app.rb": "" };
		const one = bench(ruby, "ruby3.3", { entryfilePath: "lib/app.rb" }, inside, (host) => tools(host));
		assert.equal((await one.pack())["app.rb"], 'require_relative "lib/app"\n');
		const hidden = bench(
			ruby,
			"ruby3.3",
			{ entryfilePath: "lib/app.rb" },
			{ ...inside, "app.rb": "" },
			(host) => tools(host),
		);
		assert.equal((await failureOf(hidden.pack())).code, "handler-hidden");
	});

	it("brings its gems where Lambda looks for them", async () => {
		const one = bench(ruby, "ruby3.3", properties, files, (host) => tools(host));
		assert.deepEqual(Object.keys(await one.pack()).sort(), ["Gemfile", "Gemfile.lock", "app.rb", gem]);
		assert.deepEqual(one.lines(), ["bundle install --quiet"]);
		assert.deepEqual(one.host.runs.at(-1)?.env, {
			BUNDLE_PATH: "vendor/bundle",
			BUNDLE_WITHOUT: "development:test",
			BUNDLE_GEMFILE: "Gemfile",
			BUNDLE_FROZEN: "true",
		});
	});

	it("is not built by another version of Ruby", async () => {
		const one = bench(ruby, "ruby3.3", properties, files, (host) => tools(host, "3.1.2 x86_64-linux-gnu"));
		const failure = await failureOf(one.pack());
		assert.match(failure.message, /ruby 3\.1\.2 is installed, and Lambda runs 3\.3, docker is not installed/);
	});

	const compiled: readonly (readonly [string, string, string, "arm64" | "x86_64", string | undefined])[] = [
		["of this machine", "3.3.5 x86_64-linux", "\x7fELF GLIBC_2.17", "x86_64", undefined],
		["for another processor", "3.3.5 x86_64-linux", "\x7fELF", "arm64", "must be built for aarch64-linux"],
		["of macOS", "3.3.5 arm64-darwin24", "bundle", "arm64", "ruby here is for arm64-darwin24"],
		["of a newer Linux", "3.3.5 x86_64-linux", "\x7fELF GLIBC_2.36", "x86_64", "json.so needs glibc 2.36"],
	];
	for (const [name, version, library, architecture, expected] of compiled) {
		it(`with a compiled gem ${name} is ${expected === undefined ? "taken" : "refused"}`, async () => {
			const one = bench(ruby, "ruby3.3", properties, files, (host) => tools(host, version, library), {
				architecture,
			});
			if (expected === undefined) assert.ok(gem in (await one.pack()));
			else assert.ok((await failureOf(one.pack())).message.includes(expected));
		});
	}

	it("is built in the image that AWS builds with", async () => {
		const seen: { dockerfile?: string } = {};
		const programs = (host: () => MemoryHost) => ({
			docker: engine(host, { "app.rb": "x", [gem]: "json" }, seen),
		});
		const one = bench(ruby, "ruby3.3", properties, files, programs, { architecture: "arm64" });
		assert.deepEqual(Object.keys(await one.pack()), ["app.rb", gem]);
		assert.match(one.lines().at(-1) ?? "", /^docker build --platform linux\/arm64 --target artifact /);
		assert.equal(
			seen.dockerfile,
			`FROM public.ecr.aws/sam/build-ruby3.3:latest-arm64 AS build
ENV BUNDLE_PATH=vendor/bundle BUNDLE_WITHOUT=development:test BUNDLE_GEMFILE=Gemfile BUNDLE_FROZEN=true
WORKDIR /out
COPY . .
RUN bundle install --quiet
FROM scratch AS artifact
COPY --from=build /out /
`,
		);
	});
});
