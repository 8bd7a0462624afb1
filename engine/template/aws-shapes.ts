/** A text, number or flag. */
export const TEXT = 0;
/** Free JSON, or something of which AWS does not say what it consists of. */
export const ANY = 1;

/** What a property of a CloudFormation resource is: a shape by its name, `TEXT`, `ANY`, or a list or map of one. */
export type PropertyShape = number | string | readonly PropertyShape[] | { readonly "*": PropertyShape };

export type Properties = Readonly<Record<string, PropertyShape>>;

/** AWS's own description of the types that Spool makes, cut down to names. */
export type AwsTypes = Readonly<
	Record<
		string,
		{
			/** What `Fn::GetAtt` gives. */
			readonly attributes: readonly string[];
			/** The attribute or property that `Ref` gives; empty when it gives several of them in one. */
			readonly ref: string;
			/** Properties whose change has CloudFormation make a new resource in the place of the old one. */
			readonly replaces?: readonly string[];
			/** Properties whose change may do so. */
			readonly mayReplace?: readonly string[];
			readonly properties: Properties;
			readonly shapes: Readonly<Record<string, Properties>>;
		}
	>
>;
