import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./bundles.ts";
import { describeLayers } from "./check-layers.ts";
import { describeProblems } from "./describe-problems.ts";
import { describeResources } from "./describe-resources.ts";

/** A generated file, or the part of one between `<!-- {part}:start -->` and `<!-- {part}:end -->`. */
type Generated = {
	readonly file: string;
	readonly part?: string;
	readonly make: () => Promise<string>;
};

// The engine is imported when it is asked: a mistake in it must not keep this program from starting.
const generated: readonly Generated[] = [
	// The first, because the engine reads it: two changes of it are put together line by line and are then no JSON.
	{
		file: "engine/template/aws-types.json",
		make: async () => (await import("./aws-types.ts")).awsTypesJson(),
	},
	{
		file: "engine/template/aws-replacements.json",
		make: async () => (await import("./aws-replacements.ts")).awsReplacementsJson(),
	},
	{
		file: "schemas/config.schema.json",
		make: async () => {
			const { configJsonSchema, kinds } = await import("../engine/index.ts");
			return `${JSON.stringify(configJsonSchema(kinds), null, "\t")}\n`;
		},
	},
	{
		file: "docs/resources.md",
		make: async () => {
			const engine = await import("../engine/index.ts");
			const { sendMail } = await import("../engine/graph/connect.ts");
			return describeResources(engine.kinds, engine.unbuiltTypes, { ...engine, sendMail });
		},
	},
	{
		file: "docs/problems.md",
		make: async () => describeProblems({ ...(await import("../engine/report/catalogue.ts")) }),
	},
	{
		file: "docs/hot-swap.md",
		part: "changes",
		make: async () => {
			const { kindsOfChange, verdictsOn } = await import(
				"../test/engine/template/changes/kinds-of-change.ts"
			);
			return (await import("./describe-changes.ts")).describeChanges(kindsOfChange, verdictsOn);
		},
	},
	{
		file: "docs/stack-states.md",
		part: "states",
		make: async () => {
			const { commands, stackStates } = await import("../test/engine/deploy/states/stack-states.ts");
			return (await import("./describe-states.ts")).describeStates(commands, stackStates);
		},
	},
	{ file: "docs/architecture.md", part: "layers", make: async () => describeLayers() },
];

/** `text` with `content` between the marks of `part`; undefined when the marks are not there. */
export function replacePart(text: string, part: string, content: string): string | undefined {
	const start = `<!-- ${part}:start -->`;
	const from = text.indexOf(start);
	const to = text.indexOf(`<!-- ${part}:end -->`, from);
	if (from === -1 || to === -1) return undefined;
	return `${text.slice(0, from + start.length)}\n${content.trim()}\n${text.slice(to)}`;
}

async function wanted({ file, part, make }: Generated, present: string | undefined): Promise<string> {
	const content = await make();
	if (part === undefined) return content;
	const replaced = replacePart(present ?? "", part, content);
	if (replaced === undefined) throw new Error(`${file} has no <!-- ${part}:start --> … <!-- ${part}:end -->`);
	return replaced;
}

function readPresent(file: string): string | undefined {
	const path = join(root, file);
	return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Files that differ from what would be written now, one line each. */
export async function checkGenerated(): Promise<string[]> {
	const violations: string[] = [];
	for (const one of generated) {
		const present = readPresent(one.file);
		try {
			if ((await wanted(one, present)) !== present)
				violations.push(`${one.file} is stale: run npm run generate`);
		} catch (error) {
			violations.push(`${one.file}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
	return violations;
}

async function writeGenerated(): Promise<void> {
	for (const one of generated) {
		const present = readPresent(one.file);
		const text = await wanted(one, present);
		if (text === present) continue;
		await mkdir(dirname(join(root, one.file)), { recursive: true });
		await writeFile(join(root, one.file), text);
		console.log(`wrote ${one.file}`);
	}
}

async function main(): Promise<void> {
	if (!process.argv.includes("--check")) {
		await writeGenerated();
		return;
	}
	const violations = await checkGenerated();
	for (const violation of violations) console.error(violation);
	process.exitCode = violations.length === 0 ? 0 : 1;
}

if (import.meta.main) await main();
