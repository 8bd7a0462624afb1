/** What AWS says of changes to a type of resource. Paths are property names joined by dots, list indexes left out. */
export type TypeReplacements = {
	/** Properties that make a new resource when they change. */
	readonly always?: readonly string[];
	/** Properties of which AWS says that they may. */
	readonly maybe?: readonly string[];
	/** The property that is the physical name, if the template may give it. */
	readonly name?: string;
	readonly keepsData?: true;
};

/** By type, for every type of CloudFormation's public registry that AWS itself has made. */
export type Replacements = Readonly<Record<string, TypeReplacements>>;
