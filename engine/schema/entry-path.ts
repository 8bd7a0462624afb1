/**
 * A path that a config names, apart from what may stand behind it: an entry file in Python can have a colon and the
 * variable that holds its application, `app/main.py:app`.
 */
export function splitEntryPath(text: string): {
	readonly path: string;
	readonly variable: string | undefined;
} {
	const [, path = text, variable] = /^(.*\.py):(\w+)$/.exec(text) ?? [];
	return { path, variable };
}
