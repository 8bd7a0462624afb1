import type { ChildRow, ResourceRow } from "./rows.ts";
import { stateWords } from "./rows.ts";

/** What the detail of a resource is made of. */
export type Detail = {
	readonly row: ResourceRow;
	readonly stack: string;
	readonly docs?: string | undefined;
	readonly source?: string | undefined;
};

/** Text that stands for itself in Markdown. */
function plain(text: string): string {
	return text.replaceAll(/[\\`*_{}[\]()<>#+!|~$&-]/g, "\\$&").replaceAll(/\s+/g, " ");
}

/** Names and ids are read as they are, also in a table. */
function code(text: string | undefined): string {
	if (text === undefined || text === "") return "";
	const fence = text.includes("`") ? "``" : "`";
	return `${fence}${text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")}${fence}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
	return [head, head.map(() => "---"), ...rows].map(line).join("");
}

function childCells({ logicalId, type, name, physicalId, status, state, reason }: ChildRow): string[] {
	const words = status ? `${status}, ${stateWords[state]}` : stateWords[state];
	const said = reason === undefined ? "" : `: ${reason}`;
	return [code(logicalId), code(type), code(name), code(physicalId), plain(words + said)];
}

function section(title: string, body: string): string {
	return body === "" ? "" : `\n## ${title}\n\n${body}`;
}

/** What a resource is, what it translates into and where that is, in Markdown. */
export function detailText({ row, stack, docs, source }: Detail): string {
	const { name, type, state, children, params, links } = row;
	const about = docs === undefined ? "" : `\n${plain(docs)}${source ? ` [AWS](${source})` : ""}\n`;
	const head = ["Logical id", "Type", "Name", "Physical id", "State"];
	const count =
		children.length === 1 ? "1 CloudFormation resource" : `${children.length} CloudFormation resources`;
	const values = Object.entries(params).map(([param, value]) => [plain(param), code(value)]);
	const pages = Object.entries(links).map(
		([title, url]) => `- [${plain(title)}](${encodeURI(decoded(url))})\n`,
	);
	return [
		`# ${plain(name)}\n\n${code(type)} in ${code(stack)}: ${stateWords[state]}.\n${about}`,
		section(`Translates into ${count}`, children.length > 0 ? table(head, children.map(childCells)) : ""),
		section("Values", values.length > 0 ? table(["Name", "Value"], values) : ""),
		section("AWS console", pages.join("")),
	].join("");
}

/** An address may be encoded already; encoded once more it would lead elsewhere. */
function decoded(url: string): string {
	try {
		return decodeURI(url);
	} catch {
		return url;
	}
}
