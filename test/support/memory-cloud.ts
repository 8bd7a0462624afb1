import type { CallOptions, Cloud, Identity } from "../../engine/cloud/port.ts";
import { Failure } from "../../engine/report/failure.ts";
import { type Clock, fakeClock } from "./fake-clock.ts";
import { emptyImages, memoryImages } from "./memory-cloud-images.ts";
import {
	memoryDistributions,
	memoryDomains,
	memoryFunctions,
	memoryLogs,
	memoryNetworks,
	memoryObjects,
	memoryParameters,
	memorySecrets,
} from "./memory-cloud-ports.ts";
import { memoryScripts } from "./memory-cloud-scripts.ts";
import { emptyContainers, memoryServices, memoryStateMachines } from "./memory-cloud-services.ts";
import { type Answers, memoryStacks } from "./memory-cloud-stacks.ts";
import type { FailureRule, World } from "./memory-cloud-world.ts";

/** One call of the port, as a test sees it. */
export type Call = {
	/** Group and method, e.g. `stacks.create`. */
	readonly method: string;
	/** Its arguments, without the options. */
	readonly args: readonly unknown[];
	readonly at: number;
};

/** What is wrong with the whole of AWS at the moment; a test changes it while things run. */
export type Trouble = {
	credentials: "accepted" | "missing" | "expired" | "invalid";
	/** Calls that still get through before the network is cut. */
	callsUntilCut: number;
	/** How many of the next calls end in throttling, all attempts used up. */
	throttledCalls: number;
	/** Methods that the credentials may not use, e.g. `stacks.create`. */
	readonly denied: Set<string>;
};

export type MemoryCloud = Cloud & {
	/** Everything that exists in the account. */
	readonly world: World;
	readonly calls: readonly Call[];
	readonly trouble: Trouble;
	/** Makes a resource fail the next time, or as often as the rule says. */
	fail(rule: FailureRule): void;
};

export type MemoryCloudOptions = {
	readonly clock?: Clock;
	readonly region?: string;
	readonly account?: string;
	/** Milliseconds that a resource takes; the same for all, or by type and operation. */
	readonly resourceMs?: number | World["resourceMs"];
	readonly codeMs?: number;
	/** When the credentials expire, in milliseconds since 1970. */
	readonly expiresAt?: number;
};

/** An AWS account in memory. What it promises stands in docs/cloud-model.md. */
export function memoryCloud(options: MemoryCloudOptions = {}): MemoryCloud {
	const world = emptyWorld(options);
	const calls: Call[] = [];
	const trouble: Trouble = {
		credentials: "accepted",
		callsUntilCut: Number.POSITIVE_INFINITY,
		throttledCalls: 0,
		denied: new Set(),
	};
	const arn = `arn:aws:iam::${world.account}:user/tester`;
	const enter = (method: string, args: readonly unknown[]): void => {
		calls.push({ method, args: args.slice(0, -1), at: world.clock.now() });
		findTrouble(trouble, method, arn);
	};
	const { region } = world;
	const elsewhere = new Map<string, MemoryCloud>();
	const identity: Identity = {
		account: world.account,
		arn,
		...(options.expiresAt !== undefined && { expiresAt: options.expiresAt }),
	};
	const here: MemoryCloud = {
		region,
		in: (other) => {
			if (other === region) return here;
			const known = elsewhere.get(other) ?? memoryCloud({ ...options, clock: world.clock, region: other });
			elsewhere.set(other, known);
			return known;
		},
		world,
		calls,
		trouble,
		fail: (rule) => {
			world.failures.push({ ...rule, left: rule.times ?? Number.POSITIVE_INFINITY });
		},
		identity: promised("identity", (_options: CallOptions) => identity, enter),
		stacks: group("stacks", memoryStacks(world), enter),
		objects: {
			...group("objects", memoryObjects(world), enter),
			url: (bucket, key) =>
				`https://${bucket}.s3.${region}.amazonaws.com/${key.split("/").map(encodeURIComponent).join("/")}`,
		},
		functions: group("functions", memoryFunctions(world), enter),
		services: group("services", memoryServices(world), enter),
		stateMachines: group("stateMachines", memoryStateMachines(world), enter),
		images: group("images", memoryImages(world), enter),
		secrets: group("secrets", memorySecrets(world), enter),
		parameters: group("parameters", memoryParameters(world), enter),
		networks: group("networks", memoryNetworks(world), enter),
		domains: group("domains", memoryDomains(world), enter),
		distributions: group("distributions", memoryDistributions(world), enter),
		logs: group("logs", memoryLogs(world), enter),
		scripts: group("scripts", memoryScripts(world), enter),
	};
	return here;
}

function emptyWorld(options: MemoryCloudOptions): World {
	const { resourceMs = 1_000 } = options;
	let id = 0;
	return {
		clock: options.clock ?? fakeClock(),
		region: options.region ?? "eu-west-1",
		account: options.account ?? "111111111111",
		resourceMs: typeof resourceMs === "number" ? () => resourceMs : resourceMs,
		codeMs: options.codeMs ?? 500,
		buckets: new Map(),
		functions: new Map(),
		tables: new Map(),
		repositories: new Map(),
		images: emptyImages(),
		containers: emptyContainers(),
		secrets: new Map(),
		parameters: new Map(),
		peerings: new Map(),
		scripts: {
			secretValues: new Map(),
			parameterValues: new Map(),
			roles: new Set(),
			machines: new Map(),
			startsAfter: new Map(),
			stopped: [],
			run: () => ({ exitCode: 0, stdout: "", stderr: "" }),
			outcomes: new Map(),
		},
		invocations: [],
		failingFunctions: new Map(),
		vpcs: new Map(),
		zones: [],
		certificates: new Map(),
		invalidations: [],
		invalidatedPaths: [],
		logs: new Map(),
		stacks: [],
		takenBuckets: new Set(),
		brokenFunctions: new Map(),
		failures: [],
		nextId: () => ++id,
	};
}

type Enter = (method: string, args: readonly unknown[]) => void;

/** Wraps every method of a group: it can be aborted, is written down, and meets the trouble of the day. */
function group<Port extends object>(name: string, answers: Answers<Port>, enter: Enter): Port {
	const methods = Object.entries<unknown>(answers).map(([method, answer]) => [
		method,
		promised(`${name}.${method}`, answer as (...args: never[]) => unknown, enter),
	]);
	return Object.fromEntries(methods) as Port;
}

function promised<Args extends readonly unknown[], Result>(
	method: string,
	answer: (...args: Args) => Result | Promise<Result>,
	enter: Enter,
): (...args: Args) => Promise<Result> {
	return async (...args) => {
		const { signal } = (args.at(-1) ?? {}) as CallOptions;
		signal?.throwIfAborted();
		// A turn passes before anything happens, as it does on a network: an abort in it still counts.
		await undefined;
		signal?.throwIfAborted();
		enter(method, args);
		return answer(...args);
	};
}

function findTrouble(trouble: Trouble, method: string, arn: string): void {
	if (trouble.credentials !== "accepted") throw credentialsFailure(trouble.credentials);
	if (trouble.callsUntilCut <= 0) {
		throw new Failure({
			code: "endpoint-unreachable",
			kind: "network",
			message: "aws.invalid cannot be found: no such host name",
			hint: "check the network connection, the proxy and the region",
		});
	}
	trouble.callsUntilCut--;
	if (trouble.throttledCalls > 0) {
		trouble.throttledCalls--;
		throw new Failure({
			code: "aws-throttling",
			kind: "aws",
			message: `AWS keeps slowing down ${method}: Rate exceeded`,
			hint: "wait a minute and try again",
		});
	}
	if (trouble.denied.has(method)) {
		throw new Failure({
			code: "access-denied",
			kind: "permission",
			message: `${arn} may not do ${method}`,
			hint: `allow ${method} to ${arn}`,
		});
	}
}

function credentialsFailure(trouble: "missing" | "expired" | "invalid"): Failure {
	const kind = "credentials";
	switch (trouble) {
		case "missing":
			return new Failure({
				code: "no-credentials",
				kind,
				message: "there are no AWS credentials on this machine",
				hint: "run: aws configure sso (or aws configure), or set AWS_PROFILE",
			});
		case "expired":
			return new Failure({
				code: "expired-credentials",
				kind,
				message: "the AWS credentials have expired",
				hint: "run: aws sso login --profile tester",
			});
		case "invalid":
			return new Failure({
				code: "invalid-credentials",
				kind,
				message: "AWS does not accept the credentials",
				hint: "check the credentials",
			});
	}
}
