import type { Facts } from "../../config/facts.ts";
import { stackName, type Target } from "../../names/target.ts";
import type { Variable } from "../../resources/shared/build-plan.ts";
import type { Template } from "../../template/template.ts";
import type { Ports } from "../ports.ts";
import { evaluate, Unknowable, type World } from "../scripts/evaluate.ts";
import { openScriptWorld } from "../scripts/world.ts";

/** What variables of a build are worked out from. */
export type BuildWorld = {
	/** With the account. */
	readonly target: Target;
	readonly facts: Facts;
	/** What will be deployed: it tells the names of things that do not exist yet. */
	readonly template: Template;
	readonly signal?: AbortSignal;
};

const named = {
	"AWS::S3::Bucket": "BucketName",
	"AWS::DynamoDB::GlobalTable": "TableName",
	"AWS::SQS::Queue": "QueueName",
} as const;

/** What `Ref` will give of the resources whose name tells it, by their logical ids. */
function namesAhead({ template, target }: BuildWorld): ReadonlyMap<string, string> {
	const { region, account = "" } = target;
	const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
	return new Map(
		Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
			const name = Properties?.[named[Type as keyof typeof named] ?? ""];
			if (typeof name !== "string") return [];
			// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
			const isQueue = Type === "AWS::SQS::Queue";
			return [[id, isQueue ? `https://sqs.${region}.${domain}/${account}/${name}` : name] as const];
		}),
	);
}

function pseudo({ target }: BuildWorld): ReadonlyMap<string, string> {
	const { region, account = "" } = target;
	return new Map([
		["AWS::Region", region],
		["AWS::AccountId", account],
		["AWS::StackName", stackName(target)],
	]);
}

const noSecrets: World["secrets"] = { secret: async () => undefined, parameter: async () => undefined };

const isPlain = (value: unknown) =>
	typeof value === "number" ||
	typeof value === "boolean" ||
	(typeof value === "string" && !value.includes("{{resolve:"));

async function worldOf(ports: Pick<Ports, "cloud">, build: BuildWorld): Promise<World> {
	const { deployed, exports } = await openScriptWorld(ports, build);
	const ids = new Map([...namesAhead(build), ...(deployed?.ids ?? [])]);
	return {
		deployed: { ids, values: deployed?.values ?? new Map(), pseudo: deployed?.pseudo ?? pseudo(build) },
		exports,
		secrets: noSecrets,
		hidden: new Set(),
	};
}

/**
 * Variables of builds, as far as their values are known before the deploy: from what is deployed and from names. Those
 * of secrets are left out, because a build may write its variables into files that everybody gets.
 */
export function buildVariables(ports: Pick<Ports, "cloud">, build: BuildWorld) {
	let world: Promise<World> | undefined;
	return async (
		variables: readonly Variable[],
	): Promise<{ readonly known: Readonly<Record<string, string>>; readonly unknown: readonly string[] }> => {
		const known: Record<string, string> = {};
		const unknown: string[] = [];
		for (const { name, value } of variables) {
			if (isPlain(value)) known[name] = String(value);
			else {
				world ??= worldOf(ports, build);
				const found = await evaluate(value, await world);
				if (found instanceof Unknowable) unknown.push(name);
				else known[name] = found;
			}
		}
		return { known, unknown };
	};
}
