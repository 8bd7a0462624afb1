import type { Ledger } from "../ledger.ts";

/** Where swaps are kept and written down, and how they are made. */
export type SwapPlace = {
	/** The deployment bucket. */
	readonly bucket: string;
	/** Name of the stack's repository of images. */
	readonly repository: string;
	/** What is remembered of swaps in the bucket. */
	readonly ledger: Ledger;
	/** Old tasks of a service are stopped at once: quicker, and nobody answers until the new ones run. */
	readonly isFast: boolean;
};
