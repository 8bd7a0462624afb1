import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LayerEntry, writeTar } from "../../../../engine/package/image/tar.ts";
import { python, temporaryFolder } from "../project.ts";

const nothing = async function* () {};

async function tarOf(
	entries: readonly LayerEntry[],
	read: Parameters<typeof writeTar>[1] = nothing,
): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of writeTar(entries, read)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

const file = (path: string, text: string): LayerEntry => ({
	kind: "file",
	path,
	content: { bytes: Buffer.from(text) },
});

/** The members as Python's tarfile sees them. */
function members(tar: Buffer): {
	name: string;
	type: string;
	mode: number;
	mtime: number;
	owner: number;
	link: string;
	text: string | null;
}[] {
	const path = join(folder, "read.tar");
	writeFileSync(path, tar);
	const script = `
import json, sys, tarfile
with tarfile.open(sys.argv[1], "r:") as t:
    print(json.dumps([{ "name": m.name, "type": m.type.decode(), "mode": m.mode, "mtime": m.mtime, "owner": m.uid + m.gid,
        "link": m.linkname, "text": t.extractfile(m).read().decode("latin1")[:40] if m.isfile() else None } for m in t.getmembers()]))
`;
	return JSON.parse(python(script, [path]));
}

const folder = temporaryFolder();

describe("the tar of a layer", () => {
	it("holds files, links and the folders above them, by path and with nothing of this machine", async () => {
		const tar = await tarOf([
			file("app/src/b.js", "b"),
			{ kind: "link", path: "app/link", target: "src/b.js" },
			file("app/run", "#!/bin/sh\n"),
			file("app/empty", ""),
		]);
		const found = members(tar);
		const common = { mtime: 0, owner: 0 };
		const folderOf = (name: string) => ({ name, type: "5", mode: 0o755, link: "", text: null, ...common });
		assert.deepEqual(found, [
			folderOf("app"),
			{ name: "app/empty", type: "0", mode: 0o644, link: "", text: "", ...common },
			{ name: "app/link", type: "2", mode: 0o777, link: "src/b.js", text: null, ...common },
			{ name: "app/run", type: "0", mode: 0o755, link: "", text: "#!/bin/sh\n", ...common },
			folderOf("app/src"),
			{ name: "app/src/b.js", type: "0", mode: 0o644, link: "", text: "b", ...common },
		]);
	});

	it("is the same for the same entries in any order", async () => {
		const entries = ["a", "b/c", "b-d", "b/a"].map((path) => file(path, path));
		assert.deepEqual(await tarOf(entries), await tarOf(entries.toReversed()));
	});

	it("keeps names that are long or not English", async () => {
		const names = [
			`app/${"long".repeat(40)}/${"x".repeat(200)}.js`,
			"app/größe/日本.txt",
			// Lengths at which the length of a record changes its own length.
			...[99, 100, 101].map((length) => `n/${"y".repeat(length - 2)}`),
			...[960, 961, 962, 963, 964, 985, 986].map((length) => `é${"z".repeat(length)}`),
		];
		const link: LayerEntry = { kind: "link", path: "app/l", target: `../${"t".repeat(150)}ü` };
		const found = members(await tarOf([...names.map((name) => file(name, "x")), link]));
		assert.deepEqual(
			found
				.filter(({ type }) => type === "0")
				.map(({ name }) => name)
				.sort(),
			names.toSorted(),
		);
		assert.equal(found.find(({ type }) => type === "2")?.link, link.kind === "link" && link.target);
	});

	it("reads files of the disk when their turn comes, also large ones", async () => {
		const size = 3 * 1024 * 1024 + 7;
		const reads: string[] = [];
		const read = async function* (path: string, length: number) {
			reads.push(path);
			yield Buffer.alloc(7, "s");
			yield Buffer.alloc(length - 7, "t");
		};
		const tar = await tarOf(
			[{ kind: "file", path: "big", content: { file: "/disk/big", size, stamp: "" } }],
			read,
		);
		assert.deepEqual(reads, ["/disk/big"]);
		assert.equal(tar.length, 512 + Math.ceil(size / 512) * 512 + 1024);
		assert.equal(members(tar)[0]?.text, `${"s".repeat(7)}${"t".repeat(33)}`);
	});

	it("says the size of a file of more than 8 GB", async () => {
		// Only its header is looked at: the bytes would take a while.
		const size = 9 * 1024 ** 3;
		const entry: LayerEntry = { kind: "file", path: "huge", content: { file: "/huge", size, stamp: "" } };
		const [first] = await writeTar([entry], async function* () {
			for (let index = 0; index < 4; index++) yield Buffer.alloc(64 * 1024);
		})
			.next()
			.then(({ value }) => [value as Uint8Array]);
		assert.match(Buffer.from(first ?? []).toString("latin1"), new RegExp(`\\d+ size=${size}\n`));
	});

	it("has no two entries of one name", async () => {
		await assert.rejects(tarOf([file("a", "1"), file("a", "2")]), /Two entries of a layer are called "a"/);
	});
});
