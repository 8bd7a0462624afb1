import { cdnOf } from "../shared/cdn/cdn.ts";
import type { PlacedFunction } from "./properties.ts";

/** The CDN in front of a function's address. */
export const functionCdn = cdnOf(({ name, values }: PlacedFunction) => ({
	cdn: values.cdn,
	own: { kind: "function", name },
}));
