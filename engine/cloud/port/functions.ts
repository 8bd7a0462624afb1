import type { CallOptions } from "./objects.ts";

/** What a function runs with, as far as Lambda takes a change of it directly. */
export type FunctionSettings = {
	readonly handler: string;
	/** Megabytes. */
	readonly memory: number;
	/** Seconds. */
	readonly timeout: number;
	/** ARNs. */
	readonly layers: readonly string[];
	/** The environment variables, each with the SHA-256 (hex) of its value: values may be secrets. */
	readonly variables: Readonly<Record<string, string>>;
};

/** New settings of a function; what is left out stays. A variable that is `null` is removed. */
export type SettingsChange = Partial<Omit<FunctionSettings, "variables">> & {
	readonly variables?: Readonly<Record<string, string | null>>;
};

/** A deployed function as Lambda describes it. */
export type FunctionState = {
	readonly name: string;
	readonly arn: string;
	/** Base64 SHA-256 of the code that Lambda has, which is the digest of the zip. */
	readonly codeSha256: string;
	readonly state: string;
	/** `Successful`, `Failed` or `InProgress`; only `Successful` means that new calls run this code. */
	readonly lastUpdateStatus: string;
	readonly lastUpdateReason?: string;
	readonly settings: FunctionSettings;
	readonly tags: Readonly<Record<string, string>>;
};

/** How a call of a function ended. */
export type Invocation = {
	/** What went wrong, in the words of the code or of Lambda; absent when nothing did. */
	readonly error?: string;
	/** The last lines that the function wrote, oldest first. */
	readonly logs: readonly string[];
};

export type FunctionPort = {
	/** `undefined` if there is no such function. */
	read(name: string, options: CallOptions): Promise<FunctionState | undefined>;
	/** Like `read` without tags, from the cheaper call that is made to be polled. */
	status(name: string, options: CallOptions): Promise<Omit<FunctionState, "tags"> | undefined>;
	/** Replaces the code. Resolves when Lambda has accepted it; gives the digest that Lambda computed. */
	updateCode(
		name: string,
		code: { readonly zip: Uint8Array } | { readonly bucket: string; readonly key: string },
		options: CallOptions,
	): Promise<{ readonly codeSha256: string }>;
	/**
	 * Changes settings. Resolves when Lambda has accepted it. Variables that are not named keep their values, which
	 * nobody on this side of the port sees.
	 */
	configure(name: string, change: SettingsChange, options: CallOptions): Promise<void>;
	tag(arn: string, tags: Readonly<Record<string, string>>, options: CallOptions): Promise<void>;
	untag(arn: string, keys: readonly string[], options: CallOptions): Promise<void>;
	/** Lets anyone call the function through its public URL, which has to exist. Safe to do again. */
	allowPublicUrl(name: string, options: CallOptions): Promise<void>;
	/** Takes back what `allowPublicUrl` gave; nothing happens when it gave nothing. */
	denyPublicUrl(name: string, options: CallOptions): Promise<void>;
	/**
	 * Calls the function with an event (JSON) and waits for its end; `undefined` if there is no such function. Called
	 * once, whatever happens. References to secrets and parameters in the event (`{{resolve:…}}`) are replaced by
	 * their values, which nobody on this side of the port sees.
	 */
	invoke(name: string, event: string, options: CallOptions): Promise<Invocation | undefined>;
};
