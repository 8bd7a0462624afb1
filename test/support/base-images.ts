import { execFileSync, spawnSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageToPush } from "../../engine/cloud/port.ts";
import type { Registries } from "../../engine/cloud/registry/registries.ts";
import { openHost } from "../../engine/host/node.ts";
import { makeLayer } from "../../engine/package/image/layer.ts";
import {
	configBlob,
	type ImageConfig,
	imageIndex,
	imageManifest,
	mediaTypes,
} from "../../engine/package/image/oci.ts";
import type { LayerEntry } from "../../engine/package/image/tar.ts";

/** Shared libraries that a program of this machine needs, and its loader. */
function librariesOf(program: string): string[] {
	const listed = execFileSync("ldd", [program], { encoding: "utf8" });
	return [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}

function fileEntry(path: string, file: string): LayerEntry {
	return {
		kind: "file",
		path: path.replace(/^\/+/, ""),
		content: { file, size: statSync(file).size, stamp: "" },
	};
}

/** A program of this machine as `usr/local/bin/{name}`, with the libraries where its loader looks for them. */
function programEntries(program: string, name: string): readonly LayerEntry[] {
	const real = realpathSync(program);
	return [
		fileEntry(`usr/local/bin/${name}`, real),
		...librariesOf(real).map((library) => fileEntry(library, realpathSync(library))),
	];
}

/** The Node.js that runs this test. */
export function nodeEntries(): readonly LayerEntry[] {
	return programEntries(process.execPath, "node");
}

/** Modules of Python's library that a small program needs. */
const pythonModules = /^(encodings|collections|importlib|re|json|zipfile)(\/|$)|^[a-z_]+\.py$/;

/** The Python of this machine with the part of its library that is written in Python; `undefined` without one. */
export function pythonEntries(): readonly LayerEntry[] | undefined {
	const asked = "import sys, sysconfig; print(sys.executable, sysconfig.get_path('stdlib'), sep='\\n')";
	const { status, stdout } = spawnSync("python3", ["-c", asked], { encoding: "utf8" });
	const [executable = "", library = ""] = stdout.trim().split("\n");
	if (status !== 0 || !existsSync(library)) return undefined;
	const files = readdirSync(library, { recursive: true, encoding: "utf8" }).filter(
		(path) => pythonModules.test(path) && path.endsWith(".py"),
	);
	return [
		...programEntries(executable, "python"),
		...files.map((path) => fileEntry(join(library, path), join(library, path))),
	];
}

/** Stores an image that has `entries` for both processors, the same program in each: only this machine's one runs. */
export async function pushBase(
	registries: Registries,
	repository: string,
	tag: string,
	entries: readonly LayerEntry[],
): Promise<void> {
	const layer = await makeLayer(openHost(), entries, { compression: "fast", keepBytes: 256 * 1024 * 1024 });
	const descriptor = { mediaType: mediaTypes.layer, digest: layer.digest, size: layer.size };
	const parts = (["amd64", "arm64"] as const).map((architecture) => {
		const config: ImageConfig = {
			architecture,
			os: "linux",
			config: { Env: ["PATH=/usr/local/bin:/usr/bin:/bin"], Cmd: ["node"] },
			rootfs: { type: "layers", diff_ids: [layer.diffId] },
			history: [{ created_by: "test" }],
		};
		const blob = configBlob(config);
		return { config, blob, manifest: imageManifest(blob.descriptor, [descriptor]) };
	});
	const image: ImageToPush = {
		blobs: [
			{ digest: layer.digest, size: layer.size, source: { kind: "made", read: layer.read } },
			...parts.map(
				({
					blob: {
						bytes,
						descriptor: { digest, size },
					},
				}) => ({
					digest,
					size,
					source: {
						kind: "made" as const,
						read: async function* () {
							yield bytes;
						},
					},
				}),
			),
		],
		manifests: [...parts.map(({ manifest }) => manifest), { ...imageIndex(parts), tag }],
	};
	await registries.push(repository, image, {});
}

/** An image as skopeo has pulled it: its configuration, and its layers unpacked over each other. */
export type PulledImage = { readonly config: ImageConfig; readonly root: string; remove(): void };

/** Pulls an image for one processor by skopeo, which checks every digest, and unpacks it with tar. */
export function pullImage(image: string, architecture: "amd64" | "arm64"): PulledImage {
	const folder = mkdtempSync(join(tmpdir(), "spool-pulled-"));
	const skopeo = [
		"--override-arch",
		architecture,
		"--override-os",
		"linux",
		"copy",
		"--src-tls-verify=false",
	];
	execFileSync("skopeo", [...skopeo, `docker://${image}`, `dir:${folder}/image`], { stdio: "pipe" });
	const read = (name: string) =>
		JSON.parse(execFileSync("cat", [join(folder, "image", name)], { encoding: "utf8" }));
	const blob = (digest: string) => digest.replace("sha256:", "");
	const manifest = read("manifest.json");
	const root = join(folder, "root");
	mkdirSync(root);
	for (const { digest } of manifest.layers) {
		execFileSync("tar", ["-xzf", join(folder, "image", blob(digest)), "-C", root, "--no-same-owner"]);
	}
	return {
		config: read(blob(manifest.config.digest)),
		root,
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** Why nothing can be run inside an unpacked image; `undefined` when it can. */
export function cannotChroot(): string | undefined {
	if (process.getuid?.() !== 0) return "only root may chroot";
	const { status } = spawnSync("chroot", ["/", "true"]);
	return status === 0 ? undefined : "chroot is not allowed here";
}

/** Runs the command of an image inside it; gives what it printed. */
export function runInside(
	{ root, config }: PulledImage,
	environment: Readonly<Record<string, string>> = {},
): string {
	const settings = config.config as {
		readonly Cmd: readonly string[];
		readonly Env: readonly string[];
		readonly WorkingDir: string;
	};
	mkdirSync(join(root, "dev"), { recursive: true });
	writeFileSync(join(root, "dev/null"), "");
	const variables = [
		...settings.Env,
		...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
	];
	// The programs of the host enter the folder; everything after that is the image's own.
	const script = `import os, sys
os.chroot(sys.argv[1]); os.chdir(sys.argv[2])
variables = dict(item.split("=", 1) for item in sys.argv[3].split("\\x01"))
os.execvpe(sys.argv[4], sys.argv[4:], variables)`;
	const args = ["-c", script, root, settings.WorkingDir, variables.join("\u0001"), ...settings.Cmd];
	const { status, stdout, stderr } = spawnSync("python3", args, { encoding: "utf8", timeout: 30_000 });
	if (status !== 0) throw new Error(`the image ended with ${status}: ${stderr}`);
	return stdout;
}
