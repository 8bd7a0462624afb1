import { createHash } from "node:crypto";
import type { Manifest } from "../../cloud/port.ts";

/** Kinds of content, in the words of OCI. Source: https://github.com/opencontainers/image-spec/blob/main/media-types.md */
export const mediaTypes = {
	index: "application/vnd.oci.image.index.v1+json",
	manifest: "application/vnd.oci.image.manifest.v1+json",
	config: "application/vnd.oci.image.config.v1+json",
	layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** The names of processors in images. */
export const platforms = { x86_64: "amd64", arm64: "arm64" } as const;
export type Architecture = keyof typeof platforms;

/** What a manifest says of something that it names. */
export type Descriptor = { readonly mediaType: string; readonly digest: string; readonly size: number };

/** A step in the history of an image; one that changed only settings has no layer. */
type HistoryStep = Readonly<Record<string, unknown>>;

/** Settings that a container starts with. */
type ContainerSettings = Readonly<Record<string, unknown>>;

/** What an image consists of beside its layers. */
export type ImageConfig = {
	readonly architecture: string;
	readonly os: string;
	readonly variant?: string;
	readonly config: ContainerSettings;
	readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly string[] };
	readonly history: readonly HistoryStep[];
};

/** What an application changes about the image that it stands on. */
export type ConfigChange = {
	readonly command: readonly string[];
	readonly workingDirectory: string;
	readonly environment: Readonly<Record<string, string>>;
	readonly layers: readonly { readonly diffId: string; readonly comment: string }[];
};

/** The beginning of time, because the day of a build must not change an image. */
const epoch = "1970-01-01T00:00:00Z";

function listOf(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Variables of `base`, each replaced in its place by the one of the same name, new ones at the end. */
function withVariables(
	base: readonly string[],
	changes: Readonly<Record<string, string>>,
): readonly string[] {
	const nameOf = (variable: string) => variable.split("=", 1)[0] ?? "";
	const kept = base.map((variable) => {
		const value = changes[nameOf(variable)];
		return value === undefined ? variable : `${nameOf(variable)}=${value}`;
	});
	const known = new Set(base.map(nameOf));
	const added = Object.entries(changes).filter(([name]) => !known.has(name));
	return [...kept, ...added.map(([name, value]) => `${name}=${value}`)];
}

/** The steps that made `base`; made up where it does not tell them, one for each layer. */
function historyOf({ history, rootfs }: ImageConfig): readonly HistoryStep[] {
	const layers = history.filter((step) => step["empty_layer"] !== true).length;
	return layers === rootfs.diff_ids.length ? history : rootfs.diff_ids.map(() => ({ created: epoch }));
}

/**
 * The configuration of an image that stands on `base`. Every layer gets its step of the history: readers compare
 * both counts, and Lambda refuses images in which they differ.
 */
export function changeConfig(base: ImageConfig, change: ConfigChange): ImageConfig {
	const steps = change.layers.map(({ comment }) => ({ created: epoch, created_by: "spool", comment }));
	return {
		architecture: base.architecture,
		os: base.os,
		...(base.variant !== undefined && { variant: base.variant }),
		config: {
			...base.config,
			Env: withVariables(listOf(base.config["Env"]), change.environment),
			Cmd: change.command,
			WorkingDir: change.workingDirectory,
		},
		rootfs: {
			type: "layers",
			diff_ids: [...base.rootfs.diff_ids, ...change.layers.map(({ diffId }) => diffId)],
		},
		history: [...historyOf(base), ...steps],
	};
}

/** Bytes of a description, and what a manifest says of them. */
export type Described = { readonly bytes: Uint8Array; readonly descriptor: Descriptor };

function describe(mediaType: string, value: unknown): Described {
	const bytes = Buffer.from(JSON.stringify(value));
	const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
	return { bytes, descriptor: { mediaType, digest, size: bytes.length } };
}

/** A configuration as it is stored. */
export function configBlob(config: ImageConfig): Described {
	return describe(mediaTypes.config, { created: epoch, ...config });
}

function manifestOf(mediaType: string, value: object): Manifest {
	const { bytes, descriptor } = describe(mediaType, { schemaVersion: 2, mediaType, ...value });
	return { digest: descriptor.digest, mediaType, bytes };
}

/** The manifest of one image. */
export function imageManifest(config: Descriptor, layers: readonly Descriptor[]): Manifest {
	return manifestOf(mediaTypes.manifest, { config, layers });
}

/** The index of images that are the same for different processors. */
export function imageIndex(
	parts: readonly { readonly manifest: Manifest; readonly config: ImageConfig }[],
): Manifest {
	const manifests = parts.map(({ manifest, config }) => ({
		mediaType: manifest.mediaType,
		digest: manifest.digest,
		size: manifest.bytes.length,
		platform: {
			architecture: config.architecture,
			os: config.os,
			...(config.variant !== undefined && { variant: config.variant }),
		},
	}));
	return manifestOf(mediaTypes.index, { manifests });
}
