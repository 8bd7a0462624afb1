/** A half-open range of UTF-16 offsets in one text: `text.slice(start, end)`. */
export type Span = { readonly start: number; readonly end: number };

/** The empty range at `offset`. */
export function emptySpan(offset: number): Span {
	return { start: offset, end: offset };
}

/** True when `offset` lies in `span` or touches one of its ends, which is where a cursor counts as inside. */
export function touches(span: Span, offset: number): boolean {
	return span.start <= offset && offset <= span.end;
}
