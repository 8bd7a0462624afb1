import { join } from "node:path";
import { originOf } from "../../compile/compiled.ts";
import type { Host } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import type { WebsitePlan } from "../../resources/shared/build-plan.ts";
import { withFilePaths } from "../../template/file-paths.ts";
import type { Prepared } from "../prepare.ts";
import { below } from "./site.ts";

/** File beside what a build has left, with the path patterns of the website's files. */
const FILE = "paths.json";

/** Behaviours of a distribution, with that for everything else: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const maxBehaviors = 75;

/** Keeps the path patterns of a website's files for the deploys and hot swaps that do not build it. */
export async function saveFilePaths(
	{ host }: { readonly host: Pick<Host, "write"> },
	into: string,
	patterns: readonly string[],
): Promise<void> {
	await host.write(join(into, FILE), `${JSON.stringify(patterns)}\n`);
}

/** True when a build has left what the stack takes of a website. */
export async function isBuilt(
	{ host }: { readonly host: Pick<Host, "kindOf"> },
	root: string,
	{ into }: Pick<WebsitePlan, "into">,
): Promise<boolean> {
	return (await host.kindOf(join(below(root, into), FILE))) === "file";
}

function listOf(text: string): readonly string[] | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return Array.isArray(value) ? value.map(String) : undefined;
	} catch {
		// Not a file of ours: as if the site was not built.
		return undefined;
	}
}

function requireFew({ compiled }: Prepared["analysis"]): void {
	for (const [id, { Type, Properties }] of Object.entries(compiled.template.Resources)) {
		if (Type !== "AWS::CloudFront::Distribution") continue;
		const { CacheBehaviors: { length } = [] } = (Properties?.["DistributionConfig"] ?? {}) as {
			readonly CacheBehaviors?: readonly unknown[];
		};
		if (length < maxBehaviors) continue;
		const origin = originOf(compiled, id);
		throw new Failure({
			code: "too-many-behaviors",
			kind: "package",
			message: `the CDN of ${origin?.resource ?? id} needs ${length + 1} behaviours, one for each file and folder at the top of the website, and CloudFront takes ${maxBehaviors}`,
			hint: "put some of them into a folder",
			...(origin && { origin: origin.span }),
		});
	}
}

/** What is to be deployed, with CDNs that know the files of the websites, as far as these have been built. */
export async function withBuiltPaths(
	{ host }: { readonly host: Pick<Host, "readText"> },
	prepared: Prepared,
	root: string,
): Promise<Prepared> {
	const { compiled } = prepared.analysis;
	const sites = compiled.builds.filter(({ website }) => website !== undefined);
	if (sites.length === 0) return prepared;
	const paths = new Map<string, readonly string[]>();
	for (const { resource, website } of sites) {
		const text = await host.readText(join(below(root, website?.into ?? ""), FILE));
		const patterns = text === undefined ? undefined : listOf(text);
		if (patterns) paths.set(resource, patterns);
	}
	const template = withFilePaths(compiled.template, paths);
	const analysis = { ...prepared.analysis, compiled: { ...compiled, template } };
	requireFew(analysis);
	return { ...prepared, analysis };
}
