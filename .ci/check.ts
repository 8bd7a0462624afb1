import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, fail, type Gate, type GateResult } from "./gate.ts";
import { gates } from "./gates.ts";

const graceMs = 12_000;

const nowhere = join(tmpdir(), "spool-tests-have-no-aws-settings");

/**
 * Stands in for the user's AWS settings in this process and all that it starts: nothing of `npm test` may find
 * a profile, a credential or the metadata service of the machine that it runs on.
 */
const noAwsSettings = {
	AWS_CONFIG_FILE: join(nowhere, "config"),
	AWS_SHARED_CREDENTIALS_FILE: join(nowhere, "credentials"),
	AWS_EC2_METADATA_DISABLED: "true",
};

type Finished = { readonly gate: Gate; readonly result: GateResult; readonly elapsedMs: number };

async function runGate(gate: Gate, options: Parameters<Gate["run"]>[0]): Promise<Finished> {
	const started = performance.now();
	const result = await gate.run(options).catch((error: unknown) => fail(describeError(error)));
	return { gate, result, elapsedMs: performance.now() - started };
}

/** Gates whose predecessors have ended; a heavy one only when nothing else runs, and nothing beside it. */
function nextGate(waiting: readonly Gate[], running: ReadonlySet<Gate>): Gate | undefined {
	if ([...running].some(({ isHeavy }) => isHeavy)) return undefined;
	const unfinished = new Set([...waiting, ...running].map(({ name }) => name));
	const ready = waiting.filter(({ after = [] }) => !after.some((name) => unfinished.has(name)));
	return ready.find(({ isHeavy }) => !isHeavy) ?? (running.size === 0 ? ready[0] : undefined);
}

/** Runs gates side by side, one more than the machine has cores because most also wait, and tells of each when it has ended. */
export async function runGates(
	chosen: readonly Gate[],
	options: Parameters<Gate["run"]>[0],
	onFinished: (finished: Finished) => void,
): Promise<Finished[]> {
	const waiting = [...chosen];
	const running = new Map<Gate, Promise<void>>();
	const finished: Finished[] = [];
	const slots = availableParallelism() + 1;
	const start = (gate: Gate) => {
		waiting.splice(waiting.indexOf(gate), 1);
		const run = runGate(gate, options).then((one) => {
			running.delete(gate);
			finished.push(one);
			if (!options.signal.aborted) onFinished(one);
		});
		running.set(gate, run);
	};
	while ((waiting.length > 0 && !options.signal.aborted) || running.size > 0) {
		const next =
			options.signal.aborted || running.size >= slots
				? undefined
				: nextGate(waiting, new Set(running.keys()));
		if (next !== undefined) start(next);
		else await Promise.race(running.values());
	}
	return finished;
}

function describe({ gate, result, elapsedMs }: Finished): string {
	const isSkipped = result.passed === 0 && result.failed === 0;
	const mark = result.failed > 0 ? "✗" : isSkipped ? "-" : "✓";
	const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
	return `${mark} ${gate.name.padEnd(10)} ${seconds.padStart(7)}  ${result.note ?? ""}`.trimEnd();
}

/** What failed, in full; what was skipped, with reasons; and the counts in the last line. */
export function summarize(
	results: readonly { readonly name: string; readonly result: GateResult }[],
): string {
	const failures = results.filter(({ result }) => result.failed > 0);
	const skipped = results.flatMap(({ name, result }) => result.skipped.map((one) => ({ name, ...one })));
	const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
	const passed = sum(results.map(({ result }) => result.passed));
	const failed = sum(results.map(({ result }) => result.failed));
	return [
		...failures.map(({ name, result }) => `\n── ${name} ${"─".repeat(60)}\n${result.output.trimEnd()}`),
		...(failures.length > 0 ? [""] : []),
		...skipped.map(({ name, count, reason }) => `skipped ${count} (${name}): ${reason}`),
		`${passed} passed, ${failed} failed, ${sum(skipped.map(({ count }) => count))} skipped`,
	].join("\n");
}

function chooseGates(names: readonly string[]): readonly Gate[] {
	if (names.length === 0) return gates;
	const unknown = names.find((name) => !gates.some((gate) => gate.name === name));
	if (unknown !== undefined) {
		console.error(`there is no gate "${unknown}"; there are ${gates.map(({ name }) => name).join(", ")}`);
		process.exit(2);
	}
	return gates.filter(({ name }) => names.includes(name));
}

/** Aborts at Ctrl-C, once; what does not end then is left to the kernel after a while. */
function stopOnSignal(): AbortSignal {
	const stopping = new AbortController();
	for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.on(name, () => {
			if (!stopping.signal.aborted) console.error("\nstopping …");
			stopping.abort();
			setTimeout(() => process.exit(130), graceMs).unref();
		});
	}
	return stopping.signal;
}

async function main(names: readonly string[]): Promise<void> {
	const chosen = chooseGates(names);
	for (const name of Object.keys(process.env).filter((one) => one.startsWith("AWS_")))
		delete process.env[name];
	Object.assign(process.env, noAwsSettings);
	process.env["SEED"] ??= String(Math.floor(Math.random() * 2 ** 31));
	// Golden files that are written while they are compared would compare equal to anything.
	if (names.length === 0) delete process.env["UPDATE_GOLDEN"];
	const signal = stopOnSignal();
	const temp = await mkdtemp(join(tmpdir(), "spool-check-"));
	try {
		const finished = await runGates(chosen, { signal, temp }, (one) => console.log(describe(one)));
		if (signal.aborted) {
			process.exitCode = 130;
			return;
		}
		const results = finished.map(({ gate, result }) => ({ name: gate.name, result }));
		const hasFailed = results.some(({ result }) => result.failed > 0);
		if (hasFailed) console.log(`\nSEED=${process.env["SEED"]} repeats the order of the test files`);
		console.log(summarize(results));
		process.exitCode = hasFailed ? 1 : 0;
	} finally {
		await rm(temp, { recursive: true, force: true });
	}
}

if (import.meta.main) await main(process.argv.slice(2));
