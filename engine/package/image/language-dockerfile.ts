import { posix } from "node:path";
import { textOf, type Values } from "../packaging-values.ts";
import type { CompiledLanguage } from "./image-packaging.ts";

/** What the Dockerfile of a language is made of. Paths are relative to the context, with forward slashes. */
export type LanguageBuild = {
	readonly language: CompiledLanguage;
	readonly entry: string;
	readonly settings: Values;
	readonly wantsGlibc: boolean;
	/** Commands of the config, run in the image that is kept. */
	readonly commands: readonly string[];
	/** Names of the files in the context. */
	readonly files: ReadonlySet<string>;
};

const official = "public.ecr.aws/docker/library";

function versionOf(settings: Values, key: string, otherwise: string): string {
	const value = settings[key];
	return typeof value === "number" || typeof value === "string" ? String(value) : otherwise;
}

function withSystem(image: string, { wantsGlibc }: LanguageBuild): string {
	return `${official}/${image}${wantsGlibc ? "" : "-alpine"}`;
}

function runs(commands: readonly string[]): readonly string[] {
	return commands.map((command) => `RUN ${command}`);
}

/** Compilers that packages with native parts are built by. */
function buildTools({ wantsGlibc }: LanguageBuild): string {
	return wantsGlibc
		? "RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*"
		: "RUN apk add --no-cache build-base";
}

function words(...list: readonly string[]): string {
	return JSON.stringify(list);
}

/** A module is built as a whole; a file without `go.mod` as a program of its own. */
function go(build: LanguageBuild): readonly string[] {
	const { entry, files, wantsGlibc, commands } = build;
	const isModule = files.has("go.mod");
	const what = isModule ? `./${posix.dirname(entry)}` : entry;
	return [
		`FROM ${official}/golang:alpine AS build`,
		"WORKDIR /source",
		"COPY . .",
		...(isModule ? ["RUN go mod download"] : []),
		// No C library is linked, so that the program runs on any base.
		`RUN CGO_ENABLED=0 go build -o /bootstrap ${what}`,
		`FROM ${official}/${wantsGlibc ? "debian:bookworm-slim" : "alpine:3.19"}`,
		...runs(commands),
		"WORKDIR /app",
		"COPY . .",
		"COPY --from=build /bootstrap ./bootstrap",
		`CMD ${words("./bootstrap")}`,
	];
}

/** A task for Gradle that gathers the classes, resources and libraries of a program in one folder. */
const gradleTask = [
	"allprojects { afterEvaluate { p ->",
	"if (p.plugins.hasPlugin('java')) { p.tasks.register('spoolGather', Copy) {",
	"into '/gathered'; from p.sourceSets.main.output;",
	"into('lib') { from p.configurations.runtimeClasspath } } } } }",
].join(" ");

/** The class that `src/main/java/com/example/Main.java` holds. */
function javaClass(entry: string): string {
	const inside = entry.split("src/main/java/").at(-1) ?? entry;
	return inside.replace(/\.java$/, "").replaceAll("/", ".");
}

function java({ entry, settings, commands }: LanguageBuild): readonly string[] {
	const version = versionOf(settings, "javaVersion", "11");
	const gathered =
		settings["useMaven"] === true
			? [
					`FROM ${official}/maven:3-amazoncorretto-${version} AS build`,
					"WORKDIR /source",
					"COPY . .",
					"RUN mvn -B -q compile dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/gathered/lib && mkdir -p /gathered/lib && cp -r target/classes/. /gathered/",
				]
			: [
					`FROM ${official}/gradle:8.5-jdk${version} AS build`,
					"WORKDIR /source",
					"COPY . .",
					`RUN echo "${gradleTask}" > /tmp/spool.gradle && gradle --no-daemon --init-script /tmp/spool.gradle spoolGather`,
				];
	return [
		...gathered,
		`FROM public.ecr.aws/amazoncorretto/amazoncorretto:${version}`,
		...runs(commands),
		"WORKDIR /app",
		"COPY --from=build /gathered .",
		`CMD ${words("java", "-classpath", "/app:/app/lib/*", javaClass(entry))}`,
	];
}

function ruby(build: LanguageBuild): readonly string[] {
	const { entry, settings, files, commands } = build;
	const base = withSystem(`ruby:${versionOf(settings, "rubyVersion", "3.3")}`, build);
	if (!files.has("Gemfile")) {
		return [`FROM ${base}`, ...runs(commands), "WORKDIR /app", "COPY . .", `CMD ${words("ruby", entry)}`];
	}
	const lists = files.has("Gemfile.lock") ? "Gemfile Gemfile.lock" : "Gemfile";
	return [
		`FROM ${base}`,
		buildTools(build),
		...runs(commands),
		"WORKDIR /app",
		// The packages first: they change less often than the code.
		`COPY ${lists} ./`,
		"RUN bundle config set --local path vendor/bundle && bundle config set --local without development:test && bundle install",
		"COPY . .",
		`CMD ${words("bundle", "exec", "ruby", entry)}`,
	];
}

function php(build: LanguageBuild): readonly string[] {
	const { entry, settings, files, wantsGlibc, commands } = build;
	const base = withSystem(`php:${versionOf(settings, "phpVersion", "8.3")}`, build);
	const tools = wantsGlibc
		? "RUN apt-get update && apt-get install -y --no-install-recommends git unzip && rm -rf /var/lib/apt/lists/*"
		: "RUN apk add --no-cache git unzip";
	const install = [
		tools,
		`COPY --from=${official}/composer:2 /usr/bin/composer /usr/bin/composer`,
		...runs(commands),
		"WORKDIR /app",
		"COPY . .",
		"RUN composer install --no-dev --prefer-dist --no-interaction --no-progress",
	];
	return [
		`FROM ${base}`,
		...(files.has("composer.json") ? install : [...runs(commands), "WORKDIR /app", "COPY . ."]),
		`CMD ${words("php", entry)}`,
	];
}

/** The project that is built: the one that is named, else the one beside the entry, else the first of all. */
export function dotnetProject({ entry, files }: Pick<LanguageBuild, "entry" | "files">): string | undefined {
	const projects = [...files].filter((path) => path.endsWith(".csproj")).sort();
	return projects.find((path) => posix.dirname(path) === posix.dirname(entry)) ?? projects[0];
}

function dotnet(build: LanguageBuild): readonly string[] {
	const { settings, commands } = build;
	const version = versionOf(settings, "dotnetVersion", "8");
	const project = textOf(settings, "projectFile") ?? dotnetProject(build) ?? "";
	const assembly = posix.basename(project, ".csproj");
	return [
		`FROM mcr.microsoft.com/dotnet/sdk:${version}.0 AS build`,
		"WORKDIR /source",
		"COPY . .",
		`RUN dotnet publish ${JSON.stringify(project)} -c Release -o /published`,
		`FROM mcr.microsoft.com/dotnet/aspnet:${version}.0`,
		...runs(commands),
		"WORKDIR /app",
		"COPY --from=build /published .",
		`CMD ${words("dotnet", `${assembly}.dll`)}`,
	];
}

/** A program of Rust is linked with musl, so that it runs on any base. */
function rust({ entry, files, wantsGlibc, commands }: LanguageBuild): readonly string[] {
	const target = rustBinary(entry);
	return [
		`FROM ${official}/rust:1-alpine AS build`,
		"RUN apk add --no-cache musl-dev",
		"WORKDIR /source",
		"COPY . .",
		`RUN cargo build --release${files.has("Cargo.lock") ? " --locked" : ""} --target-dir /target ${target.option}`,
		`RUN mkdir /program && find /target/release -maxdepth 1 -type f -executable ${target.find} -exec cp {} /program/bootstrap ";"`,
		`FROM ${official}/${wantsGlibc ? "debian:bookworm-slim" : "alpine:3.19"}`,
		...runs(commands),
		"WORKDIR /app",
		"COPY . .",
		"COPY --from=build /program/bootstrap ./bootstrap",
		`CMD ${words("./bootstrap")}`,
	];
}

/** How cargo is asked for the program of an entry file: `src/bin/x.rs` and `src/bin/x/main.rs` are `x`. */
export function rustBinary(entry: string): { readonly option: string; readonly find: string } {
	const name = /(?:^|\/)src\/bin\/([^/]+?)(?:\.rs|\/main\.rs)$/.exec(entry)?.[1];
	return name === undefined
		? { option: "--bins", find: '! -name "*.so"' }
		: { option: `--bin ${name}`, find: `-name ${name}` };
}

const writers: Readonly<Record<CompiledLanguage, (build: LanguageBuild) => readonly string[]>> = {
	go,
	java,
	ruby,
	php,
	dotnet,
	rust,
};

/** The Dockerfile that builds a program of a language inside its image. */
export function languageDockerfile(build: LanguageBuild): string {
	return `${writers[build.language](build).join("\n")}\n`;
}
