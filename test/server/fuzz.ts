import assert from "node:assert/strict";
import { lineMap, type Position } from "../../engine/text/line-map.ts";
import { createClient, type LspClient, type OpenDocument } from "../support/lsp-client.ts";
import { memoryFiles } from "./memory-files.ts";

/** A text that random edits begin with. */
export type Start = { readonly name: string; readonly text: string };

/** How far a run has come. */
export type Fuzzed = { readonly edits: number; readonly questions: number; readonly slowestMs: number };

/** The processor may work on one answer no longer than this, in milliseconds. */
const LONGEST_MS = 1000;

/** Edits to one text, before it begins anew. */
const EDITS_PER_TEXT = 25;

/** Numbers from 0 to below 1 that a seed decides: a run can be repeated (mulberry32). */
function randomOf(seed: number): () => number {
	const state = { seed };
	return () => {
		state.seed = (state.seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state.seed ^ (state.seed >>> 15), 1 | state.seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** What somebody types, pastes or deletes, and what nobody should. */
const typed = [
	..."\n :-{}[]\"'$(),#|>&*!?@%`\t~",
	"\n  ",
	"\n      ",
	"\n      - ",
	": ",
	"key: value",
	"type: ",
	"type: function\n",
	"properties:\n",
	"- type: sqs",
	"$Var().",
	"$Stage()",
	"$ResourceParam('",
	"$ResourceParam('a', 'b')",
	"$Format('{}', ",
	"<<: *a",
	"&a ",
	"!Ref x",
	"|\n",
	"null",
	"true",
	"-1",
	"1e400",
	"__proto__",
	"constructor: 1",
	"toString",
	"\r\n",
	"é",
	"🙂",
	"\u0000",
	"\u2028",
	"---\n",
	"...\n",
	"x".repeat(300),
	"",
];

/** The protocol has no position inside of a line break or of a pair of surrogates. */
function settled(text: string, offset: number): number {
	const isBetween =
		text.slice(offset - 1, offset + 1) === "\r\n" || /^[\udc00-\udfff]/.test(text.slice(offset));
	return isBetween && offset > 0 ? offset - 1 : offset;
}

type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** Mostly small edits; now and then a block is deleted, doubled or moved. */
function randomEdit(text: string, random: () => number): Edit {
	const below = (count: number) => Math.floor(random() * count);
	const start = settled(text, below(text.length + 1));
	const chance = random();
	const length = chance < 0.55 ? 0 : chance < 0.9 ? below(12) : below(200);
	const end = Math.max(start, settled(text, Math.min(text.length, start + length)));
	const isCopy = random() < 0.1;
	const from = settled(text, below(text.length + 1));
	const copied = text.slice(from, Math.max(from, settled(text, Math.min(text.length, from + below(300)))));
	return { start, end, text: isCopy ? copied : (typed[below(typed.length)] ?? "") };
}

const isPosition = (value: unknown): value is Position =>
	typeof value === "object" && value !== null && "line" in value && "character" in value;

/** Every position in an answer must be one of the text. */
function checkPositions(answer: unknown, text: string, what: string): void {
	const lines = lineMap(text);
	const visit = (value: unknown): void => {
		if (isPosition(value)) {
			const isInside =
				value.line >= 0 &&
				value.line < lines.lineCount &&
				value.character >= 0 &&
				value.character <= lines.lineText(value.line).length + 1;
			assert.ok(isInside, `${what} gives ${value.line}:${value.character}, which is outside of the text`);
		} else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
	};
	visit(answer);
}

type Question = readonly [name: string, ask: (document: OpenDocument, offset: number) => Promise<unknown>];

const atPlace: readonly Question[] = [
	["completion", (document, offset) => document.completion(offset)],
	["hover", (document, offset) => document.hover(offset)],
	["definition", (document, offset) => document.definition(offset)],
	["references", (document, offset) => document.references(offset)],
	["highlights", (document, offset) => document.highlights(offset)],
	["quick fixes", (document, offset) => document.fixes(offset)],
	["resource", (document, offset) => document.resourceAt(offset)],
];

const ofText: readonly Question[] = [
	["diagnostics", (document) => document.diagnostics()],
	["remarks", (document) => document.remarks()],
	["inlay hints", (document) => document.hints()],
	["symbols", (document) => document.symbols()],
	["links", (document) => document.links()],
	["template", async (document) => (await document.template())?.text],
	["names", (document) => document.names()],
];

/** An answer without the name and the version of its document, in which a fresh one differs. */
function comparable(answer: unknown, uri: string): string {
	return JSON.stringify(answer ?? null)
		.replaceAll(uri, "it")
		.replaceAll(/"version":\d+/g, '"version":0');
}

type Run = {
	readonly client: LspClient;
	readonly random: () => number;
	readonly count: { edits: number; questions: number; slowestMs: number; documents: number };
};

async function timed(run: Run, what: string, ask: () => Promise<unknown>): Promise<unknown> {
	const began = process.cpuUsage();
	const answer = await ask();
	const { user, system } = process.cpuUsage(began);
	const took = (user + system) / 1000;
	run.count.questions++;
	run.count.slowestMs = Math.max(run.count.slowestMs, took);
	assert.ok(took < LONGEST_MS, `${what} takes ${took.toFixed(0)} ms of the processor`);
	return answer;
}

const open = ({ client, count }: Run, { name }: Start, text: string) => {
	count.documents++;
	return client.open(`${count.documents}/${name}`, text);
};

/** Compares what is said of a text that has been edited with what is said of the same text when it is opened. */
async function compare(run: Run, start: Start, document: OpenDocument, offset: number): Promise<void> {
	const fresh = await open(run, start, document.text());
	for (const [name, ask] of [...ofText, ...atPlace.slice(0, 2)]) {
		const [edited, opened] = [await ask(document, offset), await ask(fresh, offset)];
		assert.equal(
			comparable(edited, document.uri),
			comparable(opened, fresh.uri),
			`${name} of an edited text`,
		);
	}
	await fresh.close();
}

async function fuzzText(run: Run, start: Start): Promise<void> {
	const document = await open(run, start, start.text);
	for (let number = 0; number < EDITS_PER_TEXT; number++) {
		const edit = randomEdit(document.text(), run.random);
		await document.edit(edit.start, edit.end, edit.text);
		run.count.edits++;
		const text = document.text();
		// Most often somebody is where they have typed.
		const near =
			run.random() < 0.7 ? edit.start + edit.text.length : Math.floor(run.random() * (text.length + 1));
		const offset = settled(text, Math.min(text.length, near));
		const pick = (questions: readonly Question[]) => questions[Math.floor(run.random() * questions.length)];
		for (const question of [ofText[0], pick(ofText), atPlace[0], pick(atPlace)]) {
			if (!question) continue;
			const [name, ask] = question;
			checkPositions(await timed(run, name, () => ask(document, offset)), text, name);
		}
		if (number % 8 === 7) await compare(run, start, document, offset);
	}
	await document.close();
}

/**
 * Edits texts at random as an editor would, asking for everything in between. Fails when the server fails, works for
 * too long, names a place outside of the text, or says something else of a text than it says when it is opened.
 */
export async function fuzz(
	starts: readonly Start[],
	edits: number,
	seed: number,
	tell: (fuzzed: Fuzzed) => void = () => undefined,
): Promise<Fuzzed> {
	const files = memoryFiles({
		"/project/src/index.ts": "export const handler = 1;",
		"/project/Dockerfile": "",
	});
	const client = await createClient({ files });
	const run: Run = {
		client,
		random: randomOf(seed),
		count: { edits: 0, questions: 0, slowestMs: 0, documents: 0 },
	};
	while (run.count.edits < edits) {
		const start = starts[Math.floor(run.random() * starts.length)];
		assert.ok(start, "there is a text to begin with");
		const before = run.count.edits;
		try {
			await fuzzText(run, start);
		} catch (error) {
			const message = `${start.name}, seed ${seed}, behind edit ${before}: ${client.log.at(-1) ?? ""}`;
			throw new assert.AssertionError({
				message: `${message}\n${error instanceof Error ? error.message : error}`,
			});
		}
		tell(run.count);
	}
	assert.deepEqual(
		client.log.filter((line) => line.includes("failed")),
		[],
		"the server failed",
	);
	await client.close();
	return run.count;
}
