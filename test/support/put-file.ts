// Stores one file, as a process that can be killed: node put-file.ts ENDPOINT BUCKET KEY FILE
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { openCloud } from "../../engine/cloud/aws/open.ts";
import { uploadMemory } from "../../engine/deploy/upload-memory.ts";
import { openHost } from "../../engine/host/node.ts";

const [endpoint = "", bucket = "", key = "", file = ""] = process.argv.slice(2);
const host = openHost();
const { size } = statSync(file);
const hash = createHash("sha256");
for await (const bytes of host.stream(file, size)) hash.update(bytes);
const object = {
	bucket,
	key,
	contentType: "application/zip",
	sha256: hash.digest("base64"),
	body: { size, read: (from: number, to: number) => host.stream(file, size, { from, to }) },
};
const memory = uploadMemory(host, object);
const credentials = { accessKeyId: "000000000000", secretAccessKey: "none" };
const cloud = openCloud({ region: "eu-west-1", endpoint, credentials, environment: {} });
await cloud.objects.put(object, { ...(memory && { memory }) });
process.stdout.write(`stored, ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
