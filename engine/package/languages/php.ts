import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { ZipEntry } from "../zip.ts";
import { versionSetting } from "./program.ts";
import { copySource, runBuild } from "./run-build.ts";
import { type Build, type Local, type Toolchain, versionOf } from "./toolchain.ts";

const defaultVersion = "8.3";

const install = [
	"install",
	"--no-dev",
	"--prefer-dist",
	"--no-interaction",
	"--no-progress",
	"--classmap-authoritative",
];

/**
 * Settings that make an installation fit the PHP of the layer, and the same on every machine: the name of Composer's
 * loader is by chance otherwise.
 */
function settingsOf({ packaging, source }: Build): readonly (readonly [string, string])[] {
	const suffix = createHash("sha256").update(source.entry).digest("hex").slice(0, 32);
	return [
		["platform.php", `${versionSetting(packaging, "phpVersion") ?? defaultVersion}.0`],
		["autoloader-suffix", suffix],
	];
}

async function local(build: Build): Promise<Local> {
	const { work, source } = build;
	const copy = (out: string) => copySource(work.host, source, out);
	if (!source.files.has("composer.json")) {
		return { kind: "ready", version: "no packages", build: async (out) => void (await copy(out)) };
	}
	const version = await versionOf(work, source.folder, "composer", ["--version", "--no-ansi"]);
	if (version === undefined) return { kind: "unfit", why: "composer is not installed" };
	return {
		kind: "ready",
		version,
		build: async (out) => {
			await copy(out);
			const env = { COMPOSER_ALLOW_SUPERUSER: "1", COMPOSER_ROOT_VERSION: "1.0.0" };
			const step = { cwd: out, env, at: out };
			for (const setting of settingsOf(build))
				await runBuild(build, "composer", ["config", ...setting], step);
			await runBuild(build, "composer", install, step);
			return undefined;
		},
	};
}

function container(build: Build) {
	const settings = settingsOf(build).map((setting) => `composer config ${setting.join(" ")}`);
	const isPlain = !build.source.files.has("composer.json");
	const lines = [
		"FROM public.ecr.aws/docker/library/composer:2 AS build",
		"ENV COMPOSER_ROOT_VERSION=1.0.0",
		"WORKDIR /out",
		"COPY . .",
		...(isPlain ? [] : [`RUN ${[...settings, `composer ${install.join(" ")}`].join(" && ")}`]),
		"FROM scratch AS artifact",
		"COPY --from=build /out /",
	];
	return { dockerfile: `${lines.join("\n")}\n`, isNative: false };
}

/**
 * The file that Bref loads: it takes the name of the handler for that of a file, which in the format ends in the
 * name of a function. https://bref.sh/docs/runtimes/function
 */
function starterOf({ packaging, source }: Build): ZipEntry {
	const called = packaging.handler ?? "handler";
	const name = posix.basename(source.entry, ".php");
	const text = [
		"<?php",
		`$returned = require __DIR__ . ${JSON.stringify(`/${source.entry}`).replaceAll("$", "\\$")};`,
		`return is_callable($returned) || !function_exists(${JSON.stringify(called)}) ? $returned : ${JSON.stringify(called)};`,
		"",
	].join("\n");
	return { path: `${name}.${called}`, bytes: Buffer.from(text), mode: "file" };
}

async function finish(build: Build, built: readonly ZipEntry[]): Promise<readonly ZipEntry[]> {
	const starter = starterOf(build);
	return built.some(({ path }) => path === starter.path) ? built : [...built, starter];
}

export const php: Toolchain = {
	name: "PHP",
	install: "PHP with Composer (https://getcomposer.org/download/)",
	local,
	container,
	finish,
};
