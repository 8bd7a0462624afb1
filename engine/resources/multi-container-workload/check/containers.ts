import type { Finding, Path, Surroundings } from "../../kind.ts";
import { checkContainerEnvironment } from "../../shared/container-environment.ts";
import { checkImagePackaging } from "../../shared/image-packaging.ts";
import { logGroupId } from "../names.ts";
import type { Container, Workload } from "../properties.ts";
import { checkMounts } from "../volumes.ts";

const dependencies = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";

const isEssential = ({ essential = true }: Container) => essential;

type Containers = readonly Container[];

const nameOf = ({ name }: Container) => String(name);

/** Two containers with one name, or with names of which logical ids keep the same letters and digits. */
function checkNames(owner: string, containers: Containers): readonly Finding[] {
	const ids = containers.map((container) => logGroupId(owner, nameOf(container)));
	return containers.flatMap((container, index) => {
		const first = ids.indexOf(logGroupId(owner, nameOf(container)));
		const other = containers[first];
		if (!other || first === index) return [];
		const isSame = nameOf(other) === nameOf(container);
		return {
			code: "duplicate-container-name",
			message: isSame
				? `there is another container "${nameOf(container)}"`
				: `"${nameOf(container)}" and "${nameOf(other)}" are the same name but for case and punctuation`,
			path: ["containers", index, "name"],
			hint: "give each container a name of its own",
			related: [{ message: "the other container", path: ["containers", first, "name"] }],
		};
	});
}

function checkEssential(containers: Containers): readonly Finding[] {
	if (containers.some(isEssential)) return [];
	return [
		{
			code: "no-essential-container",
			message: "no container is essential, so that nothing would tell when the task has ended",
			path: ["containers", 0, "essential"],
			hint: "leave essential: true on the container that the others are there for",
		},
	];
}

/** What ECS refuses in a container that another one waits for. */
function checkCondition(awaited: Container, condition: string, path: Path): readonly Finding[] {
	const name = nameOf(awaited);
	if (condition === "HEALTHY" && awaited.internalHealthCheck === undefined) {
		return [
			{
				code: "health-check-missing",
				message: `"${name}" can never become HEALTHY: it has no internalHealthCheck`,
				path: [...path, "condition"],
				hint: `add internalHealthCheck to "${name}", or wait for START`,
			},
		];
	}
	if ((condition === "COMPLETE" || condition === "SUCCESS") && isEssential(awaited)) {
		return [
			{
				code: "essential-must-end",
				message: `"${name}" is essential: when it ends the whole task ends, so that nothing can wait for it to end`,
				path: [...path, "condition"],
				hint: `set essential: false on "${name}", see ${dependencies}`,
			},
		];
	}
	return [];
}

function checkDependencies(containers: Containers): readonly Finding[] {
	const known = new Map(containers.map((container) => [nameOf(container), container]));
	return containers.flatMap((container, index) =>
		(container.dependsOn ?? []).flatMap(({ containerName, condition }, at): readonly Finding[] => {
			const path: Path = ["containers", index, "dependsOn", at];
			const name = String(containerName);
			const awaited = known.get(name);
			if (awaited) return checkCondition(awaited, condition, path);
			const others = [...known.keys()].filter((other) => other !== nameOf(container));
			return [
				{
					code: "unknown-container",
					message: `there is no container "${name}"`,
					path: [...path, "containerName"],
					hint:
						others.length > 0 ? `one of: ${others.join(", ")}` : "there is no other container to wait for",
				},
			];
		}),
	);
}

/** The way from a container back to itself along what it waits for; `undefined` when there is none. */
function cycleFrom(
	start: string,
	waits: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
	const seen = new Set<string>();
	const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
		if (name === start && way.length > 0) return [...way, name];
		if (seen.has(name)) return undefined;
		seen.add(name);
		for (const next of waits.get(name) ?? []) {
			const found = walk(next, [...way, name]);
			if (found) return found;
		}
		return undefined;
	};
	return walk(start, []);
}

function checkCycles(containers: Containers): readonly Finding[] {
	const waits = new Map(
		containers.map((container) => [
			nameOf(container),
			(container.dependsOn ?? []).map(({ containerName }) => String(containerName)),
		]),
	);
	for (const [index, container] of containers.entries()) {
		const way = cycleFrom(nameOf(container), waits);
		if (!way) continue;
		return [
			{
				code: "circular-reference",
				message: `containers wait for each other in a circle: ${way.join(" → ")}`,
				path: ["containers", index, "dependsOn"],
				hint: "remove one of the dependencies",
			},
		];
	}
	return [];
}

function checkHealthCommand({ internalHealthCheck }: Container, path: Path): readonly Finding[] {
	const [first] = internalHealthCheck?.healthCheckCommand ?? [];
	if (typeof first !== "string" || first === "CMD" || first === "CMD-SHELL") return [];
	return [
		{
			code: "health-check-command",
			message: `"${first}" cannot begin the command of a health check`,
			path: [...path, "internalHealthCheck", "healthCheckCommand", 0],
			hint: "begin with CMD and the words of the command, or with CMD-SHELL and one line for the shell",
		},
	];
}

/** Finds what is wrong with the containers of a workload, but for their events. */
export function checkContainers(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	const { containers } = workload.values;
	const connections = surroundings.connections(workload);
	return [
		...checkNames(workload.name, containers),
		...checkEssential(containers),
		...checkDependencies(containers),
		...checkCycles(containers),
		...checkMounts(workload),
		...containers.flatMap((container, index) => {
			const path: Path = ["containers", index];
			return [
				...checkImagePackaging(container.packaging, [...path, "packaging"], surroundings),
				...checkContainerEnvironment(container.environment, [...path, "environment"], connections),
				...checkHealthCommand(container, path),
			];
		}),
	];
}
