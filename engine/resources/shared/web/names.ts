import type { Placed, Surroundings } from "../../kind.ts";

/** Types of resources that are a website: a server and files behind one CDN. */
const websiteTypes: ReadonlySet<string> = new Set([
	"astro-web",
	"nextjs-web",
	"nuxt-web",
	"remix-web",
	"solidstart-web",
	"sveltekit-web",
	"tanstack-web",
]);

/** Name of a part: `site` and `serverFunction` give `siteServerFunction`. */
export function partName(owner: string, key: string): string {
	return owner + key.charAt(0).toUpperCase() + key.slice(1);
}

/** Name that the policies and the identity of a website's CDN are called by: what renders its pages, or its bucket. */
export function policiesName({ name, values }: Placed): string {
	const { useEdgeLambda } = values as { readonly useEdgeLambda?: boolean };
	return partName(name, useEdgeLambda ? "bucket" : "serverFunction");
}

/** The website that a bucket is part of; `undefined` for every other bucket. */
export function websiteOf(bucket: Placed, surroundings: Surroundings): Placed | undefined {
	const [owner = "", part] = bucket.reference.split(".");
	const site = part === "bucket" ? surroundings.resource(owner) : undefined;
	return site && websiteTypes.has(site.type) ? site : undefined;
}
