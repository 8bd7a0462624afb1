import { bug } from "../../report/bug.ts";
import { modeOf } from "../zip.ts";

/** What a file of a layer holds: bytes, or a file of the disk that is read when its turn comes. */
export type FileContent =
	| { readonly bytes: Uint8Array }
	/** `stamp` is what the disk says of the file, which changes with its content. */
	| { readonly file: string; readonly size: number; readonly stamp: string };

/** An entry of a layer. Paths are absolute in the image, without the first slash, with forward slashes. */
export type LayerEntry =
	| { readonly kind: "file"; readonly path: string; readonly content: FileContent }
	| { readonly kind: "link"; readonly path: string; readonly target: string };

/** Gives the bytes of a file on disk, in pieces; fails when they are not `size` bytes. */
export type ReadFile = (file: string, size: number) => AsyncIterable<Uint8Array>;

const block = 512;
/** Small pieces are gathered to this size, because hashing and compressing each costs more than the copy. */
const pieceBytes = 128 * 1024;
/** By content, as in zips, because a disk of Windows keeps no modes. */
const modes = { executable: 0o755, file: 0o644, link: 0o777 } as const;
const mostOctal = 0o77777777777;

type Header = {
	readonly path: string;
	readonly type: "file" | "folder" | "link" | "pax";
	readonly mode: number;
	readonly size: number;
	readonly target?: string;
};

// Source of the type flags: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
const typeFlags = { file: "0", folder: "5", link: "2", pax: "x" } as const;

function octal(value: number, digits: number): string {
	return `${value.toString(8).padStart(digits, "0")}\0`;
}

/** A ustar header. Owner 0, group 0 and 1 January 1970, so that it says nothing about this machine or this day. */
function headerBlock({ path, type, mode, size, target = "" }: Header): Uint8Array {
	const header = Buffer.alloc(block);
	header.write(path, 0, 100, "utf8");
	header.write(octal(mode, 7), 100, "latin1");
	header.write(octal(0, 7), 108, "latin1");
	header.write(octal(0, 7), 116, "latin1");
	header.write(octal(size <= mostOctal ? size : 0, 11), 124, "latin1");
	header.write(octal(0, 11), 136, "latin1");
	header.write("        ", 148, "latin1");
	header.write(typeFlags[type], 156, "latin1");
	header.write(target, 157, 100, "utf8");
	header.write("ustar\x0000", 257, "latin1");
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
	return header;
}

/** A record of an extended header: its own length in decimal, the key, the value. */
function paxRecord(key: string, value: string): string {
	const rest = ` ${key}=${value}\n`;
	const bytes = Buffer.byteLength(rest);
	let length = bytes + String(bytes).length;
	if (String(length).length > String(bytes).length) length++;
	return `${length}${rest}`;
}

function fits(text: string): boolean {
	return text.length <= 100 && /^[\x20-\x7e]*$/.test(text);
}

/** The header of an entry, with an extended one in front where names or sizes do not fit into the old fields. */
function headersOf(header: Header): readonly Uint8Array[] {
	const { path, size, target = "" } = header;
	const records = [
		fits(path) ? "" : paxRecord("path", path),
		fits(target) ? "" : paxRecord("linkpath", target),
		size <= mostOctal ? "" : paxRecord("size", String(size)),
	].join("");
	if (records === "") return [headerBlock(header)];
	const body = Buffer.from(records);
	const pax = headerBlock({ path: "pax", type: "pax", mode: 0o644, size: body.length });
	return [pax, body, padding(body.length), headerBlock(header)];
}

function padding(size: number): Uint8Array {
	return new Uint8Array((block - (size % block)) % block);
}

function foldersAbove(path: string): readonly string[] {
	const parts = path.split("/").slice(0, -1);
	return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function inOrder(entries: readonly LayerEntry[]): readonly LayerEntry[] {
	const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
	sorted.forEach(({ path }, index) => {
		if (path === sorted[index + 1]?.path) bug(`Two entries of a layer are called "${path}"`);
	});
	return sorted;
}

async function* fileBlocks(path: string, content: FileContent, read: ReadFile): AsyncGenerator<Uint8Array> {
	const size = "bytes" in content ? content.bytes.length : content.size;
	let isFirst = true;
	const chunks = "bytes" in content ? [content.bytes] : read(content.file, size);
	for await (const chunk of chunks) {
		// The mode depends on the first bytes, so that they are read before the header is written.
		if (isFirst) yield* headersOf({ path, type: "file", mode: modes[modeOf(path, chunk)], size });
		isFirst = false;
		yield chunk;
	}
	if (isFirst) yield* headersOf({ path, type: "file", mode: 0o644, size });
	yield padding(size);
}

async function* blocksOf(entries: readonly LayerEntry[], read: ReadFile): AsyncGenerator<Uint8Array> {
	const folders = new Set<string>();
	for (const entry of inOrder(entries)) {
		for (const folder of foldersAbove(entry.path)) {
			if (folders.has(folder)) continue;
			folders.add(folder);
			yield* headersOf({ path: `${folder}/`, type: "folder", mode: 0o755, size: 0 });
		}
		if (entry.kind === "file") yield* fileBlocks(entry.path, entry.content, read);
		else
			yield* headersOf({ path: entry.path, type: "link", mode: modes.link, size: 0, target: entry.target });
	}
	yield new Uint8Array(2 * block);
}

/**
 * The tar of `entries` with the folders above them, in pieces of some size. The same entries in any order give the
 * same bytes on any machine and any day.
 */
export async function* writeTar(entries: readonly LayerEntry[], read: ReadFile): AsyncGenerator<Uint8Array> {
	let gathered: Uint8Array[] = [];
	let size = 0;
	for await (const piece of blocksOf(entries, read)) {
		if (piece.length === 0) continue;
		gathered.push(piece);
		size += piece.length;
		if (size < pieceBytes) continue;
		yield Buffer.concat(gathered);
		gathered = [];
		size = 0;
	}
	if (size > 0) yield Buffer.concat(gathered);
}
