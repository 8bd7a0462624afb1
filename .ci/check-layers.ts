import { matchesGlob } from "node:path";
import { impureModules, type Layer, layers, restrictedPackages } from "./layers.ts";
import { readSourceGraph, type SourceGraph, type SourceImport } from "./source-graph.ts";

/** What the layer check looks at. Tests and tools may import anything, and nothing may import them. */
export const sourcePatterns = ["{client,server,engine,sandbox}/**/*.ts"];

function layerOf(file: string): Layer | undefined {
	return layers.find(({ files }) => files.some((glob) => matchesGlob(file, glob)));
}

/** The room that a file belongs to; nothing for the list of rooms, their shape and what they share. */
function roomOf(file: string): string | undefined {
	const name = /^engine\/resources\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(file)?.[1];
	return name === undefined || ["index", "kind", "shared"].includes(name) ? undefined : name;
}

function packageViolation(layer: Layer, { to, isType }: SourceImport): string | undefined {
	const rule = restrictedPackages.find(({ pattern }) => pattern.test(to));
	if (rule !== undefined) {
		const allowed = [...rule.allowed, ...(isType ? (rule.types ?? []) : [])];
		return allowed.includes(layer.name) ? undefined : `only ${allowed.join(", ")} may import ${to}`;
	}
	const isImpure = layer.isPure === true && !isType && impureModules.test(to);
	return isImpure ? `${layer.name} is pure and may not import ${to}` : undefined;
}

function roomViolation(file: string, to: string): string | undefined {
	if (layerOf(to)?.name !== "resources") return undefined;
	const isShared = file.startsWith("engine/resources/shared/") || file === "engine/resources/kind.ts";
	const from = roomOf(file);
	const target = roomOf(to);
	if (isShared && target !== undefined) return `what rooms share may not import the room ${target}`;
	if (from === undefined || from === target) return undefined;
	if (target !== undefined)
		return `the room ${from} may not import the room ${target}; they meet in graph/connect.ts`;
	return to === "engine/resources/index.ts" ? `the room ${from} may not import the list of rooms` : undefined;
}

function fileViolation(
	file: string,
	layer: Layer,
	{ to, isType, isDynamic }: SourceImport,
): string | undefined {
	const target = layerOf(to);
	if (target === undefined) return `nothing may import ${to}`;
	if (target.name === "effects" && layer.name === "client/load-effects" && !isType && !isDynamic) {
		return `${to} must be imported dynamically: it is loaded at the first deploy`;
	}
	if (target === layer) return roomViolation(file, to);
	const allowed = [...layer.imports, ...(isType ? (layer.types ?? []) : [])];
	if (allowed.includes(target.name)) return roomViolation(file, to);
	const isTypeAllowed = layer.types?.includes(target.name) === true;
	return `${layer.name} may not import ${isTypeAllowed ? "values of " : ""}${target.name} (${to})`;
}

/** Follows run-time imports from the pure door and gives the path to each module that must not be reached. */
function reachViolations(graph: SourceGraph, door: string): string[] {
	const cameFrom = new Map<string, string | undefined>([[door, undefined]]);
	const violations: string[] = [];
	const pathTo = (file: string): string => {
		const before = cameFrom.get(file);
		return before === undefined ? file : `${pathTo(before)} → ${file}`;
	};
	for (const file of cameFrom.keys()) {
		for (const { to, isPackage, isType } of graph.get(file) ?? []) {
			if (isType) continue;
			if (isPackage && impureModules.test(to))
				violations.push(`${pathTo(file)} → ${to}: the pure door must not reach it`);
			if (!isPackage && !cameFrom.has(to)) cameFrom.set(to, file);
		}
	}
	return violations;
}

/** Everything in `graph` that the import rule forbids, one line each: the file and what is wrong with it. */
export function findLayerViolations(graph: SourceGraph): string[] {
	const violations = [...graph].flatMap(([file, imports]) => {
		const layer = layerOf(file);
		if (layer === undefined) return [`${file}: belongs to no layer of .ci/layers.ts`];
		const found = imports.map((one) =>
			one.isPackage ? packageViolation(layer, one) : fileViolation(file, layer, one),
		);
		return [...new Set(found.filter((violation) => violation !== undefined))].map(
			(text) => `${file}: ${text}`,
		);
	});
	return [...violations, ...reachViolations(graph, "engine/index.ts")];
}

/** The table of layers as Markdown, for docs/architecture.md. */
export function describeLayers(): string {
	const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ") || "–";
	const rows = layers.map(
		({ name, files, imports, types = [], isPure }) =>
			`| \`${name}\` | ${code(files)} | ${code(imports)} | ${code(types)} | ${isPure ? "pure" : ""} |`,
	);
	return ["| layer | files | may import | and types of | |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** Checks the sources of the repository. */
export async function checkLayers(): Promise<{
	readonly violations: readonly string[];
	readonly fileCount: number;
}> {
	const graph = await readSourceGraph(sourcePatterns);
	return { violations: findLayerViolations(graph), fileCount: graph.size };
}

if (import.meta.main) {
	const { violations, fileCount } = await checkLayers();
	for (const violation of violations) console.error(violation);
	console.log(`${fileCount} files, ${violations.length} imports against the rule`);
	process.exitCode = violations.length === 0 ? 0 : 1;
}
