import type { Static, TSchema } from "typebox";
import type { Want } from "../config/facts.ts";
import type { PhysicalName } from "../names/physical-name.ts";
import type { Target } from "../names/target.ts";
import type { Elsewhere } from "../report/problem.ts";
import type { Intrinsic, Text } from "../template/intrinsics.ts";
import type { CfnResource } from "../template/template.ts";
import type { BuildPlan } from "./shared/build-plan.ts";
import type {
	Aftercare,
	ArtifactPlan,
	CommandPlan,
	DirectoryPlan,
	InjectionPlan,
	ScriptPlan,
	SecretPlan,
} from "./shared/plans.ts";

export type {
	Aftercare,
	ArtifactPlan,
	CommandPlan,
	DirectoryPlan,
	FileRule,
	ImagePlan,
	InjectionPlan,
	ScriptPlan,
	SecretPlan,
	SecretValue,
	ZipPlan,
} from "./shared/plans.ts";

/** A half-open range of UTF-16 offsets in the config (the same shape as `text/span.ts`). */
type Span = { readonly start: number; readonly end: number };

/**
 * What a value of the config may be when the compiler sees it: free text may be an intrinsic, because a directive
 * that CloudFormation resolves may stand there; everything else is known.
 */
export type Deployed<T> = T extends string
	? string extends T
		? T | Intrinsic
		: T
	: T extends readonly (infer Item)[]
		? readonly Deployed<Item>[]
		: T extends object
			? { readonly [Key in keyof T]: Deployed<T[Key]> }
			: T;

/** A path to a property of a resource, below `properties`: `["events", 0, "properties", "path"]`. */
export type Path = readonly (string | number)[];

/** A resource of the config, or a part of one: its values, and where each of them stands. */
export type Placed<Properties = unknown> = {
	/** What logical ids and names are made of: the key in `resources`, for a part what its resource gives it. */
	readonly name: string;
	/** How the config refers to it: the key in `resources`, or `web.loadBalancer` for a part. Unique, unlike `name`. */
	readonly reference: string;
	readonly type: string;
	/** The key. */
	readonly nameSpan: Span;
	/** The whole block, key included. */
	readonly span: Span;
	/** The value of `type`. */
	readonly typeSpan: Span;
	readonly values: Properties;
	/** Where the value at `path` stands; the nearest part that exists when it does not. */
	spanOf(path: Path): Span;
	/** Where the key at `path` stands; like `spanOf` for items of lists. */
	keySpanOf(path: Path): Span;
};

/** One problem that a room finds in its resource; `link` fills in what is missing. */
export type Finding = {
	readonly code: string;
	readonly message: string;
	readonly path: Path;
	/** Point at the key instead of the value. */
	readonly atKey?: boolean;
	readonly severity?: "error" | "warning" | "hint";
	readonly hint?: string;
	readonly fix?: { readonly title: string; readonly text: string };
	/** A wrong word at `path`, and what can stand there: the word that was most likely meant becomes hint and fix. */
	readonly instead?: { readonly word: string; readonly candidates: readonly string[] };
	/** It is none where it is deployed already: a deploy asks AWS before it stops. */
	readonly unlessDeployed?: true;
	/** The place in the user's code where the fault lies. */
	readonly elsewhere?: Elsewhere;
	/** Other places in the same resource that have part in it. */
	readonly related?: readonly { readonly message: string; readonly path: Path }[];
};

/** One use of a resource by another one. */
export type Use = {
	/** The resource that holds the reference. */
	readonly by: Placed;
	/** Path of the reference in `by`. */
	readonly path: Path;
	/** The object that holds the reference, e.g. the properties of an event. */
	readonly holder: Readonly<Record<string, unknown>>;
	/** Security group of the network interfaces of `by`; absent when it has none in the VPC. */
	readonly securityGroup?: Text;
};

/** Who connects to a resource by `connectTo`. */
export type Accessor = {
	readonly by: Placed;
	/** Security group of its network interfaces; absent when it has none in the VPC. */
	readonly securityGroup?: Text;
};

/** What `connectTo` brings to a resource. */
export type Connections = {
	/** For its role. */
	readonly statements: readonly Statement[];
	/** Environment variables, `STP_…`. */
	readonly environment: Readonly<Record<string, Text>>;
	/** What the targets ask for beside these, e.g. a database user for the role. */
	readonly children: (role: Text) => readonly Child[];
};

/** What a room sees of the rest of the config. */
export type Surroundings = {
	readonly target: Target;
	/** Everything at the top level of the config but `resources`, e.g. `stackConfig`. */
	readonly settings: Readonly<Record<string, unknown>>;
	/** A resource by its reference: `web` or `web.loadBalancer`. */
	resource(reference: string): Placed | undefined;
	/** Every sound resource, parts behind the resource that they belong to. */
	all(): readonly Placed[];
	/** The resource that the word at `path` of the resource `by` (a reference) names, as `references` and `arnOf` allow it. */
	namedAt(by: string, path: Path): Placed | undefined;
	/** Where other resources refer to `reference` by a property with `references` or `arnOf` (not by `connectTo`). */
	usesOf(reference: string): readonly Use[];
	/** True when a faulty resource refers to `reference` too: what it says there is not in `usesOf`. */
	hasFaultyUse(reference: string): boolean;
	/** Who connects to `reference` by `connectTo`, in the order of the config. */
	accessors(reference: string): readonly Accessor[];
	/** What `connectTo` of this resource brings. */
	connections(resource: Placed): Connections;
	/** Parameters of a resource by its reference, as `$ResourceParam` gives them. */
	paramsOf(reference: string): Readonly<Record<string, Param>>;
	/**
	 * The answer to a want: `undefined` as long as nobody knows it, `null` when what is asked for does not exist. The
	 * question becomes part of the analysis, so that whoever may do I/O answers it and analyses again.
	 */
	fact(want: Want): string | null | undefined;
	/** `make`'s value, made once for this config and kept under `key`. */
	once<T>(key: string, make: () => T): T;
	/** The stack tags, in order. */
	readonly tags: readonly { readonly Key: string; readonly Value: Text }[];
};

/** A statement of an IAM policy. */
export type Statement = {
	readonly Sid?: Text;
	readonly Effect: Text;
	readonly Action: readonly Text[] | string;
	readonly Resource: readonly Text[] | Text;
	readonly Condition?: unknown;
	readonly Principal?: unknown;
};

/** A CloudFormation resource that a config resource expands to. */
export type Child = {
	readonly id: string;
	readonly resource: CfnResource;
	/** The name that AWS will see, when the format gives one. */
	readonly name?: PhysicalName;
	/** Path of the property that made this child, e.g. `["events", 0]`; absent: the resource as a whole. */
	readonly origin?: Path;
	/** It is the stack's (`Stp…`): every resource that needs it gives it alike, and one is made. */
	readonly shared?: true;
	/**
	 * It must stand in us-east-1. In a stack of another region it goes into the stack's companion there, where what it
	 * refers to must stand too; `edgeRef` and `edgeAttribute` of `shared/edge.ts` refer to it from either place.
	 */
	readonly region?: "us-east-1";
	/**
	 * What references to it stand for, known before it exists, for resources that must be there first: the compiler
	 * puts the texts in the place of those references. Given its properties as the template has them.
	 */
	readonly spelled?: (properties: Readonly<Record<string, unknown>>) => Spelled | undefined;
};

/** What `Ref` and `Fn::GetAtt` of a resource give, in words. */
export type Spelled = { readonly ref: Text; readonly attributes: Readonly<Record<string, Text>> };

/** A parameter that `$ResourceParam` and `connectTo` can ask for. */
export type Param = {
	readonly docs: string;
	readonly value: Text;
	readonly shown: boolean;
	/** It holds a password: no overview shows it, and the engine keeps it in an encrypted parameter of the stack. */
	readonly sensitive?: true;
};

/** A resource of the format that another one consists of, e.g. the load balancer of a service. */
export type Part = {
	/** What follows the dot: the config refers to it as `{resource}.{key}`. */
	readonly key: string;
	/** A resource type. */
	readonly type: string;
	/** What its logical ids and names are made of; often the resource's own name. */
	readonly name: string;
	/** Its properties, as its room's schema has them; texts may be intrinsics. They are not checked again. */
	readonly properties: Readonly<Record<string, unknown>>;
	/** Where a path of the part is written in the properties of the resource; the same path when left out. */
	readonly placeOf?: (path: Path) => Path;
};

/** An output of the stack that a resource brings. */
export type BroughtOutput = {
	readonly name: string;
	readonly value: unknown;
	readonly description?: string;
	/** Other stacks may import it. */
	readonly isExported: boolean;
};

/** All that Spool knows about one resource type. */
export type ResourceKind<P extends TSchema = TSchema> = {
	readonly type: string;
	/** What it is, in our own words: one or two sentences of Markdown. */
	readonly docs: string;
	/** Name of the AWS service and where its limits are written. */
	readonly source: string;
	/** The schema of `properties` (TypeBox): the one declaration that everything else reads. */
	readonly properties: P;
	/** A snippet (LSP syntax) for the block below the resource's name, without indentation of its own. */
	readonly snippet: string;
	/** Names that AWS will see, by logical id. */
	readonly names: (
		resource: Placed<Deployed<Static<P>>>,
		target: Target,
	) => Readonly<Record<string, PhysicalName>>;
	/** Parameters by name. */
	readonly params: (
		resource: Placed<Deployed<Static<P>>>,
		surroundings: Surroundings,
	) => Readonly<Record<string, Param>>;
	/** Every parameter's name and docs, also those that depend on the properties; for completion and docs. */
	readonly paramDocs: Readonly<Record<string, string>>;
	/** Statements that `connectTo` this resource brings; absent when it cannot be connected to. */
	readonly connect?: (resource: Placed<Deployed<Static<P>>>, target: Target) => readonly Statement[];
	/** What this resource needs for each resource `by` that connects to it, whose role has the ARN `role`. */
	readonly admit?: (
		resource: Placed<Deployed<Static<P>>>,
		by: Placed,
		role: Text,
		surroundings: Surroundings,
	) => readonly Child[];
	/** Security group of the network interfaces of this resource, when it has them in the VPC. */
	readonly securityGroup?: (resource: Placed<Deployed<Static<P>>>) => Text | undefined;
	/**
	 * Resources of the format that this one consists of. Each is compiled by its own room, and is the resource's in
	 * overrides and overviews.
	 */
	readonly parts?: (resource: Placed<Deployed<Static<P>>>, target: Target) => readonly Part[];
	/**
	 * What a child of the part with this key becomes in this resource, where its own room does not know all. What the
	 * stack shares is not asked for.
	 */
	readonly amend?: (resource: Placed<Deployed<Static<P>>>, part: string, child: Child) => Child;
	/** The parameters and links of the parts are the resource's own as well. */
	readonly hoistsParts?: true;
	/** Rules that the schema cannot say. */
	readonly check?: (resource: Placed<Deployed<Static<P>>>, surroundings: Surroundings) => readonly Finding[];
	readonly compile: (resource: Placed<Deployed<Static<P>>>, surroundings: Surroundings) => readonly Child[];
	readonly artifacts?: (resource: Placed<Deployed<Static<P>>>) => readonly ArtifactPlan[];
	/** What the engine does after a deploy, because a template with the format's logical ids cannot say it. */
	readonly aftercare?: (
		resource: Placed<Deployed<Static<P>>>,
		target: Target,
		surroundings: Surroundings,
	) => readonly Aftercare[];
	/** What the engine builds before it packages anything. */
	readonly builds?: (resource: Placed<Deployed<Static<P>>>) => readonly BuildPlan[];
	/** What the engine writes into pages after CloudFormation is done. */
	readonly injections?: (resource: Placed<Deployed<Static<P>>>) => readonly InjectionPlan[];
	/** Directories that the engine mirrors into buckets after every deploy. */
	readonly directories?: (resource: Placed<Deployed<Static<P>>>) => readonly DirectoryPlan[];
	/** Secrets that have to be there before CloudFormation begins. */
	readonly secrets?: (resource: Placed<Deployed<Static<P>>>, target: Target) => readonly SecretPlan[];
	/** Commands that the engine runs on this machine after every deploy. */
	readonly commands?: (resource: Placed<Deployed<Static<P>>>, target: Target) => readonly CommandPlan[];
	/** What the engine runs after every deploy or before a delete. */
	readonly scripts?: (resource: Placed<Deployed<Static<P>>>, target: Target) => readonly ScriptPlan[];
	/** What the stack's overview says of the resource beside its parameters, in the format's shape for the type. */
	readonly outputs?: (
		resource: Placed<Deployed<Static<P>>>,
		surroundings: Surroundings,
	) => Readonly<Record<string, unknown>>;
	/** Outputs of the stack that the resource brings. */
	readonly stackOutputs?: (
		resource: Placed<Deployed<Static<P>>>,
		surroundings: Surroundings,
	) => readonly BroughtOutput[];
	/** Links to the AWS console, kebab-case name to address. */
	readonly links?: (resource: Placed<Deployed<Static<P>>>, target: Target) => Readonly<Record<string, Text>>;
};

/** A room whose property types are forgotten, as the readers of all rooms see it. */
export type AnyResourceKind = ResourceKind;

/** Types a room: `properties` decides what the other members see. */
export function defineResource<const P extends TSchema>(kind: ResourceKind<P>): AnyResourceKind {
	// The one place where the types of a room's own properties are forgotten: `link` has checked every value
	// against `kind.properties` before any of these functions runs.
	return kind as unknown as AnyResourceKind;
}
