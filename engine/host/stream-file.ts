import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Failure } from "../report/failure.ts";
import { unreadable } from "./file-failure.ts";
import type { ByteRange } from "./port.ts";

const chunkBytes = 256 * 1024;

/**
 * Up to this size a file is read at once and in this thread, which takes well under a millisecond. Ten thousand
 * small files are five times as fast so, because every call of the other kind goes through the thread pool.
 */
const atOnceBytes = 512 * 1024;

/**
 * The bytes of a file in pieces. Fails with `file-changed` when it has another size than it had when it was listed,
 * or is written to while it is read: what would come out is a file that nobody ever saved.
 */
export async function* streamFile(
	path: string,
	size: number,
	{ from, to }: ByteRange = { from: 0, to: size },
): AsyncGenerator<Uint8Array> {
	if (size <= atOnceBytes && to - from === size) {
		if (size > 0) yield readAtOnce(path, size);
		return;
	}
	const file = await opened(path);
	try {
		const before = await file.stat();
		if (!before.isFile() || before.size !== size) throw changed(path);
		let at = from;
		while (at < to) {
			const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, to - at));
			const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
			if (bytesRead === 0) throw changed(path);
			at += bytesRead;
			yield buffer.subarray(0, bytesRead);
		}
		const after = await file.stat();
		if (after.size !== size || after.mtimeMs !== before.mtimeMs) throw changed(path);
	} catch (error) {
		if (error instanceof Failure) throw error;
		throw unreadable("file-unreadable", path, error);
	} finally {
		await file.close();
	}
}

function readAtOnce(path: string, size: number): Uint8Array {
	let file: number | undefined;
	try {
		file = openSync(path, "r");
		const before = fstatSync(file);
		const buffer = Buffer.allocUnsafe(size);
		const isWhole = before.isFile() && before.size === size && readSync(file, buffer, 0, size, 0) === size;
		const after = fstatSync(file);
		if (!isWhole || after.size !== size || after.mtimeMs !== before.mtimeMs) throw changed(path);
		return buffer;
	} catch (error) {
		if (error instanceof Failure) throw error;
		throw unreadable("file-unreadable", path, error);
	} finally {
		if (file !== undefined) closeSync(file);
	}
}

async function opened(path: string): Promise<FileHandle> {
	try {
		return await open(path, "r");
	} catch (error) {
		throw unreadable("file-unreadable", path, error);
	}
}

function changed(path: string): Failure {
	return new Failure({
		code: "file-changed",
		kind: "file",
		message: `${path} changed while it was read`,
		hint: "deploy again when nothing writes into the project",
	});
}
