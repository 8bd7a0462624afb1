import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { openObjects } from "../../../../engine/cloud/aws/objects.ts";
import { putObject } from "../../../../engine/cloud/aws/put-object.ts";
import { clientSettings, openSession } from "../../../../engine/cloud/aws/session.ts";
import { type Answer, objectError, testKeys, withAnswers } from "./answers.ts";

const body = new Uint8Array(1_000_000).map((_, index) => index % 251);
const sha256 = createHash("sha256").update(body).digest("base64");
const object = { bucket: "home", key: "a b/code.zip", body, contentType: "application/zip", sha256 };

function xml(content: string): Answer {
	return { headers: { "content-type": "application/xml" }, body: `<?xml version="1.0"?>${content}` };
}

describe("an upload", () => {
	it("carries its digest twice: for the signature and for S3's own check", async () => {
		await withAnswers(
			() => ({}),
			async (server) => {
				await openObjects(server.session()).put(object, {});
				const [asked] = server.asked;
				assert.equal(`${asked?.method} ${asked?.path}`, "PUT /home/a%20b/code.zip?x-id=PutObject");
				assert.equal(asked?.headers["x-amz-checksum-sha256"], sha256);
				assert.equal(asked?.headers["x-amz-content-sha256"], createHash("sha256").update(body).digest("hex"));
				assert.equal(asked?.headers["content-length"], String(body.byteLength));
				assert.equal(asked?.headers["content-type"], "application/zip");
				assert.equal(asked?.headers["transfer-encoding"], undefined);
				assert.deepEqual(asked?.body, Buffer.from(body));
			},
		);
	});

	it("starts again from the first byte after a failure, and its progress never goes back", async () => {
		await withAnswers(
			({ index }) =>
				index === 0 ? objectError("SlowDown", "Reduce your rate", 503) : index === 1 ? "cut" : {},
			async (server) => {
				const told: number[] = [];
				await openObjects(server.session()).put(object, { uploaded: (bytes) => told.push(bytes) });
				assert.equal(server.asked.length, 3);
				for (const asked of server.asked) assert.deepEqual(asked.body, Buffer.from(body));
				assert.deepEqual(
					told,
					[...new Set(told)].sort((a, b) => a - b),
				);
				assert.equal(told.at(-1), body.byteLength);
			},
		);
	});

	it("needs no progress for no bytes", async () => {
		await withAnswers(
			() => ({}),
			async (server) => {
				const empty = { ...object, body: new Uint8Array(), sha256: createHash("sha256").digest("base64") };
				const client = new S3Client({ ...clientSettings(server.session()), forcePathStyle: true });
				await putObject(client, empty, () => assert.fail("nothing was sent"), {});
				assert.equal(server.asked[0]?.body.length, 0);
			},
		);
	});

	it("reports a bucket that is not there", async () => {
		await withAnswers(
			() => objectError("NoSuchBucket", "The specified bucket does not exist", 404),
			async (server) => {
				await assert.rejects(openObjects(server.session()).put(object, {}), {
					kind: "aws",
					code: "aws-no-such-bucket",
					message: "The specified bucket does not exist",
				});
			},
		);
	});
});

describe("objects", () => {
	it("have the address of the region, without an endpoint", () => {
		const session = openSession({ region: "eu-west-1", credentials: testKeys, environment: {} });
		assert.equal(openObjects(session).url("home", "a b"), "https://home.s3.eu-west-1.amazonaws.com/a%20b");
	});

	it("are listed page by page", async () => {
		const page = (key: string, next: string) =>
			xml(
				`<ListBucketResult><Contents><Key>${key}</Key><Size>3</Size><LastModified>2026-01-15T12:00:00.000Z</LastModified></Contents>${next}</ListBucketResult>`,
			);
		await withAnswers(
			({ path }) =>
				path.includes("continuation-token=more")
					? page("b", "<IsTruncated>false</IsTruncated>")
					: page("a", "<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>"),
			async (server) => {
				const modifiedAt = Date.UTC(2026, 0, 15, 12);
				assert.deepEqual(await openObjects(server.session()).list("home", "", {}), [
					{ key: "a", size: 3, modifiedAt, etag: "" },
					{ key: "b", size: 3, modifiedAt, etag: "" },
				]);
			},
		);
	});

	it("are copied by a source that is escaped", async () => {
		await withAnswers(
			() => xml("<CopyObjectResult><ETag>x</ETag></CopyObjectResult>"),
			async (server) => {
				await openObjects(server.session()).copy("home", "a b/ü.zip", "c/d.zip", {});
				assert.equal(server.asked[0]?.headers["x-amz-copy-source"], "home/a%20b/%C3%BC.zip");
				assert.match(server.asked[0]?.path ?? "", /^\/home\/c\/d\.zip/);
			},
		);
	});

	it("are removed a thousand at a time", async () => {
		await withAnswers(
			() => xml("<DeleteResult></DeleteResult>"),
			async (server) => {
				const keys = Array.from({ length: 2_500 }, (_, index) => `k${index}`);
				await openObjects(server.session()).remove("home", keys, {});
				const sizes = server.asked.map(({ body: sent }) => String(sent).match(/<Key>/g)?.length);
				assert.deepEqual(sizes.sort(), [1_000, 1_000, 500]);
			},
		);
	});

	it("that cannot be deleted make a failure of the whole", async () => {
		const refusal = (code: string) =>
			xml(
				`<DeleteResult><Error><Key>a</Key><Code>${code}</Code><Message>${code} it is</Message></Error></DeleteResult>`,
			);
		for (const [code, kind] of [
			["AccessDenied", "permission"],
			["InternalError", "aws"],
		] as const) {
			await withAnswers(
				() => refusal(code),
				async (server) => {
					await assert.rejects(openObjects(server.session()).remove("home", ["a"], {}), {
						kind,
						message: `S3 did not delete 1 objects of the bucket "home": ${code} it is`,
						details: [`a: ${code} it is`],
					});
				},
			);
		}
	});

	it("are emptied once each, wherever pages overlap", async () => {
		const version = (key: string) => `<Version><Key>${key}</Key><VersionId>null</VersionId></Version>`;
		const marked = "<DeleteMarker><Key>c</Key><VersionId>v1</VersionId></DeleteMarker>";
		const next =
			"<IsTruncated>true</IsTruncated><NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker>";
		await withAnswers(
			({ method, path }) => {
				if (method === "POST") return xml("<DeleteResult></DeleteResult>");
				return path.includes("key-marker=b")
					? xml(
							`<ListVersionsResult>${version("b")}${marked}<IsTruncated>false</IsTruncated></ListVersionsResult>`,
						)
					: xml(`<ListVersionsResult>${version("a")}${version("b")}${next}</ListVersionsResult>`);
			},
			async (server) => {
				assert.equal(await openObjects(server.session()).empty("home", {}), 3);
				const deleted = server.asked
					.filter(({ method }) => method === "POST")
					.map(({ body: sent }) => String(sent));
				assert.match(deleted[0] ?? "", /<Key>a<\/Key><VersionId>null<\/VersionId>.*<Key>b<\/Key>/);
				assert.match(deleted[1] ?? "", /<Object><Key>c<\/Key><VersionId>v1<\/VersionId><\/Object>/);
				assert.ok(!deleted[1]?.includes("<Key>b</Key>"));
			},
		);
	});

	it("that cannot be emptied make a failure although the rest is listed", async () => {
		await withAnswers(
			({ method }) =>
				method === "POST"
					? objectError("AccessDenied", "Access Denied", 403)
					: xml(
							"<ListVersionsResult><Version><Key>a</Key></Version><IsTruncated>false</IsTruncated></ListVersionsResult>",
						),
			async (server) => {
				await assert.rejects(openObjects(server.session()).empty("home", {}), { kind: "permission" });
			},
		);
	});
});
