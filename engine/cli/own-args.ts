import { Failure } from "../report/failure.ts";

/** A value of the command line, as `$CliArgs` gives it. */
export type OwnValue = string | number | boolean;

function typed(text: string): OwnValue {
	if (text === "true" || text === "false") return text === "true";
	// A text of digits that a number would not give back, such as 007 or a long id, stays one.
	return text.trim() !== "" && String(Number(text)) === text ? Number(text) : text;
}

/** Splits a command line at `--`: what is before it is Spool's, what is behind it the config's. */
export function splitOwnArgs(argv: readonly string[]): {
	readonly argv: readonly string[];
	readonly own: readonly string[];
} {
	const end = argv.indexOf("--");
	return end < 0 ? { argv, own: [] } : { argv: argv.slice(0, end), own: argv.slice(end + 1) };
}

/**
 * Reads what stands behind `--`: `--name value`, `--name=value`, or `--name` alone, which is true.
 *
 * @throws Failure of kind `usage` for a word that belongs to no name.
 */
export function readOwnArgs(words: readonly string[]): Readonly<Record<string, OwnValue>> {
	const found: [string, OwnValue][] = [];
	for (let index = 0; index < words.length; index++) {
		const [, name, given] = /^--?([^\s=-][^\s=]*)(?:=([\s\S]*))?$/.exec(words[index] ?? "") ?? [];
		if (name === undefined) {
			throw new Failure({
				code: "bad-usage",
				kind: "usage",
				message: `"${words[index]}" behind -- belongs to no argument`,
				hint: "write --name VALUE or --name=VALUE behind --",
			});
		}
		const next = words[index + 1];
		if (given !== undefined) found.push([name, typed(given)]);
		else if (next === undefined || /^--?[^\s\d]/.test(next)) found.push([name, true]);
		else {
			found.push([name, typed(next)]);
			index++;
		}
	}
	return Object.fromEntries(found);
}
