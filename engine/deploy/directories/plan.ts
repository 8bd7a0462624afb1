import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import { minimatch } from "minimatch";
import type { StoredObject } from "../../cloud/port.ts";
import type { Directory } from "../../compile/compiled.ts";
import type { Host } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import { contentTypeOf } from "./content-type.ts";

/** A file of a directory, and how S3 is to keep it. */
export type LocalFile = {
	/** Path relative to the directory, which is the key of the object. */
	readonly key: string;
	readonly path: string;
	readonly size: number;
	readonly contentType: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly tags: Readonly<Record<string, string>>;
};

const matches = (path: string, pattern: string) =>
	minimatch(path, pattern.replace(/^\.?\//, ""), { dot: true });

/** What the rules say of a file: of those that match it the last one wins, header by header. */
export function keepingOf(key: string, rules: Directory["rules"]) {
	const headers: Record<string, string> = {};
	const tags: Record<string, string> = {};
	for (const rule of rules) {
		if (!matches(key, rule.include) || (rule.exclude !== undefined && matches(key, rule.exclude))) continue;
		for (const { key: name, value } of rule.headers) headers[name.toLowerCase()] = value;
		for (const { key: name, value } of rule.tags) tags[name] = value;
	}
	const { "content-type": written, ...others } = headers;
	return { contentType: written ?? contentTypeOf(key), headers: others, tags };
}

function absolute(root: string, { directory }: Directory): string {
	return isAbsolute(directory) ? directory : join(root, directory);
}

/**
 * The files of a directory, in the order in which they are sent: pages behind what they load. Fails when the directory
 * is not there or has nothing in it, because mirroring nothing would empty the bucket.
 */
export async function readDirectory(
	host: Pick<Host, "kindOf" | "list">,
	root: string,
	directory: Directory,
): Promise<readonly LocalFile[]> {
	const folder = absolute(root, directory);
	const failed = (code: string, message: string) =>
		new Failure({
			code,
			kind: "file",
			message,
			hint: "build it first, or correct directoryPath",
			origin: directory.span,
		});
	if ((await host.kindOf(folder)) !== "directory") {
		const message = `there is no folder "${directory.directory}", which ${directory.resource} mirrors`;
		throw failed("directory-missing", message);
	}
	const listed = await host.list(folder);
	const files = listed
		.filter(({ path }) => !directory.exclude.some((pattern) => matches(path, pattern)))
		.map(({ path, size }) => ({
			key: path,
			path: join(folder, path),
			size,
			...keepingOf(path, directory.rules),
		}));
	if (files.length === 0) {
		const message = `the folder "${directory.directory}", which ${directory.resource} mirrors, has no files`;
		throw failed("directory-empty", message);
	}
	const all = directory.hasCleanUrls ? [...files, ...foldersOfPages(files)] : files;
	const isPage = ({ key }: LocalFile) => key.endsWith(".html");
	return [...all.filter((file) => !isPage(file)), ...all.filter(isPage)];
}

/** `about.html` as `about/index.html` too, unless that is a file of its own. */
function foldersOfPages(files: readonly LocalFile[]): readonly LocalFile[] {
	const keys = new Set(files.map(({ key }) => key));
	return files.flatMap((file) => {
		const [, path, name] = /^(.*\/)?([^/]+)\.html$/.exec(file.key) ?? [];
		if (name === undefined || name === "index") return [];
		const key = `${path ?? ""}${name}/index.html`;
		return keys.has(key) ? [] : [{ ...file, key }];
	});
}

/** Tells whether S3 keeps a file as it is to be kept, beside its bytes. */
export function keepingDigest({ contentType, headers, tags }: LocalFile): string {
	const sorted = (pairs: Readonly<Record<string, string>>) => Object.entries(pairs).toSorted();
	return createHash("md5")
		.update(JSON.stringify([contentType, sorted(headers), sorted(tags)]))
		.digest("hex");
}

/** How the files of each bucket were left by the last deploy, by key: digests of how they are kept and of their bytes. */
export type Manifest = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The manifest in a text; of one that is not Spool's nothing is known. */
export function readManifest(text: string | undefined): Manifest {
	try {
		const manifest: unknown = JSON.parse(text ?? "{}");
		return typeof manifest === "object" && manifest !== null ? (manifest as Manifest) : {};
	} catch {
		return {};
	}
}

/** Keys of a bucket that no file has. */
export function strayKeys(stored: readonly StoredObject[], files: readonly LocalFile[]): readonly string[] {
	const wanted = new Set(files.map(({ key }) => key));
	return stored.map(({ key }) => key).filter((key) => !wanted.has(key));
}
