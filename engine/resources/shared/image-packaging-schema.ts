import { flag, list, object, optional, text, variant, variants } from "../../schema/schema.ts";
import { languageSpecificConfig } from "./language-settings.ts";

const definitions =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
const privateRegistries = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html";

const command = list(
	"What the container runs in place of the command of the image, word by word.",
	text("A word of the command."),
	{ source: definitions, examples: [["node", "server.js"]] },
);

const entryPoint = list(
	"The program that the command is handed to, in place of the entry point of the image, word by word.",
	text("A word of the entry point."),
	{ source: definitions },
);

const words = (docs: string, word: string) => optional(list(docs, text(word)));

const known = { knownBefore: true } as const;

const buildpack = object(
	"What is built, and how.",
	{
		entryfilePath: text(
			"Path of the file that the container runs, relative to the config. Its extension decides the language. In Python with `runAppAs`, file and variable with a colon between them.",
			{ pathTo: "file", examples: ["./src/index.ts", "./app/main.py:app"] },
		),
		includeFiles: words(
			"Files that the code reads at run time: globs relative to the config. They keep their paths in the image. Only for JavaScript and TypeScript.",
			"A glob, for example `templates/**/*.html`.",
		),
		excludeFiles: words("Globs of files that `includeFiles` would take, but that stay out.", "A glob."),
		excludeDependencies: words(
			"Packages that are not bundled. Only for JavaScript and TypeScript.",
			"Name of a package.",
		),
		languageSpecificConfig: optional(languageSpecificConfig),
		requiresGlibcBinaries: optional(
			flag(
				"Build on Debian, whose C library (glibc) most ready binaries are made for, instead of the smaller Alpine Linux.",
				{ default: false },
			),
		),
		customDockerBuildCommands: words(
			"Commands that are run while the image is built, each in a layer of its own, for example to install system packages.",
			"A command, for example `apk add ffmpeg`.",
		),
	},
	known,
);

const externalBuildpack = object(
	"What is built, and by which builder.",
	{
		sourceDirectoryPath: text("Path of the folder with the sources, relative to the config.", {
			pathTo: "directory",
		}),
		builder: optional(
			text("Image of the builder.", {
				default: "paketobuildpacks/builder-jammy-base",
				source: "https://buildpacks.io/docs/for-app-developers/concepts/builder/",
			}),
		),
		buildpacks: words(
			"Buildpacks that are used, in this order; the builder chooses them when left out.",
			"Name or address of a buildpack.",
		),
		command: optional(command),
	},
	known,
);

const buildArg = object("An argument of the build.", {
	argName: text("Name of the argument: that of an `ARG` in the Dockerfile."),
	value: text("Value of the argument. It stays readable in the image: no place for secrets."),
});

const dockerfile = {
	buildContextPath: text("Path of the folder that the Dockerfile copies from, relative to the config.", {
		pathTo: "directory",
		examples: ["./"],
	}),
	dockerfilePath: optional(
		text("Path of the Dockerfile, relative to `buildContextPath`.", {
			default: "Dockerfile",
			suggests: "dockerfile",
		}),
	),
	buildArgs: optional(list("Arguments of the build.", buildArg)),
	command: optional(command),
};

const prebuilt = {
	image: text("Name of the image, with its registry unless that is Docker Hub, and its tag.", {
		examples: ["public.ecr.aws/nginx/nginx:1.29"],
		source: definitions,
	}),
	command: optional(command),
};

const phase = object("A phase of the build.", {
	name: text("Name of the phase: `setup`, `install`, `build`, or one of your own."),
	cmds: words("Commands of the phase.", "A command."),
	nixPkgs: words("Packages of Nix that are installed.", "Name of a package."),
	nixLibs: words("Libraries of Nix that programs find at run time.", "Name of a library."),
	nixOverlay: words("Overlays of Nix that change its packages.", "Address of an overlay."),
	nixpkgsArchive: optional(text("Version of the packages of Nix: a commit of its repository.")),
	aptPkgs: words("Packages of Debian that are installed.", "Name of a package."),
	cacheDirectories: words("Folders that are kept between builds.", "Path of a folder."),
	onlyIncludeFiles: words("The only files that the phase sees.", "Path of a file or folder."),
});

const nixpacks = object(
	"What is built, and how. What is left out, Nixpacks finds out by itself.",
	{
		sourceDirectoryPath: text("Path of the folder with the sources, relative to the config.", {
			pathTo: "directory",
		}),
		buildImage: optional(text("Image that the build begins from.")),
		providers: words("Languages and tools of the project, in place of those that are found.", "A provider."),
		startCmd: optional(text("Command that the container runs.")),
		startRunImage: optional(text("Image that the finished container begins from.")),
		startOnlyIncludeFiles: words(
			"The only files that the finished container has.",
			"Path of a file or folder.",
		),
		phases: optional(list("Phases of the build that are changed or added.", phase)),
	},
	{ ...known, source: "https://nixpacks.com/docs/configuration/file" },
);

const built = [
	variant(
		"Spool builds the image from an entry file: code and dependencies, on a small image of the language.",
		"stacktape-image-buildpack",
		buildpack,
	),
	variant("A builder of Cloud Native Buildpacks builds the image.", "external-buildpack", externalBuildpack),
	variant("Nixpacks builds the image.", "nixpacks", nixpacks),
] as const;

const dockerfileDocs = "The image is built from a Dockerfile of your own.";
const prebuiltDocs = "An image that is ready in a registry.";

/** The `packaging` of a container of a service: where its image comes from. */
export const containerPackaging = variants("Where the image of the container comes from.", [
	...built,
	variant(
		dockerfileDocs,
		"custom-dockerfile",
		object("What is built.", { ...dockerfile, entryPoint: optional(entryPoint) }, known),
	),
	variant(
		prebuiltDocs,
		"prebuilt-image",
		object("Which image.", {
			...prebuilt,
			entryPoint: optional(entryPoint),
			repositoryCredentialsSecretArn: optional(
				text(
					"ARN of a secret of Secrets Manager with the keys `username` and `password`, for a private registry.",
					{
						pattern: "^(arn:[^:]+:secretsmanager:|\\{\\{resolve:)",
						patternHint:
							"write the ARN of a secret, such as `arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf`",
						source: privateRegistries,
					},
				),
			),
		}),
	),
]);

/** The `packaging` of a batch job, which takes no entry point and no credentials of a registry. */
export const jobPackaging = variants("Where the image of the job comes from.", [
	...built,
	variant(dockerfileDocs, "custom-dockerfile", object("What is built.", dockerfile, known)),
	variant(prebuiltDocs, "prebuilt-image", object("Which image.", prebuilt)),
]);
