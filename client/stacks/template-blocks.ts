/** Lines of a template, counted from 0, both included. */
export type Block = { readonly logicalId: string; readonly first: number; readonly last: number };

const indentOf = (line: string) => line.length - line.trimStart().length;

/** A key and what is before it, in JSON or YAML. */
const keyOf = (line: string) => /^\s*(?:"([^"]+)"|([\w:.-]+)):/.exec(line);

/** The resources of a template as it is printed, in JSON or YAML: where the block of each of them is. */
export function templateBlocks(text: string): readonly Block[] {
	const lines = text.split("\n");
	const section = lines.findIndex((line) => /^\s*"?Resources"?:/.test(line));
	if (section < 0) return [];
	const outer = indentOf(lines[section] ?? "");
	const behind = lines.findIndex(
		(line, index) => index > section && line.trim() !== "" && indentOf(line) <= outer,
	);
	const end = behind < 0 ? lines.length : behind;
	const inner = indentOf(lines[section + 1] ?? "");
	const begins = lines.slice(section + 1, end).flatMap((line, index) => {
		const key = indentOf(line) === inner ? keyOf(line) : null;
		const logicalId = key?.[1] ?? key?.[2];
		return logicalId === undefined ? [] : [{ logicalId, first: section + 1 + index }];
	});
	return begins.map(({ logicalId, first }, index) => ({
		logicalId,
		first,
		last: (begins[index + 1]?.first ?? end) - 1,
	}));
}
