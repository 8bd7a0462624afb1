import { choice, flag, list, numberChoice, object, optional, text } from "../../schema/schema.ts";
import type { Language } from "./entry-file.ts";

const deploymentPackages = "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html";
const pythonPackages = "https://docs.aws.amazon.com/lambda/latest/dg/python-package.html";

const names = (docs: string) => optional(list(docs, text("A name.")));

/** Settings of JavaScript and TypeScript builds. */
const javascriptSettings = {
	tsConfigPath: optional(
		text(
			"JavaScript and TypeScript: path of the `tsconfig.json`; `tsconfig.json` beside the config when left out.",
			{
				pathTo: "file",
			},
		),
	),
	emitTsDecoratorMetadata: optional(
		flag(
			"JavaScript and TypeScript: write the types of decorated members into the code. The bundler cannot, so packaging only warns.",
		),
	),
	dependenciesToExcludeFromBundle: names(
		"JavaScript and TypeScript: packages that are put into `node_modules` of the artifact instead of the bundle; `*` means all of them.",
	),
	dependenciesToExcludeFromDeploymentPackage: names(
		"JavaScript and TypeScript: packages that are left out of the artifact altogether, because a layer or the runtime has them.",
	),
	outputModuleFormat: optional(
		choice(
			"JavaScript and TypeScript: kind of the modules in the artifact. From Node.js 24 on `esm` is the default, before it `cjs`.",
			["cjs", "esm"],
			{
				valueDocs: {
					cjs: "CommonJS: `require`.",
					esm: "ECMAScript modules: `import`, and `await` at the top level.",
				},
				source: deploymentPackages,
			},
		),
	),
	nodeVersion: optional(
		numberChoice(
			"JavaScript and TypeScript: major version of Node.js that the bundle is built for; that of `runtime` when left out.",
			[16, 17, 18, 19, 20, 21, 22, 23, 24],
		),
	),
	disableSourceMaps: optional(
		flag(
			"JavaScript and TypeScript: put no source map into the artifact; stack traces then show places in the bundle.",
		),
	),
	outputSourceMapsTo: optional(
		text(
			"JavaScript and TypeScript: folder that source maps are written to instead of the artifact, relative to the config.",
		),
	),
};

/** Settings of Python builds. */
const pythonSettings = {
	pythonVersion: optional(
		numberChoice(
			"Python: version that dependencies are installed for.",
			[2.7, 3.6, 3.7, 3.8, 3.9, 3.11, 3.12, 3.13, 3.14],
			{
				default: 3.12,
				source: pythonPackages,
			},
		),
	),
	packageManager: optional(choice("Python: who installs the dependencies.", ["uv"], { default: "uv" })),
	minify: optional(
		flag("Python: take comments and unneeded white space out of the code.", { default: false }),
	),
	runAppAs: optional(
		choice(
			"Python: serve the entry file's application by a web server. Only for containers, never for functions.",
			["ASGI", "WSGI"],
		),
	),
	uvOptionalDependencies: names("Python: extras of `pyproject.toml` that are installed too."),
	uvWithGroups: names("Python: dependency groups of `pyproject.toml` that are installed too."),
	uvWithoutGroups: names("Python: dependency groups of `pyproject.toml` that are left out."),
	uvOnlyGroups: names("Python: the only dependency groups of `pyproject.toml` that are installed."),
};

/** Settings of builds in the other languages. */
const otherSettings = {
	packageManagerFile: optional(
		text(
			"Python and Java: path of the file that lists the dependencies, for example `requirements.txt`; found beside the entry file when left out.",
			{
				pathTo: "file",
			},
		),
	),
	javaVersion: optional(
		numberChoice(
			"Java: version of Java that the code is compiled for. Containers: 11 when left out; functions: what the project says.",
			[8, 11, 17, 19],
			{ default: 11 },
		),
	),
	useMaven: optional(
		flag(
			"Java: build by Maven also where the project has files of Gradle. A container is built by Gradle when left out, a function by the tool whose files it has.",
		),
	),
	phpVersion: optional(
		numberChoice("PHP: version that dependencies are installed for.", [8.2, 8.3], { default: 8.3 }),
	),
	projectFile: optional(
		text("C#: path of the `.csproj` file; the first one beside or below the entry file when left out.", {
			pathTo: "file",
		}),
	),
	dotnetVersion: optional(
		numberChoice("C#: version of the .NET SDK that compiles the code.", [6, 8], { default: 8 }),
	),
	rubyVersion: optional(
		numberChoice("Ruby: version that dependencies are installed for.", [3.2, 3.3], { default: 3.3 }),
	),
};

/**
 * The format has one closed object per language here, told apart by nothing but the entry file. They are one object
 * in this schema, so that completion can offer each setting with its language; `check` says which of them do
 * nothing for the entry file at hand.
 */
export const languageSpecificConfig = object("Settings that depend on the language of the entry file.", {
	...javascriptSettings,
	...pythonSettings,
	...otherSettings,
});

/** Which languages a property of `languageSpecificConfig` has an effect on. */
export const settingLanguages: ReadonlyMap<string, readonly Language[]> = new Map<
	string,
	readonly Language[]
>([
	...Object.keys(javascriptSettings).map((name) => [name, ["javascript"]] as const),
	...Object.keys(pythonSettings).map((name) => [name, ["python"]] as const),
	["packageManagerFile", ["python", "java"]],
	["javaVersion", ["java"]],
	["useMaven", ["java"]],
	["phpVersion", ["php"]],
	["projectFile", ["dotnet"]],
	["dotnetVersion", ["dotnet"]],
	["rubyVersion", ["ruby"]],
]);
