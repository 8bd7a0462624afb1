import { join, posix } from "node:path";
import { packagingFailure } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import { copySource, runBuild } from "./run-build.ts";
import {
	type Build,
	glibcOf,
	type Local,
	neededGlibc,
	processors,
	type Toolchain,
	versionOf,
} from "./toolchain.ts";

/** What Bundler keeps of an installation and no program needs. */
const leftovers = /^vendor\/bundle\/ruby\/[^/]+\/(cache|build_info|doc)\/|\/(mkmf\.log|gem_make\.out)$/;

/** Lambda looks for gems in `vendor/bundle`: https://docs.aws.amazon.com/lambda/latest/dg/ruby-package.html */
function variables({ source }: Build): Readonly<Record<string, string>> {
	return {
		BUNDLE_PATH: "vendor/bundle",
		BUNDLE_WITHOUT: "development:test",
		BUNDLE_GEMFILE: "Gemfile",
		...(source.files.has("Gemfile.lock") && { BUNDLE_FROZEN: "true" }),
	};
}

function wantedVersion({ work }: Build): string {
	return /^ruby(\d+\.\d+)/.exec(work.plan.runtime)?.[1] ?? "3.3";
}

/** Why compiled gems of an installation would not load on Lambda. */
async function unfitGems({ work }: Build, out: string, platform: string): Promise<string | undefined> {
	const { host, plan } = work;
	const libraries = (await host.list(out)).filter(({ path }) => /^vendor\/.*\.(so|bundle)$/.test(path));
	if (libraries.length === 0) return undefined;
	const cpu = processors[plan.architecture].rust;
	if (!platform.startsWith(`${cpu}-linux`) || platform.endsWith("musl"))
		return `gems with compiled parts must be built for ${cpu}-linux, and ruby here is for ${platform}`;
	for (const { path } of libraries) {
		const bytes = (await host.readBytes(join(out, path))) ?? new Uint8Array();
		const needed = neededGlibc([{ bytes, mode: "file" }]);
		if (needed > glibcOf(plan.runtime))
			return `${posix.basename(path)} needs glibc 2.${needed}, and ${plan.runtime} has 2.${glibcOf(plan.runtime)}`;
	}
	return undefined;
}

async function local(build: Build): Promise<Local> {
	const { work, source } = build;
	const copy = (out: string) => copySource(work.host, source, out);
	if (!source.files.has("Gemfile")) {
		return { kind: "ready", version: "no gems", build: async (out) => void (await copy(out)) };
	}
	const script = 'print RUBY_VERSION, " ", RUBY_PLATFORM';
	const ruby = await versionOf(work, source.folder, "ruby", ["-e", script]);
	if (ruby === undefined) return { kind: "unfit", why: "ruby is not installed" };
	const [version = "", platform = ""] = ruby.split(" ");
	const wanted = wantedVersion(build);
	if (!version.startsWith(`${wanted}.`))
		return { kind: "unfit", why: `ruby ${version} is installed, and Lambda runs ${wanted}` };
	const bundler = await versionOf(work, source.folder, "bundle", ["--version"]);
	if (bundler === undefined) return { kind: "unfit", why: "bundler is not installed" };
	return {
		kind: "ready",
		version: `${ruby} ${bundler}`,
		build: async (out) => {
			await copy(out);
			await runBuild(build, "bundle", ["install", "--quiet"], { cwd: out, env: variables(build), at: out });
			return unfitGems(build, out, platform);
		},
	};
}

function container(build: Build) {
	const { work, source } = build;
	const suffix = work.plan.architecture === "arm64" ? "arm64" : "x86_64";
	const env = Object.entries(variables(build)).map(([name, value]) => `${name}=${value}`);
	const lines = [
		// What AWS itself builds for this runtime with.
		`FROM public.ecr.aws/sam/build-ruby${wantedVersion(build)}:latest-${suffix} AS build`,
		`ENV ${env.join(" ")}`,
		"WORKDIR /out",
		"COPY . .",
		...(source.files.has("Gemfile") ? ["RUN bundle install --quiet"] : []),
		"FROM scratch AS artifact",
		"COPY --from=build /out /",
	];
	return { dockerfile: `${lines.join("\n")}\n`, isNative: true };
}

/** Lambda loads `{entry}.rb` at the top: for an entry file in a folder one that loads it is put there. */
async function finish(build: Build, built: readonly ZipEntry[]): Promise<readonly ZipEntry[]> {
	const { work, packaging, source } = build;
	const kept = built.filter(({ path }) => !leftovers.test(path));
	if (!source.entry.includes("/")) return kept;
	const name = posix.basename(source.entry);
	if (source.files.has(name)) {
		const message = `Lambda looks for "${name}" at the top of the artifact and would not find "${packaging.entry}"`;
		const hint = "give one of the two files another name";
		const { span } = work.plan;
		throw packagingFailure(work.plan, [{ code: "handler-hidden", severity: "error", message, span, hint }]);
	}
	const text = `require_relative ${JSON.stringify(source.entry.replace(/\.rb$/, ""))}\n`;
	return [...kept, { path: name, bytes: Buffer.from(text), mode: "file" }];
}

export const ruby: Toolchain = {
	name: "Ruby",
	install: "Ruby with Bundler (https://www.ruby-lang.org/en/documentation/installation/)",
	local,
	container,
	finish,
};
