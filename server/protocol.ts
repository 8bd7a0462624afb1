import type { CodeWant, PlannedChange, TransformWork } from "../engine/index.ts";

/**
 * What Spool's client and server say to each other beyond the Language Server Protocol. Plain data and names only:
 * both sides import this file.
 */

/** Where a config is deployed to, as the user chose it. */
export type ChosenTarget = {
	readonly project: string;
	readonly stage: string;
	readonly region: string;
	/** Twelve digits; absent as long as nobody knows it. */
	readonly account?: string;
};

/** A target for every config in a folder and the folders below it. */
export type FolderTarget = {
	/** URI of the folder. */
	readonly folder: string;
	readonly target: ChosenTarget;
};

/** `initializationOptions`: what the client knows before the first config is opened. */
export type ServerOptions = {
	readonly targets?: readonly FolderTarget[];
	/** The client runs the code of configs when it is asked (`spool/run`), or says that it must not. */
	readonly runsCode?: boolean;
	/** The client's command that opens the list of completions again, run after a key whose value is to be chosen. */
	readonly retrigger?: string;
};

/** Client to server, a notification: the target chosen for a folder. */
export const targetNotification = "spool/target";

/**
 * Server to client, a request: runs code of a config, and gives the answers in their order, as they stand among the
 * facts (`not-allowed` where the workspace is not trusted). `null`: it was given up, because the code has changed.
 */
export const runRequest = "spool/run";
export type RunParams = { readonly uri: string; readonly wants: readonly CodeWant[] };

/** Server to client, a request: runs the transforms of a config, and gives the answer as a text; `null` as above. */
export const transformRequest = "spool/transform";
export type TransformParams = { readonly uri: string; readonly work: TransformWork };

/** Client to server, a notification: code of an open config has changed, or may be run from now on. */
export const codeChangedNotification = "spool/codeChanged";

/** Server to client, a notification: an open config was analysed, what is shown of it may be stale. */
export const analysedNotification = "spool/analysed";
export type Analysed = {
	readonly uri: string;
	/** Version of the document. */
	readonly version: number;
	readonly target: ChosenTarget;
};

/** Names a config that is open. */
export type ConfigParams = { readonly uri: string };

/** Request: the compiled template of an open config as text; `null` when the config is not open. */
export const templateRequest = "spool/template";
export type TemplateFormat = "json" | "yaml";
export type TemplateParams = ConfigParams & {
	/** Without one it is JSON. */
	readonly format?: TemplateFormat;
};
export type CompiledTemplate = {
	readonly version: number;
	/** Indented JSON, or YAML. */
	readonly text: string;
	/** Number of errors in the config: what they concern is missing in the template. */
	readonly errors: number;
};

/** Request: the name table of an open config; `null` when the config is not open. */
export const namesRequest = "spool/names";
export type NameRow = {
	/** Name of the config resource; absent for what the stack itself has. */
	readonly resource?: string;
	readonly logicalId: string;
	/** CloudFormation type. */
	readonly type: string;
	/** The name that AWS will see; absent when AWS makes it up. */
	readonly name?: string;
	/** The name before it was shortened. */
	readonly full?: string;
	readonly shortened: boolean;
	/** The name holds a hash of the account, which nobody knows yet. */
	readonly provisional: boolean;
};

/** Request: the resources of an open config and what each of them becomes; `null` when the config is not open. */
export const outlineRequest = "spool/outline";
/** A place in a config, counted as the Language Server Protocol does. */
export type Place = { readonly line: number; readonly character: number };
export type PlaceRange = { readonly start: Place; readonly end: Place };
export type OutlineChild = NameRow & {
	/** The words of the config that made it. */
	readonly range: PlaceRange;
};
export type OutlineResource = {
	readonly name: string;
	readonly type: string;
	/** What its type is for, and AWS's page on it; absent for a type that Spool does not know. */
	readonly docs?: string;
	readonly source?: string;
	/** Its key. */
	readonly nameRange: PlaceRange;
	/** All of it. */
	readonly range: PlaceRange;
	readonly children: readonly OutlineChild[];
};
export type Outline = {
	readonly version: number;
	readonly target: ChosenTarget;
	readonly resources: readonly OutlineResource[];
	/** What the stack has beside the resources of the config. */
	readonly shared: readonly OutlineChild[];
};

/** Client to server, a notification: the deployed template of a config's stack (JSON), `null` when it is not known. */
export const deployedNotification = "spool/deployed";
export type DeployedParams = { readonly uri: string; readonly template: string | null };

/** Request: the resources of an open config, and what would become of them; `null` when the config is not open. */
export const planRequest = "spool/plan";
export type PlanRow = {
	/** Name in the config. */
	readonly resource: string;
	/** Of its name, in lines and characters of the document. */
	readonly range: {
		readonly start: { readonly line: number; readonly character: number };
		readonly end: { readonly line: number; readonly character: number };
	};
	/** Who makes the change; absent when it is as it is deployed, or when that is not known. */
	readonly kind?: PlannedChange["kind"];
	readonly isContainer?: boolean;
	readonly properties?: readonly string[];
};

/** Request: the resource that a position lies in; `null` when there is none. */
export const resourceAtRequest = "spool/resourceAt";
export type ResourceAtParams = {
	readonly uri: string;
	readonly position: { readonly line: number; readonly character: number };
};
export type ResourceAt = { readonly name: string; readonly type: string };
