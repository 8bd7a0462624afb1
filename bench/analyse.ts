// How long one analysis takes, from the text to problems, template and names: node bench/analyse.ts [runs]
// Each run is a fresh analysis of a text that differs in a digit from the one before, in a warm process.
import { readdirSync, readFileSync } from "node:fs";
import { compileGraph } from "../engine/compile/compile.ts";
import { type Facts, wantKey } from "../engine/config/facts.ts";
import { parseConfig } from "../engine/config/parse.ts";
import { resolveConfig } from "../engine/config/resolve.ts";
import { linkConfig } from "../engine/graph/link.ts";
import { analyse, kinds, unbuiltTypes } from "../engine/index.ts";
import { answerOf } from "../test/support/analysed.ts";

const sizes = [
	{ lines: 40, aim: 5 },
	{ lines: 400, aim: 20 },
	{ lines: 2000, aim: 60 },
	{ lines: 5000, aim: 150 },
] as const;
const runs = Number(process.argv[2]) || 30;
const target = { project: "shop", stage: "dev", region: "eu-west-1", account: "123456789012" };

/** A part of an application; `#` is its number, so that its names are its own. */
type Part = { readonly type: string; readonly text: string };

/** A function with the queue, the table and the bucket that it works on: what most configs have most of. */
const worker: Part = {
	type: "function",
	text: `  jobs#:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 120
  items#:
    type: dynamo-db-table
    properties:
      primaryKey:
        partitionKey:
          name: id
          type: string
  files#:
    type: bucket
  # Takes the jobs one by one.
  worker#:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./src/worker#.ts
      memory: 512
      timeout: 30
      events:
        - type: sqs
          properties:
            sqsQueueName: jobs#
            batchSize: 10
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: POST
            path: /jobs/#
      connectTo:
        - items#
        - files#
      environment:
        - name: TABLE
          value: $ResourceParam('items#', 'name')
        - name: STAGE_NAME
          value: $Stage()
`,
};

/** The resources of the configs in test/configs: one part for each config whose types are all built. */
function otherParts(): readonly Part[] {
	const folder = new URL("../test/configs/", import.meta.url);
	return readdirSync(folder)
		.filter((file) => file.endsWith(".yml"))
		.flatMap((file) => partsOf(readFileSync(new URL(file, folder), "utf8")));
}

function partsOf(text: string): readonly Part[] {
	const { graph } = analyse({ path: "stacktape.yml", text }, target);
	const blocks = [...graph.resources.values()];
	// What refers to nothing of its config can be taken out of it.
	return blocks
		.filter(({ placed }) => !graph.edges.some(({ from }) => from === placed.name))
		.map(({ placed }) => ({ placed, text: text.slice(placed.span.start, placed.span.end) }))
		.filter(({ text: block }) => !/[$*&]|<</.test(block))
		.map(({ placed, text: block }) => ({
			type: placed.type,
			text: `  ${placed.name}#${block.slice(placed.name.length)}\n`,
		}));
}

/** A config of about `lines` lines: two workers, then something else, and so on. */
function configOf(lines: number, others: readonly Part[]): string {
	const texts = ["resources:\n  api:\n    type: http-api-gateway\n"];
	let count = 3;
	for (let index = 0; count < lines - 20; index++) {
		const other = others[Math.floor(index / 3) % Math.max(1, others.length)];
		const part = index % 3 === 2 && other ? other : worker;
		const text = part.text.replaceAll("#", String(index));
		texts.push(text);
		count += text.split("\n").length - 1;
	}
	return texts.join("");
}

const ofSorted = (values: readonly number[], share: number) => {
	const sorted = values.toSorted((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const figures = (values: readonly number[]) =>
	`${ofSorted(values, 0.5).toFixed(1)} (${ofSorted(values, 0.95).toFixed(1)})`;

function factsFor(text: string): Facts {
	const { wants } = analyse({ path: "stacktape.yml", text }, target);
	return new Map(
		wants.flatMap((want) => {
			const answer = answerOf(want);
			return answer === undefined ? [] : [[wantKey(want), answer] as const];
		}),
	);
}

type Stages = {
	readonly parse: number[];
	readonly resolve: number[];
	readonly link: number[];
	readonly compile: number[];
	readonly whole: number[];
	/** Time of the processor: on a machine that does other things too it says more than the clock. */
	readonly processor: number[];
};

function measure(text: string, facts: Facts, count: number): Stages {
	const stages: Stages = { parse: [], resolve: [], link: [], compile: [], whole: [], processor: [] };
	const timed = <T>(samples: number[], work: () => T): T => {
		const began = performance.now();
		const result = work();
		samples.push(performance.now() - began);
		return result;
	};
	for (let run = 0; run < count; run++) {
		const file = { path: "stacktape.yml", text: text.replace("memory: 512", `memory: ${513 + run}`) };
		const before = process.cpuUsage();
		timed(stages.whole, () => analyse(file, target, facts));
		stages.processor.push(process.cpuUsage(before).user / 1000);
		const parsed = timed(stages.parse, () => parseConfig(file));
		const resolved = timed(stages.resolve, () => resolveConfig(parsed, target, facts));
		const graph = timed(stages.link, () =>
			linkConfig({ built: kinds, unbuilt: unbuiltTypes }, resolved, facts, target),
		);
		timed(stages.compile, () => compileGraph(graph, target, facts));
	}
	return stages;
}

const others = otherParts();
console.log(
	`${kinds.size} types are built, ${new Set(others.map(({ type }) => type)).size} of them stand beside the functions here`,
);
// What the first runs measure is a process that is still cold.
const warm = configOf(2000, others);
for (let run = 0; run < 20; run++) measure(warm, factsFor(warm), 1);
console.log(`\nMilliseconds, median (p95) of ${runs}\n`);
console.log("| lines | resources | parse | resolve | link | compile | whole | processor | aim |");
console.log("|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
for (const { lines, aim } of sizes) {
	const text = configOf(lines, others);
	const facts = factsFor(text);
	const { compiled } = analyse({ path: "stacktape.yml", text }, target, facts);
	const { parse, resolve, link, compile, whole, processor } = measure(text, facts, runs);
	const cells = [text.split("\n").length - 1, Object.keys(compiled.template.Resources).length];
	const times = [parse, resolve, link, compile, whole, processor].map(figures);
	console.log(`| ${[...cells, ...times, aim].join(" | ")} |`);
}
