import type { Fix } from "../../report/problem.ts";

const quoted = /^(['"`])[^'"`\\\n\r$]*\1$/;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The text of a fix as it stands in a program; `undefined` when the replaced words are no literal. */
function fixedText({ text, keepsQuotes = false }: Fix, replaced: string): string | undefined {
	const quote = quoted.exec(replaced)?.[1];
	if (quote !== undefined) {
		const words = keepsQuotes ? text : quotedWords(text);
		return words !== undefined && !/[\\\n\r$]/.test(words) && !words.includes(quote)
			? `${quote}${words}${quote}`
			: undefined;
	}
	// An unquoted key; unquoted values are expressions, and what they give is not written there.
	return keepsQuotes && identifier.test(replaced) && identifier.test(text) ? text : undefined;
}

/** The words of a text that a fix brings with quotes. */
function quotedWords(text: string): string | undefined {
	return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : undefined;
}

/**
 * The fixes that can be applied to a config that is a program: fixes are written for data, and most words of a
 * program are no data. They replace a literal or a key by another one, in the quotes that stand there.
 */
export function fixesInProgram(fixes: readonly Fix[], text: string): readonly Fix[] {
	return fixes.flatMap(({ title, span, ...fix }) => {
		const fixed = fixedText({ title, span, ...fix }, text.slice(span.start, span.end));
		return fixed === undefined ? [] : [{ title, span, text: fixed }];
	});
}
