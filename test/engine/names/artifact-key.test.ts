import assert from "node:assert/strict";
import fc from "fast-check";
import {
	configKey,
	imageTag,
	nextVersion,
	readImageTag,
	readRecordKey,
	readTemplateKey,
	readZipKey,
	recordKey,
	SWAP_VERSION,
	tagsWith,
	templateKey,
	zipKey,
} from "../../../engine/names/artifact-key.ts";

const digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

describe("a version", () => {
	// naming.md, section 11.
	const cases: readonly (readonly [version: string | undefined, next: string])[] = [
		[undefined, "v000001"],
		["v000001", "v000002"],
		["v000009", "v000010"],
		["v000099", "v000100"],
		[SWAP_VERSION, "v000001"],
		["not a version", "v000001"],
	];
	for (const [version, next] of cases) {
		it(`after ${version ?? "none"} is ${next}`, () => assert.equal(nextVersion(version), next));
	}

	it("after v999999 has a digit more, where the format's reference throws", () =>
		assert.equal(nextVersion("v999999"), "v1000000"));
});

describe("a key in the deployment bucket", () => {
	it("of a function is its job, its version and its digest", () =>
		assert.equal(zipKey("myLambda", "v000003", digest), `myLambda/v000003-${digest}.zip`));

	it("of a template and of a config is its version", () => {
		assert.equal(templateKey("v000003"), "cf-template/v000003.yml");
		assert.equal(configKey("v000003"), "stp-template/v000003.yml");
	});

	it("can be read again, whatever it was made of", () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[A-Za-z0-9]{1,40}$/),
				fc.nat(9_999_999),
				fc.stringMatching(/^[0-9a-f]{64}$/),
				(job, number, digest) => {
					const version = `v${String(number).padStart(6, "0")}`;
					assert.deepEqual(readZipKey(zipKey(job, version, digest)), { job, version, digest });
				},
			),
		);
	});

	const others: readonly (readonly [why: string, key: string])[] = [
		["a template", "cf-template/v000003.yml"],
		["a layer, whose version is a digest", "shared-layer-1/9f86d081.zip"],
		["another folder inside", "a/b/v000003-9f86.zip"],
		["no digest", "myLambda/v000003.zip"],
		["nothing", ""],
	];
	for (const [why, key] of others) {
		it(`is told apart from ${why}`, () => assert.equal(readZipKey(key), undefined));
	}
});

describe("a tag in the stack's repository", () => {
	const short = digest.slice(0, 40);

	it("is the job, the digest and the version", () => {
		const tag = imageTag("web-service-container", "v000003", short);
		assert.equal(tag, `web-service-container--${short}--v000003`);
		assert.deepEqual(readImageTag(tag), { job: "web-service-container", version: "v000003", digest: short });
	});

	it("fits, however long the job is, and is found again", () => {
		const job = "x".repeat(200);
		const tag = imageTag(job, "v000003", short);
		assert.ok(tag.length <= 128, `${tag.length} characters`);
		assert.deepEqual(tagsWith([tag, imageTag(`${job}y`, "v000003", short)], job, short), [tag]);
	});

	it("is found by job and digest, oldest version first", () => {
		const tags = [
			imageTag("web", "v000010", short),
			imageTag("web", "v000009", short),
			imageTag("web", "v000011", "ab"),
			imageTag("other-web", "v000001", short),
			"web-cache",
			"latest",
		];
		assert.deepEqual(tagsWith(tags, "web", short), [
			imageTag("web", "v000009", short),
			imageTag("web", "v000010", short),
		]);
	});

	it("keeps a job with two dashes in a row", () => {
		assert.deepEqual(readImageTag(imageTag("a--b", "v000001", short))?.job, "a--b");
	});
});

describe("keys of what is kept of each version", () => {
	it("are read as they were made, and nothing else is", () => {
		assert.equal(readTemplateKey(templateKey("v000012")), "v000012");
		assert.equal(readTemplateKey(templateKey("unprotected")), undefined);
		const key = recordKey("2026-01-15T12:00:02.943Z", "v000012");
		assert.equal(key, "deploys/2026-01-15T12-00-02-943Z-v000012.json");
		assert.equal(readRecordKey(key), "v000012");
		for (const other of ["deploys/x.json", "deploys/v000001.json", `a/${key}`, `${key}.bak`])
			assert.equal(readRecordKey(other), undefined, other);
	});
});
