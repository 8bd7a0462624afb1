/** Properties by name, as the config has them. */
export type Values = Readonly<Record<string, unknown>>;

/** The members of an object; none of anything else. */
export function valuesOf(value: unknown): Values {
	return typeof value === "object" && value !== null ? (value as Values) : {};
}

/** A text by its key. */
export function textOf(values: Values, key: string): string | undefined {
	const value = values[key];
	return typeof value === "string" ? value : undefined;
}

/** A list of texts by its key. */
export function listOf(values: Values, key: string): readonly string[] {
	const value = values[key];
	return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * A path of the config with forward slashes. A backslash is read as a separator on every system, so that a
 * config that was written on Windows gives the same artifact elsewhere.
 */
export function withSlashes(path: string): string {
	return path.replaceAll("\\", "/");
}
