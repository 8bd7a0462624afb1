import type { CfnResource } from "../../template/template.ts";
import { isReplaced, type TemplateStep } from "./changes.ts";

/** What is lost when a resource goes away. */
export type Loss = {
	/** In plain words, e.g. "every item of the table". */
	readonly what: string;
	/** `gone`: nobody gets it back. `left`: it stays in the account without the stack. `snapshot`: AWS keeps a copy. */
	readonly fate: "gone" | "left" | "snapshot";
};

/**
 * What only this resource has, by type. Logs and counts are not here: they are lost too, but nobody is stopped for
 * them. Types of third parties by the beginning of their name.
 */
const holdings: readonly (readonly [RegExp, string])[] = [
	[/^AWS::DynamoDB::(Table|GlobalTable)$/, "every item of the table"],
	[/^AWS::RDS::DBCluster$/, "the databases of the cluster"],
	[/^AWS::RDS::DBInstance$/, "the databases of the instance"],
	[/^AWS::(DocDB|Neptune)::DB(Cluster|Instance)$/, "the databases of the cluster"],
	[/^AWS::Redshift::Cluster$/, "the databases of the cluster"],
	[/^AWS::S3::Bucket$/, "the objects of the bucket"],
	[/^AWS::EFS::FileSystem$|^AWS::FSx::FileSystem$/, "the files of the file system"],
	[/^AWS::EC2::Volume$/, "the files of the volume"],
	[/^AWS::(OpenSearchService|Elasticsearch)::Domain$/, "the indexes of the domain"],
	[/^AWS::ElastiCache::(ReplicationGroup|CacheCluster|ServerlessCache)$/, "everything that is cached"],
	[/^AWS::Cognito::UserPool$/, "the users of the pool, with their passwords"],
	[/^AWS::SQS::Queue$/, "the messages that wait in the queue"],
	[/^AWS::Kinesis::Stream$/, "the records of the stream"],
	[/^AWS::SecretsManager::Secret$/, "the value of the secret"],
	[/^AWS::KMS::Key$/, "the key, and with it all that is encrypted by it"],
	[/^AWS::ECR::Repository$/, "the images of the repository"],
	[/^AWS::Backup::BackupVault$/, "the backups of the vault"],
	[/^AWS::Events::Archive$/, "the events of the archive"],
	[/^MongoDB::Atlas::(Cluster|FlexCluster|ServerlessInstance)$/, "the databases of the cluster"],
	[/^AWS::BedrockAgentCore::Memory$/, "what the agent remembers"],
];

/** Databases of Upstash have no type of their own: a function makes them. */
function isUpstash({ Type, Properties }: CfnResource): boolean {
	return (
		Type === "AWS::CloudFormation::CustomResource" &&
		JSON.stringify(Properties?.["ServiceToken"] ?? "").includes("StpUpstash")
	);
}

/** What a resource holds that is nowhere else; `undefined` when nothing. */
function holdingOf(resource: CfnResource): string | undefined {
	if (isUpstash(resource)) return "the keys of the database";
	return holdings.find(([pattern]) => pattern.test(resource.Type))?.[1];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
function defaultDeletion({ Type, Properties }: CfnResource): string {
	if (Type === "AWS::RDS::DBCluster") return "Snapshot";
	const isAlone = Type === "AWS::RDS::DBInstance" && Properties?.["DBClusterIdentifier"] === undefined;
	return isAlone ? "Snapshot" : "Delete";
}

/** What happens to the old resource. Of a replacement both templates have to say that it is kept. */
function policyOf(step: TemplateStep): string {
	const { before, after } = step;
	if (!before) return "Delete";
	if (step.action === "remove") return before.DeletionPolicy ?? defaultDeletion(before);
	const [old = "Delete", now = "Delete"] = [before.UpdateReplacePolicy, after?.UpdateReplacePolicy];
	return old === now ? old : "Delete";
}

/** What a step loses; `undefined` when nothing that matters goes away. */
export function lossOf(step: TemplateStep): Loss | undefined {
	if (step.action !== "remove" && !isReplaced(step)) return undefined;
	const what = step.before && holdingOf(step.before);
	if (what === undefined) return undefined;
	const policy = policyOf(step);
	if (policy.startsWith("Retain")) return { what, fate: "left" };
	if (policy === "Snapshot") return { what, fate: "snapshot" };
	// CloudFormation deletes no bucket that has objects: it fails to, and the stack knows the bucket no longer.
	return { what, fate: step.type === "AWS::S3::Bucket" ? "left" : "gone" };
}
