import assert from "node:assert/strict";
import { dotnetProject, languageDockerfile } from "../../../../engine/package/image/language-dockerfile.ts";
import { languageRecipe } from "../../../../engine/package/image/language-image.ts";
import { packImage } from "../../../../engine/package/image/pack-image.ts";
import { failureOf } from "../project.ts";
import { bench, commandsOf, packagingOf, willing } from "./stand-ins.ts";

/** The Dockerfile that an engine would be given, and the folder that it would build. */
async function built(
	properties: object,
	files: Record<string, string>,
): Promise<{ readonly text: string; readonly context: string }> {
	const seen: { text?: string; context?: string } = {};
	const work = bench("stacktape-image-buildpack", properties, files, {
		docker: async (args) => {
			const file = args[args.indexOf("--file") + 1] ?? "";
			if (args[0] === "build")
				Object.assign(seen, { text: await work.host.readText(file), context: args.at(-1) });
			return willing(args, { cwd: "/" });
		},
	});
	await packImage(work);
	return { text: seen.text ?? assert.fail("nothing was built"), context: seen.context ?? "" };
}

const official = "public.ecr.aws/docker/library";

describe("an image of a compiled language", () => {
	it("of Go is built as its module, and stands on little", async () => {
		const { text, context } = await built(
			{ entryfilePath: "api/cmd/server/main.go", customDockerBuildCommands: ["apk add ffmpeg"] },
			{ "api/go.mod": "module x", "api/cmd/server/main.go": "package main" },
		);
		assert.equal(context, "/project/api");
		assert.equal(
			text,
			`FROM ${official}/golang:alpine AS build
WORKDIR /source
COPY . .
RUN go mod download
RUN CGO_ENABLED=0 go build -o /bootstrap ./cmd/server
FROM ${official}/alpine:3.19
RUN apk add ffmpeg
WORKDIR /app
COPY . .
COPY --from=build /bootstrap ./bootstrap
CMD ["./bootstrap"]
`,
		);
	});

	it("of Go without a module is one file", async () => {
		const { text } = await built(
			{ entryfilePath: "main.go", requiresGlibcBinaries: true },
			{ "main.go": "" },
		);
		assert.match(text, /go build -o \/bootstrap main\.go\nFROM .*debian:bookworm-slim/);
	});

	it("of Java is gathered by Gradle, and runs the class of its path", async () => {
		const files = { "svc/src/main/java/com/example/Main.java": "", "svc/build.gradle": "" };
		const { text, context } = await built(
			{
				entryfilePath: "svc/src/main/java/com/example/Main.java",
				languageSpecificConfig: { javaVersion: 17 },
			},
			files,
		);
		assert.equal(context, "/project/svc");
		assert.match(text, /FROM public\.ecr\.aws\/docker\/library\/gradle:8\.5-jdk17 AS build/);
		assert.match(text, /FROM public\.ecr\.aws\/amazoncorretto\/amazoncorretto:17\n/);
		assert.match(text, /CMD \["java","-classpath","\/app:\/app\/lib\/\*","com\.example\.Main"\]\n$/);
	});

	it("of Java may be gathered by Maven", async () => {
		const { text } = await built(
			{ entryfilePath: "src/main/java/Main.java", languageSpecificConfig: { useMaven: true } },
			{ "src/main/java/Main.java": "", "pom.xml": "" },
		);
		assert.match(text, /maven:3-amazoncorretto-11[\s\S]*dependency:copy-dependencies[\s\S]*"Main"\]/);
	});

	it("of Ruby has its gems before its code", async () => {
		const { text } = await built(
			{ entryfilePath: "app/main.rb", languageSpecificConfig: { rubyVersion: 3.2 } },
			{ "app/main.rb": "", "app/Gemfile": "", "app/Gemfile.lock": "" },
		);
		assert.match(
			text,
			/FROM .*ruby:3\.2-alpine\nRUN apk add --no-cache build-base\nWORKDIR \/app\nCOPY Gemfile Gemfile\.lock \.\/\nRUN .*bundle install\nCOPY \. \.\nCMD \["bundle","exec","ruby","main\.rb"\]\n$/,
		);
		const plain = await built({ entryfilePath: "main.rb", requiresGlibcBinaries: true }, { "main.rb": "" });
		assert.match(plain.text, /FROM .*ruby:3\.3\nWORKDIR \/app\nCOPY \. \.\nCMD \["ruby","main\.rb"\]\n$/);
	});

	it("of PHP is installed by Composer where it has a list of packages", async () => {
		const { text } = await built(
			{ entryfilePath: "public/index.php" },
			{ "public/index.php": "", "composer.json": "{}" },
		);
		assert.match(
			text,
			/FROM .*php:8\.3-alpine\n[\s\S]*composer install --no-dev[\s\S]*CMD \["php","public\/index\.php"\]\n$/,
		);
		const plain = await built({ entryfilePath: "index.php" }, { "index.php": "" });
		assert.doesNotMatch(plain.text, /composer/);
	});

	it("of .NET is published, and runs the assembly of its project", async () => {
		const files = { "svc/Api/Program.cs": "", "svc/Api/Api.csproj": "", "svc/Api/bin/x.dll": "old" };
		const { text } = await built(
			{ entryfilePath: "svc/Api/Program.cs", languageSpecificConfig: { dotnetVersion: 6 } },
			files,
		);
		assert.match(
			text,
			/sdk:6\.0 AS build[\s\S]*RUN dotnet publish "Api\.csproj" -c Release[\s\S]*aspnet:6\.0[\s\S]*CMD \["dotnet","Api\.dll"\]\n$/,
		);
		const named = await built(
			{ entryfilePath: "svc/Api/Program.cs", languageSpecificConfig: { projectFile: "svc/Api/Api.csproj" } },
			files,
		);
		assert.equal(named.context, "/project/svc/Api");
	});

	it("of .NET needs a project", async () => {
		const work = bench(
			"stacktape-image-buildpack",
			{ entryfilePath: "a/Program.cs" },
			{ "a/Program.cs": "" },
		);
		const { problems } = await failureOf(languageRecipe(work, packagingOf(work, "language")));
		assert.deepEqual(
			problems.map(({ code, message }) => [code, message]),
			[["file-not-found", 'there is no .csproj file in "a"']],
		);
		assert.equal(
			dotnetProject({ entry: "b/P.cs", files: new Set(["a/A.csproj", "b/B.csproj"]) }),
			"b/B.csproj",
		);
	});

	it("does not see what no build needs", async () => {
		const work = bench(
			"stacktape-image-buildpack",
			{ entryfilePath: "main.go" },
			{ "main.go": "", ".git/HEAD": "", ".idea/x": "" },
		);
		const packed = await packImage(work);
		assert.deepEqual(packed.inputs, ["/project/main.go"]);
		assert.match(
			commandsOf(work).at(-1) ?? "",
			/--file \/temporary\/spool-image-000001\/Dockerfile \/project$/,
		);
	});

	it("has another digest with another source or version", async () => {
		const digestOf = async (text: string, specific: object = {}) => {
			const properties = { entryfilePath: "main.rb", languageSpecificConfig: specific };
			return (
				await packImage(
					bench("stacktape-image-buildpack", properties, { "main.rb": text }, {}, { builds: false }),
				)
			).digest;
		};
		const digest = await digestOf("1");
		assert.equal(await digestOf("1"), digest);
		assert.notEqual(await digestOf("2"), digest);
		assert.notEqual(await digestOf("1", { rubyVersion: 3.2 }), digest);
	});

	it("is written without a program of its own for what it needs", () => {
		const common = { settings: {}, wantsGlibc: false, commands: ["echo 1"], files: new Set<string>() };
		for (const [language, entry] of Object.entries({
			go: "m.go",
			java: "M.java",
			ruby: "m.rb",
			php: "m.php",
			dotnet: "M.cs",
		} as const)) {
			const text = languageDockerfile({ ...common, language: language as "go", entry });
			assert.match(text, /^FROM [\s\S]*\nRUN echo 1\n[\s\S]*CMD \[.*\]\n$/);
		}
	});
});
