import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { after, before } from "mocha";
import { writeTar } from "../../../../engine/package/image/tar.ts";
import { bug } from "../../../../engine/report/bug.ts";

/** The tarball of a package, as registries have it. */
export async function tarballOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
	const entries = Object.entries(files).map(([path, content]) => ({
		kind: "file" as const,
		path: `package/${path}`,
		content: { bytes: Buffer.from(content) },
	}));
	const pieces: Uint8Array[] = [];
	for await (const piece of writeTar(entries, () => bug("no file of the disk"))) pieces.push(piece);
	return gzipSync(Buffer.concat(pieces));
}

export type Registry = { readonly url: () => string; readonly asked: string[] };

/** A registry of npm on this machine with some packages of version 1.0.0, by name, for the tests of a file. */
export function localRegistry(
	packages: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>,
): Registry {
	let url = "";
	const asked: string[] = [];
	const server = createServer(async (request, response) => {
		const path = decodeURIComponent(request.url ?? "").slice(1);
		asked.push(`${path} ${request.headers.authorization ?? ""}`.trim());
		const name = path.replace(/\/-\/.*$/, "");
		const files = packages[name];
		if (files === undefined) return void response.writeHead(404).end("{}");
		const bytes = await tarballOf(files);
		if (path !== name) return void response.end(bytes);
		const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
		const version = { name, version: "1.0.0", dist: { tarball: `${url}/${name}/-/it-1.0.0.tgz`, integrity } };
		response.setHeader("content-type", "application/json");
		response.end(JSON.stringify({ name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } }));
	});
	before(
		() =>
			new Promise<void>((done) => {
				server.listen(0, "127.0.0.1", () => {
					const address = server.address();
					url = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
					done();
				});
			}),
	);
	after(() => new Promise<void>((done) => void server.close(() => done())));
	return { url: () => url, asked };
}
