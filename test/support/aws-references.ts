/** A resource as far as references between resources go. */
type Resource = {
	readonly Type: string;
	readonly Properties?: unknown;
	readonly DependsOn?: string | readonly string[];
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
};

type Resources = Readonly<Record<string, Resource>>;

/** A template with everything that it refers to. */
export type WholeTemplate = { readonly Resources: Resources; readonly Outputs?: unknown };

/** The attributes of a resource type, `undefined` for types whose attributes nobody lists. */
export type AttributesOf = (type: string) => ReadonlySet<string> | undefined;

/** `Ref` without an attribute, `Fn::GetAtt` with one. */
type Reference = { readonly to: string; readonly attribute?: string; readonly path: string };

const pseudoParameters = new Set(
	[
		"AccountId",
		"NotificationARNs",
		"NoValue",
		"Partition",
		"Region",
		"StackId",
		"StackName",
		"URLSuffix",
	].map((name) => `AWS::${name}`),
);

function splitAttribute(text: string): Omit<Reference, "path"> {
	const dot = text.indexOf(".");
	return dot < 0 ? { to: text } : { to: text.slice(0, dot), attribute: text.slice(dot + 1) };
}

function inSub(member: unknown, path: string): readonly Reference[] {
	const [text, values]: readonly unknown[] = Array.isArray(member) ? member : [member, {}];
	const local = typeof values === "object" && values !== null ? Object.keys(values) : [];
	const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = ""]) => name.trim());
	return [
		...names.filter((name) => !local.includes(name)).map((name) => ({ ...splitAttribute(name), path })),
		...referencesIn(values, path),
	];
}

function inMember(key: string, member: unknown, path: string): readonly Reference[] {
	if (key === "Ref" && typeof member === "string") return [{ to: member, path }];
	if (key === "Fn::Sub") return inSub(member, path);
	if (key !== "Fn::GetAtt") return referencesIn(member, `${path}.${key}`);
	if (!Array.isArray(member)) return [{ ...splitAttribute(String(member)), path }];
	const [to, ...rest] = member;
	// The name of an attribute may be an intrinsic itself.
	return typeof rest[0] === "string"
		? [{ to: String(to), attribute: rest.join("."), path }]
		: [{ to: String(to), path }];
}

function referencesIn(value: unknown, path: string): readonly Reference[] {
	if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, `${path}[${index}]`));
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, member]) => inMember(key, member, path));
}

function checkReference(
	{ to, attribute, path }: Reference,
	resources: Resources,
	attributesOf: AttributesOf,
): readonly string[] {
	if (attribute === undefined && to.startsWith("AWS::"))
		return pseudoParameters.has(to) ? [] : [`${path}: ${to} is not a pseudo parameter`];
	const resource = resources[to];
	if (!resource) return [`${path}: refers to ${to}, which the template does not have`];
	const attributes = attribute === undefined ? undefined : attributesOf(resource.Type);
	return attributes === undefined || attributes.has(attribute ?? "")
		? []
		: [`${path}: ${resource.Type} has no attribute ${attribute}`];
}

const dependenciesOf = ({ DependsOn = [] }: Resource): readonly string[] =>
	typeof DependsOn === "string" ? [DependsOn] : DependsOn;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html */
const withSnapshots = new Set([
	"AWS::DocDB::DBCluster",
	"AWS::EC2::Volume",
	"AWS::ElastiCache::CacheCluster",
	"AWS::ElastiCache::ReplicationGroup",
	"AWS::Neptune::DBCluster",
	"AWS::RDS::DBCluster",
	"AWS::RDS::DBInstance",
	"AWS::Redshift::Cluster",
]);

function checkPolicies(id: string, resource: Resource): readonly string[] {
	const check = (name: "DeletionPolicy" | "UpdateReplacePolicy") => {
		const policy = resource[name];
		const isKnown =
			policy === undefined ||
			policy === "Delete" ||
			policy === "Retain" ||
			(policy === "RetainExceptOnCreate" && name === "DeletionPolicy") ||
			(policy === "Snapshot" && withSnapshots.has(resource.Type));
		return isKnown ? [] : [`${id}: ${resource.Type} cannot have the ${name} ${policy}`];
	};
	return [...check("DeletionPolicy"), ...check("UpdateReplacePolicy")];
}

/** One circle of resources that wait for each other. */
function findCircle(resources: Resources): readonly string[] {
	const done = new Set<string>();
	const visit = (id: string, open: readonly string[]): readonly string[] => {
		if (open.includes(id)) return [...open.slice(open.indexOf(id)), id];
		const resource = resources[id];
		if (done.has(id) || !resource) return [];
		const next = [...dependenciesOf(resource), ...referencesIn(resource.Properties, id).map(({ to }) => to)];
		for (const one of new Set(next)) {
			const circle = visit(one, [...open, id]);
			if (circle.length > 0) return circle;
		}
		done.add(id);
		return [];
	};
	for (const id of Object.keys(resources)) {
		const circle = visit(id, []);
		if (circle.length > 0) return circle;
	}
	return [];
}

/**
 * What is wrong with the references of a template, one line each: targets and attributes that are not there,
 * resources that wait for each other, and policies of deletion that a type cannot have.
 */
export function checkReferences(
	{ Resources, Outputs }: WholeTemplate,
	attributesOf: AttributesOf,
): readonly string[] {
	const references = [
		...Object.entries(Resources).flatMap(([id, { Properties }]) => referencesIn(Properties, id)),
		...referencesIn(Outputs, "Outputs"),
	];
	const depends = Object.entries(Resources).flatMap(([id, resource]) =>
		dependenciesOf(resource)
			.filter((to) => !(to in Resources))
			.map((to) => `${id}: depends on ${to}, which the template does not have`),
	);
	const circle = findCircle(Resources);
	return [
		...references.flatMap((reference) => checkReference(reference, Resources, attributesOf)),
		...depends,
		...Object.entries(Resources).flatMap(([id, resource]) => checkPolicies(id, resource)),
		...(circle.length > 0 ? [`${circle.join(" → ")}: wait for each other`] : []),
	];
}
