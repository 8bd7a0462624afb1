import { type Entry, entryOf } from "../text/tree.ts";
import type { Schema } from "./read.ts";
import { report, type Spot, type Walk } from "./walk.ts";

/** The number of a property: what is written, else its default; `undefined` for what is no number. */
function numberOf(
	schema: Schema,
	value: Readonly<Record<string, unknown>>,
	entry: Entry | undefined,
	name: string,
) {
	const number = entry ? value[name] : schema.properties?.[name]?.default;
	return typeof number === "number" ? number : undefined;
}

/** Reports a least that is above its most, for an object whose schema says which two properties they are. */
export function checkOrder(
	schema: Schema,
	value: Readonly<Record<string, unknown>>,
	{ node }: Spot,
	walk: Walk,
): void {
	const [least, most] = schema.ordered ?? [];
	if (least === undefined || most === undefined) return;
	const [leastEntry, mostEntry] = [entryOf(node, least), entryOf(node, most)];
	const low = numberOf(schema, value, leastEntry, least);
	const high = numberOf(schema, value, mostEntry, most);
	const place = mostEntry ?? leastEntry;
	if (low === undefined || high === undefined || low <= high || !place) return;
	const isTold = walk.problems.some(({ span }) => span.start === place.value.span.start);
	if (isTold) return;
	report(walk, place.value.span, {
		code: "minimum-above-maximum",
		message: mostEntry
			? `${most} is ${high}, but must be at least ${least}, which is ${low}`
			: `${least} is ${low}, but ${most} is ${high} when it is left out`,
		hint: mostEntry ? `lower ${least} or raise ${most}` : `add ${most}: ${low} or more`,
	});
}
