/** Where a config is deployed to. */
export type Target = {
	readonly project: string;
	readonly stage: string;
	readonly region: string;
	/** Twelve digits; absent as long as nobody knows it (no credentials asked yet). */
	readonly account?: string;
};

/** Stands for the stack hash in names as long as the account is not known. */
export const UNKNOWN_HASH = "xxxxxxxx";

/** Name of the CloudFormation stack: `{project}-{stage}`, never shortened. */
export function stackName(target: Target): string {
	return `${target.project}-${target.stage}`;
}

/**
 * A short hash (djb2 with XOR over UTF-16 units, last first): 1 to 8 lower-case hex digits without padding.
 * The multiplication is a double's and the XOR truncates to 32 bits, which existing names depend on.
 */
export function shortHash(text: string): string {
	let hash = 5381;
	for (let index = text.length - 1; index >= 0; index--) hash = (hash * 33) ^ text.charCodeAt(index);
	return (hash >>> 0).toString(16);
}

/** The hash that makes names unique over accounts and regions, or a placeholder while the account is unknown. */
export function stackHash(target: Target): string {
	if (target.account === undefined) return UNKNOWN_HASH;
	return shortHash(target.region + stackName(target) + target.account);
}
