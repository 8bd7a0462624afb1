import type { Target } from "../../names/target.ts";
import type { Elsewhere } from "../../report/problem.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { DirectiveArgument, Node } from "../../text/tree.ts";
import type { Facts, Want } from "../facts.ts";

/** One argument that a directive takes. */
export type DirectiveParameter = {
	readonly name: string;
	readonly docs: string;
	/** `text` takes text only; `any` takes everything. */
	readonly takes: "text" | "any";
	/** The only texts that it takes. */
	readonly values?: readonly string[];
	/** The form that a text must have, and what to say when it does not. */
	readonly form?: { readonly pattern: RegExp; readonly hint: string };
	readonly optional?: boolean;
	/** Takes all further arguments. */
	readonly rest?: boolean;
};

/** What a local directive sees. */
export type LocalContext = {
	readonly target: Target;
	readonly facts: Facts;
	/** The whole config as written. */
	readonly root: Node | undefined;
};

/** What a directive gives, or why it gives nothing. */
export type Evaluated =
	| { readonly kind: "value"; readonly value: unknown }
	/** A text in which nothing is a directive. */
	| { readonly kind: "raw"; readonly text: string }
	/** A part of the config, with its own directives still in it. */
	| { readonly kind: "node"; readonly node: Node }
	/** It has a value, but nobody here knows it: the want is not answered. */
	| { readonly kind: "unknown" }
	/** It comes of code that must not be run here. */
	| { readonly kind: "not-allowed"; readonly called: string }
	| {
			readonly kind: "wrong";
			readonly code: string;
			readonly message: string;
			readonly hint?: string;
			/** Where the fault lies in the user's code. */
			readonly elsewhere?: Elsewhere;
	  };

/** What a runtime directive sees when the template is made. */
export type RuntimeContext = {
	readonly target: Target;
	readonly facts: Facts;
	/** The parameters of a resource: `faulty` when its own block has a problem, `undefined` for a name that is no resource. */
	paramsOf(resource: string): Readonly<Record<string, Text>> | "faulty" | undefined;
	/** Names of all resources, for messages. */
	readonly resourceNames: readonly string[];
	/** The CloudFormation type of a child; `faulty` when it may be missing because of another problem. */
	typeOf(logicalId: string): string | "faulty" | undefined;
	/** Logical ids of all children, for messages. */
	readonly logicalIds: readonly string[];
	/** Adds an output to the template, as some directives do; false when one of that name has another value. */
	addOutput(name: string, value: Text): boolean;
};

type Shared = {
	readonly name: string;
	readonly docs: string;
	readonly parameters: readonly DirectiveParameter[];
	/** A complete use, shown in docs and completion. */
	readonly example: string;
	/** LSP snippet for what follows the `$`. */
	readonly snippet: string;
};

/** A directive whose value is computed while the config is resolved. */
export type LocalDirective = Shared & {
	readonly kind: "local";
	/** Something that should be known before. */
	readonly want?: (args: readonly DirectiveArgument[], target: Target) => Want;
	readonly evaluate: (args: readonly DirectiveArgument[], context: LocalContext) => Evaluated;
};

/** A directive whose value is known to CloudFormation, or when the template is made. */
export type RuntimeDirective = Shared & {
	readonly kind: "runtime";
	/** Something that should be known before the template is made. */
	readonly want?: (args: readonly DirectiveArgument[], target: Target) => Want;
	/** `args` hold no directives any more: nested ones are rendered. */
	readonly render: (args: readonly unknown[], context: RuntimeContext) => Evaluated;
};

export type Directive = LocalDirective | RuntimeDirective;
