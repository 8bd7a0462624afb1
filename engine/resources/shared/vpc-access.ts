import type { Finding, Placed, Surroundings } from "../kind.ts";

/** Types that are in the network and never outside of it. */
const alwaysInside: ReadonlySet<string> = new Set(["redis-cluster"]);
/** Types whose `accessibility` says where they can be reached from. */
const perhapsInside: ReadonlySet<string> = new Set(["relational-database", "open-search-domain"]);
const insideModes: ReadonlySet<unknown> = new Set(["vpc", "scoping-workloads-in-vpc"]);

type Accessible = { readonly accessibility?: { readonly accessibilityMode?: string } };

type Providers = { readonly mongoDbAtlas?: Accessible };

/** True when a resource can be reached from the stack's network only. */
export function isInside({ type, values }: Placed, { settings }: Surroundings): boolean {
	if (alwaysInside.has(type)) return true;
	if (type === "mongo-db-atlas-cluster") {
		const { mongoDbAtlas } = (settings["providerConfig"] ?? {}) as Providers;
		return insideModes.has(mongoDbAtlas?.accessibility?.accessibilityMode);
	}
	return perhapsInside.has(type) && insideModes.has((values as Accessible).accessibility?.accessibilityMode);
}

/** Finds resources in the network that a function connects to without being in it. */
export function checkVpcAccess(
	{ values }: Placed<{ readonly connectTo?: readonly unknown[]; readonly joinDefaultVpc?: boolean }>,
	surroundings: Surroundings,
): readonly Finding[] {
	if (values.joinDefaultVpc) return [];
	return (values.connectTo ?? []).flatMap((name, index): readonly Finding[] => {
		const other = surroundings.resource(String(name));
		if (!other || !isInside(other, surroundings)) return [];
		return [
			{
				code: "vpc-needed",
				message: `"${name}" can be reached from the stack's network only, but joinDefaultVpc is not set`,
				path: ["connectTo", index],
				hint: "set joinDefaultVpc: true; what has no joinDefaultVpc cannot connect to it",
			},
		];
	});
}
