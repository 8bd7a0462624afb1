import assert from "node:assert/strict";
import { type KeyChoice, placeArtifact } from "../../../engine/deploy/artifacts.ts";
import { type Packed, sourceOfPieces } from "../../../engine/package/packed.ts";

const [a, b] = ["a".repeat(64), "b".repeat(64)];

function packed(digest: string, job = "api"): Packed {
	const span = { start: 0, end: 0 };
	const plan = {
		job,
		kind: "zip",
		packaging: {},
		runtime: "nodejs24.x",
		architecture: "x86_64",
		span,
	} as const;
	return {
		plan,
		source: sourceOfPieces([new Uint8Array([1])]),
		making: { isReused: false, because: [] },
		digest,
		digestBase64: Buffer.from(digest, "hex").toString("base64"),
		inputs: [],
		unzippedSize: 1,
		largestEntries: [],
		timing: { bundleMs: 0, zipMs: 0 },
	};
}

const key = (version: string, digest = a, job = "api") => `${job}/${version}-${digest}.zip`;

type Case = {
	readonly why: string;
	readonly stored?: readonly string[];
	readonly deployed?: string;
	readonly isSwapped?: boolean;
	readonly key: string;
	readonly step: string;
};

const cases: readonly Case[] = [
	{ why: "nothing like it is there", key: key("v000003"), step: "upload" },
	{ why: "other code of the job is there", stored: [key("v000001", b)], key: key("v000003"), step: "upload" },
	{
		why: "another job has the same bytes",
		stored: [key("v000001", a, "worker")],
		key: key("v000003"),
		step: "upload",
	},
	{
		why: "a job whose name begins alike has the same bytes",
		stored: [key("v000001", a, "api2")],
		key: key("v000003"),
		step: "upload",
	},
	{
		why: "it is what is deployed",
		stored: [key("v000001")],
		deployed: key("v000001"),
		key: key("v000001"),
		step: "present",
	},
	{
		why: "it is what is deployed, and a newer version has the same bytes",
		stored: [key("v000001"), key("v000002")],
		deployed: key("v000001"),
		key: key("v000001"),
		step: "present",
	},
	{
		why: "what is deployed has gone from the bucket",
		deployed: key("v000001"),
		key: key("v000003"),
		step: "upload",
	},
	{
		why: "the code goes back to what several earlier versions had",
		stored: [key("v000001"), key("v000002", b), key("v000010")],
		deployed: key("v000002", b),
		key: key("v000010"),
		step: "present",
	},
	{
		why: "only a hot swap has sent it",
		stored: [key("v000000"), key("v000002", b)],
		deployed: key("v000002", b),
		key: key("v000003"),
		step: `copy from ${key("v000000")}`,
	},
	{
		why: "a hot swap and an earlier version have sent it",
		stored: [key("v000000"), key("v000001")],
		deployed: key("v000002", b),
		key: key("v000001"),
		step: "present",
	},
	{
		why: "the function is swapped at the moment, to this code",
		stored: [key("v000000"), key("v000002", b)],
		deployed: key("v000002", b),
		isSwapped: true,
		key: key("v000003"),
		step: `copy from ${key("v000000")}`,
	},
	{
		why: "the function is swapped, and the code went back to the deployed one",
		stored: [key("v000000", b), key("v000002")],
		deployed: key("v000002"),
		isSwapped: true,
		key: key("v000003"),
		step: `copy from ${key("v000002")}`,
	},
	{
		why: "the function is swapped, and the code is new",
		stored: [key("v000000", b)],
		isSwapped: true,
		key: key("v000003"),
		step: "upload",
	},
	{
		why: "the function is swapped, and a deploy that failed has sent it under the new version",
		stored: [key("v000000"), key("v000003")],
		isSwapped: true,
		key: key("v000003"),
		step: "present",
	},
	{
		why: "the reference has sent other digests, and there are files of others",
		stored: ["api/v000001-da39a3ee5e6b4b0d3255bfef95601890afd80709.zip", "api/readme.md", "x"],
		deployed: "api/v000001-da39a3ee5e6b4b0d3255bfef95601890afd80709.zip",
		key: key("v000003"),
		step: "upload",
	},
];

describe("where an artifact lies when", () => {
	for (const { why, stored = [], deployed, isSwapped, ...expected } of cases) {
		it(`${why}: ${expected.step.split(" ")[0]}`, () => {
			const choice: KeyChoice = {
				bucket: "bucket",
				stored: stored.map((one) => ({ key: one, size: 1, modifiedAt: 0, etag: "" })),
				version: "v000003",
				deployedKeys: new Map(deployed ? [["api", deployed]] : []),
				swapped: new Set(isSwapped ? ["api"] : []),
			};
			const { place, step } = placeArtifact(packed(a), choice);
			const text = step.kind === "copy" ? `copy from ${step.from}` : step.kind;
			assert.deepEqual({ key: place.key, step: text }, expected);
			assert.deepEqual([place.bucket, place.digest], ["bucket", a]);
		});
	}
});
