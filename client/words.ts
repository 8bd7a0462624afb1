/** Words of the engine that are about the command line, and what they are in the editor. */
const translations: readonly (readonly [RegExp, string])[] = [
	[/`spool deploy`/g, "the command Spool: Deploy"],
	[/`spool delete`/g, "the command Spool: Delete Stack"],
	[/look at it with `spool info`/g, "look at it in the AWS console"],
	[/: deleting needs --yes, or the name of the stack typed in/g, ""],
	[
		/choose another profile with --profile, or leave --account out/g,
		"choose another profile, or clear the setting spool.account",
	],
	[/for example --(project|stage) ([\w-]+)/g, "for example $2, in the setting spool.$1"],
	[/(give (?:another )?one) with --(project|stage)/g, "$1 in the setting spool.$2"],
	[/,? ?(?:or )?give (?:the|a) file with --config/g, ""],
];

/** What the engine says to someone at a terminal, for someone in the editor. */
export function editorWords(text: string): string {
	return translations.reduce((words, [pattern, editor]) => words.replaceAll(pattern, editor), text);
}

/** A text with a capital at its beginning, unless that is the name of something. */
function capitalized(text: string): string {
	return /^[a-z]+,? (?!\()/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

/** Whole sentences in a row, from texts that begin in lower case and have no period. */
export function sentences(texts: readonly string[]): string {
	return texts
		.map((text) => editorWords(text).trim().replace(/\.$/, ""))
		.filter((text) => text !== "")
		.map((text) => `${capitalized(text)}.`)
		.join(" ");
}
