import { createHash } from "node:crypto";

/** How long AWS lets a name be, and where AWS says so. `maxLength` undefined: the format never shortens it. */
export type NameLimit = { readonly maxLength: number | undefined; readonly source: string };

/** A name as AWS will see it. */
export type PhysicalName = {
	readonly text: string;
	/** The name before shortening; equal to `text` when it fits. */
	readonly full: string;
	readonly shortened: boolean;
	/** True when the name holds a hash of the account and the account is not known, so that `text` holds a placeholder. */
	readonly provisional: boolean;
};

/**
 * Joins `parts` with dashes and shortens the result to fit `limit`.
 *
 * A shortened name keeps its head and ends in six hex digits (SHAKE256, 3 bytes) of a hash of the full name, so
 * two long names that share a head stay distinct. `suffix` is never cut: AWS gives some endings a meaning
 * (`.fifo`), where the format's reference lost them.
 */
export function physicalName(
	parts: readonly string[],
	limit: NameLimit,
	options: { readonly suffix?: string; readonly provisional?: boolean } = {},
): PhysicalName {
	const { suffix = "", provisional = false } = options;
	const full = parts.join("-") + suffix;
	if (limit.maxLength === undefined || full.length <= limit.maxLength) {
		return { text: full, full, shortened: false, provisional };
	}
	const hash = createHash("shake256", { outputLength: 3 }).update(full).digest("hex");
	const head = full.slice(0, limit.maxLength - hash.length - 1 - suffix.length);
	return { text: `${head}-${hash}${suffix}`, full, shortened: true, provisional };
}
