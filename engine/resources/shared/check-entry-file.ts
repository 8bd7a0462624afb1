import type { Finding, Path } from "../kind.ts";
import { type EntryFile, entryExtensions } from "./entry-file.ts";
import { settingLanguages } from "./language-settings.ts";

/** A file of a kind that Spool cannot build; `otherwise` says what to use in place of a build by Spool. */
export function checkExtension(entry: EntryFile, path: Path, otherwise: string): readonly Finding[] {
	if (entry.language) return [];
	const [file] = entry.path.split(/[\\/]/).slice(-1);
	return [
		{
			code: "unsupported-entry-file",
			message:
				entry.extension === ""
					? `"${file}" has no extension`
					: `files with the extension "${entry.extension}" cannot be packaged`,
			path,
			hint: `use one of ${entryExtensions.join(", ")}, or ${otherwise}`,
		},
	];
}

/** Settings at `path` that have no effect on the language of the entry file. */
export function checkSettings(settings: object, entry: EntryFile, path: Path): readonly Finding[] {
	const { language, extension } = entry;
	return Object.keys(settings).flatMap((name) => {
		const languages = settingLanguages.get(name);
		if (!language || !languages || languages.includes(language)) return [];
		return [
			{
				code: "setting-of-other-language",
				severity: "warning" as const,
				message: `${name} has no effect on .${extension} files`,
				path: [...path, name],
				atKey: true,
				hint: "remove it",
			},
		];
	});
}
