/** Codes with what they mean. */
export type Catalogue = Readonly<Record<string, string>>;

const titles: Readonly<Record<string, string>> = {
	problemCatalogue: "What is wrong with a config",
	failureCatalogue: "What went wrong while working",
};

/** docs/problems.md: every public code, from the catalogues of engine/report/catalogue.ts. */
export function describeProblems(catalogues: Readonly<Record<string, Catalogue>>): string {
	const sections = Object.entries(titles).flatMap(([name, title]) => {
		const codes = Object.entries(catalogues[name] ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
		if (codes.length === 0) return [];
		const rows = codes.map(([code, docs]) => `| \`${code}\` | ${docs.replaceAll("|", "\\|")} |`);
		return [`## ${title}\n\n| code | meaning |\n|---|---|\n${rows.join("\n")}`];
	});
	const intro =
		"Every code that Spool reports. Codes are public: they are never renamed, and a script may rely on them.\n\n" +
		"Written from `engine/report/catalogue.ts` by `npm run generate`; do not edit.";
	return `${["# Problems and failures", intro, ...sections].join("\n\n")}\n`;
}

/** The expression after `code:`, which may choose between texts, and the texts in it that may be its value. */
const codeExpression = /\bcode: ([^,;\n]*"[^,;\n]*)/g;
const codeText = /(?<=^|[?:] )"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"/g;

/** Codes that a source reports and no catalogue has, one line each. */
export function findUncatalogued(
	sources: readonly { readonly path: string; readonly text: string }[],
	catalogues: readonly Catalogue[],
): string[] {
	const known = new Set(catalogues.flatMap((catalogue) => Object.keys(catalogue)));
	const places = new Map<string, string>();
	for (const { path, text } of sources) {
		const expressions = [...text.matchAll(codeExpression)].map(([, expression = ""]) => expression);
		for (const [, code = ""] of expressions.flatMap((one) => [...one.matchAll(codeText)])) {
			if (!known.has(code) && !places.has(code)) places.set(code, path);
		}
	}
	return [...places].map(
		([code, path]) => `${path}: the code "${code}" is missing in engine/report/catalogue.ts`,
	);
}

const composedCode = /`((?:[a-z-]|\$\{[\w.]+\})+)`/g;

/** Codes that are put together, `invalid-${what}-name`, as patterns. */
function composedCodes(text: string): RegExp[] {
	const templates = [...text.matchAll(composedCode)].map(([, template = ""]) => template);
	const telling = templates.filter((template) =>
		/-[a-z]|[a-z]-/.test(template.replaceAll(/\$\{[\w.]+\}/g, "")),
	);
	return telling.map((template) => new RegExp(`^${template.replaceAll(/\$\{[\w.]+\}/g, "[a-z0-9-]+")}$`));
}

/** Codes of a catalogue that no source has as a text. */
export function findUnused(
	sources: readonly { readonly path: string; readonly text: string }[],
	catalogues: readonly Catalogue[],
): string[] {
	const texts = sources
		.filter(({ path }) => !/^engine\/report\/(failure-)?catalogue\.ts$/.test(path))
		.map(({ text }) => text);
	const patterns = texts.flatMap(composedCodes);
	const isUsed = (code: string) =>
		texts.some((text) => text.includes(`"${code}"`)) || patterns.some((pattern) => pattern.test(code));
	const codes = catalogues.flatMap((catalogue) => Object.keys(catalogue));
	return codes
		.filter((code) => !isUsed(code))
		.map((code) => `engine/report/catalogue.ts: nothing reports the code "${code}"`);
}
