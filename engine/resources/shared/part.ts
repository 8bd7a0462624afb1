import type { Placed } from "../kind.ts";

/** True for a part of another resource, whose links must not be named like those of its siblings. */
export const isPart = ({ reference }: Placed): boolean => reference.includes(".");
