import type { CredentialSource } from "./credential-hints.ts";

/** Where a failed call went and on whose behalf: the words that AWS often leaves out. */
export type CallContext = {
	/** The IAM action, e.g. `s3:PutObject`. */
	readonly action: string;
	readonly region: string;
	/** The host that is asked, where it does not follow from action and region. */
	readonly host?: string;
	/** The endpoint that stands in for AWS, if one does. */
	readonly endpoint?: string;
	/** Where the credentials came from; absent while they are still looked for. */
	readonly source?: CredentialSource;
};
