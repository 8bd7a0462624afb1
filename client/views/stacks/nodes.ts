import type { Uri } from "vscode";
import type { HistoryEntry } from "../../../engine/effects.ts";
import type { ChildRow, ResourceRow } from "../../stacks/rows.ts";
import type { Target } from "../../target.ts";

/** A row of the tree of stacks. */
export type ConfigNode = { readonly kind: "config"; readonly config: Uri; readonly isOnly: boolean };
export type StackNode = {
	readonly kind: "stack";
	readonly config: Uri;
	readonly target: Target;
	/** The stage that commands work on, for which the config is compiled. */
	readonly isChosen: boolean;
};
type InStack = { readonly config: Uri; readonly stack: StackNode };
export type ResourceNode = InStack & { readonly kind: "resource"; readonly row: ResourceRow };
export type ChildNode = InStack & { readonly kind: "child"; readonly row: ChildRow; readonly owner: string };
export type GroupNode = InStack & {
	readonly kind: "group";
	readonly label: string;
	readonly nodes: readonly (ChildNode | ValueNode)[];
};
/** The last deploys of a stack, read when somebody opens the row. */
export type DeploysNode = InStack & { readonly kind: "deploys" };
export type DeployNode = InStack & { readonly kind: "deploy"; readonly entry: HistoryEntry };
/** Something to copy: an output, or a value of a resource. */
export type ValueNode = InStack & {
	readonly kind: "value";
	readonly name: string;
	readonly value: string;
	readonly owner: string;
};
export type NoteNode = InStack & {
	readonly kind: "note";
	readonly text: string;
	readonly command?: { readonly title: string; readonly command: string; readonly arguments?: unknown[] };
};

export type Node =
	| DeploysNode
	| DeployNode
	| ConfigNode
	| StackNode
	| ResourceNode
	| ChildNode
	| GroupNode
	| ValueNode
	| NoteNode;
