import { join, posix } from "node:path";
import { packagingFailure } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import { versionSetting } from "./program.ts";
import { copyFiles, inCopy, runBuild } from "./run-build.ts";
import { type Build, type Local, type Toolchain, versionOf } from "./toolchain.ts";

type Tool = "maven" | "gradle" | "javac";

/** How the project of a program is built, and where it lies in the source. */
type Project = {
	readonly tool: Tool;
	/** The program with its first arguments. */
	readonly command: readonly string[];
	/** Folder of the module with the entry file. */
	readonly module: string;
};

/** First bytes of class files by version: https://docs.oracle.com/javase/specs/jvms/se21/html/jvms-4.html#jvms-4.1 */
const firstClassVersion = 44;

const gradleFiles = ["build.gradle", "build.gradle.kts"] as const;

/** A task that gathers classes, resources and libraries in one folder, for each project that has Java. */
const gatherTask = [
	"allprojects { afterEvaluate { p ->",
	"if (p.plugins.hasPlugin('java')) { p.tasks.register('spoolGather', Copy) {",
	"into System.getenv('SPOOL_OUT'); from p.sourceSets.main.output;",
	"into('lib') { from p.configurations.runtimeClasspath } } } } }",
].join(" ");

/** A version of Java that all is compiled for, whatever the project says. */
const releaseTask = (release: string) =>
	`allprojects { tasks.withType(JavaCompile).configureEach { options.release = ${release} } }`;

function runtimeVersion(runtime: string): number | undefined {
	const version = /^java(\d+)/.exec(runtime)?.[1];
	return version === undefined ? undefined : Number(version);
}

function folderOf({ source }: Build, names: readonly string[]): string | undefined {
	for (let folder = posix.dirname(source.entry); ; folder = posix.dirname(folder)) {
		if (names.some((name) => source.files.has(posix.join(folder, name)))) return folder;
		if (folder === ".") return undefined;
	}
}

function projectOf(build: Build): Project {
	const { source, packaging } = build;
	const maven = folderOf(build, ["pom.xml"]);
	const gradle = folderOf(build, gradleFiles);
	const wrapped = (wrapper: string, program: string) =>
		source.files.has(wrapper) ? ["sh", `./${wrapper}`] : [program];
	if (maven !== undefined && (gradle === undefined || packaging.settings["useMaven"] === true))
		return { tool: "maven", command: wrapped("mvnw", "mvn"), module: maven };
	if (gradle !== undefined) return { tool: "gradle", command: wrapped("gradlew", "gradle"), module: gradle };
	return { tool: "javac", command: ["javac"], module: "." };
}

function mavenArguments({ module }: Project, release: string | undefined, lib: string): readonly string[] {
	const of = module === "." ? [] : ["--projects", module, "--also-make"];
	return [
		...["--batch-mode", "--quiet", ...of],
		// Plugins for Maven older than 3.6 know the last two only.
		...(release === undefined
			? []
			: ["release", "source", "target"].map((name) => `-Dmaven.compiler.${name}=${release}`)),
		// Modules that need others are only found by what "package" makes.
		...(module === "." ? ["compile"] : ["package", "-DskipTests"]),
		...["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${lib}`],
	];
}

async function runMaven(build: Build, project: Project, copy: string, out: string): Promise<void> {
	const { host } = build.work;
	const release = versionSetting(build.packaging, "javaVersion");
	const [program = "", ...first] = project.command;
	const args = [...first, ...mavenArguments(project, release, join(out, "lib"))];
	await runBuild(build, program, args, { cwd: copy, at: copy });
	await copyFiles(host, join(copy, project.module, "target", "classes"), out);
}

async function runGradle(build: Build, project: Project, copy: string, out: string): Promise<void> {
	const { host } = build.work;
	const release = versionSetting(build.packaging, "javaVersion");
	const script = join(copy, ".spool.gradle");
	await host.write(script, `${[gatherTask, ...(release ? [releaseTask(release)] : [])].join("\n")}\n`);
	const task = project.module === "." ? "spoolGather" : `:${project.module.replaceAll("/", ":")}:spoolGather`;
	const [program = "", ...first] = project.command;
	const args = [...first, "--no-daemon", "--quiet", "--console=plain", "--init-script", script, task];
	await runBuild(build, program, args, { cwd: copy, at: copy, env: { SPOOL_OUT: out } });
}

/** Files of Java without a project around them, which can need nothing. */
async function runJavac(build: Build, copy: string, out: string): Promise<void> {
	const { source, packaging, work } = build;
	const release = versionSetting(packaging, "javaVersion") ?? runtimeVersion(work.plan.runtime);
	const files = [...source.files].filter((path) => path.endsWith(".java")).sort();
	await work.host.write(join(copy, ".spool-files"), files.map((path) => `"${path}"\n`).join(""));
	const args = [
		"-d",
		out,
		"-encoding",
		"UTF-8",
		...(release ? ["--release", String(release)] : []),
		"@.spool-files",
	];
	await runBuild(build, "javac", args, { cwd: copy, at: copy });
}

async function local(build: Build): Promise<Local> {
	const { work, source } = build;
	const project = projectOf(build);
	const [program = "", ...first] = project.command;
	const java = await versionOf(work, source.folder, "javac", ["-version"]);
	if (java === undefined) return { kind: "unfit", why: "no JDK is installed" };
	const question = project.tool === "javac" ? ["-version"] : ["--version"];
	const tool = await versionOf(work, source.folder, program, [...first, ...question]);
	if (tool === undefined) return { kind: "unfit", why: `${program} is not installed` };
	return {
		kind: "ready",
		version: `${java}\n${tool}`,
		build: async (out) => {
			await inCopy(build, async (copy) => {
				if (project.tool === "maven") await runMaven(build, project, copy, out);
				else if (project.tool === "gradle") await runGradle(build, project, copy, out);
				else await runJavac(build, copy, out);
			});
			return undefined;
		},
	};
}

function container(build: Build) {
	const { packaging, work } = build;
	const project = projectOf(build);
	const written = versionSetting(packaging, "javaVersion");
	const version = written ?? String(runtimeVersion(work.plan.runtime) ?? 21);
	const official = "public.ecr.aws/docker/library";
	const quoted = (args: readonly string[]) => args.map((arg) => `"${arg}"`).join(" ");
	const classes = posix.join("/source", project.module, "target/classes");
	const steps = {
		maven: [
			`FROM ${official}/maven:3-amazoncorretto-${version} AS build`,
			"WORKDIR /source",
			"COPY . .",
			`RUN mvn ${quoted(mavenArguments(project, written, "/out/lib"))} && mkdir -p /out && cp -r ${classes}/. /out/`,
		],
		gradle: [
			`FROM ${official}/gradle:8.5-jdk${version} AS build`,
			"WORKDIR /source",
			"COPY . .",
			`RUN echo "${gatherTask}" > /tmp/spool.gradle && SPOOL_OUT=/out gradle --no-daemon --quiet --console=plain --init-script /tmp/spool.gradle ${project.module === "." ? "spoolGather" : `:${project.module.replaceAll("/", ":")}:spoolGather`}`,
		],
		javac: [
			`FROM public.ecr.aws/amazoncorretto/amazoncorretto:${version} AS build`,
			"WORKDIR /source",
			"COPY . .",
			`RUN find . -name "*.java" > /tmp/files && javac -d /out -encoding UTF-8 @/tmp/files`,
		],
	};
	const lines = [...steps[project.tool], "FROM scratch AS artifact", "COPY --from=build /out /"];
	return { dockerfile: `${lines.join("\n")}\n`, isNative: false };
}

/** The class that Lambda is told to load, as a path: that of the entry file, or the one that handlerFunction names. */
function classPath({ packaging }: Build): string {
	const below = packaging.entry.split(/(?:^|\/)src\/main\/java\//)[1] ?? posix.basename(packaging.entry);
	const named = packaging.handler?.split("::")[0];
	const own = below.replace(/\.java$/, "");
	return named === undefined ? own : posix.join(posix.dirname(own), named.replaceAll(".", "/"));
}

async function finish(build: Build, built: readonly ZipEntry[]): Promise<readonly ZipEntry[]> {
	const { work, packaging } = build;
	const { plan } = work;
	const problem = { severity: "error", span: plan.span } as const;
	const wanted = classPath(build);
	const found =
		built.find(({ path }) => path === `${wanted}.class`) ??
		// Without the folders of its package in the path nothing says where it is.
		built.find(
			({ path }) => !packaging.entry.includes("src/main/java/") && path.endsWith(`/${wanted}.class`),
		);
	if (found === undefined) {
		const message = `the build of "${packaging.entry}" has no class "${wanted.replaceAll("/", ".")}"`;
		const hint =
			"handlerFunction is the name of a class in the package of the entry file, with the method: Api::handleRequest";
		throw packagingFailure(plan, [{ ...problem, code: "handler-not-exported", message, hint }]);
	}
	const version = Buffer.from(found.bytes).readUInt16BE(6) - firstClassVersion;
	const runs = runtimeVersion(plan.runtime);
	if (runs !== undefined && version > runs) {
		const message = `"${packaging.entry}" is compiled for Java ${version}, but ${plan.runtime} runs nothing newer than Java ${runs}`;
		const hint = `compile for Java ${runs}, in the project or by javaVersion`;
		throw packagingFailure(plan, [{ ...problem, code: "runtime-too-old", message, hint }]);
	}
	return built;
}

export const java: Toolchain = {
	name: "Java",
	install: "a JDK (https://docs.aws.amazon.com/corretto/) with Maven or Gradle",
	local,
	container,
	finish,
};
