// How long packaging takes: node bench/package.ts
// The packages that make the large bundle large are those of this repository, so nothing is installed.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHost } from "../engine/host/node.ts";
import { type Bundler, createBundler } from "../engine/package/bundler.ts";
import { packArtifacts } from "../engine/package/package.ts";
import type { Packed } from "../engine/package/packed.ts";
import type { ZipPlan } from "../engine/resources/kind.ts";

const runs = 15;

const sources = {
	small: 'import { greet } from "./greet.ts";\nexport default async () => greet("you");\n',
	large: `import { greet } from "./greet.ts";
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { parse } from "yaml";
export default async () => [
	greet("you"), parse("a: 1"),
	await new S3Client({}).send(new GetObjectCommand({ Bucket: "b", Key: "k" })),
	await new CloudFormationClient({}).send(new DescribeStacksCommand({})),
];
`,
} as const;

/** A runtime that has no AWS SDK, so that all of it goes into the bundle. */
const planOf = (job: string): ZipPlan => ({
	job,
	kind: "zip",
	packaging: { type: "stacktape-lambda-buildpack", properties: { entryfilePath: `src/${job}.ts` } },
	runtime: "provided.al2023",
	architecture: "x86_64",
	span: { start: 0, end: 0 },
});

type Sample = { readonly totalMs: number; readonly packed: Packed };

const median = (values: readonly number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(root: string, job: string, bundler: Bundler): Promise<Sample> {
	const began = performance.now();
	const ports = { host: openHost(), emit: () => undefined };
	const [packed] = await packArtifacts(ports, [planOf(job)], { root, bundler });
	if (packed === undefined) throw new Error("nothing was packed");
	return { totalMs: performance.now() - began, packed };
}

function report(name: string, samples: readonly Sample[]): void {
	const total = median(samples.map(({ totalMs }) => totalMs));
	const bundle = median(samples.map(({ packed }) => packed.timing.bundleMs));
	const zip = median(samples.map(({ packed }) => packed.timing.zipMs));
	const size = samples[0]?.packed;
	const sizes = size === undefined ? "" : `${size.unzippedSize} bytes, zip ${size.source.size}`;
	console.log(
		`${name.padEnd(28)} ${total.toFixed(1).padStart(8)} ms  bundle ${bundle}  zip ${zip}  ${sizes}`,
	);
}

async function sampled(job: string, root: string): Promise<void> {
	const cold: Sample[] = [];
	for (let run = 0; run < runs; run++) {
		const bundler = createBundler();
		cold.push(await measure(root, job, bundler));
		await bundler.close();
	}
	report(`${job}: cold`, cold);
	const bundler = createBundler();
	await measure(root, job, bundler);
	const warm: Sample[] = [];
	for (let run = 0; run < runs; run++) warm.push(await measure(root, job, bundler));
	report(`${job}: again, unchanged`, warm);
	const edited: Sample[] = [];
	for (let run = 0; run < runs; run++) {
		writeGreeting(root, run);
		edited.push(await measure(root, job, bundler));
	}
	report(`${job}: after an edit`, edited);
	await bundler.close();
}

function writeGreeting(root: string, version: number): void {
	const code = `export const greet = (name: string): string => \`Hello \${name}, ${version}\`;\n`;
	writeFileSync(join(root, "src", "greet.ts"), code);
}

const root = mkdtempSync(join(tmpdir(), "spool-bench-"));
try {
	mkdirSync(join(root, "src"));
	writeFileSync(join(root, "tsconfig.json"), "{}");
	symlinkSync(join(import.meta.dirname, "..", "node_modules"), join(root, "node_modules"), "junction");
	for (const [job, code] of Object.entries(sources)) writeFileSync(join(root, "src", `${job}.ts`), code);
	writeGreeting(root, 0);
	const first = createBundler();
	report("small: first in the process", [await measure(root, "small", first)]);
	await first.close();
	for (const job of Object.keys(sources)) await sampled(job, root);
} finally {
	rmSync(root, { recursive: true, force: true });
}
