import { flag, list, object, optional, type Static, text } from "../schema/schema.ts";
import {
	type Deployed,
	defineResource,
	type Finding,
	type Part,
	type Path,
	type Placed,
	type Surroundings,
} from "./kind.ts";
import { cdnParamDocs } from "./shared/cdn/distribution.ts";
import { edgeFunctions, routeRewrite } from "./shared/cdn/schema.ts";
import { environment } from "./shared/compute-schema.ts";
import { checkDirectory } from "./shared/directory-upload.ts";
import { fileOptions, headersPreset } from "./shared/directory-upload-schema.ts";
import { customDomains } from "./shared/domain-schema.ts";
import { useFirewall } from "./shared/firewall.ts";

const command = (docs: string, what: string) =>
	object(
		docs,
		{
			command: text(`${what}, as it would be typed into a shell.`, { examples: ["npm run build"] }),
			workingDirectory: optional(
				text("Folder that it runs in, relative to the config.", { default: ".", pathTo: "directory" }),
			),
		},
		{ knownBefore: true },
	);

const properties = object("Settings of the website.", {
	uploadDirectoryPath: text("Folder with the files of the website, relative to the config.", {
		knownBefore: true,
		examples: ["dist"],
		suggests: "folder",
	}),
	build: optional(command("What makes the files.", "Command that is run before each deploy")),
	dev: optional(
		command(
			"Settings of the format's dev mode, which Spool does not have: they are accepted and have no effect.",
			"Command of a development server",
		),
	),
	excludeFilesPatterns: optional(
		list(
			"Files that are not uploaded.",
			text("Glob relative to the folder: `*` within a name, `**` over folders."),
			{
				knownBefore: true,
			},
		),
	),
	hostingContentType: optional({ ...headersPreset, default: "static-website" }),
	customDomains: optional(customDomains),
	disableUrlNormalization: optional(
		flag("Do not look for `/about/index.html` or `/about.html` when `/about` is asked for.", {
			default: false,
		}),
	),
	edgeFunctions: optional(edgeFunctions),
	errorDocument: optional(text("Page that is served when nothing is found.", { default: "/404.html" })),
	indexDocument: optional(text("Page that is served for `/`.", { default: "/index.html" })),
	injectEnvironment: optional({
		...environment,
		description:
			"Values that scripts of the pages find in `window.STP_INJECTED_ENV`. They are written into every page, so that each visitor can read them.",
	}),
	writeDotenvFilesTo: optional(
		text("Folder whose file `.env.{stage}` gets the same values after a deploy, relative to the config.", {
			knownBefore: true,
		}),
	),
	useFirewall: optional(useFirewall("cdn")),
	fileOptions: optional({ ...fileOptions, knownBefore: true }),
	routeRewrites: optional(
		list("Routes that are treated differently; the first that matches wins.", routeRewrite),
	),
});

type Site = Placed<Deployed<Static<typeof properties>>>;

/** Where a path of the bucket is written in the website. */
function placeOf([first, second, ...rest]: Path): Path {
	if (first === undefined) return [];
	if (second === undefined || second === "enabled") return [];
	const renamed: Readonly<Record<string, string>> = {
		directoryPath: "uploadDirectoryPath",
		headersPreset: "hostingContentType",
		rewriteRoutesForSinglePageApp: "hostingContentType",
	};
	return [renamed[String(second)] ?? second, ...rest];
}

/** `values` without members that are not set. */
function given(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function upload({ values }: Site) {
	const { uploadDirectoryPath, hostingContentType = "static-website", fileOptions: options } = values;
	return {
		directoryPath: uploadDirectoryPath,
		headersPreset: hostingContentType,
		...(options && { fileOptions: options }),
		...(values.excludeFilesPatterns && { excludeFilesPatterns: values.excludeFilesPatterns }),
	};
}

function bucketPart(site: Site): Part {
	const { values } = site;
	return {
		key: "bucket",
		type: "bucket",
		name: site.name,
		properties: {
			directoryUpload: upload(site),
			cdn: given({
				enabled: true,
				rewriteRoutesForSinglePageApp: values.hostingContentType === "single-page-app",
				customDomains: values.customDomains,
				disableUrlNormalization: values.disableUrlNormalization,
				edgeFunctions: values.edgeFunctions,
				errorDocument: values.errorDocument,
				indexDocument: values.indexDocument,
				useFirewall: values.useFirewall,
				routeRewrites: values.routeRewrites,
			}),
		},
		placeOf,
	};
}

function checkVariables({ values }: Site): readonly Finding[] {
	const { injectEnvironment = [], writeDotenvFilesTo } = values;
	const twice = injectEnvironment.flatMap(({ name }, index): readonly Finding[] => {
		if (injectEnvironment.findIndex((other) => other.name === name) === index) return [];
		return [
			{
				code: "duplicate-variable",
				message: `"${String(name)}" is set twice`,
				path: ["injectEnvironment", index, "name"],
				hint: "remove one of the two",
			},
		];
	});
	if (writeDotenvFilesTo === undefined || injectEnvironment.length > 0) return twice;
	return [
		{
			code: "nothing-to-write",
			severity: "warning",
			message: "writeDotenvFilesTo has no effect without injectEnvironment",
			path: ["writeDotenvFilesTo"],
			atKey: true,
			hint: "add injectEnvironment, or remove it",
		},
	];
}

function check(site: Site, surroundings: Surroundings): readonly Finding[] {
	const found = checkDirectory(upload(site), surroundings);
	return [...found.map((one) => ({ ...one, path: placeOf(one.path) })), ...checkVariables(site)];
}

/** The room of `hosting-bucket`. */
export const hostingBucket = defineResource({
	type: "hosting-bucket",
	docs: "A static website: a bucket that mirrors a folder on every deploy, with a CDN in front of it.",
	source:
		"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/getting-started-secure-static-website-cloudformation-template.html",
	properties,
	snippet: `type: hosting-bucket
properties:
  uploadDirectoryPath: \${1:dist}
  hostingContentType: \${2|static-website,single-page-app,gatsby-static-website,astro-static-website,sveltekit-static-website,nuxt-static-website|}`,
	names: () => ({}),
	paramDocs: { name: "Name of the bucket.", arn: "ARN of the bucket.", ...cdnParamDocs },
	params: () => ({}),
	parts: (site) => [bucketPart(site)],
	hoistsParts: true,
	check,
	compile: () => [],
	builds: (site) => {
		const { build } = site.values;
		if (!build) return [];
		const { command: line, workingDirectory = "." } = build;
		return [
			{ command: String(line), folder: String(workingDirectory), span: site.spanOf(["build", "command"]) },
		];
	},
	injections: (site) => {
		const { injectEnvironment = [], writeDotenvFilesTo, uploadDirectoryPath } = site.values;
		if (injectEnvironment.length === 0) return [];
		return [
			{
				directory: String(uploadDirectoryPath),
				variables: injectEnvironment.map(({ name, value }, index) => ({
					name: String(name),
					value,
					span: site.spanOf(["injectEnvironment", index, "value"]),
				})),
				...(writeDotenvFilesTo !== undefined && { dotenvFolder: String(writeDotenvFilesTo) }),
			},
		];
	},
});
