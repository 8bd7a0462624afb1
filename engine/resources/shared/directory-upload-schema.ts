import { choice, flag, list, object, optional, text } from "../../schema/schema.ts";

const globs = "Glob relative to the directory: `*` within a name, `**` over folders.";

/** Pairs of a key and a value: headers, tags. */
export const keyValuePairs = (docs: string, key: string, value: string, options: ListOptions = {}) =>
	list(docs, object("A key and its value.", { key: text(key), value: text(value) }), options);

type ListOptions = { readonly maxItems?: number; readonly source?: string };

/** Headers and tags of uploaded files. */
export const fileOptions = list(
	"Headers and tags for some of the files; when several items match a file, the last one wins.",
	object("Which files get which headers and tags.", {
		includePattern: text(`Files that the item is about. ${globs}`, { examples: ["**/*.html"] }),
		excludePattern: optional(text(`Files that it is not about. ${globs}`)),
		headers: optional(
			keyValuePairs(
				"Headers that are stored with the files and sent when they are fetched.",
				"Name of the header, for example `cache-control`.",
				"Value of the header.",
			),
		),
		tags: optional(
			keyValuePairs("Tags of the objects.", "Key of the tag.", "Value of the tag.", {
				maxItems: 10,
				source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html",
			}),
		),
	}),
);

/** What built the files of a directory, which decides how long they are cached. */
export const headersPreset = choice(
	"Cache headers that suit what built the files.",
	[
		"astro-static-website",
		"gatsby-static-website",
		"nuxt-static-website",
		"single-page-app",
		"static-website",
		"sveltekit-static-website",
	],
	{
		valueDocs: {
			"static-website": "CDNs keep everything until the next deploy, browsers ask every time.",
			"single-page-app": "Pages as in `static-website`; files below `static` are kept for a year.",
			"gatsby-static-website":
				"Pages and page data as in `static-website`; scripts and styles are kept for a year.",
			"astro-static-website": "Pages as in `static-website`; files below `_astro` are kept for a year.",
			"sveltekit-static-website": "Pages as in `static-website`; files below `_app` are kept for a year.",
			"nuxt-static-website": "Pages as in `static-website`; files below `_nuxt` are kept for a year.",
		},
	},
);

/** The `directoryUpload` of a bucket. */
export const directoryUpload = object(
	"Mirrors a directory into the bucket on every deploy: new and changed files are uploaded, objects without a file are deleted.",
	{
		directoryPath: text("Path of the directory, relative to the config.", {
			examples: ["public"],
			suggests: "folder",
		}),
		fileOptions: optional(fileOptions),
		excludeFilesPatterns: optional(list("Files that are not uploaded.", text(globs))),
		headersPreset: optional(headersPreset),
		disableS3TransferAcceleration: optional(
			flag("Upload straight to the bucket's region, also where transfer acceleration is faster.", {
				default: false,
				source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html",
			}),
		),
	},
	{ knownBefore: true },
);
