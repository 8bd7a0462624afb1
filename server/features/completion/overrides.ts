import { type Analysis, analyse } from "../../../engine/index.ts";
import { CompletionItemKind, hasValue, type Offer, type Spot } from "./offer.ts";

/** The analysis without the word that is being typed, which may be what makes a block unusable. */
function withoutWord({ source, place }: Spot): Analysis {
	const { text } = source;
	const { file, target } = source.analysis();
	const blank = " ".repeat(place.word.end - place.word.start);
	return analyse(
		{ ...file, text: text.slice(0, place.word.start) + blank + text.slice(place.word.end) },
		target,
	);
}

function offer(label: string, detail: string, value: string, { place, style }: Spot): Offer {
	const key = style.isJson ? `"${label}"` : label;
	return {
		label,
		kind: CompletionItemKind.Class,
		detail,
		snippet: hasValue(place) ? `${key}${place.hasColon ? "" : ":"}` : key + value,
		group: 0,
		isWhole: !hasValue(place),
	};
}

/**
 * Keys of `overrides`: the CloudFormation resources that its resource has, and below one of them the properties
 * that it has in the template.
 */
export function overrideOffers(spot: Spot): readonly Offer[] {
	const { place, style } = spot;
	const [, name, , logicalId] = place.path;
	const { compiled } = withoutWord(spot);
	if (logicalId !== undefined) {
		const properties = compiled.template.Resources[String(logicalId)]?.Properties ?? {};
		const free = Object.keys(properties).filter((key) => !place.taken.includes(key));
		return free.map((key) => offer(key, "property", ": $1", spot));
	}
	const blank = style.isJson ? "" : " ";
	const indent = " ".repeat(place.layout.indent);
	const value = style.kind === "block" ? `:\n${indent}${style.unit}$1` : `: {${blank}$1${blank}\\}`;
	return compiled.names
		.filter((row) => row.resource === name && !place.taken.includes(row.logicalId))
		.map((row) => offer(row.logicalId, row.type, value, spot));
}
