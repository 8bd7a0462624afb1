import { isAbsolute, join } from "node:path";
import type { CodeWant } from "../config/facts.ts";
import { wantKey } from "../config/facts.ts";
import { type CodeAnswer, type CodeFault, type CodePlace, writeAnswer } from "../config/program/answer.ts";
import type { Host, RunOptions, RunResult } from "../host/port.ts";
import { type Bundler, createBundler } from "../package/bundler.ts";
import { type Bundled, bundleProgram } from "./bundle.ts";
import type { ConfigParams, Task } from "./child/request.ts";
import { isPython, runPython, startPython } from "./python.ts";
import { type Job, limitFor, type RunSettings, runProgram } from "./run.ts";
import { runScriptFile } from "./run-script-file.ts";
import { inTurns, type Turns } from "./turns.ts";

/** What a config may know of the command that it is read for. */
export type Invocation = Partial<Pick<ConfigParams, "command" | "awsProfile" | "user" | "cliArgs">>;

/** Where a config lies whose code is run. */
export type CodeHome = {
	/** Absolute path of the config. */
	readonly path: string;
	/** Folder that relative paths begin at. */
	readonly root: string;
};

/**
 * Runs the user's code, each piece in a child process. Whoever opens this says that the code may be run: the command
 * line by being called, the editor only in a workspace that is trusted.
 */
export type Programs = {
	/** The answer to a want of code, as it stands among the facts. Asked twice, the code runs once. */
	answer(want: CodeWant, home: CodeHome, signal?: AbortSignal): Promise<string>;
	/** Runs the functions of a config that change its template. Gives the changed template, or what is wrong. */
	transform(work: TransformWork, home: CodeHome, signal?: AbortSignal): Promise<CodeAnswer>;
	/** Runs a file of JavaScript, TypeScript or Python as a program of its own, to its end. Fails when it cannot start. */
	runFile(entry: string, options: RunOptions): Promise<RunResult>;
	/** Absolute paths of the user's files that had part in an answer. */
	inputs(): readonly string[];
	/** Makes the next question run the code again. */
	forget(): void;
	close(): Promise<void>;
};

/** A template, and the functions of the config that change it. */
export type TransformWork = Pick<Task & { readonly kind: "transform" }, "steps" | "final" | "templates"> & {
	/** Project, stage and region. */
	readonly target: unknown;
};

export type ProgramOptions = {
	readonly invocation?: Invocation;
	/** How long a piece of code may run. */
	readonly limitMs?: number;
	/** Gets each line that the code prints. */
	readonly say?: (line: string) => void;
	/** Finds esbuild when it does not lie in node_modules. */
	readonly esbuildModule?: string;
};

type State = {
	readonly host: Host;
	readonly options: ProgramOptions;
	readonly bundler: Bundler;
	readonly turns: Turns;
	readonly answers: Map<string, Promise<string>>;
	readonly inputs: Set<string>;
};

/** Each is a process that loads what the code imports, on a machine that mostly has four cores or more. */
const mostAtATime = 4;

const nobody = { id: "", name: "", email: "" };

function configParams(place: unknown, invocation: Invocation = {}): ConfigParams {
	const { project = "", stage = "", region = "" } = (place ?? {}) as Readonly<Record<string, string>>;
	const { command = "", awsProfile = "", user = nobody, cliArgs = {} } = invocation;
	return { projectName: project, stage, region, command, awsProfile, user, cliArgs };
}

/** `path:export` in its parts; the colon of a Windows drive is none that separates. */
export function splitReference(reference: string): { readonly path: string; readonly exportName?: string } {
	const at = reference.indexOf(":", /^[A-Za-z]:[\\/]/.test(reference) ? 2 : 0);
	return at < 0 ? { path: reference } : { path: reference.slice(0, at), exportName: reference.slice(at + 1) };
}

function jobOf(want: CodeWant, home: CodeHome, options: ProgramOptions): Job {
	const { use, called, args } = want;
	if (use === "config" || want.file === undefined) {
		const task: Task = { kind: "config", params: configParams(args[0], options.invocation) };
		return { entry: home.path, task, called };
	}
	const { path, exportName } = splitReference(want.file);
	const entry = isAbsolute(path) ? path : join(home.root, path);
	if (use === "construct") return { entry, task: constructTask(args[0]), called };
	const data = use === "file";
	const given = data ? [configParams(args[0], options.invocation)] : args;
	const usual = isPython(entry) ? "main" : "default";
	return { entry, task: { kind: "call", exportName: exportName ?? usual, args: given, data }, called };
}

function constructTask(given: unknown): Task {
	const { exportName, id, properties } = (given ?? {}) as Readonly<Record<string, unknown>>;
	return {
		kind: "construct",
		exportName: String(exportName),
		name: String(id),
		// The CDK knows an argument that is left out, and no null.
		properties: properties ?? undefined,
	};
}

/** The fault with the place as the config sees it: what lies in the config itself is named by no file. */
function seenFrom(home: CodeHome, fault: CodeFault): CodeFault {
	const seen = (place: CodePlace): CodePlace => {
		const { file, ...here } = place;
		return file === home.path ? here : place;
	};
	return {
		...fault,
		...(fault.place && { place: seen(fault.place) }),
		...(fault.via && { via: seen(fault.via) }),
	};
}

function answerFrom(home: CodeHome, answer: CodeAnswer): CodeAnswer {
	if (!answer.faults) return answer;
	return { ...answer, faults: answer.faults.map((fault) => seenFrom(home, fault)) };
}

async function run(state: State, job: Job, signal?: AbortSignal): Promise<CodeAnswer> {
	const { host, bundler, options } = state;
	const { entry } = job;
	const settings: RunSettings = {
		limitMs: options.limitMs ?? limitFor(job.task),
		...(options.say && { say: options.say }),
		...(signal && { signal }),
	};
	if (isPython(entry)) {
		state.inputs.add(entry);
		return runPython(host, job, settings);
	}
	const runAs = async (format: Bundled["format"]): Promise<CodeAnswer> => {
		const bundled = await bundleProgram(host, bundler, entry, { format, ...(signal && { signal }) });
		if ("faults" in bundled) {
			// To save one of these is to repair it.
			for (const { place } of bundled.faults) if (place?.file !== undefined) state.inputs.add(place.file);
			return { ok: false, faults: bundled.faults };
		}
		for (const input of bundled.inputs) state.inputs.add(input);
		return runProgram(host, job, bundled, settings);
	};
	const answer = await runAs("cjs");
	// An installed package waits at its top level, which only an ES module can import.
	const waits = !answer.ok && answer.faults.some(({ code }) => code === "top-level-await");
	return waits ? runAs("esm") : answer;
}

/** Opens what runs the user's code. */
export function openPrograms(host: Host, options: ProgramOptions = {}): Programs {
	const { esbuildModule } = options;
	const state: State = {
		host,
		options,
		bundler: createBundler(esbuildModule === undefined ? {} : { esbuildModule }),
		turns: inTurns(mostAtATime),
		answers: new Map(),
		inputs: new Set(),
	};
	return {
		answer: (want, home, signal) => {
			const key = `${home.path}\n${wantKey(want)}`;
			const known = state.answers.get(key);
			if (known !== undefined) return known;
			const job = jobOf(want, home, options);
			const answer = state
				.turns(() => run(state, job, signal))
				.then((given) => writeAnswer(answerFrom(home, given)));
			state.answers.set(key, answer);
			// Another run may have taken its place meanwhile.
			answer.catch(() => state.answers.get(key) === answer && state.answers.delete(key));
			return answer;
		},
		transform: async ({ target, ...work }, home, signal) => {
			const task: Task = { kind: "transform", params: configParams(target, options.invocation), ...work };
			const job: Job = { entry: home.path, task, called: "the config" };
			return answerFrom(home, await run(state, job, signal));
		},
		runFile: (entry, options) =>
			isPython(entry)
				? startPython(host, [entry], options)
				: runScriptFile(host, state.bundler, entry, options),
		inputs: () => [...state.inputs],
		forget: () => state.answers.clear(),
		close: () => state.bundler.close(),
	};
}
