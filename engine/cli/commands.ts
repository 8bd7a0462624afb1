import type { Analysis } from "../analyse.ts";
import {
	type Blocked,
	createBundler,
	deleteStack,
	deploy,
	hotSwap,
	type Link,
	readStack,
	runNamedScript,
	type StackView,
} from "../effects.ts";
import { UNKNOWN_HASH } from "../names/target.ts";
import { hasErrors } from "../report/problem.ts";
import { printTemplate } from "../template/print.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatMs, formatTable } from "./format.ts";
import { explainText } from "./package.ts";
import {
	analyseOffline,
	endpointOf,
	type Opened,
	openConfig,
	type Program,
	portsOf,
	targetWithoutConfig,
} from "./setting.ts";

/** Tells the problems of a config; gives the exit code that they lead to. */
function tellProblems({ output }: Program, { config }: Opened, analysis: Analysis): number {
	const told = [...analysis.problems, ...(hasErrors(analysis.problems) ? [] : analysis.remarks)];
	output.problems({ path: config.file.path, lines: analysis.lines }, told);
	return hasErrors(analysis.problems) ? exitCodes.badInput : exitCodes.done;
}

/** Tells what is worth knowing of a config that can be deployed; errors are told by the failure that they lead to. */
export async function tellWarnings(program: Program, opened: Opened): Promise<void> {
	const analysis = await analyseOffline(program, opened);
	if (hasErrors(analysis.problems)) return;
	const warnings = analysis.problems.filter(({ severity }) => severity === "warning");
	program.output.problems({ path: opened.config.file.path, lines: analysis.lines }, warnings);
}

function count(number: number, what: string): string {
	return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** `spool validate`. */
export async function validateCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	const analysis = await analyseOffline(program, opened);
	const code = tellProblems(program, opened, analysis);
	const errors = analysis.problems.filter(({ severity }) => severity === "error").length;
	const warnings = analysis.problems.length - errors;
	const text =
		errors + warnings === 0 ? "no problems\n" : `${count(errors, "error")}, ${count(warnings, "warning")}\n`;
	program.output.result({ errors, warnings }, text);
	return code;
}

/** `spool synth`. */
export async function synthCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	const analysis = await analyseOffline(program, opened);
	const code = tellProblems(program, opened, analysis);
	if (code !== exitCodes.done) return code;
	const { template, companion, deploymentBucket } = analysis.compiled;
	const text = printTemplate(template, deploymentBucket);
	const away = companion && JSON.parse(printTemplate(companion.template, deploymentBucket));
	program.output.result({ template: JSON.parse(text), ...(away && { companion: away }) }, text);
	return exitCodes.done;
}

/** `spool names`. */
export async function namesCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	const analysis = await analyseOffline(program, opened);
	const code = tellProblems(program, opened, analysis);
	const names = analysis.compiled.names.map(({ resource, logicalId, type, name }) => ({
		...(resource !== undefined && { resource }),
		logicalId,
		type,
		...(name && {
			name: name.text,
			shortened: name.shortened,
			provisional: name.provisional,
			...(name.shortened && { full: name.full }),
		}),
	}));
	const rows = analysis.compiled.names.map(({ resource, logicalId, type, name }) => {
		const cut = name?.shortened ? ` ✂ from ${name.full}` : "";
		const open = name?.provisional
			? ` (${UNKNOWN_HASH} stands for a hash of the account: give --account)`
			: "";
		const mark = cut + open;
		return [resource ?? "(stack)", logicalId, type, name ? `${name.text}${mark}` : "(named by AWS)"];
	});
	program.output.result({ names }, formatTable([["resource", "logical id", "type", "name"], ...rows]));
	return code;
}

function linkLines(links: readonly Link[]): string {
	return links.map(({ resource, name, url }) => `  ${resource} ${name}  ${url}\n`).join("");
}

/** What was replaced beside code, for the end of a line. */
export function besideCode(properties: readonly string[]): string {
	const others = properties.filter((property) => property !== "Code");
	return others.length > 0 ? ` (${properties.join(", ")})` : "";
}

function blockedLines(blocked: readonly Blocked[]): string {
	return blocked.map(({ reason }) => `  ${reason}\n`).join("");
}

/** `spool deploy`. */
export async function deployCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	await tellWarnings(program, opened);
	const ports = portsOf(program, opened.host, opened.target.region);
	const bundler = createBundler(program.esbuildModule ? { esbuildModule: program.esbuildModule } : {});
	try {
		const result = await deploy(ports, {
			config: opened.config,
			target: opened.target,
			...endpointOf(program),
			hotSwap: program.args.hotSwap,
			isFast: program.args.fast,
			mayLose: program.args.mayLose,
			noRollback: program.args.noRollback,
			noCache: program.args.noCache,
			bundler,
			signal: program.signal,
		});
		const { outcome, stack, version, links, phases, uploads, swaps, mirrored, fellBackBecause } = result;
		const { hookFailures = [], artifacts } = result;
		const failed = hookFailures.length > 0 ? ", but a hook behind it failed" : "";
		const how = (fellBackBecause.length > 0 ? " by a full deploy" : "") + failed;
		const text = `${stack.name} is ${outcome}${how}${version ? ` (${version})` : ""}\n${linkLines(links)}`;
		const why = program.args.explain && artifacts.length > 0 ? `\n${explainText(artifacts)}` : "";
		program.output.result(
			{
				outcome,
				stack: stack.name,
				stackId: stack.id,
				status: stack.status,
				version,
				links,
				phases,
				uploads,
				swaps,
				mirrored,
				fellBackBecause,
				artifacts,
				...(hookFailures.length > 0 && { hookFailures }),
			},
			text + why,
		);
		return exitCodes.done;
	} finally {
		await bundler.close();
	}
}

/** `spool hot-swap`. */
export async function hotSwapCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	await tellWarnings(program, opened);
	const ports = portsOf(program, opened.host, opened.target.region);
	const bundler = createBundler(program.esbuildModule ? { esbuildModule: program.esbuildModule } : {});
	try {
		const { swaps, mirrored, blocked, unchanged, links } = await hotSwap(ports, {
			config: opened.config,
			target: opened.target,
			...endpointOf(program),
			isFast: program.args.fast,
			bundler,
			signal: program.signal,
		});
		const done = swaps
			.map(
				({ resource, timing, properties }) =>
					`  ${resource} is live after ${formatMs(timing.liveMs)}${besideCode(properties)}\n`,
			)
			.join("");
		const files = mirrored.map((resource) => `  ${resource} has the new files\n`).join("");
		const same = unchanged.map((resource) => `  ${resource} already runs it\n`).join("");
		const left =
			blocked.length > 0 ? `not swapped, run \`spool deploy\` for it:\n${blockedLines(blocked)}` : "";
		program.output.result({ swaps, mirrored, blocked, unchanged, links }, `${done}${files}${same}${left}`);
		return blocked.length > 0 ? exitCodes.partlyApplied : exitCodes.done;
	} finally {
		await bundler.close();
	}
}

/** The overview's names for what belongs to no resource of the config. */
const ownParts: Readonly<Record<string, string>> = {
	SHARED_GLOBAL: "(stack)",
	CUSTOM_CLOUDFORMATION: "(other CloudFormation resources)",
};

function viewText(view: StackView): string {
	const { stack, identity, name, region, version, resources, links, outputs } = view;
	if (!stack) return `there is no stack ${name} in ${region}, account ${identity.account}\n`;
	const head = `${name}  ${stack.status}${version ? `  ${version}` : ""}\n  account ${identity.account}, region ${region}\n`;
	const rows = resources.flatMap((resource) => [
		resource.name === resource.type
			? [ownParts[resource.name] ?? resource.name]
			: [resource.name, resource.type],
		...resource.children.map((child) => [`  ${child.logicalId}`, child.status, child.physicalId ?? ""]),
	]);
	const own = Object.entries(outputs).map(([key, value]) => `  ${key} = ${value}\n`);
	return `${head}\n${formatTable(rows)}${own.length > 0 ? `\noutputs\n${own.join("")}` : ""}${links.length > 0 ? `\n${linkLines(links)}` : ""}`;
}

/** `spool info`. */
export async function infoCommand(program: Program): Promise<number> {
	const { host, target } = await targetWithoutConfig(program);
	const view = await readStack(portsOf(program, host, target.region), target, program.signal);
	const { stack, identity, name, region, version, resources, links, outputs } = view;
	const data = {
		deployed: stack !== undefined,
		name,
		region,
		account: identity.account,
		...(stack && { status: stack.status, stackId: stack.id }),
		version,
		resources,
		links,
		outputs,
	};
	program.output.result(data, viewText(view));
	return exitCodes.done;
}

/** `spool delete`. */
export async function deleteCommand(program: Program): Promise<number> {
	const { host, target, config, folder } = await targetWithoutConfig(program);
	const { stack, objects, images } = await deleteStack(portsOf(program, host, target.region), {
		target,
		folder,
		...endpointOf(program),
		...(config && { config }),
		signal: program.signal,
	});
	program.output.result({ stack, objects, images }, `${stack} is deleted\n`);
	return exitCodes.done;
}

/** `spool script NAME`. */
export async function scriptCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	await tellWarnings(program, opened);
	const [name = ""] = program.args.words;
	await runNamedScript(portsOf(program, opened.host, opened.target.region), {
		config: opened.config,
		target: opened.target,
		name,
		signal: program.signal,
	});
	program.output.result({ script: name }, `${name} is done\n`);
	return exitCodes.done;
}
