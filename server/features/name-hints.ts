import { type InlayHint, MarkupKind } from "vscode-languageserver/node";
import { type Analysis, type PhysicalName, type Span, UNKNOWN_HASH } from "../../engine/index.ts";

/** A resource with the name that AWS will see. */
export type NamedResource = { readonly keySpan: Span; readonly name: PhysicalName };

/** A name as it is shown: a hash that nobody knows yet is not shown as if it were one. */
export function shownName(name: PhysicalName): string {
	if (!name.provisional) return name.text;
	// The hash that ends a shortened name is one of the full name, so that it is not known either.
	const known = name.shortened ? name.text.replace(/[0-9a-f]{6}(\.fifo)?$/, "…$1") : name.text;
	return known.replaceAll(UNKNOWN_HASH, "…");
}

/** What there is to say about a name beyond the name. */
export function nameNotes(name: PhysicalName): readonly string[] {
	const full = name.provisional ? name.full.replaceAll(UNKNOWN_HASH, "…") : name.full;
	return [
		...(name.shortened
			? [`Shortened from \`${full}\`: ${name.full.length} characters, ${name.text.length} are left.`]
			: []),
		...(name.provisional
			? ["`…` stands for a hash of the account, which is known once the account is."]
			: []),
	];
}

/** The resources of a config that have a name of their own at AWS: the first name that their room gives. */
export function namedResources({ graph, target }: Analysis): readonly NamedResource[] {
	return [...graph.resources.values()].flatMap(({ placed, kind, sound }) => {
		const [name] = sound ? Object.values(kind.names(placed, target)) : [];
		return name ? [{ keySpan: placed.nameSpan, name }] : [];
	});
}

/** Shows behind each resource's key the name that AWS will see, and marks the ones that had to be shortened. */
export function nameHints(analysis: Analysis, within?: Span): InlayHint[] {
	const { file, lines } = analysis;
	return namedResources(analysis)
		.filter(({ keySpan }) => !within || (keySpan.start >= within.start && keySpan.end <= within.end))
		.map(({ keySpan, name }) => {
			// Behind the colon, where it is not taken for a part of the key.
			const hasColon = file.text.charAt(keySpan.end) === ":";
			const notes = nameNotes(name);
			return {
				position: lines.positionAt(keySpan.end + (hasColon ? 1 : 0)),
				label: name.shortened ? `✂ ${shownName(name)}` : shownName(name),
				paddingLeft: true,
				...(notes.length > 0 && { tooltip: { kind: MarkupKind.Markdown, value: notes.join("\n\n") } }),
			};
		});
}
