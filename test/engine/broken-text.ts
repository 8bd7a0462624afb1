import { readFileSync } from "node:fs";
import fc from "fast-check";

/** A config that uses most of the format that is built. */
export const exampleConfig = readFileSync(
	new URL("../../examples/api/stacktape.yml", import.meta.url),
	"utf8",
);

/** Pieces of text that mean something to YAML, JSON or the directives. */
const pieces = [
	..."\t:{}[]|>&*!%@`'\"#?-,~$()".split(""),
	"\n",
	"\r\n",
	"\uFEFF",
	"- ",
	": ",
	"  ",
	"---\n",
	"...\n",
	"&a ",
	"*a",
	"<<: *a",
	"!!binary ",
	"null",
	"1e999",
	"__proto__: 1",
	"constructor",
	"$Var().",
	"$Stage()",
	"$Format('{}', ",
	"$ResourceParam('api','arn')",
	"resources:\n",
	"type: bucket\n",
];

const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "grapheme", maxLength: 4 }));

/** Texts that nobody meant as a config. */
const noise = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));

type Edit = { readonly at: number; readonly to: number; readonly length: number; readonly text: string };

const edit: fc.Arbitrary<Edit> = fc.record({
	at: fc.nat(2_000),
	to: fc.nat(2_000),
	length: fc.nat(30),
	text: piece,
});

/** Inserts, deletes, moves and repeats chunks, as editing and pasting do. */
function apply(text: string, { at, to, length, text: inserted }: Edit): string {
	const start = at % (text.length + 1);
	const end = Math.min(start + length, text.length);
	const target = to % (text.length + 1);
	const chunk = text.slice(start, end);
	switch ((at + to + length) % 4) {
		case 0:
			return text.slice(0, start) + inserted + text.slice(start);
		case 1:
			return text.slice(0, start) + text.slice(end);
		case 2:
			return text.slice(0, target) + chunk + text.slice(target);
		default:
			return `${text.slice(0, start)}${inserted}${text.slice(end)}${chunk}`;
	}
}

/** Damaged versions of `text`. */
export function damaged(text: string): fc.Arbitrary<string> {
	return fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) => edits.reduce(apply, text));
}

/** Texts as an editor sends them: a config that is being edited, or something else altogether. */
export const brokenText: fc.Arbitrary<string> = fc.oneof(damaged(exampleConfig), noise, fc.json());
