// Kills an upload of 300 MB at ten places, through a proxy that drops connections, and goes on with it each time:
// node bench/broken-upload.ts. Ends with 1 when a byte is lost, or more than a part is sent twice for a break.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
	CreateBucketCommand,
	GetObjectCommand,
	ListMultipartUploadsCommand,
	S3Client,
} from "@aws-sdk/client-s3";
import { partBytesOf } from "../engine/cloud/port/parts.ts";
import { startSandbox } from "../sandbox/sandbox.ts";

const mebibyte = 1024 * 1024;
const size = 300 * mebibyte;
const kills = 10;
const bucket = "broken-uploads";
const key = "job/large.bin";

/** Passes bytes on to a port, drops a connection every so many bytes, and counts what went up. */
async function openProxy(port: number, dropEvery: number) {
	const state = { sent: 0, drops: 0, untilDrop: dropEvery };
	const open = new Set<Socket>();
	const server = createServer((near) => {
		const far = connect(port, "127.0.0.1");
		for (const socket of [near, far]) {
			open.add(socket);
			socket.on("error", () => undefined);
			socket.on("close", () => {
				open.delete(socket);
				near.destroy();
				far.destroy();
			});
		}
		near.on("data", (chunk) => {
			state.sent += chunk.length;
			state.untilDrop -= chunk.length;
			if (state.untilDrop <= 0) {
				state.untilDrop = dropEvery;
				state.drops++;
				near.destroy();
				far.destroy();
			}
		});
		near.pipe(far);
		far.pipe(near);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const listening = typeof address === "object" && address ? address.port : 0;
	const close = () => {
		server.close();
		for (const socket of open) socket.destroy();
	};
	return { state, port: listening, close };
}

function putFile(port: number, folder: string, file: string) {
	const program = join(import.meta.dirname, "../test/support/put-file.ts");
	const env = { SPOOL_CACHE_DIR: join(folder, "cache"), PATH: process.env["PATH"] ?? "" };
	const args = [program, `http://127.0.0.1:${port}`, bucket, key, file];
	const child = spawn(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"] });
	const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
	return { child, ended };
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of chunks) hash.update(chunk);
	return hash.digest("hex");
}

async function storedDigest(client: S3Client): Promise<string> {
	const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
	return createHash("sha256")
		.update((await Body?.transformToByteArray()) ?? new Uint8Array())
		.digest("hex");
}

const folder = mkdtempSync(join(tmpdir(), "spool-broken-"));
const sandbox = await startSandbox({ port: 0 });
const proxy = await openProxy(Number(new URL(sandbox.endpoint).port), 47 * mebibyte);
try {
	const file = join(folder, "large.bin");
	writeFileSync(file, randomBytes(size));
	const credentials = { accessKeyId: "000000000000", secretAccessKey: "none" };
	const { endpoint } = sandbox;
	const client = new S3Client({ region: "eu-west-1", endpoint, credentials, forcePathStyle: true });
	await client.send(new CreateBucketCommand({ Bucket: bucket }));
	for (let kill = 1; kill <= kills; kill++) {
		const { child, ended } = putFile(proxy.port, folder, file);
		const limit = (kill * size) / (kills + 1);
		while (proxy.state.sent < limit && child.exitCode === null) await delay(1);
		child.kill("SIGKILL");
		await ended;
		console.log(`killed after ${Math.round(proxy.state.sent / mebibyte)} MB on the line`);
	}
	const code = await putFile(proxy.port, folder, file).ended;
	const { Uploads: left = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
	const isWhole = (await storedDigest(client)) === (await digestOf(createReadStream(file)));
	const { sent, drops } = proxy.state;
	const again = sent - size;
	const allowed = (kills + drops) * partBytesOf(size);
	console.log(
		`${kills} kills, ${drops} dropped connections, ${(again / mebibyte).toFixed(1)} MB sent twice (of ${allowed / mebibyte} that one part for each allows), ${left.length} uploads left, the object is ${isWhole ? "whole" : "NOT whole"}`,
	);
	process.exitCode = code === 0 && isWhole && left.length === 0 && again <= allowed ? 0 : 1;
} finally {
	proxy.close();
	await sandbox.stop();
	rmSync(folder, { recursive: true, force: true });
}
