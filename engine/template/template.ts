import type { Intrinsic } from "./intrinsics.ts";

/** One resource of a template, as CloudFormation reads it. */
export type CfnResource = {
	readonly Type: string;
	readonly Properties?: Readonly<Record<string, unknown>>;
	readonly DependsOn?: string | readonly string[];
	readonly Condition?: string;
	readonly Metadata?: unknown;
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
	readonly CreationPolicy?: unknown;
	readonly UpdatePolicy?: unknown;
};

/** One output of a template. */
export type CfnOutput = {
	readonly Value: unknown;
	readonly Description?: string;
	readonly Export?: { readonly Name: string | Intrinsic };
};

/** A CloudFormation template. */
export type Template = {
	readonly AWSTemplateFormatVersion: "2010-09-09";
	readonly Description: string;
	/** CloudFormation keeps it and does nothing with it. */
	readonly Metadata?: Readonly<Record<string, unknown>>;
	readonly Resources: Readonly<Record<string, CfnResource>>;
	readonly Outputs: Readonly<Record<string, CfnOutput>>;
};

/** Whether a resource is a bucket with transfer acceleration. */
export function isAccelerated(resource: CfnResource | undefined): boolean {
	return resource?.Properties?.["AccelerateConfiguration"] !== undefined;
}
