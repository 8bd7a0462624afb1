import type { Outline, OutlineChild, PlaceRange } from "../../server/protocol.ts";

const linesOf = ({ start, end }: PlaceRange) => end.line - start.line;

const holds = ({ start, end }: PlaceRange, line: number) => start.line <= line && line <= end.line;

/** What the lines of a config become: first what the very words made, then the rest of their resource. */
export function childrenAt(outline: Outline, line: number): readonly OutlineChild[] {
	const resource = outline.resources.findLast(({ nameRange, range }) => {
		// The lines between a resource and the next one are nobody's.
		const last = range.end.character === 0 ? range.end.line - 1 : range.end.line;
		return nameRange.start.line <= line && line <= last;
	});
	const children = resource?.children ?? outline.shared;
	const exact = children
		.filter(({ range }) => holds(range, line) && linesOf(range) >= 0 && range.end.character > 0)
		.toSorted((left, right) => linesOf(left.range) - linesOf(right.range));
	if (!resource) return exact;
	return [...exact, ...children.filter((child) => !exact.includes(child))];
}

/** The words of the config that made a resource of CloudFormation; `undefined` for what no words have made. */
export function placeOfChild(outline: Outline, logicalId: string): PlaceRange | undefined {
	const everyChild = [...outline.resources.flatMap(({ children }) => children), ...outline.shared];
	const range = everyChild.find((child) => child.logicalId === logicalId)?.range;
	return range && (range.end.line > 0 || range.end.character > 0) ? range : undefined;
}
