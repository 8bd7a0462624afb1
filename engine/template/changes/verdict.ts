/**
 * Who can make a change. `swap`: the service itself, at once, without CloudFormation. `defer`: CloudFormation, where
 * the resource is. `replace`: CloudFormation, by a new resource in the place of the old one, whose contents go with it.
 */
export type VerdictKind = "swap" | "defer" | "replace";

/** What is said of one change of a property. */
export type Facet = {
	readonly kind: VerdictKind;
	/** Path of the property as AWS calls it: `Environment.Variables.KEY`. */
	readonly property: string;
	/** The property in plain words. */
	readonly what: string;
	readonly isPlural?: true;
	/** Why CloudFormation has to do it; absent for a swap, and where nothing more is to be said. */
	readonly reason?: string;
};

/** What is said of one difference between the deployed template and the wanted one. */
export type Verdict = Omit<Facet, "property" | "what"> & {
	/** A logical id; the name of an output or of a section of the template. */
	readonly id: string;
	readonly change: "added" | "removed" | "changed" | "output" | "section";
	/** Type of the resource. */
	readonly type?: string;
	/** Of a change. */
	readonly property?: string;
	readonly what?: string;
};

/** The properties of a resource, of which nothing is known. */
export type Members = Readonly<Record<string, unknown>>;

/** `value` as an object of which nothing is known; `undefined` for anything else. */
export function membersOf(value: unknown): Members | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Members)
		: undefined;
}

/** True for a text in which CloudFormation resolves nothing: no secret, and no parameter. */
export function isLiteralText(value: unknown): value is string {
	return typeof value === "string" && !value.includes("{{resolve:");
}
