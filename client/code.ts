import { realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, relative } from "node:path";
import { type Disposable, ProgressLocation, Uri, window, workspace } from "vscode";
import type { Host, Programs } from "../engine/effects.ts";
import { isProgram, NOT_ALLOWED, readAnswer, writeAnswer } from "../engine/index.ts";
import type { RunParams, TransformParams } from "../server/protocol.ts";
import type { Effects } from "./load-effects.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";

/** For whom code is run: the command that it is told of. */
type Opening = {
	readonly effects: Effects;
	readonly host: Host;
	readonly target: Target;
	readonly command: string;
};

/** Opens what runs the code of configs. Only to be called where the workspace is trusted. */
export function openCode(
	{ surroundings, log }: Pick<Session, "surroundings" | "log">,
	{ effects, host, target, command }: Opening,
): Programs {
	const { environment } = surroundings;
	return effects.openPrograms(host, {
		invocation: {
			command,
			awsProfile: target.profile ?? environment["AWS_PROFILE"] ?? "default",
			user: { id: "", name: environment["USER"] ?? environment["USERNAME"] ?? "", email: "" },
		},
		say: (line) => log.appendLine(`  ${line}`),
	});
}

/** Runs the code of open configs for the language server, each piece again only when its files have changed. */
export type CodeRunner = Disposable & {
	/** The answers to wants; `null` when their code has changed meanwhile. */
	run(params: RunParams): Promise<readonly string[] | null>;
	transform(params: TransformParams): Promise<string | null>;
	/** Takes a file that was saved in the editor. */
	saved(path: string): void;
	/** A config is not open any more. */
	closed(config: Uri): void;
};

/** The code of one config. */
type Home = {
	readonly config: Uri;
	readonly programs: Programs;
	readonly profile: string | undefined;
	controller: AbortController;
	/** When it was run last, in milliseconds since 1970. */
	startedAt: number;
	/** What it needs may not be among its files, because it failed. */
	failed: boolean;
};

/** What of the session the code of configs needs. */
type Setting = Pick<Session, "surroundings" | "log" | "effects" | "target">;

/** Who is told that code of a config has changed. */
type Changed = (config: Uri) => void;

const codeFiles = "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx,json,py}";

async function pathsOf(path: string): Promise<readonly string[]> {
	const real = await realpath(path).catch(() => path);
	return real === path ? [path] : [path, real];
}

function isNear({ config }: Home, path: string): boolean {
	const below = relative(dirname(config.fsPath), path);
	const isInside = !below.startsWith("..") && !/(^|[\\/])node_modules[\\/]/.test(below);
	return isInside && (isProgram(path) || [".tsx", ".jsx", ".json"].includes(extname(path)));
}

function concerns(home: Home, path: string): boolean {
	const isConfig = path === home.config.fsPath && isProgram(path);
	return isConfig || home.programs.inputs().includes(path) || (home.failed && isNear(home, path));
}

/** Opens the code of configs when it is asked for, and tells of it that has changed. */
class Homes {
	readonly #session: Setting;
	readonly #changed: Changed;
	readonly #homes = new Map<string, Home>();
	#watcher: Disposable | undefined;

	constructor(session: Setting, changed: Changed) {
		this.#session = session;
		this.#changed = changed;
	}

	async open(uri: string): Promise<Home> {
		const config = Uri.parse(uri);
		const target = await this.#session.target(config);
		const key = config.toString();
		const known = this.#homes.get(key);
		if (known && known.profile === target.profile) return known;
		known?.controller.abort();
		const effects = await this.#session.effects();
		await known?.programs.close();
		const programs = openCode(this.#session, {
			effects,
			host: effects.openHost(),
			target,
			command: "validate",
		});
		const home: Home = {
			config,
			programs,
			profile: target.profile,
			controller: new AbortController(),
			startedAt: 0,
			failed: false,
		};
		this.#homes.set(key, home);
		this.#watch();
		return home;
	}

	async saved(path: string): Promise<void> {
		if (this.#homes.size === 0) return;
		this.#tell(await pathsOf(path));
	}

	async close(config: Uri): Promise<void> {
		const home = this.#homes.get(config.toString());
		this.#homes.delete(config.toString());
		home?.controller.abort();
		await home?.programs.close();
	}

	dispose(): void {
		this.#watcher?.dispose();
		for (const { config } of [...this.#homes.values()]) void this.close(config);
	}

	#tell(paths: readonly string[], changedAt = Number.POSITIVE_INFINITY): void {
		for (const home of this.#homes.values()) {
			if (home.startedAt >= changedAt || !paths.some((path) => concerns(home, path))) continue;
			home.programs.forget();
			home.controller.abort();
			home.controller = new AbortController();
			this.#changed(home.config);
		}
	}

	/** Files change outside of the editor as well: a checkout of another branch, a generator. */
	#watch(): void {
		if (this.#watcher) return;
		const watcher = workspace.createFileSystemWatcher(codeFiles, false, false, true);
		const look = async ({ fsPath }: Uri) => {
			const found = await stat(fsPath).catch(() => undefined);
			// What was saved in the editor is running already.
			if (found) this.#tell(await pathsOf(fsPath), found.mtimeMs);
		};
		watcher.onDidChange((uri) => void look(uri));
		watcher.onDidCreate((uri) => void look(uri));
		this.#watcher = watcher;
	}
}

/** Runs `work`; `undefined` when it was given up. */
async function unlessAborted<Result>(
	{ isAbort }: Effects,
	work: () => Promise<Result>,
): Promise<Result | undefined> {
	try {
		return await work();
	} catch (error) {
		if (isAbort(error)) return undefined;
		throw error;
	}
}

/** What keeps code from being run at all, such as a missing Python, as the fault that it is to the config. */
async function answerOrFault({ Failure }: Effects, work: Promise<string>): Promise<string> {
	try {
		return await work;
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		const { code, message, hint } = error;
		return writeAnswer({ ok: false, faults: [{ code, message, ...(hint !== undefined && { hint }) }] });
	}
}

function showing<Result>({ config }: Home, work: () => Promise<Result>): Promise<Result> {
	const title = `Spool: running the code of ${basename(config.fsPath)}`;
	return Promise.resolve(window.withProgress({ location: ProgressLocation.Window, title }, work));
}

/** Creates what runs code for the language server; nothing is loaded before the first question. */
export function createCodeRunner(session: Setting, changed: Changed): CodeRunner {
	const homes = new Homes(session, changed);
	const place = ({ config }: Home) => ({ path: config.fsPath, root: dirname(config.fsPath) });
	return {
		run: async ({ uri, wants }) => {
			if (!workspace.isTrusted) return wants.map(() => NOT_ALLOWED);
			const home = await homes.open(uri);
			const effects = await session.effects();
			home.startedAt = Date.now();
			const { signal } = home.controller;
			const answers = await unlessAborted(effects, () =>
				showing(home, () =>
					Promise.all(
						wants.map((want) => answerOrFault(effects, home.programs.answer(want, place(home), signal))),
					),
				),
			);
			if (answers) home.failed = answers.some((answer) => readAnswer(answer)?.ok === false);
			return answers ?? null;
		},
		transform: async ({ uri, work }) => {
			if (!workspace.isTrusted) return null;
			const home = await homes.open(uri);
			const effects = await session.effects();
			const { signal } = home.controller;
			const answer = await unlessAborted(effects, () =>
				showing(home, () => home.programs.transform(work, place(home), signal)),
			);
			return answer ? writeAnswer(answer) : null;
		},
		saved: (path) => void homes.saved(path),
		closed: (config) => void homes.close(config),
		dispose: () => homes.dispose(),
	};
}
