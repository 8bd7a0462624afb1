import { list, object, optional, text, variant, variants } from "../../../schema/schema.ts";
import { languageSpecificConfig } from "../language-settings.ts";

const buildpack = object("What is built, and how.", {
	entryfilePath: text(
		"Path of the file that holds the handler, relative to the config. Its extension decides the language.",
		{
			pathTo: "file",
			examples: ["./src/index.ts"],
		},
	),
	handlerFunction: optional(
		text(
			"Name of the function in the entry file that Lambda calls. Default: the default export (or the export `handler`) of a JavaScript or TypeScript file, `handler` in Python, Ruby and PHP.",
			{ suggests: "export", source: "https://docs.aws.amazon.com/lambda/latest/dg/typescript-handler.html" },
		),
	),
	includeFiles: optional(
		list(
			"Files that the code reads at run time: globs relative to the config. They keep their paths in the artifact.",
			text("A glob, for example `templates/**/*.html`."),
		),
	),
	excludeFiles: optional(
		list(
			"Globs of files that stay out of the artifact: of what `includeFiles` would take, and in other languages than JavaScript and TypeScript also of the files around the code.",
			text("A glob."),
		),
	),
	excludeDependencies: optional(
		list(
			"Packages that are not bundled; in Python those that stay out of the artifact. Not for other languages.",
			text("Name of a package."),
		),
	),
	languageSpecificConfig: optional(languageSpecificConfig),
});

const customArtifact = object("What was built, and what Lambda calls in it.", {
	packagePath: text(
		"Path of a folder, a `.zip` file or a single file, relative to the config. Folders and files are zipped as they are.",
		{
			pathTo: "any",
			examples: ["./build/function.zip"],
		},
	),
	handler: optional(
		text(
			"What Lambda calls: file and function, `path/file.ext:function`. Needed by functions; the file's folder and extension are dropped from the name that Lambda gets.",
			{
				pattern: "^[^:]+:[^:]+$",
				patternHint: "write file and function with a colon between them, for example `index.js:handler`",
				examples: ["index.js:handler"],
				suggests: "code",
			},
		),
	),
});

/** The `packaging` of a function: where its code comes from. */
export const packaging = variants(
	"Where the code of the function comes from.",
	[
		variant(
			"Spool builds the artifact from an entry file: code and dependencies become one bundle.",
			"stacktape-lambda-buildpack",
			buildpack,
		),
		variant("You build the artifact; Spool uploads it. Needs `runtime`.", "custom-artifact", customArtifact),
	],
	{ knownBefore: true },
);
