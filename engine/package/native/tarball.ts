import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Failure } from "../../report/failure.ts";

/** One file of a package as a registry stores it. */
export type PackedFile = { readonly path: string; readonly bytes: Uint8Array };

const unzip = promisify<Uint8Array, Buffer>(gunzip);
const block = 512;

function textAt(header: Buffer, at: number, length: number): string {
	const field = header.subarray(at, at + length);
	const end = field.indexOf(0);
	return field.toString("utf8", 0, end < 0 ? length : end);
}

/** The path in an extended header, which long names need. */
function paxPath(bytes: Buffer): string | undefined {
	return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(bytes.toString("utf8"))?.[1];
}

/** A path below the folder that every package is packed in; `undefined` for one that leads out of it. */
function inside(path: string): string | undefined {
	const [, ...parts] = path.split("/").filter((part) => part !== "" && part !== ".");
	return parts.length === 0 || parts.includes("..") ? undefined : parts.join("/");
}

/**
 * The files of a package's tarball, without the folder around them. Links and all else that registries do not take
 * are left out. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export async function readTarball(bytes: Uint8Array): Promise<readonly PackedFile[]> {
	const tar = await unzip(bytes).catch((cause: unknown) => {
		const message = "a package from the registry is no gzip file";
		throw new Failure({ code: "native-package-missing", kind: "package", message, cause });
	});
	const files: PackedFile[] = [];
	let longPath: string | undefined;
	for (let at = 0; at + block <= tar.length; ) {
		const header = tar.subarray(at, at + block);
		const size = Number.parseInt(textAt(header, 124, 12).trim() || "0", 8);
		const content = tar.subarray(at + block, at + block + size);
		const type = textAt(header, 156, 1);
		const prefix = textAt(header, 345, 155);
		const name = longPath ?? [prefix, textAt(header, 0, 100)].filter(Boolean).join("/");
		const path = type === "" || type === "0" ? inside(name) : undefined;
		if (path !== undefined) files.push({ path, bytes: content });
		longPath = type === "x" ? paxPath(content) : undefined;
		at += block + Math.ceil(size / block) * block;
	}
	return files;
}
