import type { CallOptions, Rollout, ServiceState, StoppedTask } from "../../cloud/port.ts";
import { Failure } from "../../report/failure.ts";
import { DIGEST_TAG, SWAP_TAG } from "../deployed.ts";
import { type ImagePlacement, sendImage, weightOf } from "../images.ts";
import { clearEntry } from "../ledger.ts";
import type { Ports } from "../ports.ts";
import type { Swapped } from "../result.ts";
import { runSpan } from "../spans.ts";
import type { SwapPlace } from "./place.ts";
import { type ContainerChanges, digestOfContainers, propertiesOfContainers } from "./plan-containers.ts";

/** A service whose containers are to be other ones. */
export type PlannedRollout = {
	/** Name in the config. */
	readonly resource: string;
	readonly state: ServiceState;
	readonly changes: ContainerChanges;
	/** Images that the new revision names, stored or not. */
	readonly images: readonly ImagePlacement[];
};

/** Waiting between two looks at a service, in milliseconds: a task takes from seconds to minutes to start. */
const firstWait = 500;
const longestWait = 3_000;
/** How long a service may take until it is steady: images are pulled, load balancers check, old tasks are drained. */
const patience = 30 * 60_000;
/** Lines of the log of each container that a failure carries. */
const lastLines = 10;

/** A task that the service has stopped because fewer are wanted says nothing about the code. */
const isScaled = ({ reason }: StoppedTask) => reason.startsWith("Scaling activity");

const nameOf = ({ arn }: ServiceState) => arn.split("/").at(-1) ?? arn;

function failed(name: string, reason: string, details: readonly string[]): Failure {
	return new Failure({
		code: "swap-failed",
		kind: "aws",
		message: `${name} does not run with the change: ${reason}`,
		details,
	});
}

function brokenBy(name: string, tasks: readonly StoppedTask[]): Failure | undefined {
	const [first] = tasks.filter((task) => !isScaled(task));
	if (!first) return undefined;
	const details = tasks.flatMap(({ id, containers }) => containers.map((words) => `task ${id}: ${words}`));
	return failed(name, `a task has stopped (${first.reason})`, details);
}

/** What one look at a service says of the rollout that was begun. */
function judge(
	{ name, before }: { readonly name: string; readonly before: string },
	rollout: Rollout | undefined,
	id: string,
): Failure | undefined {
	if (!rollout) {
		const hint = "run a full deploy";
		return new Failure({
			code: "service-missing",
			kind: "aws",
			message: `the service ${name} is gone from AWS`,
			hint,
		});
	}
	if (rollout.state === "failed") return failed(name, rollout.reason ?? "ECS has given it up", []);
	if (rollout.id === id) return undefined;
	if (rollout.revision === before) return failed(name, rollout.reason ?? "ECS has gone back", []);
	return new Failure({
		code: "swap-overtaken",
		kind: "aws",
		message: `somebody else has told ${name} to run something else in the meantime`,
		hint: "agree on who works on this stage, then swap again",
	});
}

type Wait = {
	readonly state: ServiceState;
	readonly rollout: string;
	/** Live as soon as all new tasks run. */
	readonly isFast: boolean;
};

function isThere({ state, running, wanted }: Rollout, isFast: boolean): boolean {
	return state === "steady" || (isFast && wanted > 0 && running >= wanted);
}

/** Waits until a service runs what it was told to, and nothing else. Fails as soon as a new task has stopped. */
async function waitUntilSteady(
	ports: Pick<Ports, "cloud" | "host">,
	{ state, rollout: id, isFast }: Wait,
	signal?: AbortSignal,
): Promise<void> {
	const { arn } = state;
	const name = nameOf(state);
	const options = signal ? { signal } : {};
	const startedAt = ports.host.now();
	for (let wait = firstWait; ; wait = Math.min(wait * 1.5, longestWait)) {
		const [rollout, stopped] = await Promise.all([
			ports.cloud.services.rollout(arn, options),
			ports.cloud.services.stopped(arn, id, options),
		]);
		const trouble = brokenBy(name, stopped) ?? judge({ name, before: state.revision }, rollout, id);
		if (trouble) throw trouble;
		if (rollout && isThere(rollout, isFast)) return;
		if (ports.host.now() - startedAt > patience) {
			throw new Failure({
				code: "swap-not-live",
				kind: "aws",
				message: `ECS has accepted the change of ${name}, but after ${patience / 60_000} minutes its tasks are still not healthy`,
				hint: "look at the service in the AWS console, then swap again",
			});
		}
		await ports.host.sleep(wait, signal);
	}
}

/** Tells a service what to run and waits until it does. */
export async function rollService(
	ports: Pick<Ports, "cloud" | "host">,
	state: ServiceState,
	revision: string,
	options: CallOptions,
): Promise<void> {
	const rollout = await ports.cloud.services.roll(state.arn, revision, options);
	await waitUntilSteady(ports, { state: { ...state, revision: "" }, rollout, isFast: false }, options.signal);
}

/** What the containers that were changed have written last. */
async function logsOf(
	{ cloud }: Pick<Ports, "cloud">,
	{ state, changes }: PlannedRollout,
	since: number,
): Promise<readonly string[]> {
	const groups = state.containers.flatMap(({ name, logGroup }) =>
		name in changes && logGroup !== undefined ? [logGroup] : [],
	);
	const lines = groups.map((group) => cloud.logs.recent(group, since, lastLines, {}).catch(() => []));
	return (await Promise.all(lines)).flat();
}

/** Remembers what is true after a swap was taken back. */
async function rewriteEntry(
	ports: Ports,
	place: SwapPlace,
	{ resource, state }: PlannedRollout,
): Promise<void> {
	const digest = state.tags[DIGEST_TAG];
	if (state.tags[SWAP_TAG] !== "true" || digest === undefined)
		return clearEntry(ports, place.bucket, { resource, digest: undefined }, "");
	await place.ledger.record({ resource, digest, properties: [], isMarked: true }, {});
}

/** Gives a service the revision back that it ran before, and says what has become of it. */
async function goBack(
	ports: Ports,
	place: SwapPlace,
	swap: PlannedRollout,
	{
		failure,
		revision,
		startedAt,
	}: { readonly failure: Failure; readonly revision: string; readonly startedAt: number },
): Promise<Failure> {
	const logs = await logsOf(ports, swap, startedAt);
	const ended = (message: string, hint: string) =>
		new Failure({
			code: failure.code,
			kind: failure.kind,
			message: `${failure.message}; ${message}`,
			hint,
			details: [...failure.details, ...logs],
			cause: failure,
		});
	const hint = "correct the code and swap again";
	try {
		await rollService(ports, swap.state, swap.state.revision, {});
		await rewriteEntry(ports, place, swap);
		await ports.cloud.services.retire([revision], {});
		return ended("the containers from before run again", hint);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return ended(
			`the containers from before could not be put back: ${error.message}`,
			`${hint}, or run a full deploy`,
		);
	}
}

async function sendImages(
	ports: Ports,
	{ repository }: SwapPlace,
	images: readonly ImagePlacement[],
	signal?: AbortSignal,
): Promise<void> {
	const missing = images.filter(({ step }) => step === "upload");
	await Promise.all(missing.map((image) => sendImage(ports, repository, image, () => {}, signal)));
	const bytes = missing.reduce((sum, image) => sum + weightOf(image), 0);
	if (bytes > 0) ports.emit({ kind: "note", level: "note", message: `images stored: ${missing.length}` });
}

/** Makes the revision that is wanted, marked for the next deploy, and tells the service to run it. */
async function begin(
	ports: Ports,
	place: SwapPlace,
	{ resource, state, changes }: PlannedRollout,
	digest: string,
	options: CallOptions,
): Promise<{ readonly revision: string; readonly rollout: string }> {
	const { services } = ports.cloud;
	const tags = { [SWAP_TAG]: "true", [DIGEST_TAG]: digest };
	const revision = await services.revise(state.revision, changes, tags, options);
	const rollout = await services.roll(state.arn, revision, options);
	// Not before: the mark is what the service runs, and nothing would clear an entry of what it never ran.
	const isMarked = state.tags[SWAP_TAG] === "true";
	const properties = propertiesOfContainers(changes);
	await place.ledger.record({ resource, digest, properties, isMarked }, options);
	return { revision, rollout };
}

/** A revision that a swap has made is of no use once another one runs; that of a deploy belongs to CloudFormation. */
async function retireReplaced({ cloud }: Ports, { state }: PlannedRollout): Promise<void> {
	if (state.tags[SWAP_TAG] !== "true") return;
	await cloud.services.retire([state.revision], {}).catch((error: unknown) => {
		if (!(error instanceof Failure)) throw error;
	});
}

/** Swaps containers of one service and waits until all of its tasks are new ones and healthy. */
export async function performRollout(
	ports: Ports,
	place: SwapPlace,
	swap: PlannedRollout,
	signal?: AbortSignal,
): Promise<Swapped> {
	const { resource, state, changes } = swap;
	const name = nameOf(state);
	const span = { id: `hot-swap/${resource}`, label: `${resource} (${name})`, parent: "hot-swap" };
	return runSpan(ports, span, async (work) => {
		const options = signal ? { signal } : {};
		const startedAt = ports.host.now();
		const digest = digestOfContainers(state, changes);
		await sendImages(ports, place, swap.images, signal);
		const { revision, rollout } = await begin(ports, place, swap, digest, options);
		const acceptedMs = ports.host.now() - startedAt;
		ports.emit({ kind: "note", id: work.id, level: "note", message: `${resource}: accepted by AWS` });
		try {
			if (place.isFast) await ports.cloud.services.stopOthers(state.arn, rollout, options);
			await waitUntilSteady(ports, { state, rollout, isFast: place.isFast }, signal);
		} catch (error) {
			if (!(error instanceof Failure) || error.code !== "swap-failed") throw error;
			throw await goBack(ports, place, swap, { failure: error, revision, startedAt });
		}
		await retireReplaced(ports, swap);
		const liveMs = ports.host.now() - startedAt;
		work.ending({ summary: `live after ${liveMs} ms` });
		const bundleMs = Math.max(0, ...swap.images.map(({ packed }) => packed.timing.bundleMs));
		const zipMs = Math.max(0, ...swap.images.map(({ packed }) => packed.timing.imageMs));
		const timing = { bundleMs, zipMs, acceptedMs, liveMs };
		return { resource, serviceName: name, digest, properties: propertiesOfContainers(changes), timing };
	});
}
