import type { Text } from "../../template/intrinsics.ts";

/** A half-open range of UTF-16 offsets in the config (the same shape as `text/span.ts`). */
type Span = { readonly start: number; readonly end: number };

type Architecture = "x86_64" | "arm64";

/** A zip that packaging makes and a template names by `ArtifactSlot`s `bucket`, `key` and `digest`. */
export type ZipPlan = {
	/** Name of the config resource, which is also the job's name in keys (naming.md 11). */
	readonly job: string;
	readonly kind: "zip";
	/** The `packaging` of the config, checked against the schema. */
	readonly packaging: unknown;
	/** E.g. `nodejs24.x`. */
	readonly runtime: string;
	readonly architecture: Architecture;
	/** Lies in the bucket of the companion stack in us-east-1. */
	readonly region?: "us-east-1";
	/** Where problems of packaging belong in the config. */
	readonly span: Span;
};

/** A container image that packaging makes and a template names by `ArtifactSlot`s `image` (its URI) and `digest`. */
export type ImagePlan = {
	/** `{workload}-{container}` in lower case for containers (naming.md 11). */
	readonly job: string;
	readonly kind: "image";
	readonly packaging: unknown;
	/** Lambda takes a single manifest, ECS also an index. */
	readonly runsOn: "lambda" | "ecs";
	/** Processors that the image is for, at least one. */
	readonly architectures: readonly Architecture[];
	readonly span: Span;
};

/** Something that packaging makes and a template names. */
export type ArtifactPlan = ZipPlan | ImagePlan;

/** Something that AWS needs beside the template, done by the engine after a deploy. Safe to do again. */
export type Aftercare =
	/** Anyone may call the function through its URL. */
	| { readonly kind: "public-function-url"; readonly functionName: string }
	/** The VPC peering connection whose id stands in the stack's overview, as `output` of the resource, is accepted. */
	| { readonly kind: "vpc-peering"; readonly resource: string; readonly output: string }
	/** CDNs forget what they keep: the distributions of `resource`, whose logical ids are `stem` and a number. */
	| { readonly kind: "cdn-invalidation"; readonly resource: string; readonly stem: string }
	/** A bucket that is not of the stack calls a function of it. */
	| {
			readonly kind: "bucket-notification";
			readonly bucket: string;
			/** Name of the function, with `:alias` when calls go through one. */
			readonly functionName: string;
			/** E.g. `s3:ObjectCreated:*`. */
			readonly event: string;
			readonly prefix?: string;
			readonly suffix?: string;
	  };

/** Code of the user that the engine runs beside CloudFormation. */
export type ScriptPlan = {
	readonly trigger: "after:deploy" | "before:delete";
	/** Logical id of the function that is called. */
	readonly functionId: string;
	/** The event that it is called with; texts may be intrinsics. */
	readonly parameters: unknown;
};

/** A secret of Secrets Manager, a JSON map of texts, that the engine makes before the first deploy needs it. */
export type SecretPlan = {
	readonly name: string;
	/** In this order; one that the secret has stays as it is. */
	readonly keys: readonly ({ readonly key: string } & SecretValue)[];
};

/** How the value of a key of a secret is made. */
export type SecretValue =
	| { readonly kind: "hex"; readonly bytes: number }
	/** Letters and digits. */
	| { readonly kind: "password"; readonly length: number }
	/** Made of the secret that another key holds. */
	| { readonly kind: "convex-admin-key"; readonly instanceName: string; readonly secretKey: string };

/** A command of this machine that the engine runs after every deploy. */
export type CommandPlan = {
	readonly label: string;
	/** For the shell. */
	readonly command: string;
	/** Relative to the config. */
	readonly folder: string;
	readonly timeoutSeconds: number;
	/** Texts may be intrinsics, and hold references to secrets. */
	readonly variables: readonly { readonly name: string; readonly value: Text }[];
};

/** Which files of a directory get which headers and tags. */
export type FileRule = {
	/** Globs relative to the directory. */
	readonly include: string;
	readonly exclude?: string;
	readonly headers: readonly { readonly key: string; readonly value: string }[];
	readonly tags: readonly { readonly key: string; readonly value: string }[];
};

/** A directory beside the config that a bucket is made to mirror after every deploy. */
export type DirectoryPlan = {
	/** Logical id of the bucket. */
	readonly bucketId: string;
	/** Relative to the config. */
	readonly directory: string;
	/** Globs of files that stay out. */
	readonly exclude: readonly string[];
	/** Of those that match a file the last one wins, header by header. */
	readonly rules: readonly FileRule[];
	/** The CDN asks for `about/index.html` where a browser asks for `/about`, so that `about.html` is kept there too. */
	readonly hasCleanUrls?: boolean;
	/** Files are sent by transfer acceleration where the bucket has it and it is faster. */
	readonly wantsAcceleration: boolean;
	/** Where the directory is named. */
	readonly span: Span;
};

/** Values of the deployed stack that the engine writes into the pages of a directory before it is mirrored. */
export type InjectionPlan = {
	/** Relative to the config. */
	readonly directory: string;
	/** Texts may be intrinsics. */
	readonly variables: readonly { readonly name: string; readonly value: unknown; readonly span: Span }[];
	/** Folder whose file `.env.{stage}` gets them too, relative to the config. */
	readonly dotenvFolder?: string;
};
