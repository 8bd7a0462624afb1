import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildAll } from "../../.ci/build.ts";
import { root } from "../../.ci/bundles.ts";
import { bug } from "../../engine/report/bug.ts";

/** What `spool` writes as JSON, one value a line. */
export type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

/** A run of `spool` that has ended. */
export type CliRun = {
	/** -1 when a signal ended it. */
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
	readonly elapsedMs: number;
	/** The lines of stdout, each of which has to be JSON. */
	lines(): readonly Line[];
	/** The last line of stdout, which is the result or the failure. */
	last(): Line;
};

export type CliOptions = {
	readonly cwd: string;
	/** Beside a PATH and nothing else. */
	readonly env?: Readonly<Record<string, string>>;
	/** What stdin holds; without it stdin is empty. */
	readonly input?: string;
	/** Sends a signal once the output has something that matches. */
	readonly signalAfter?: { readonly pattern: RegExp; readonly signal: NodeJS.Signals };
	/** Longest time in milliseconds before the run is killed and the test fails; 30,000 when left out. */
	readonly timeoutMs?: number;
};

/** A run of `spool` that goes on. */
export type RunningCli = {
	readonly ended: Promise<CliRun>;
	/** Everything that was written so far, stdout and stderr as they came. */
	output(): string;
	/** Resolves with the output once what came after `from` characters matches. */
	waitFor(pattern: RegExp, from?: number): Promise<string>;
	/** Stops reading its stdout, as `head` does when it has seen enough. */
	closeOutput(): void;
	/** Types into its stdin. */
	type(text: string): void;
	kill(signal: NodeJS.Signals): void;
};

const nowhere = join(root, "dist", "no-such-folder");

/** The settings of the machine that `spool` gets: a PATH. Nothing of AWS is found, asked or waited for. */
const bareEnvironment = {
	PATH: "/usr/local/bin:/usr/bin:/bin",
	HOME: nowhere,
	AWS_CONFIG_FILE: join(nowhere, "config"),
	AWS_SHARED_CREDENTIALS_FILE: join(nowhere, "credentials"),
	AWS_EC2_METADATA_DISABLED: "true",
	SPOOL_STATE_DIR: join(tmpdir(), `spool-state-${process.pid}`),
};

/**
 * The Node of the user: the first on the PATH that no package has brought. `spool` has to run on that, and on
 * the machines that run these tests it is often the oldest that is supported.
 */
export function userNode(): string {
	const folders = (process.env["PATH"] ?? "").split(delimiter);
	const found = folders
		.filter((folder) => !folder.includes("node_modules"))
		.map((folder) => join(folder, "node"))
		.find((program) => existsSync(program));
	return found ?? process.execPath;
}

/** True when the bundle is newer than everything that goes into it. */
function isFresh(bundle: string): boolean {
	if (!existsSync(bundle)) return false;
	const builtAt = statSync(bundle).mtimeMs;
	const sources = globSync("{engine,sandbox,.ci}/**/*.ts", { cwd: root });
	return [...sources, "package-lock.json"].every((file) => statSync(join(root, file)).mtimeMs < builtAt);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => {
		made ??= make();
		return made;
	};
}

/** The program as it is shipped. Built when it is older than its sources, at most once per run of the tests. */
export const builtCli: () => Promise<string> = once(async () => {
	const bundle = join(root, "dist", "cli.cjs");
	if (!isFresh(bundle)) await buildAll({ minify: true });
	return bundle;
});

function parseLines(stdout: string): readonly Line[] {
	const lines = stdout.split("\n");
	assert.equal(lines.pop(), "", "the last line has no end");
	return lines.map((line) => JSON.parse(line));
}

function runOf(exitCode: number, stdout: string, stderr: string, elapsedMs: number): CliRun {
	const lines = () => parseLines(stdout);
	return { exitCode, stdout, stderr, elapsedMs, lines, last: () => lines().at(-1) ?? bug("no line at all") };
}

function follow(child: ChildProcess, options: CliOptions, startedAt: number): RunningCli {
	const parts: { readonly from: "stdout" | "stderr"; readonly text: string }[] = [];
	const textOf = (from?: "stdout" | "stderr") =>
		parts
			.filter((part) => from === undefined || part.from === from)
			.map(({ text }) => text)
			.join("");
	for (const from of ["stdout", "stderr"] as const) {
		child[from]?.setEncoding("utf8").on("data", (text: string) => parts.push({ from, text }));
	}
	const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 30_000);
	const ended = new Promise<CliRun>((done, failed) => {
		child.on("error", failed);
		child.on("close", (code) => {
			clearTimeout(timer);
			done(runOf(code ?? -1, textOf("stdout"), textOf("stderr"), performance.now() - startedAt));
		});
	});
	const waitFor = async (pattern: RegExp, from = 0) => {
		for (;;) {
			const text = textOf();
			if (pattern.test(text.slice(from))) return text;
			const hasEnded = child.exitCode !== null || child.signalCode !== null;
			if (hasEnded) assert.fail(`it ended before ${pattern} was there:\n${text}`);
			await sleep(5);
		}
	};
	return {
		ended,
		output: () => textOf(),
		waitFor,
		closeOutput: () => void child.stdout?.destroy(),
		type: (text) => void child.stdin?.write(text),
		kill: (signal) => void child.kill(signal),
	};
}

/** Starts `spool` on the user's Node, and resolves when its process runs. */
export async function startCli(args: readonly string[], options: CliOptions): Promise<RunningCli> {
	const bundle = await builtCli();
	const startedAt = performance.now();
	const child = spawn(userNode(), [bundle, ...args], {
		cwd: options.cwd,
		env: { ...bareEnvironment, ...options.env },
		stdio: ["pipe", "pipe", "pipe"],
	});
	child.stdin.on("error", () => undefined);
	child.stdin.end(options.input ?? "");
	return follow(child, options, startedAt);
}

/** Runs `spool` to its end. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
	const running = await startCli(args, options);
	const { signalAfter } = options;
	if (signalAfter) {
		await running.waitFor(signalAfter.pattern);
		running.kill(signalAfter.signal);
	}
	return running.ended;
}

/** Opens a terminal of 100 columns for a program, passes on what is typed and shown, and ends as the program does. */
const terminal = `
import fcntl, os, pty, select, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    os.execve(sys.argv[1], sys.argv[1:], os.environ)
inputs = [terminal, 0]
while True:
    ready, _, _ = select.select(inputs, [], [])
    if 0 in ready:
        typed = os.read(0, 4096)
        if typed: os.write(terminal, typed)
        else: inputs.remove(0)
    if terminal in ready:
        try: shown = os.read(terminal, 4096)
        except OSError: break
        if not shown: break
        os.write(1, shown)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`;

/** Starts `spool` in a terminal of 100 columns, where stdout and stderr are one. */
export async function startInTerminal(
	args: readonly string[],
	options: Omit<CliOptions, "input" | "signalAfter">,
): Promise<RunningCli> {
	const bundle = await builtCli();
	const startedAt = performance.now();
	const child = spawn("python3", ["-c", terminal, userNode(), bundle, ...args], {
		cwd: options.cwd,
		env: { ...bareEnvironment, TERM: "xterm-256color", ...options.env },
		stdio: ["pipe", "pipe", "pipe"],
	});
	child.stdin.on("error", () => undefined);
	return follow(child, options, startedAt);
}
