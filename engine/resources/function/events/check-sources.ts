import type { Text } from "../../../template/intrinsics.ts";
import type { Finding, Path } from "../../kind.ts";

/** Something that Lambda reads for a function: whose event it is, and the queue, stream or consumer. */
export type EventSource = { readonly index: number; readonly key: string; readonly arn: Text | undefined };

/** Lambda makes one mapping of a source to a function, and refuses the second. */
export function checkSources(sources: readonly EventSource[]): readonly Finding[] {
	const first = new Map<string, EventSource>();
	return sources.flatMap((source): Finding[] => {
		if (source.arn === undefined) return [];
		const text = JSON.stringify(source.arn);
		const other = first.get(text);
		if (!other) {
			first.set(text, source);
			return [];
		}
		const place = ({ index, key }: EventSource): Path => ["events", index, "properties", key];
		return [
			{
				code: "duplicate-event-source",
				message: `event ${other.index + 1} reads this already, and Lambda reads it for a function once only`,
				path: place(source),
				hint: "remove one of the two events",
				related: [{ message: "it is read here first", path: place(other) }],
			},
		];
	});
}
