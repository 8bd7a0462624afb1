import type { LineMap } from "../../engine/index.ts";
import { flowPlace } from "./flow-place.ts";
import type { Place } from "./place.ts";
import { yamlPlace } from "./yaml-place.ts";

export type { Layout, Path, Place } from "./place.ts";

/** Where in the structure of a config a cursor is; `undefined` where nothing can be completed. */
export function placeAt(text: string, offset: number, lines: LineMap, isJson: boolean): Place | undefined {
	if (!isJson) return yamlPlace(text, offset, lines);
	const start = text.search(/[{[]/);
	return start < 0 ? undefined : flowPlace({ text, offset, start, path: [], isJson });
}
