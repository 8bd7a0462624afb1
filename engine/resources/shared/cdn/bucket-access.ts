import { pascal } from "../../../names/logical-id.ts";
import { getAtt, type Text } from "../../../template/intrinsics.ts";
import type { Placed, Surroundings, Use } from "../../kind.ts";
import { member } from "../event-use.ts";
import type { PolicyStatement } from "../iam.ts";
import { policiesName, websiteOf } from "../web/names.ts";
import { identityId } from "./targets.ts";

/** A CDN that reads a bucket. */
type Reader = {
	/** Name of the resource whose identity reads. */
	readonly owner: string;
	/** Methods that it passes on. */
	readonly methods: readonly string[];
};

const methodsOf = (forwarding: unknown): readonly string[] => {
	const methods = member(forwarding, "allowedMethods");
	return Array.isArray(methods) ? methods.map(String) : [];
};

const isOn = (cdn: unknown) => member(cdn, "enabled") === true;

/** A route of a CDN that leads to the bucket. */
function routeOf({ by, path }: Use): readonly Reader[] {
	const [first, list, index] = path;
	if (first !== "cdn" || list !== "routeRewrites" || typeof index !== "number") return [];
	const cdn = member(by.values, "cdn");
	if (!isOn(cdn)) return [];
	const route = member(member(cdn, "routeRewrites"), index);
	return [{ owner: by.name, methods: methodsOf(member(route, "forwardingOptions")) }];
}

/** Methods of the behaviours of a bucket's own CDN that lead to it: the default one, and routes to nowhere else. */
function ownBehaviors(cdn: unknown): readonly (readonly string[])[] {
	const routes = member(cdn, "routeRewrites");
	const own = (Array.isArray(routes) ? routes : []).filter((route) => member(route, "routeTo") === undefined);
	return [cdn, ...own].map((one) => methodsOf(member(one, "forwardingOptions")));
}

/** The CDNs that read a bucket, each with all the methods that it passes on; its own first. */
function readersOf(bucket: Placed, surroundings: Surroundings): readonly Reader[] {
	const cdn = member(bucket.values, "cdn");
	const own = isOn(cdn) ? ownBehaviors(cdn).map((methods) => ({ owner: bucket.name, methods })) : [];
	const site = websiteOf(bucket, surroundings);
	const ofSite = site ? [{ owner: policiesName(site), methods: [] }] : [];
	const readers = new Map<string, readonly string[]>();
	for (const { owner, methods } of [
		...own,
		...ofSite,
		...surroundings.usesOf(bucket.reference).flatMap(routeOf),
	]) {
		readers.set(owner, [...(readers.get(owner) ?? []), ...methods]);
	}
	return [...readers].map(([owner, methods]) => ({ owner, methods }));
}

/** Statements of a bucket's policy that let CDNs read it, and write to it where they pass such methods on. */
export function cdnStatements(
	bucket: Placed,
	arns: { readonly bucket: Text; readonly objects: Text },
	surroundings: Surroundings,
): readonly PolicyStatement[] {
	return readersOf(bucket, surroundings).flatMap(({ owner, methods }, index) => {
		// The names of statements must differ.
		const suffix = index === 0 ? "" : pascal(owner);
		const Principal = { CanonicalUser: getAtt(identityId(owner), "S3CanonicalUserId") };
		return [
			{
				Sid: `CloudfrontAccess${suffix}`,
				Effect: "Allow",
				Principal,
				Action: [
					"s3:GetObject",
					...(methods.includes("PUT") ? ["s3:PutObject"] : []),
					...(methods.includes("DELETE") ? ["s3:DeleteObject"] : []),
				],
				Resource: arns.objects,
			},
			// With the right to list, S3 says of an object that is missing that it is, and not that it is forbidden.
			{
				Sid: `CloudfrontAccessList${suffix}`,
				Effect: "Allow",
				Principal,
				Action: ["s3:ListBucket"],
				Resource: arns.bucket,
			},
		];
	});
}
