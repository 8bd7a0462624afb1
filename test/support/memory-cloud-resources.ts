import { createHash } from "node:crypto";
import { containerRooms } from "./memory-cloud-container-rooms.ts";
import { isObject } from "./memory-cloud-template.ts";
import { type MemoryResource, type ObjectVersion, uuidOf, type World } from "./memory-cloud-world.ts";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as a template and its stack ask for it. */
export type WantedResource = {
	readonly stackName: string;
	readonly logicalId: string;
	readonly type: string;
	readonly properties: Properties;
	/** Those of the stack and of the template together, as CloudFormation hands them on. */
	readonly tags: Readonly<Record<string, string>>;
};

/** What a service refuses, in the words of CloudFormation's event. */
export class ResourceError extends Error {}

/** How a type is made, changed and removed. */
export type Room = {
	/** The property that names the resource; a change of it makes a new one. */
	readonly name: string;
	/** Further properties whose change makes a new resource. */
	readonly replacing?: readonly string[];
	create?(world: World, wanted: WantedResource, name: string): void;
	update?(world: World, wanted: WantedResource, old: MemoryResource): void;
	remove?(world: World, resource: MemoryResource): void;
	reference?(world: World, name: string): string;
	attributes?(world: World, name: string): Record<string, string>;
};

function refused(world: World, message: string, code: string): ResourceError {
	const token = uuidOf(world.nextId());
	return new ResourceError(
		`Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`,
	);
}

function alreadyExists(world: World, type: string, name: string): ResourceError {
	return refused(
		world,
		`Resource of type '${type}' with identifier '${name}' already exists.`,
		"AlreadyExists",
	);
}

const bucket: Room = {
	name: "BucketName",
	create: (world, { type, properties }, name) => {
		if (world.buckets.has(name)) throw alreadyExists(world, type, name);
		if (world.takenBuckets.has(name)) {
			throw refused(
				world,
				`The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again. (Service: S3, Status Code: 409, Request ID: ${uuidOf(world.nextId())})`,
				"AlreadyExists",
			);
		}
		world.buckets.set(name, { name, isVersioned: isVersioned(properties), objects: new Map() });
	},
	update: (world, { properties }, old) => {
		const found = world.buckets.get(old.physicalId);
		if (found) found.isVersioned ||= isVersioned(properties);
	},
	remove: (world, { physicalId }) => {
		if ((world.buckets.get(physicalId)?.objects.size ?? 0) > 0) {
			throw refused(
				world,
				`The bucket you tried to delete is not empty (Service: S3, Status Code: 409, Request ID: ${uuidOf(world.nextId())})`,
				"GeneralServiceException",
			);
		}
		world.buckets.delete(physicalId);
	},
	attributes: (world, name) => ({
		Arn: `arn:aws:s3:::${name}`,
		DomainName: `${name}.s3.amazonaws.com`,
		RegionalDomainName: `${name}.s3.${world.region}.amazonaws.com`,
	}),
};

function isVersioned(properties: Properties): boolean {
	const versioning = properties["VersioningConfiguration"];
	return isObject(versioning) && versioning["Status"] === "Enabled";
}

const lambdaFunction: Room = {
	name: "FunctionName",
	replacing: ["PackageType"],
	create: (world, { type, properties, tags }, name) => {
		if (world.functions.has(name)) throw alreadyExists(world, type, name);
		const code = codeOf(world, properties);
		world.functions.set(name, {
			name,
			arn: functionArn(world, name),
			code,
			codeSha256: sha256(code),
			...settingsOf(properties),
			tags: { ...tags },
			lastUpdateStatus: "Successful",
		});
	},
	update: (world, { properties, tags }, old) => {
		const found = world.functions.get(old.physicalId);
		if (!found) throw refused(world, `Function not found: ${functionArn(world, old.physicalId)}`, "NotFound");
		// Code is only written when the template names other code: what was swapped in meanwhile stays otherwise.
		if (JSON.stringify(properties["Code"]) !== JSON.stringify(old.properties["Code"])) {
			found.code = codeOf(world, properties);
			found.codeSha256 = sha256(found.code);
			found.lastUpdateStatus = "Successful";
		}
		// Nor is a setting written that is the same in both templates.
		const [before, after] = [settingsOf(old.properties), settingsOf(properties)];
		if (JSON.stringify(before.variables) !== JSON.stringify(after.variables))
			found.variables = after.variables;
		if (JSON.stringify(before.layers) !== JSON.stringify(after.layers)) found.layers = after.layers;
		if (before.memory !== after.memory) found.memory = after.memory;
		if (before.timeout !== after.timeout) found.timeout = after.timeout;
		if (before.handler !== after.handler) found.handler = after.handler;
		for (const key of Object.keys(old.tags)) if (!(key in tags)) delete found.tags[key];
		for (const [key, value] of Object.entries(tags)) if (old.tags[key] !== value) found.tags[key] = value;
	},
	remove: (world, { physicalId }) => {
		world.functions.delete(physicalId);
	},
	attributes: (world, name) => ({ Arn: functionArn(world, name) }),
};

function settingsOf(properties: Properties) {
	const environment = isObject(properties["Environment"]) ? properties["Environment"] : {};
	const variables = isObject(environment["Variables"]) ? environment["Variables"] : {};
	const layers = Array.isArray(properties["Layers"]) ? properties["Layers"].map(String) : [];
	return {
		handler: String(properties["Handler"] ?? ""),
		memory: Number(properties["MemorySize"] ?? 128),
		timeout: Number(properties["Timeout"] ?? 3),
		layers,
		variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
	};
}

function functionArn({ region, account }: World, name: string): string {
	return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

function codeOf(world: World, properties: Properties): Uint8Array {
	const code = isObject(properties["Code"]) ? properties["Code"] : {};
	if (code["S3Bucket"] === undefined) return Buffer.from(JSON.stringify(code));
	const stored = storedObject(world, String(code["S3Bucket"]), String(code["S3Key"]));
	if (typeof stored !== "string") return stored;
	throw refused(
		world,
		`Error occurred while GetObject. S3 Error Code: ${stored}. (Service: Lambda, Status Code: 400, Request ID: ${uuidOf(world.nextId())})`,
		"InvalidRequest",
	);
}

/** The bytes of an object, or what S3 says of it in Lambda's words. */
export function storedObject(world: World, bucketName: string, key: string): Uint8Array | string {
	const found = world.buckets.get(bucketName);
	if (!found) return "NoSuchBucket. S3 Error Message: The specified bucket does not exist";
	return (
		latest(found.objects.get(key))?.body ?? "NoSuchKey. S3 Error Message: The specified key does not exist."
	);
}

/** The version of an object that is read, unless that is a delete marker. */
export function latest(versions: readonly ObjectVersion[] | undefined): ObjectVersion | undefined {
	const last = versions?.at(-1);
	return last?.body ? last : undefined;
}

/** Base64 SHA-256, the digest that Lambda and S3 speak of. */
export function sha256(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("base64");
}

const table: Room = {
	name: "TableName",
	replacing: ["KeySchema"],
	create: (world, { type }, name) => {
		if (world.tables.has(name)) throw alreadyExists(world, type, name);
		world.tables.set(name, { name, items: new Map() });
	},
	remove: (world, { physicalId }) => {
		world.tables.delete(physicalId);
	},
	attributes: ({ region, account }, name) => ({ Arn: `arn:aws:dynamodb:${region}:${account}:table/${name}` }),
};

const repository: Room = {
	name: "RepositoryName",
	create: (world, { type }, name) => {
		if (world.repositories.has(name)) throw alreadyExists(world, type, name);
		world.repositories.set(name, new Set());
	},
	remove: (world, { physicalId, properties }) => {
		const holdsImages = (world.repositories.get(physicalId)?.size ?? 0) > 0;
		if (holdsImages && properties["EmptyOnDelete"] !== true) {
			throw refused(
				world,
				`The repository with name '${physicalId}' in registry with id '${world.account}' cannot be deleted because it still contains images (Service: Ecr, Status Code: 400, Request ID: ${uuidOf(world.nextId())})`,
				"GeneralServiceException",
			);
		}
		world.repositories.delete(physicalId);
	},
	attributes: ({ region, account }, name) => ({
		Arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
		RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
	}),
};

/** A database, which RDS does not delete as long as it is protected. */
const database = (name: string): Room => ({
	name,
	remove: (world, { properties }) => {
		if (properties["DeletionProtection"] !== true) return;
		throw refused(
			world,
			"Cannot delete protected DB Instance, please disable deletion protection and try again.",
			"GeneralServiceException",
		);
	},
	attributes: ({ region }, id) => ({
		"Endpoint.Address": `${id}.abc123.${region}.rds.amazonaws.com`,
		"ReadEndpoint.Address": `${id}.ro-abc123.${region}.rds.amazonaws.com`,
	}),
});

const rooms: Readonly<Record<string, Room>> = {
	...containerRooms,
	"AWS::RDS::DBInstance": database("DBInstanceIdentifier"),
	"AWS::RDS::DBCluster": database("DBClusterIdentifier"),
	"AWS::EC2::SecurityGroup": {
		name: "GroupName",
		attributes: (_, name) => ({ GroupId: `sg-${name}` }),
	},
	"AWS::S3::Bucket": bucket,
	"AWS::Lambda::Function": lambdaFunction,
	"AWS::DynamoDB::Table": table,
	"AWS::DynamoDB::GlobalTable": table,
	"AWS::ECR::Repository": repository,
	"AWS::IAM::Role": {
		name: "RoleName",
		attributes: ({ account }, name) => ({ Arn: `arn:aws:iam::${account}:role/${name}` }),
	},
	"AWS::SQS::Queue": {
		name: "QueueName",
		reference: ({ region, account }, name) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
		attributes: ({ region, account }, name) => ({
			Arn: `arn:aws:sqs:${region}:${account}:${name}`,
			QueueName: name,
		}),
	},
	"AWS::SNS::Topic": {
		name: "TopicName",
		reference: ({ region, account }, name) => `arn:aws:sns:${region}:${account}:${name}`,
		attributes: (_, name) => ({ TopicName: name }),
	},
	"AWS::SecretsManager::Secret": {
		name: "Name",
		create: (world, { type }, name) => {
			if (world.secrets.has(name)) throw alreadyExists(world, type, name);
			world.secrets.set(name, uuidOf(world.nextId()));
		},
		remove: (world, { physicalId }) => {
			world.secrets.delete(physicalId.split(":secret:")[1]?.slice(0, -7) ?? physicalId);
		},
		// Six letters that keep a new secret of an old name apart from it.
		reference: ({ region, account }, name) =>
			`arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`,
	},
	"AWS::SSM::Parameter": {
		name: "Name",
		create: (world, { type, properties }, name) => {
			if (world.parameters.has(name)) throw alreadyExists(world, type, name);
			world.parameters.set(name, { type: String(properties["Type"]), version: 1 });
		},
		remove: (world, { physicalId }) => {
			world.parameters.delete(physicalId);
		},
	},
	"AWS::Logs::LogGroup": {
		name: "LogGroupName",
		create: (world, { type }, name) => {
			if (world.logs.has(name)) throw alreadyExists(world, type, name);
			world.logs.set(name, []);
		},
		remove: (world, { physicalId }) => {
			world.logs.delete(physicalId);
		},
		attributes: ({ region, account }, name) => ({
			Arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*`,
		}),
	},
};

/** A kind of resource that is nothing but a name: its calls succeed. */
const standIn: Room = { name: "Name" };

function roomOf(type: string): Room {
	return rooms[type] ?? standIn;
}

/** Makes a resource. Gives its id and attributes. Throws `ResourceError` where the service would refuse. */
export function createResource(
	world: World,
	wanted: WantedResource,
): Pick<MemoryResource, "physicalId" | "attributes"> {
	const room = roomOf(wanted.type);
	const given = wanted.properties[room.name];
	const made = `${wanted.stackName}-${wanted.logicalId}-${world.nextId().toString(36).padStart(6, "0")}`;
	const name =
		typeof given === "string" ? given : wanted.type === "AWS::S3::Bucket" ? made.toLowerCase() : made;
	room.create?.(world, wanted, name);
	return {
		physicalId: room.reference?.(world, name) ?? name,
		attributes: room.attributes?.(world, name) ?? {},
	};
}

/** Changes a resource where it is. */
export function updateResource(world: World, wanted: WantedResource, old: MemoryResource): void {
	roomOf(wanted.type).update?.(world, wanted, old);
}

/** Deletes a resource; one that is gone already is no trouble. */
export function deleteResource(world: World, resource: MemoryResource): void {
	roomOf(resource.type).remove?.(world, resource);
}

/** Whether a change needs a new resource; CloudFormation refuses that when the name would stay the same. */
export function replacement(
	wanted: WantedResource,
	old: MemoryResource,
): "none" | "new" | { readonly refusedName: string } {
	const { name, replacing = [] } = roomOf(wanted.type);
	const isNamed = rooms[wanted.type] !== undefined;
	const changed = (property: string): boolean =>
		JSON.stringify(wanted.properties[property]) !== JSON.stringify(old.properties[property]);
	if (isNamed && changed(name)) return "new";
	if (!replacing.some(changed)) return "none";
	const given = wanted.properties[name];
	return typeof given === "string" ? { refusedName: given } : "new";
}
