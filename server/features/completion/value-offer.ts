import { escapeSnippet } from "../../schema/skeleton.ts";
import { CompletionItemKind, type Offer, type Spot, writeScalar } from "./offer.ts";

/** A whole scalar, written as its place needs it. */
export function valueOffer(value: string | number | boolean, spot: Spot, rest: Partial<Offer>): Offer {
	return {
		label: String(value),
		kind: CompletionItemKind.Value,
		snippet: escapeSnippet(writeScalar(value, spot.place)),
		group: 0,
		isWhole: true,
		...rest,
	};
}
