import type { Static } from "../../schema/schema.ts";
import type { Deployed, DirectoryPlan, FileRule, Finding, Path, Placed, Surroundings } from "../kind.ts";
import type { directoryUpload } from "./directory-upload-schema.ts";

type Upload = Deployed<Static<typeof directoryUpload>>;
type Preset = NonNullable<Upload["headersPreset"]>;

/** Browsers ask every time, and a CDN keeps the file until the next deploy, which empties it. */
const asked = "public, max-age=0, s-maxage=31536000, must-revalidate";
/** The file never changes, because another content has another name. */
const kept = "public, max-age=31536000, immutable";

/** Cache headers by preset, in order: the last pattern that matches a file counts. */
const presets: Readonly<Record<Preset, readonly (readonly [glob: string, cacheControl: string])[]>> = {
	"static-website": [["**/*", asked]],
	"single-page-app": [
		["**/*.html", asked],
		["static/**/*", kept],
	],
	"gatsby-static-website": [
		["**/*.html", asked],
		["page-data/**/*", asked],
		["app-data.json", asked],
		["static/**/*", kept],
		["**/*.js", kept],
		["**/*.css", kept],
		["sw.js", asked],
	],
	"astro-static-website": [
		["**/*.html", asked],
		["_astro/**/*", kept],
	],
	"sveltekit-static-website": [
		["**/*.html", asked],
		["_app/**/*", kept],
	],
	"nuxt-static-website": [
		["**/*.html", asked],
		["_nuxt/**/*", kept],
	],
};

function presetRules(preset: Preset | undefined): readonly FileRule[] {
	const rules = preset === undefined ? [] : presets[preset];
	return rules.map(([include, value]) => ({
		include,
		headers: [{ key: "cache-control", value }],
		tags: [],
	}));
}

const texts = (pairs: readonly { readonly key: unknown; readonly value: unknown }[] | undefined) =>
	(pairs ?? []).map(({ key, value }) => ({ key: String(key), value: String(value) }));

/**
 * The directory that a bucket mirrors; `path` is that of `directoryUpload` in the resource, and `hasCleanUrls` whether a
 * CDN finds its pages by paths without an extension.
 */
export function directoryPlan(
	bucketId: string,
	upload: Upload,
	resource: Pick<Placed, "spanOf">,
	options: { readonly path?: Path; readonly hasCleanUrls?: boolean } = {},
): DirectoryPlan {
	const { path = ["directoryUpload"], hasCleanUrls = false } = options;
	const own = (upload.fileOptions ?? []).map(
		({ includePattern, excludePattern, headers, tags }): FileRule => ({
			include: String(includePattern),
			...(excludePattern !== undefined && { exclude: String(excludePattern) }),
			headers: texts(headers),
			tags: texts(tags),
		}),
	);
	return {
		bucketId,
		directory: String(upload.directoryPath),
		exclude: (upload.excludeFilesPatterns ?? []).map(String),
		rules: [...presetRules(upload.headersPreset), ...own],
		hasCleanUrls,
		wantsAcceleration: upload.disableS3TransferAcceleration !== true,
		span: resource.spanOf([...path, "directoryPath"]),
	};
}

/** Finds a directory that is not there yet, which a build may still make, and headers that S3 does not take. */
export function checkDirectory(
	upload: Upload | undefined,
	{ fact }: Surroundings,
	path: Path = ["directoryUpload"],
): readonly Finding[] {
	if (!upload) return [];
	const directory = String(upload.directoryPath);
	const found = fact({ kind: "path", path: directory });
	const at: Path = [...path, "directoryPath"];
	if (found === "file") {
		const message = `"${directory}" is a file, but a directory is needed`;
		return [{ code: "wrong-kind-of-file", message, path: at, hint: "name the folder itself" }];
	}
	const missing: Finding = {
		code: "directory-not-there-yet",
		severity: "warning",
		message: `there is no folder "${directory}" yet`,
		path: at,
		hint: "it has to be there when it is deployed; a build may make it before",
	};
	return [...(found === null ? [missing] : []), ...checkHeaders(upload, path)];
}

function checkHeaders({ fileOptions = [] }: Upload, path: Path): readonly Finding[] {
	return fileOptions.flatMap(({ headers = [] }, index) =>
		headers.flatMap(({ key, value }, at): readonly Finding[] => {
			const here: Path = [...path, "fileOptions", index, "headers", at];
			if (!/^[A-Za-z0-9-]+$/.test(String(key))) {
				const message = `"${String(key)}" is not the name of a header`;
				return [
					{ code: "invalid-header", message, path: [...here, "key"], hint: "use letters, digits and dashes" },
				];
			}
			if (String(key).toLowerCase() === "expires" && Number.isNaN(Date.parse(String(value)))) {
				const message = `"${String(value)}" is not a date`;
				const hint = "write for example Wed, 21 Oct 2026 07:28:00 GMT";
				return [{ code: "invalid-header", message, path: [...here, "value"], hint }];
			}
			if (/^[ -~]*$/.test(String(value))) return [];
			const message = `the value of ${String(key)} has characters that headers cannot have`;
			return [{ code: "invalid-header", message, path: [...here, "value"], hint: "use ASCII only" }];
		}),
	);
}
