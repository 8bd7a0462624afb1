type Rule = { readonly names: RegExp; readonly lists?: RegExp; readonly usual?: RegExp };

const javascript: Rule = {
	names:
		/^\s*(?:export\s+(?:declare\s+)?(?:async\s+)?(?:function\*?|const|let|var|class|abstract\s+class)\s+([A-Za-z_$][\w$]*)|(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=)/gm,
	lists: /^\s*export\s*\{([^}]*)\}/gm,
	usual: /^\s*(?:export\s+default\b|module\.exports\s*=|export\s*=)/m,
};

const rules: readonly (readonly [files: RegExp, rule: Rule])[] = [
	[/\.[cm]?[jt]sx?$/, javascript],
	[/\.py$/, { names: /^(?:(?:async\s+)?def\s+(\w+)\s*\(|([A-Za-z]\w*)\s*(?::[^=\n]+)?=(?!=))/gm }],
	[/\.rb$/, { names: /^\s*def\s+(?:self\.)?(\w+)/gm }],
	[/\.php$/, { names: /^\s*(?:public\s+)?(?:static\s+)?function\s+(\w+)/gm }],
];

/** Names in the braces of `export { a, b as c }`, as others see them. */
function listed(list: string): readonly string[] {
	return list.split(",").flatMap((item) => {
		const name = item
			.trim()
			.replace(/^type\s+.*/, "")
			.split(/\s+as\s+/)
			.at(-1);
		return name ? [name] : [];
	});
}

/**
 * What a file of code offers by name, read from the look of its lines and not by running or parsing it: a list to
 * choose from may lack a name that is made up in a strange way.
 */
export function exportsOf(path: string, text: string): readonly string[] {
	const rule = rules.find(([files]) => files.test(path))?.[1];
	if (!rule) return [];
	const names = [...text.matchAll(rule.names)].map((match) => match[1] ?? match[2] ?? "");
	const lists = rule.lists ? [...text.matchAll(rule.lists)].flatMap(([, list = ""]) => listed(list)) : [];
	const usual = rule.usual?.test(text) ? ["default"] : [];
	return [...new Set([...usual, ...names, ...lists])].filter((name) => name !== "");
}

/** True for a file whose exports can be read. */
export function isCode(name: string): boolean {
	return rules.some(([files]) => files.test(name));
}
