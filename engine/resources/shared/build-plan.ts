import type { Span } from "../../text/span.ts";

/** Something that has to be built before anything is packaged or mirrored. */
export type BuildPlan = {
	/** What the config says; absent: the usual command of the website's framework. */
	readonly command?: string;
	/** Folder that it runs in, relative to the config. */
	readonly folder: string;
	readonly span: Span;
	/** Variables of the command. Values may be intrinsics. */
	readonly environment?: readonly Variable[];
	/** What the engine takes of the build; absent: nothing, the config says itself where the result is. */
	readonly website?: WebsitePlan;
};

/** A variable whose value may be an intrinsic. */
export type Variable = { readonly name: string; readonly value: unknown };

/** A website that a function renders: what its build leaves behind, and where the stack takes it from. */
export type WebsitePlan = {
	/** Folder for what the stack takes, relative to the config. */
	readonly into: string;
	/** What the framework is called. */
	readonly title: string;
	/** What the project must have, in words. */
	readonly needs?: string;
	/** Variables of a server at the edge, where functions have none: they are put into its code. */
	readonly edgeVariables?: readonly Variable[];
	readonly made: FrameworkBuild | OpenNextBuild;
};

/** A build that is for Lambda, or nearly so. Folders are relative to that of the application. */
export type FrameworkBuild = {
	readonly by: "framework";
	/** Run by npx where the config says no other. */
	readonly buildCommand: string;
	readonly buildEnvironment: Readonly<Record<string, string>>;
	readonly serverOutput: string;
	readonly staticOutput: string;
	/** File of the server output that answers requests. */
	readonly handlerFile: string;
	/** What turns a call of Lambda into one of the handler. */
	readonly wrapper: "passthrough" | "node-http" | "web-fetch";
};

/** A build of Next.js, which OpenNext makes one for Lambda. */
export type OpenNextBuild = {
	readonly by: "open-next";
	readonly isAtEdge: boolean;
	/** The server sends an answer while it is being made. */
	readonly isStreaming: boolean;
	/** Folders of the bucket: what browsers fetch, and what the server keeps there. */
	readonly assets: string;
	readonly cache: string;
};
