import { createHash } from "node:crypto";
import type { ContainerChange, ContainerState, ServiceState } from "../../cloud/port.ts";
import { readImageTag } from "../../names/artifact-key.ts";
import {
	containerProperty,
	containersOf,
	containerVariables,
	textsOf,
} from "../../template/changes/container-changes.ts";
import { isLiteralText, type Members } from "../../template/changes/verdict.ts";
import { sameJson } from "../../template/diff.ts";
import type { May, Versions } from "../swap-settings.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** One container in the deployed template, in the wanted one, and as it runs. */
type Container = Versions & { readonly live: ContainerState };

/** True for two names of one image: the same bytes of a stack's repository are stored under several tags. */
function sameImage(left: string, right: string): boolean {
	if (left === right) return true;
	const parts = [left, right].map((image) => {
		const colon = image.lastIndexOf(":");
		const tag = readImageTag(image.slice(colon + 1));
		return tag && [image.slice(0, colon), tag.job, tag.digest].join();
	});
	return parts[0] !== undefined && parts[0] === parts[1];
}

function imageChange({ before, after, live }: Container): Pick<ContainerChange, "image"> {
	const [old, now] = [before["Image"], after["Image"]];
	if (!isLiteralText(old) || !isLiteralText(now) || sameImage(now, live.image)) return {};
	return { image: now };
}

function textsChange(
	{ before, after }: Versions,
	property: string,
	live: readonly string[] | undefined,
): readonly string[] | null | undefined {
	const now = textsOf(after[property]);
	if (textsOf(before[property]) === undefined || now === undefined) return undefined;
	return sameJson(now, live ?? null) ? undefined : now;
}

function variableChanges({ before, after, live }: Container, may: May) {
	const [old, now] = [containerVariables(before), containerVariables(after)];
	if (!old || !now) return [];
	const isKept = (value: unknown) => value === undefined || isLiteralText(value);
	const names = new Set([...Object.keys(live.variables), ...Object.keys(now)]);
	return [...names].flatMap((name): readonly (readonly [string, string | null])[] => {
		const wanted = now[name];
		// What is computed stays what CloudFormation has made of it.
		if (!may(`Environment.${name}`) || !isKept(old[name]) || !isKept(wanted)) return [];
		if (wanted === undefined) return name in live.variables ? [[name, null]] : [];
		return live.variables[name] === sha256(String(wanted)) ? [] : [[name, String(wanted)]];
	});
}

function containerChange(container: Container, may: May): ContainerChange {
	const { live } = container;
	const command = may("Command") ? textsChange(container, "Command", live.command) : undefined;
	const entryPoint = may("EntryPoint") ? textsChange(container, "EntryPoint", live.entryPoint) : undefined;
	const variables = Object.fromEntries(variableChanges(container, may));
	return {
		...(may("Image") && imageChange(container)),
		...(command !== undefined && { command }),
		...(entryPoint !== undefined && { entryPoint }),
		...(Object.keys(variables).length > 0 && { variables }),
	};
}

/** Changes of containers by their names. */
export type ContainerChanges = Readonly<Record<string, ContainerChange>>;

/**
 * What another revision needs so that the containers of a service are as the wanted template says, as far as both
 * templates say it literally. Compared with what runs, because what was swapped before stands in no template.
 */
export function containerChanges(live: ServiceState, versions: Versions, may: May): ContainerChanges {
	const [before, after] = [containersOf(versions.before), containersOf(versions.after)];
	if (!before || !after) return {};
	const changes = live.containers.flatMap((container): readonly (readonly [string, ContainerChange])[] => {
		const { name } = container;
		const [old, now]: readonly (Members | undefined)[] = [before.get(name), after.get(name)];
		if (!old || !now) return [];
		const change = containerChange({ before: old, after: now, live: container }, (property) =>
			may(containerProperty(name, property)),
		);
		return Object.keys(change).length > 0 ? [[name, change]] : [];
	});
	return Object.fromEntries(changes);
}

/** Names of the properties that changes are of, as the templates call them. */
export function propertiesOfContainers(changes: ContainerChanges): readonly string[] {
	return Object.entries(changes).flatMap(([name, { image, command, entryPoint, variables = {} }]) =>
		[
			...(image === undefined ? [] : ["Image"]),
			...(command === undefined ? [] : ["Command"]),
			...(entryPoint === undefined ? [] : ["EntryPoint"]),
			...Object.keys(variables).map((variable) => `Environment.${variable}`),
		].map((property) => containerProperty(name, property)),
	);
}

function afterChange(container: ContainerState, change: ContainerChange): ContainerState {
	const { image = container.image, command = container.command, entryPoint = container.entryPoint } = change;
	const variables = { ...container.variables };
	for (const [name, value] of Object.entries(change.variables ?? {})) {
		if (value === null) delete variables[name];
		else variables[name] = sha256(value);
	}
	return {
		name: container.name,
		image,
		...(command && { command }),
		...(entryPoint && { entryPoint }),
		variables: Object.fromEntries(Object.entries(variables).toSorted(([a], [b]) => (a < b ? -1 : 1))),
	};
}

/** Digest of what containers are after changes, so that the same is known as the same. */
export function digestOfContainers(live: ServiceState, changes: ContainerChanges): string {
	const after = live.containers.map((container) => {
		const { image, ...rest } = afterChange(container, changes[container.name] ?? {});
		// Not the whole name, which may say the version of a deploy.
		return { ...rest, image: readImageTag(image.slice(image.lastIndexOf(":") + 1))?.digest ?? image };
	});
	return sha256(JSON.stringify(after));
}
