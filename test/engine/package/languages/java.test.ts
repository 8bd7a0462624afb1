import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import { java } from "../../../../engine/package/languages/java.ts";
import { Failure } from "../../../../engine/report/failure.ts";
import type { MemoryHost, Program } from "../../../support/memory-host.ts";
import { type Files, failureOf, makeProject, packOne, sharedBundler } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";
import { ownCache, packProject, programPlan, requireTool } from "./toolchain-tests.ts";

const bundler = sharedBundler();
const source = 'package posts;\n\npublic class Get {\n\tpublic String run(Object o) { return "hi"; }\n}\n';
const path = "src/main/java/posts/Get.java";
const properties = { entryfilePath: path, handlerFunction: "Get::run" };
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>a</groupId><artifactId>b</artifactId><version>1</version>
<properties><maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<dependencies><dependency><groupId>com.amazonaws</groupId><artifactId>aws-lambda-java-core</artifactId><version>1.2.3</version></dependency></dependencies>
</project>`;

/** A class file of a version of Java. */
const classFile = (version: number) => `\xca\xfe\xba\xbe\x00\x00\x00${String.fromCharCode(44 + version)}`;

/** Gradle, or Maven, that writes where it is told to. */
function tools(host: () => MemoryHost, version = 17): Record<string, Program> {
	const write = (at: string, text: string) => host().files.set(at, Buffer.from(text, "latin1"));
	const gradle: Program = (args, { env, cwd }) => {
		if (args.includes("--version")) return ended("Gradle 8");
		assert.equal(host().files.has(join(cwd, "svc", path)) || host().files.has(join(cwd, path)), true);
		write(`${env?.["SPOOL_OUT"]}/posts/Get.class`, classFile(version));
		return ended();
	};
	const maven: Program = (args, { cwd }) => {
		if (args.includes("--version")) return ended("Maven 3");
		const lib = args.find((arg) => arg.startsWith("-DoutputDirectory="))?.split("=")[1];
		const at = args.indexOf("--projects");
		write(
			join(cwd, at < 0 ? "." : (args[at + 1] ?? ""), "target/classes/posts/Get.class"),
			classFile(version),
		);
		write(`${lib}/core.jar`, "jar");
		return ended();
	};
	return { gradle, mvn: maven, sh: gradle, javac: () => ended("javac 17") };
}

const start = (files: Record<string, string>, changes: object = {}, version = 17) =>
	bench(java, "java21", { ...properties, ...changes }, files, (host) => tools(host, version));

describe("a function in Java", function () {
	this.timeout(600_000);

	it("without a project is compiled for its runtime, with errors where they are", async function () {
		requireTool(this, "javac");
		const files = { [path]: source, "src/main/java/posts/Other.java": "package posts; class Other {}" };
		const plan = programPlan("java11", properties);
		const { paths, texts } = await packProject(files, plan, bundler);
		assert.deepEqual(paths, ["posts/Get.class", "posts/Other.class"]);
		assert.equal(texts["posts/Get.class"]?.charCodeAt(7), 55);
		const root = makeProject({ [path]: source.replace("return", "retrun") });
		const failure = await failureOf(packOne(root, plan, bundler, ownCache()));
		assert.deepEqual(
			[
				failure.problems[0]?.code,
				failure.problems[0]?.elsewhere?.file,
				failure.problems[0]?.elsewhere?.range.start.line,
			],
			["compile-error", join(root, path), 3],
		);
	});

	it("is the same in every folder, and from the cache", async function () {
		requireTool(this, "javac");
		const digests: string[] = [];
		for (const root of [makeProject({ [path]: source }), makeProject({ [path]: source })])
			digests.push((await packOne(root, programPlan("java17", properties), bundler, ownCache())).digest);
		assert.equal(digests[0], digests[1]);
	});

	it("of Maven has its classes and the jars that they need", async function () {
		requireTool(this, "mvn");
		const files: Files = { "pom.xml": pom, [path]: source, "src/main/resources/words.txt": "w" };
		const digests: string[] = [];
		try {
			for (const root of [makeProject(files), makeProject(files)]) {
				const { paths, packed } = await packProject({}, programPlan("java21", properties), bundler, { root });
				assert.deepEqual(paths, ["lib/aws-lambda-java-core-1.2.3.jar", "posts/Get.class", "words.txt"]);
				digests.push(packed.digest);
			}
		} catch (error) {
			const isOffline = error instanceof Failure && /transfer|resolve/.test(error.details.join("\n"));
			if (!isOffline) throw error;
			if (this.test) this.test.title += " (Maven Central cannot be reached)";
			this.skip();
		}
		assert.equal(digests[0], digests[1]);
	});

	it("of Maven may be a module among others", async () => {
		const one = bench(
			java,
			"java21",
			{ entryfilePath: `svc/${path}`, handlerFunction: "Get", languageSpecificConfig: { javaVersion: 17 } },
			{ "pom.xml": "", "svc/pom.xml": "", [`svc/${path}`]: source },
			(host) => tools(host),
		);
		assert.deepEqual(Object.keys(await one.pack()).sort(), ["lib/core.jar", "posts/Get.class"]);
		assert.match(
			one.lines().join("\n"),
			/^mvn --batch-mode --quiet --projects svc --also-make -Dmaven\.compiler\.release=17 -Dmaven\.compiler\.source=17 -Dmaven\.compiler\.target=17 package -DskipTests dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=\/cache\/builds\/\w+\/lib$/,
		);
	});

	it("of Gradle is gathered by a task of our own, by the wrapper of the project", async () => {
		const one = start({ "build.gradle": "", gradlew: "", [path]: source });
		assert.deepEqual(Object.keys(await one.pack()), ["posts/Get.class"]);
		assert.match(
			one.lines().join("\n"),
			/^sh \.\/gradlew --no-daemon --quiet --console=plain --init-script \/temporary\/\S+\/\.spool\.gradle spoolGather$/,
		);
		const module = bench(
			java,
			"java21",
			{ entryfilePath: `svc/${path}`, handlerFunction: "Get" },
			{ "settings.gradle": "", "svc/build.gradle.kts": "", [`svc/${path}`]: source },
			(host) => tools(host),
		);
		await module.pack();
		assert.match(module.lines().join("\n"), /^gradle .* :svc:spoolGather$/);
	});

	it("of both is built by Maven where useMaven says so", async () => {
		const files = { "build.gradle": "", "pom.xml": "", [path]: source };
		const one = start(files, { languageSpecificConfig: { useMaven: true } });
		await one.pack();
		assert.match(one.lines().join("\n"), /^mvn /);
	});

	it("is built again when anything of it changes, and not otherwise", async () => {
		const one = start({ "build.gradle": "", [path]: source });
		await one.pack();
		await one.pack();
		assert.equal(one.lines().length, 1);
		one.host.files.set(`/project/${path}`, Buffer.from(`${source}\n`));
		await one.pack();
		assert.equal(one.lines().length, 2);
		one.host.files.set("/project/gradle.lockfile", Buffer.from("x"));
		await one.pack();
		assert.equal(one.lines().length, 3);
	});

	it("must hold the class that Lambda is told to load", async () => {
		const files = { "build.gradle": "", [path]: source };
		const failure = await failureOf(start(files, { handlerFunction: "Gone::run" }).pack());
		assert.equal(failure.code, "handler-not-exported");
		assert.match(failure.message, /has no class "posts\.Gone"/);
	});

	it("must not be newer than its runtime", async () => {
		const failure = await failureOf(start({ "build.gradle": "", [path]: source }, {}, 25).pack());
		assert.equal(failure.code, "runtime-too-old");
		assert.match(failure.message, /is compiled for Java 25, but java21 runs nothing newer than Java 21/);
	});

	it("is built in a container by the same tool", async () => {
		for (const [files, expected] of [
			[
				{ "pom.xml": "" },
				/maven:3-amazoncorretto-21 AS build\n[\s\S]*RUN mvn "--batch-mode".*cp -r \/source\/target\/classes/,
			],
			[{ "build.gradle": "" }, /gradle:8\.5-jdk21 AS build\n[\s\S]*SPOOL_OUT=\/out gradle .* spoolGather\n/],
			[{}, /amazoncorretto:21 AS build\n[\s\S]*javac -d \/out/],
		] as const) {
			const seen: { dockerfile?: string } = {};
			const one = bench(java, "java21", properties, { ...files, [path]: source }, (host) => ({
				docker: engine(host, { "posts/Get.class": classFile(21) }, seen),
			}));
			assert.deepEqual(Object.keys(await one.pack()), ["posts/Get.class"]);
			assert.match(seen.dockerfile ?? "", expected);
		}
	});

	it("names both ways where there is neither", async () => {
		const failure = await failureOf(bench(java, "java21", properties, { [path]: source }).pack());
		assert.match(
			failure.message,
			/is written in Java, and nothing here can build it: no JDK is installed, docker is/,
		);
	});
});
