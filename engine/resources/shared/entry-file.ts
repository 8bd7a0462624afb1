/** Languages of an entry file, as build settings belong to them. */
export type Language = "javascript" | "python" | "java" | "go" | "ruby" | "php" | "dotnet" | "rust";

/** An entry file that Spool can make a function of. */
export type EntryFile = {
	/** Relative to the config, as written. */
	readonly path: string;
	/** Without folders and extension. */
	readonly baseName: string;
	/** Name of the folder that holds the file; empty when the path has none. */
	readonly folder: string;
	/** Without the dot. */
	readonly extension: string;
	/** Undefined for an extension that no language is known for. */
	readonly language: Language | undefined;
};

const languages: Readonly<Record<string, Language>> = {
	js: "javascript",
	ts: "javascript",
	mjs: "javascript",
	jsx: "javascript",
	tsx: "javascript",
	py: "python",
	java: "java",
	go: "go",
	rb: "ruby",
	php: "php",
	cs: "dotnet",
	rs: "rust",
};

/** Extensions that an entry file can have. */
export const entryExtensions: readonly string[] = Object.keys(languages);

/** Splits a path of the config into the parts that names are made of. */
export function readEntryFile(path: string): EntryFile {
	const segments = path.split(/[\\/]/);
	const file = segments.at(-1) ?? "";
	const dot = file.lastIndexOf(".");
	const extension = dot > 0 ? file.slice(dot + 1) : "";
	const folder = segments.at(-2) ?? "";
	return {
		path,
		baseName: dot > 0 ? file.slice(0, dot) : file,
		folder: folder === "." || folder === ".." ? "" : folder,
		extension,
		language: languages[extension],
	};
}
