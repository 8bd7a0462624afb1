import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistries, type Registries } from "../engine/cloud/registry/registries.ts";
import { openHost } from "../engine/host/node.ts";
import { type Bundler, createBundler } from "../engine/package/bundler.ts";
import { imageToPush } from "../engine/package/image/assemble.ts";
import { packImage } from "../engine/package/image/pack-image.ts";
import type { ImagePlan } from "../engine/resources/kind.ts";
import { nodeEntries, pushBase } from "../test/support/base-images.ts";
import { type LocalRegistry, missingPrograms, startRegistry } from "../test/support/registry.ts";

/**
 * Code to an image in a registry, beside Buildah doing the same with the same files: run by hand, as root.
 * Usage: node bench/images.ts [runs]
 */
const runs = Number(process.argv[2] ?? 10);
const base = "docker/library/node";
const repositoryRoot = join(import.meta.dirname, "..");

function fail(reason: string): never {
	process.stderr.write(`${reason}\n`);
	process.exit(1);
}

/** An application of about a megabyte: two clients of the AWS SDK and some pages. */
function makeProject(): string {
	const root = mkdtempSync(join(tmpdir(), "spool-bench-images-"));
	writeFileSync(join(root, "tsconfig.json"), "{}");
	writeFileSync(join(root, "package.json"), '{"type":"module"}');
	mkdirSync(join(root, "public"));
	for (let page = 0; page < 6; page++)
		writeFileSync(join(root, `public/${page}.html`), `<p>${"text ".repeat(4_000)}${page}`);
	edit(root, 0);
	return root;
}

function edit(root: string, round: number): void {
	const modules = join(repositoryRoot, "node_modules");
	const code = [
		`import { CloudFormationClient } from "${modules}/@aws-sdk/client-cloudformation";`,
		`import { S3Client } from "${modules}/@aws-sdk/client-s3";`,
		`console.log(${round}, CloudFormationClient, S3Client);`,
	];
	writeFileSync(join(root, "server.ts"), code.join("\n"));
}

const plan = (architectures: ImagePlan["architectures"]): ImagePlan => ({
	job: "web-service-container",
	kind: "image",
	packaging: {
		type: "stacktape-image-buildpack",
		properties: { entryfilePath: "server.ts", includeFiles: ["public/**"] },
	},
	runsOn: "ecs",
	architectures,
	span: { start: 0, end: 0 },
});

type Tools = { readonly registries: Registries; readonly bundler: Bundler; readonly root: string };

let tags = 0;

/** From files to a stored image; gives how long it took, and how much of that the bundle was. */
async function pushOnce(
	tools: Tools,
	repository: string,
	architectures: ImagePlan["architectures"] = ["x86_64"],
) {
	const { registries, bundler, root } = tools;
	const began = performance.now();
	const packed = await packImage({
		plan: plan(architectures),
		host: openHost(),
		images: registries as never,
		bundler,
		root,
		storedTag: async () => undefined,
		builds: true,
		warn: () => undefined,
		signal: undefined,
	});
	if (packed.content.kind !== "assembled") return fail("nothing was put together");
	const built = performance.now();
	await registries.push(repository, imageToPush(packed.content.image, `v${tags++}`), {});
	const ended = performance.now();
	return {
		total: ended - began,
		bundle: packed.timing.bundleMs,
		image: packed.timing.imageMs,
		push: ended - built,
	};
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

type Row = Awaited<ReturnType<typeof pushOnce>>;

function show(label: string, rows: readonly Row[]): void {
	const parts = (["total", "bundle", "image", "push"] as const).map((name) => {
		const all = rows.map((row) => row[name]);
		return `${name} ${median(all).toFixed(0).padStart(5)} (min ${Math.min(...all).toFixed(0)})`;
	});
	process.stdout.write(`${label.padEnd(44)} ${parts.join("   ")}\n`);
}

async function repeat(work: (round: number) => Promise<Row>, times = runs): Promise<Row[]> {
	const rows: Row[] = [];
	for (let round = 0; round < times; round++) rows.push(await work(round));
	return rows;
}

async function measureSpool({ host, url }: LocalRegistry, root: string): Promise<void> {
	const open = (): Tools => ({
		registries: openRegistries({ own: async () => ({ origin: url }), mirror: new URL(url) }),
		bundler: createBundler(),
		root,
	});
	const warm = open();
	show(
		"first push to a new repository, cold",
		await repeat(async (round) => {
			const tools = open();
			const row = await pushOnce(tools, `spool/cold-${round}`);
			await tools.bundler.close();
			return row;
		}),
	);
	await pushOnce(warm, "spool/app");
	show(
		"code-only change, warm",
		await repeat(async (round) => {
			edit(root, round + 1);
			return pushOnce(warm, "spool/app");
		}),
	);
	show("nothing changed, warm (a new tag)", await repeat(() => pushOnce(warm, "spool/app")));
	await pushOnce(warm, "spool/both", ["x86_64", "arm64"]);
	show(
		"code-only change, both processors, warm",
		await repeat(async (round) => {
			edit(root, round + 100);
			return pushOnce(warm, "spool/both", ["x86_64", "arm64"]);
		}),
	);
	await warm.bundler.close();
	process.stdout.write(`(registry ${host})\n`);
}

/** Buildah gets the finished bundle: what it is measured by is the image and its push alone. */
async function measureBuildah({ host }: LocalRegistry, root: string): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "spool-bench-buildah-"));
	const context = join(folder, "context");
	mkdirSync(context);
	const store = join(folder, "storage.conf");
	const driver =
		spawnSync("sh", ["-c", "grep -q overlay /proc/filesystems"]).status === 0 ? "overlay" : "vfs";
	writeFileSync(
		store,
		`[storage]\ndriver = "${driver}"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
	);
	const dockerfile = `FROM ${host}/${base}:24-alpine\nWORKDIR /app\nCOPY public ./public\nCOPY index.js ./\nCMD ["node", "index.js"]\n`;
	writeFileSync(join(context, "Dockerfile"), dockerfile);
	execFileSync("cp", ["-r", join(root, "public"), context]);
	const env = { ...process.env, BUILDAH_ISOLATION: "chroot", CONTAINERS_STORAGE_CONF: store };
	const buildah = (...args: string[]) => execFileSync("buildah", args, { cwd: context, env, stdio: "pipe" });
	const { bundle, bundler } = await bundleOf(root);
	const once = async (round: number): Promise<Row> => {
		writeFileSync(join(context, "index.js"), `${bundle}\n// ${round}\n`);
		const began = performance.now();
		buildah("build", "--layers", "--tls-verify=false", "--tag", "localhost/app", ".");
		const built = performance.now();
		buildah("push", "--tls-verify=false", "localhost/app", `docker://${host}/buildah/app:v${round}`);
		const ended = performance.now();
		return { total: ended - began, bundle: 0, image: built - began, push: ended - built };
	};
	show(`buildah (${driver}), first build and push`, [await once(0)]);
	show(`buildah (${driver}), code-only change`, await repeat((round) => once(round + 1)));
	await bundler.close();
	spawnSync("umount", [join(folder, "graph/overlay")]);
	rmSync(folder, { recursive: true, force: true });
}

async function bundleOf(root: string): Promise<{ readonly bundle: string; readonly bundler: Bundler }> {
	const bundler = createBundler();
	const result = await bundler.build(
		"bench",
		{
			entryPoints: [join(root, "server.ts")],
			bundle: true,
			platform: "node",
			format: "esm",
			write: false,
			outfile: "index.js",
		},
		undefined,
	);
	if ("errors" in result) return fail("the application does not build");
	return { bundle: Buffer.from(result.build.outputs[0]?.contents ?? []).toString("utf8"), bundler };
}

const missing = missingPrograms(["docker-registry", "buildah"]);
if (missing !== undefined) fail(missing);
const registry = await startRegistry();
const root = makeProject();
try {
	const bases = openRegistries({ own: async () => ({ origin: registry.url }) });
	await pushBase(bases, base, "24-alpine", nodeEntries());
	await measureSpool(registry, root);
	await measureBuildah(registry, root);
} finally {
	await registry.stop();
	rmSync(root, { recursive: true, force: true });
}
