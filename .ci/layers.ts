/** A part of the sources and what it may import. What is not listed is forbidden. */
export type Layer = {
	readonly name: string;
	/** Globs relative to the repository. The first layer that matches a file is its layer. */
	readonly files: readonly string[];
	/** Layers that it may import values (and types) from; its own is always allowed. */
	readonly imports: readonly string[];
	/** Layers that it may import types from, in addition. */
	readonly types?: readonly string[];
	/** No I/O, no processes, no clock of the machine: the editor runs it on every keystroke. */
	readonly isPure?: boolean;
};

const pure = { isPure: true } as const;

export const layers: readonly Layer[] = [
	{ name: "text", files: ["engine/text/**"], imports: [], ...pure },
	{ name: "names", files: ["engine/names/**"], imports: [], types: ["text"], ...pure },
	{ name: "template", files: ["engine/template/**"], imports: [], types: ["text"], ...pure },
	{ name: "progress", files: ["engine/progress/**"], imports: [], types: ["text"], ...pure },
	{ name: "report", files: ["engine/report/**"], imports: ["text"], ...pure },
	{ name: "schema", files: ["engine/schema/**"], imports: ["text", "report"], ...pure },
	// Directives give names of AWS resources and values that CloudFormation computes, hence names and template.
	{
		name: "config",
		files: ["engine/config/**"],
		imports: ["text", "report", "schema", "names", "template"],
		...pure,
	},
	{
		name: "resources",
		files: ["engine/resources/**"],
		imports: ["names", "schema", "template"],
		types: ["text", "report", "config"],
		...pure,
	},
	{
		name: "graph",
		files: ["engine/graph/**"],
		imports: ["text", "report", "schema", "names", "config", "resources", "template"],
		...pure,
	},
	{
		name: "compile",
		files: ["engine/compile/**"],
		imports: ["graph", "config", "resources", "names", "schema", "template", "report", "text"],
		...pure,
	},
	{
		name: "analyse",
		files: ["engine/analyse.ts"],
		imports: ["compile", "graph", "config", "resources", "names", "schema", "template", "report", "text"],
		...pure,
	},
	{
		name: "index",
		files: ["engine/index.ts"],
		imports: [
			"analyse",
			"compile",
			"graph",
			"config",
			"resources",
			"names",
			"schema",
			"template",
			"progress",
			"report",
			"text",
		],
		...pure,
	},
	{ name: "host/port", files: ["engine/host/port.ts"], imports: [], types: ["text"] },
	{ name: "host/node", files: ["engine/host/**"], imports: ["host/port", "report"] },
	{
		name: "cloud/port",
		files: ["engine/cloud/port.ts", "engine/cloud/port/**"],
		imports: [],
		types: ["text", "template"],
	},
	{
		name: "cloud/aws",
		files: ["engine/cloud/**"],
		imports: ["cloud/port", "report"],
		types: ["template", "host/port"],
	},
	{
		name: "package",
		files: ["engine/package/**"],
		imports: ["host/port", "report", "progress"],
		types: ["compile", "resources", "text", "cloud/port"],
	},
	// Runs the user's code in child processes. What of it is started there, and what the user's code imports of Spool,
	// are bundles of their own.
	{
		name: "programs",
		files: ["engine/programs/**"],
		imports: ["package", "host/port", "config", "report", "names"],
		types: ["text", "template"],
	},
	// A deploy answers the wants of a config with facts and finds its target, hence the values of config.
	{
		name: "deploy",
		files: ["engine/deploy/**"],
		imports: [
			"package",
			"programs",
			"cloud/port",
			"host/port",
			"compile",
			"analyse",
			"config",
			"report",
			"progress",
			"template",
			"names",
		],
		types: ["graph", "resources", "text"],
	},
	{
		name: "effects",
		files: ["engine/effects.ts"],
		imports: ["deploy", "package", "programs", "host/node", "cloud/aws", "report"],
		types: ["host/port", "cloud/port", "progress"],
	},
	// A part of the engine's own folder: it may say what it needs where that is, and needs no door for words.
	{
		name: "cli",
		files: ["engine/cli/**"],
		imports: [
			"index",
			"effects",
			"sandbox door",
			"analyse",
			"template",
			"names",
			"progress",
			"report",
			"text",
		],
	},
	{ name: "server/protocol", files: ["server/protocol.ts"], imports: [], types: ["index"] },
	{ name: "server", files: ["server/**"], imports: ["server/protocol", "index"] },
	{
		name: "client/load-effects",
		files: ["client/load-effects.ts"],
		imports: ["effects", "index", "server/protocol"],
	},
	{
		name: "client",
		files: ["client/**"],
		imports: ["client/load-effects", "index", "server/protocol"],
		types: ["effects"],
	},
	// `npm start`: a program of its own, which shows what the CLI shows, in the CLI's words.
	{
		name: "tour",
		files: ["sandbox/tour.ts", "sandbox/tour/**"],
		imports: ["cli", "index", "effects", "sandbox door", "sandbox", "progress", "report", "text"],
	},
	// The local AWS. Only the CLI starts it (`spool sandbox`), through one file.
	{ name: "sandbox door", files: ["sandbox/sandbox.ts"], imports: ["sandbox", "report"] },
	{ name: "sandbox", files: ["sandbox/**"], imports: ["sandbox door", "index", "effects", "report"] },
];

/** Packages and modules of Node that only some layers may import, for values and types. */
export const restrictedPackages: readonly {
	readonly pattern: RegExp;
	readonly allowed: readonly string[];
	/** May import types of it, in addition. */
	readonly types?: readonly string[];
}[] = [
	{ pattern: /^vscode$/, allowed: ["client", "client/load-effects"] },
	{ pattern: /^vscode-languageclient\b/, allowed: ["client"] },
	{
		pattern: /^vscode-(languageserver|jsonrpc|json-languageservice)\b/,
		allowed: ["server"],
		types: ["server/protocol"],
	},
	{ pattern: /^yaml-language-server\b/, allowed: ["server"] },
	{ pattern: /^@(aws-sdk|smithy)\//, allowed: ["cloud/aws"] },
	{ pattern: /^esbuild$/, allowed: ["package"], types: ["programs"] },
];

/** What the pure half must not reach through any path: the world, and what talks to it. */
export const impureModules =
	/^(@aws-sdk\/|@smithy\/|esbuild$|vscode|yaml-language-server|node:(fs|child_process|cluster|dgram|dns|http|http2|https|inspector|net|os|process|readline|tls|tty|vm|worker_threads)(\/|$))/;
