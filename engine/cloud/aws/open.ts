import { Failure } from "../../report/failure.ts";
import type { Cloud, ScriptPort, SecretPort, StackPort } from "../port.ts";
import { readRegistryUrl } from "../registry/address.ts";
import { objectUrl } from "./object-url.ts";
import { once } from "./once.ts";
import type { Environment } from "./profiles.ts";
import { openSession, type Session } from "./session.ts";

/** How to reach AWS, and as whom. */
export type CloudOptions = {
	readonly region: string;
	/** Keys to use instead of looking for some. */
	readonly credentials?: {
		readonly accessKeyId: string;
		readonly secretAccessKey: string;
		readonly sessionToken?: string;
	};
	/** A profile asked for by name: wins over the environment. */
	readonly profile?: string;
	/** The address of something that stands in for AWS; without it `AWS_ENDPOINT_URL`, else AWS itself. */
	readonly endpoint?: string;
	/** Address of the registry that images are pushed to, where ECR's own does not resolve; else `SPOOL_REGISTRY_URL`. */
	readonly registry?: string;
	/** Address that stands in for the registries of base images; without it `SPOOL_IMAGE_MIRROR_URL`, else themselves. */
	readonly imageMirror?: string;
	/** The environment variables of the program, from its entry point. */
	readonly environment: Environment;
};

/**
 * Opens AWS in one region. Costs nothing: credentials are looked for by the first call, and each group loads its
 * part of the AWS SDK when it is first used (some ten milliseconds each), so that a command pays only for what
 * it does.
 *
 * @throws Failure of kind `usage` if the endpoint, the registry or the mirror is no http address.
 */
export function openCloud(options: CloudOptions): Cloud {
	const { region, environment } = options;
	const endpoint = options.endpoint ?? (environment["AWS_ENDPOINT_URL"] || undefined);
	if (endpoint !== undefined) checkEndpoint(endpoint);
	const registries = registrySettings(options);
	const session = openSession({ ...options, ...(endpoint !== undefined && { endpoint }) });
	const identity = once(async () => (await import("./identity.ts")).openIdentity(session));
	const images = once(async () => (await import("./images.ts")).openImages(session, registries));
	const networks = once(async () => (await import("./networks.ts")).openNetworks(session));
	const domains = once(async () => (await import("./domains.ts")).openDomains(session));
	const distributions = once(async () => (await import("./distributions.ts")).openDistributions(session));
	const logs = once(async () => (await import("./logs.ts")).openLogs(session));
	return {
		region,
		in: (other) => (other === region ? openCloud(options) : openCloud({ ...options, region: other })),
		identity: async (...args) => (await identity())(...args),
		stacks: lazyStacks(session),
		objects: lazyObjects(session),
		functions: lazyFunctions(session),
		services: lazyServices(session),
		stateMachines: lazyStateMachines(session),
		images: {
			empty: async (...args) => (await images()).empty(...args),
			tags: async (...args) => (await images()).tags(...args),
			untag: async (...args) => (await images()).untag(...args),
			manifest: async (...args) => (await images()).manifest(...args),
			blob: async (...args) => (await images()).blob(...args),
			push: async (...args) => (await images()).push(...args),
			login: async (...args) => (await images()).login(...args),
		},
		secrets: lazySecrets(session),
		parameters: lazyParameters(session),
		networks: {
			acceptPeering: async (...args) => (await networks()).acceptPeering(...args),
			vpc: async (...args) => (await networks()).vpc(...args),
		},
		domains: {
			zoneOf: async (...args) => (await domains()).zoneOf(...args),
			certificateFor: async (...args) => (await domains()).certificateFor(...args),
		},
		distributions: { invalidate: async (...args) => (await distributions()).invalidate(...args) },
		logs: {
			recent: async (...args) => (await logs()).recent(...args),
			lines: async (...args) => (await logs()).lines(...args),
		},
		scripts: lazyScripts(session),
	};
}

function lazyStacks(session: Session): StackPort {
	const stacks = once(async () => (await import("./stacks.ts")).openStacks(session));
	return {
		read: async (...args) => (await stacks()).read(...args),
		template: async (...args) => (await stacks()).template(...args),
		resources: async (...args) => (await stacks()).resources(...args),
		outputs: async (...args) => (await stacks()).outputs(...args),
		changeSet: async (...args) => (await stacks()).changeSet(...args),
		create: async (...args) => (await stacks()).create(...args),
		update: async (...args) => (await stacks()).update(...args),
		events: async (...args) => (await stacks()).events(...args),
		lastOperation: async (...args) => (await stacks()).lastOperation(...args),
		continueRollback: async (...args) => (await stacks()).continueRollback(...args),
		rollBack: async (...args) => (await stacks()).rollBack(...args),
		cancelUpdate: async (...args) => (await stacks()).cancelUpdate(...args),
		delete: async (...args) => (await stacks()).delete(...args),
		setTerminationProtection: async (...args) => (await stacks()).setTerminationProtection(...args),
		setPolicy: async (...args) => (await stacks()).setPolicy(...args),
	};
}

function lazyObjects(session: Session): Cloud["objects"] {
	const objects = once(async () => (await import("./objects.ts")).openObjects(session));
	const notifications = once(async () => (await import("./notifications.ts")).openNotifications(session));
	return {
		list: async (...args) => (await objects()).list(...args),
		put: async (...args) => (await objects()).put(...args),
		discardUploads: async (...args) => (await objects()).discardUploads(...args),
		copy: async (...args) => (await objects()).copy(...args),
		read: async (...args) => (await objects()).read(...args),
		readVersion: async (...args) => (await objects()).readVersion(...args),
		putOver: async (...args) => (await objects()).putOver(...args),
		remove: async (...args) => (await objects()).remove(...args),
		empty: async (...args) => (await objects()).empty(...args),
		notify: async (...args) => (await notifications())(...args),
		url: (bucket, key) => objectUrl(session, bucket, key),
	};
}

function lazySecrets(session: Session): SecretPort {
	const secrets = once(async () => (await import("./secrets.ts")).openSecrets(session));
	return {
		currentVersion: async (...args) => (await secrets()).currentVersion(...args),
		complete: async (...args) => (await secrets()).complete(...args),
	};
}

function lazyScripts(session: Session): ScriptPort {
	const scripts = once(async () => (await import("./scripts.ts")).openScripts(session));
	return {
		secretValue: async (...args) => (await scripts()).secretValue(...args),
		parameterValue: async (...args) => (await scripts()).parameterValue(...args),
		assumeRole: async (...args) => (await scripts()).assumeRole(...args),
		machines: async (...args) => (await scripts()).machines(...args),
		startTunnel: async (...args) => (await scripts()).startTunnel(...args),
		startShell: async (...args) => (await scripts()).startShell(...args),
		stopCommands: async (...args) => (await scripts()).stopCommands(...args),
		startCommands: async (...args) => (await scripts()).startCommands(...args),
		commandOutcome: async (...args) => (await scripts()).commandOutcome(...args),
	};
}

function lazyFunctions(session: Session): Cloud["functions"] {
	const functions = once(async () => (await import("./functions.ts")).openFunctions(session));
	const invoke = once(async () => (await import("./invoke.ts")).openInvoke(session));
	return {
		read: async (...args) => (await functions()).read(...args),
		status: async (...args) => (await functions()).status(...args),
		updateCode: async (...args) => (await functions()).updateCode(...args),
		configure: async (...args) => (await functions()).configure(...args),
		tag: async (...args) => (await functions()).tag(...args),
		untag: async (...args) => (await functions()).untag(...args),
		allowPublicUrl: async (...args) => (await functions()).allowPublicUrl(...args),
		denyPublicUrl: async (...args) => (await functions()).denyPublicUrl(...args),
		invoke: async (...args) => (await invoke())(...args),
	};
}

function lazyServices(session: Session): Cloud["services"] {
	const services = once(async () => (await import("./services.ts")).openServices(session));
	return {
		read: async (...args) => (await services()).read(...args),
		revise: async (...args) => (await services()).revise(...args),
		roll: async (...args) => (await services()).roll(...args),
		rollout: async (...args) => (await services()).rollout(...args),
		stopped: async (...args) => (await services()).stopped(...args),
		stopOthers: async (...args) => (await services()).stopOthers(...args),
		retire: async (...args) => (await services()).retire(...args),
	};
}

function lazyStateMachines(session: Session): Cloud["stateMachines"] {
	const machines = once(async () => (await import("./state-machines.ts")).openStateMachines(session));
	return {
		read: async (...args) => (await machines()).read(...args),
		update: async (...args) => (await machines()).update(...args),
		tag: async (...args) => (await machines()).tag(...args),
		untag: async (...args) => (await machines()).untag(...args),
	};
}

function lazyParameters(session: Session): Cloud["parameters"] {
	const parameters = once(async () => (await import("./parameters.ts")).openParameters(session));
	return {
		describe: async (...args) => (await parameters()).describe(...args),
		list: async (...args) => (await parameters()).list(...args),
		write: async (...args) => (await parameters()).write(...args),
		remove: async (...args) => (await parameters()).remove(...args),
	};
}

function registrySettings({ registry, imageMirror, environment }: CloudOptions) {
	const own = registry ?? environment["SPOOL_REGISTRY_URL"];
	const mirror = imageMirror ?? environment["SPOOL_IMAGE_MIRROR_URL"];
	return {
		...(own && { registry: readRegistryUrl(own, "SPOOL_REGISTRY_URL") }),
		...(mirror && { mirror: readRegistryUrl(mirror, "SPOOL_IMAGE_MIRROR_URL") }),
	};
}

function checkEndpoint(endpoint: string): void {
	if (URL.canParse(endpoint) && ["http:", "https:"].includes(new URL(endpoint).protocol)) return;
	throw new Failure({
		code: "endpoint-invalid",
		kind: "usage",
		message: `"${endpoint}" is not the address of an endpoint`,
		hint: "write it as a URL, e.g. http://127.0.0.1:4566",
	});
}
