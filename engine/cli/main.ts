#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { loadConfig, openHost } from "../effects.ts";
import { Failure, isAbort } from "../report/failure.ts";
import { lineMap } from "../text/line-map.ts";
import { type Args, helpText, readArgs } from "./args.ts";
import { terminalAsk } from "./ask.ts";
import {
	deleteCommand,
	deployCommand,
	hotSwapCommand,
	infoCommand,
	namesCommand,
	synthCommand,
	validateCommand,
} from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";
import { humanOutput } from "./human-output.ts";
import { jsonOutput } from "./json-output.ts";
import type { Output, ProblemSource } from "./output.ts";
import { sandboxCommand } from "./sandbox.ts";
import type { Program } from "./setting.ts";
import { styleFor } from "./style.ts";
import { watchCommand } from "./watch.ts";

const commands: Readonly<Record<string, (program: Program) => Promise<number>>> = {
	validate: validateCommand,
	synth: synthCommand,
	names: namesCommand,
	deploy: deployCommand,
	"hot-swap": hotSwapCommand,
	watch: watchCommand,
	info: infoCommand,
	delete: deleteCommand,
	sandbox: sandboxCommand,
};

function exitCodeOf(error: unknown): number {
	if (isAbort(error)) return exitCodes.cancelled;
	if (!(error instanceof Failure)) return exitCodes.failed;
	if (
		error.kind === "usage" ||
		error.kind === "config" ||
		error.code === "config-not-found" ||
		error.code === "config-unreadable"
	)
		return exitCodes.badInput;
	return error.kind === "partial" ? exitCodes.partlyApplied : exitCodes.failed;
}

function openOutput(args: Pick<Args, "json" | "verbose">): Output {
	const write = (text: string) => void process.stdout.write(text);
	if (args.json) return jsonOutput(write);
	return humanOutput({
		out: write,
		err: (text) => void process.stderr.write(text),
		style: styleFor(process.stderr.isTTY === true && process.stdout.isTTY === true, process.env),
		isTerminal: process.stderr.isTTY === true && process.env["TERM"] !== "dumb",
		columns: () => process.stderr.columns ?? 80,
		verbose: args.verbose,
		directory: process.cwd(),
	});
}

/** The config that a failure's places are in; read again, because a failure may come from before it was read. */
async function sourceOf(args: Args): Promise<ProblemSource | undefined> {
	try {
		const { file } = await loadConfig(openHost(), process.cwd(), args.config);
		return { path: file.path, lines: lineMap(file.text) };
	} catch {
		return undefined;
	}
}

/** Ctrl-C and SIGTERM ask to stop; a second one ends the program at once. */
function stopSignal(): AbortSignal {
	const controller = new AbortController();
	const stop = () => {
		if (controller.signal.aborted) process.exit(exitCodes.cancelled);
		controller.abort();
	};
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	return controller.signal;
}

function version(): string {
	try {
		// The bundle lies in dist/, one folder below package.json.
		const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
		return String((JSON.parse(text) as { readonly version?: unknown }).version);
	} catch {
		return "unknown";
	}
}

async function runCommand(args: Args, output: Output): Promise<number> {
	const signal = stopSignal();
	const program: Program = {
		args,
		output,
		environment: process.env,
		directory: process.cwd(),
		signal,
		ask: terminalAsk({ yes: args.yes, isTerminal: process.stdin.isTTY === true && !args.json, signal }),
	};
	const command = commands[args.command];
	if (!command) return exitCodes.badInput;
	try {
		return await command(program);
	} catch (error) {
		output.failure(error, await sourceOf(args));
		return exitCodeOf(error);
	} finally {
		output.close();
	}
}

/** Warnings of Node and of packages (such as the end of support for a Node version) are for whoever asks for details. */
function quietWarnings(verbose: boolean): void {
	process.removeAllListeners("warning");
	if (verbose)
		process.on("warning", (warning) => void process.stderr.write(`${warning.name}: ${warning.message}\n`));
}

/** Runs `spool` with the arguments after its name; gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
	quietWarnings(argv.includes("--verbose") || argv.includes("-v"));
	let args: Args;
	try {
		args = readArgs(argv);
	} catch (error) {
		openOutput({ json: argv.includes("--json"), verbose: false }).failure(error, undefined);
		return exitCodeOf(error);
	}
	if (args.version) process.stdout.write(`${version()}\n`);
	else if (args.help || args.command === "help") process.stdout.write(helpText());
	else return runCommand(args, openOutput(args));
	return exitCodes.done;
}

void main(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
});
