/** Commands of the CLI, and what they are called in the palette. */
const commands: Readonly<Record<string, string>> = {
	deploy: "Spool: Deploy",
	delete: "Spool: Delete Stack",
	"hot-swap": "Spool: Hot Swap",
	names: "Spool: Show Names",
	synth: "Spool: Show Compiled Template",
	watch: "Spool: Toggle Hot Swap on Save",
};

/** Words of the engine that are about the command line, and what they are in the editor. */
const translations: readonly (readonly [RegExp, string])[] = [
	[/look at it with `spool info`/g, "look at it in the AWS console"],
	[/run by `spool script NAME`, and by hooks/g, "run in a terminal, and by hooks"],
	[/deploy it, or check it with `spool validate`/g, "deploy it"],
	[
		/choose another profile with --profile, or leave --account out/g,
		"choose another profile, or clear the setting spool.account",
	],
	[
		/choose another profile with --profile, or say --account (\S+) if/g,
		"choose another profile, or set spool.account to $1 if",
	],
	[/for example --(project|stage) ([\w-]+)/g, "for example $2, in the setting spool.$1"],
	[/(give (?:another )?one) with --(project|stage)/g, "$1 in the setting spool.$2"],
	[/by --project or in the settings/g, "in the setting spool.project"],
	[/, or give a file with --config/g, ""],
	[/give the file with --config/g, "open the config, then try again"],
	[/type the names in a terminal, or say --may-lose \S+/g, "type the names"],
	[/name one: --bastion (\S+)/g, "name one, for example $1"],
	[/`spool (rescue|attach|rollback|history|logs)`/g, "spool $1 in a terminal"],
	[/say --yes, or answer in a terminal/g, "answer the question"],
	[/say --yes, or type the stack's name in a terminal/g, "type the name of the stack"],
];

/** What the engine says to someone at a terminal, for someone in the editor. */
export function editorWords(text: string): string {
	return translations
		.reduce((words, [pattern, editor]) => words.replaceAll(pattern, editor), text)
		.replaceAll(/`spool ([a-z-]+)`/g, (whole, name: string) =>
			name in commands ? `the command ${commands[name]}` : whole,
		);
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
