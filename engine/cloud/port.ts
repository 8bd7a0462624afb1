import type { FunctionPort } from "./port/functions.ts";
import type { CallOptions, ObjectPort } from "./port/objects.ts";
import type { ServicePort } from "./port/services.ts";
import type { StackPort } from "./port/stacks.ts";
import type { StateMachinePort } from "./port/state-machines.ts";

export type * from "./port/functions.ts";
export type * from "./port/objects.ts";
export type * from "./port/services.ts";
export type * from "./port/stacks.ts";
export type * from "./port/state-machines.ts";

/** Whose credentials are in use. */
export type Identity = {
	/** Twelve digits. */
	readonly account: string;
	readonly arn: string;
	/** Milliseconds since 1970; absent for credentials that do not expire. */
	readonly expiresAt?: number;
	/** Spool gets new ones by itself before these expire, as long as the sign-in behind them lasts. */
	readonly isRenewed?: boolean;
};

/** Where an image lies, in any registry. */
export type ImageAddress = {
	/** A host, with its port where it has one: `public.ecr.aws`. */
	readonly registry: string;
	readonly repository: string;
	/** A tag, or a digest (`sha256:…`). */
	readonly reference: string;
};

/** The description of an image or of several (an index), in the bytes that its digest is of. */
export type Manifest = { readonly digest: string; readonly mediaType: string; readonly bytes: Uint8Array };

/** A layer or a configuration: bytes that a manifest names by their digest. */
export type ImageBlob = {
	readonly digest: string;
	readonly size: number;
	/** Where the bytes come from: made here, as often as they are asked for, or kept by another image's repository. */
	readonly source:
		| { readonly kind: "made"; readonly read: () => AsyncIterable<Uint8Array> }
		| { readonly kind: "stored"; readonly at: ImageAddress };
};

/** An image to be stored: its manifests, and every blob that they name. */
export type ImageToPush = {
	readonly blobs: readonly ImageBlob[];
	/** Parts of an index come before it. One without a tag is stored under its digest. */
	readonly manifests: readonly (Manifest & { readonly tag?: string })[];
};

/** How a program that pushes by itself gets into the repositories of the account. */
export type RegistryLogin = {
	/** Host, with its port where it has one. */
	readonly registry: string;
	/** The registry speaks plain HTTP. */
	readonly isPlain: boolean;
	readonly username: string;
	/** Valid for some hours. Never part of a message. */
	readonly password: string;
};

export type ImagePort = {
	/** Deletes every image of a repository; a repository that is not there is empty. Gives how many. */
	empty(repository: string, options: CallOptions): Promise<number>;
	/** The tags of a repository of the account; `undefined` if there is no such repository. */
	tags(repository: string, options: CallOptions): Promise<readonly string[] | undefined>;
	/** Deletes tags, and images that have no other; tags that are not there do not matter. */
	untag(repository: string, tags: readonly string[], options: CallOptions): Promise<void>;
	/** The manifest that lies at an address, in whatever registry; `undefined` if there is none. */
	manifest(address: ImageAddress, options: CallOptions): Promise<Manifest | undefined>;
	/** The bytes of a small blob (a configuration) of the image at an address, checked against `digest`. */
	blob(address: ImageAddress, digest: string, options: CallOptions): Promise<Uint8Array>;
	/**
	 * Stores an image in a repository of the account. Blobs that it has are not sent; `uploaded` is told the bytes of
	 * blobs that have arrived or were there, and `sent` of the result counts what went over the line.
	 */
	push(
		repository: string,
		image: ImageToPush,
		options: CallOptions & { readonly uploaded?: (bytes: number) => void },
	): Promise<{ readonly sent: number }>;
	login(options: CallOptions): Promise<RegistryLogin>;
};

export type SecretPort = {
	/** Id of the current version of a secret; `undefined` if there is no such secret. Never reads its value. */
	currentVersion(name: string, options: CallOptions): Promise<string | undefined>;
	/**
	 * Makes a secret that holds a map of texts, or adds keys to one. `missing` is told what the secret holds, nothing
	 * if there is none, and gives what to add; when that is nothing, nothing is written. `tags` are for a new secret.
	 */
	complete(
		name: string,
		missing: (known: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
		tags: Readonly<Record<string, string>>,
		options: CallOptions,
	): Promise<void>;
};

/** A parameter of Systems Manager without its value. `type`: `String`, `StringList` or `SecureString`. */
export type ParameterState = { readonly type: string; readonly version: number };

export type ParameterPort = {
	/** Type and current version of a parameter; `undefined` if there is none. Never reads its value. */
	describe(name: string, options: CallOptions): Promise<ParameterState | undefined>;
	/** Names of the parameters below a path that ends in a slash. */
	list(path: string, options: CallOptions): Promise<readonly string[]>;
	/**
	 * Keeps a text encrypted; one that is kept already is not written again. References in it (`{{resolve:…}}`) are
	 * replaced by the values of the secrets and parameters, which nobody on this side of the port sees.
	 */
	write(name: string, text: string, options: CallOptions): Promise<void>;
	/** Deletes parameters; those that are not there do not matter. */
	remove(names: readonly string[], options: CallOptions): Promise<void>;
};

/** Where a VPC lies: its IPv4 range, and its subnets by whether they have a route to an internet gateway. */
export type VpcState = {
	readonly vpcId: string;
	readonly cidr: string;
	readonly publicSubnets: readonly string[];
	readonly privateSubnets: readonly string[];
};

export type NetworkPort = {
	/** A VPC of the region; `undefined` if there is none. */
	vpc(id: string, options: CallOptions): Promise<VpcState | undefined>;
	/**
	 * Accepts a VPC peering connection that somebody else has asked for. Resolves at once when it is accepted already;
	 * waits a minute for one that is only being asked for. Fails when it is gone or was refused.
	 */
	acceptPeering(connectionId: string, options: CallOptions): Promise<void>;
};

/** A public hosted zone. `name` without its final dot; the name servers that the domain must be delegated to. */
export type HostedZone = {
	readonly id: string;
	readonly name: string;
	readonly nameServers: readonly string[];
};

export type DomainPort = {
	/** The account's public hosted zone that a domain belongs to: of several the one with the longest name. */
	zoneOf(domain: string, options: CallOptions): Promise<HostedZone | undefined>;
	/**
	 * ARN of an issued certificate of the region that covers a domain, by its own name rather than by a wildcard, but
	 * of none that the stack `notOf` has made.
	 */
	certificateFor(domain: string, notOf: string, options: CallOptions): Promise<string | undefined>;
};

export type DistributionPort = {
	/** Makes CloudFront forget what it keeps. Resolves when it has accepted that, minutes before it is done. */
	invalidate(id: string, paths: readonly string[], options: CallOptions): Promise<void>;
};

/** Keys that a script acts with. Never part of a message. */
export type RoleKeys = {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken: string;
};

/** What the plugin of Session Manager needs for a session: the request and the answer of `ssm:StartSession`. */
export type SessionTicket = {
	readonly request: Readonly<Record<string, unknown>>;
	readonly response: Readonly<Record<string, unknown>>;
	/** Address of Systems Manager. */
	readonly endpoint: string;
};

/** A machine of EC2. It runs for some time before its agent tells Systems Manager of it. */
export type Machine = { readonly id: string; readonly isReachable: boolean };

/** How commands on a machine ended. */
export type CommandOutcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** What scripts of a config need of AWS. The one part that reads secrets: their values go into a script's variables. */
export type ScriptPort = {
	/** The value of a secret, of one version or the current one; `undefined` if there is none. */
	secretValue(name: string, version: string | undefined, options: CallOptions): Promise<string | undefined>;
	/** The value of a parameter, decrypted; `undefined` if there is none. */
	parameterValue(name: string, options: CallOptions): Promise<string | undefined>;
	assumeRole(arn: string, options: CallOptions): Promise<RoleKeys>;
	/** The running machines of an Auto Scaling group, and which of them Systems Manager reaches. */
	machines(group: string, options: CallOptions): Promise<readonly Machine[]>;
	/**
	 * Opens the session of a tunnel from this machine, through another one, to a port of a host. Without `localPort`
	 * the plugin takes a port of this machine that is free.
	 */
	startTunnel(
		machine: string,
		to: { readonly host: string; readonly port: number; readonly localPort?: number },
		options: CallOptions,
	): Promise<SessionTicket>;
	/** Opens the session of a shell on a machine. */
	startShell(machine: string, options: CallOptions): Promise<SessionTicket>;
	/** Starts commands of the shell on a machine. Gives the id to ask for their outcome by. */
	startCommands(
		machine: string,
		commands: readonly string[],
		folder: string,
		options: CallOptions,
	): Promise<string>;
	/** How commands ended; `undefined` while they run. */
	commandOutcome(machine: string, id: string, options: CallOptions): Promise<CommandOutcome | undefined>;
	/** Ends commands that run, as far as Systems Manager can. */
	stopCommands(machine: string, id: string, options: CallOptions): Promise<void>;
};

/** One line of a log. */
export type LogLine = {
	readonly id: string;
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly text: string;
	/** What of the resource wrote it: an instance of a function, a container. */
	readonly stream: string;
};

export type LogPort = {
	/** Like `recent`, with what tells lines apart; `pattern` is a filter pattern of CloudWatch. */
	lines(
		group: string,
		wanted: { readonly since: number; readonly limit: number; readonly pattern?: string },
		options: CallOptions,
	): Promise<readonly LogLine[]>;
	/** The newest lines of a log group since `since` (milliseconds), oldest first; none if there is no group. */
	recent(group: string, since: number, limit: number, options: CallOptions): Promise<readonly string[]>;
};

/**
 * AWS as a deploy needs it: few methods, named for their purpose. Paging, retries, throttling and the naming of
 * credential errors end behind it. Methods fail with a `Failure` whose kind tells credentials, permission,
 * network and everything else apart; an abort passes through as the signal's own error.
 */
export type Cloud = {
	readonly region: string;
	/** The same account, as the same caller, in another region. */
	in(region: string): Cloud;
	/** Whose credentials are in use. Also the first call of every operation, so that it finds expired ones. */
	identity(options: CallOptions): Promise<Identity>;
	readonly stacks: StackPort;
	readonly objects: ObjectPort;
	readonly functions: FunctionPort;
	readonly services: ServicePort;
	readonly stateMachines: StateMachinePort;
	readonly images: ImagePort;
	readonly secrets: SecretPort;
	readonly parameters: ParameterPort;
	readonly networks: NetworkPort;
	readonly domains: DomainPort;
	readonly distributions: DistributionPort;
	readonly logs: LogPort;
	readonly scripts: ScriptPort;
};
