#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { loadConfig, openHost, openPrograms } from "../effects.ts";
import { Failure, isAbort } from "../report/failure.ts";
import { lineMap } from "../text/line-map.ts";
import { type Args, givenOptions, helpText, readArgs } from "./args.ts";
import { terminalAsk } from "./ask.ts";
import { attachCommand } from "./attach.ts";
import { bastionCommand } from "./bastion.ts";
import {
	deleteCommand,
	deployCommand,
	hotSwapCommand,
	infoCommand,
	namesCommand,
	scriptCommand,
	synthCommand,
	validateCommand,
} from "./commands.ts";
import { diffCommand } from "./diff.ts";
import { exitCodes } from "./exit-codes.ts";
import { historyCommand, rollbackCommand } from "./history.ts";
import { humanOutput } from "./human-output.ts";
import { jsonOutput } from "./json-output.ts";
import { logsCommand } from "./logs.ts";
import type { Output, ProblemSource } from "./output.ts";
import { packageCommand } from "./package.ts";
import { rescueCommand } from "./rescue.ts";
import { sandboxCommand } from "./sandbox.ts";
import type { Program } from "./setting.ts";
import { styleFor } from "./style.ts";
import { watchCommand } from "./watch.ts";

const commands: Readonly<Record<string, (program: Program) => Promise<number>>> = {
	validate: validateCommand,
	synth: synthCommand,
	names: namesCommand,
	diff: diffCommand,
	package: packageCommand,
	deploy: deployCommand,
	"hot-swap": hotSwapCommand,
	watch: watchCommand,
	info: infoCommand,
	delete: deleteCommand,
	rescue: rescueCommand,
	logs: logsCommand,
	history: historyCommand,
	rollback: rollbackCommand,
	attach: attachCommand,
	script: scriptCommand,
	bastion: bastionCommand,
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

function textAt(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}

/** The folder that the user is in; the shell knows the name of one that was deleted meanwhile. */
function currentFolder(): string {
	try {
		return process.cwd();
	} catch {
		return process.env["PWD"] ?? "/";
	}
}

function openOutput(args: Pick<Args, "json" | "verbose" | "command">): Output {
	const write = (text: string) => void process.stdout.write(text);
	if (args.json) return jsonOutput(write);
	const isTerminal = process.stderr.isTTY === true && process.env["TERM"] !== "dumb";
	return humanOutput({
		out: write,
		err: (text) => void process.stderr.write(text),
		// Everything with colours goes to stderr; what may be a file is stdout.
		style: styleFor(isTerminal, process.env),
		isTerminal,
		columns: () => process.stderr.columns ?? 80,
		verbose: args.verbose,
		isBrief: args.command === "watch",
		directory: currentFolder(),
		textAt,
	});
}

/** The config that a failure's places are in; read again, because a failure may come from before it was read. */
async function sourceOf(args: Args): Promise<ProblemSource | undefined> {
	try {
		const { file } = await loadConfig(openHost(), currentFolder(), args.config);
		return { path: file.path, lines: lineMap(file.text) };
	} catch {
		return undefined;
	}
}

/** True for a shell at the terminal of the user, in which Ctrl-C belongs to what runs there. */
const isShell = ({ command, words }: Args) => command === "bastion" && words[0] === "session";

/** Ctrl-C and SIGTERM ask to stop; a second one ends the program at once. */
function stopOnSignals(controller: AbortController, output: Output, args: Args): void {
	const stop = () => {
		if (controller.signal.aborted) {
			output.close();
			process.stderr.write("stopped at once; what has begun in AWS goes on there\n");
			process.exit(exitCodes.cancelled);
		}
		controller.abort();
	};
	process.on("SIGINT", isShell(args) ? () => undefined : stop);
	process.on("SIGTERM", stop);
}

/**
 * Keeps a stream that cannot be written to from ending the program in the middle of a deploy. Whoever read it may
 * simply be gone (`| head`), which aborts `reader`; a full disk is told at the end. Gives what went wrong with stdout.
 */
function guardStreams(reader: AbortController): { readonly lost: () => Error | undefined } {
	let lost: Error | undefined;
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code === "EPIPE") reader.abort();
		else lost = error;
	});
	// What would be said about stderr has nowhere to go.
	process.stderr.on("error", () => undefined);
	return { lost: () => lost };
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

/** What runs the code of configs in this command. */
function programsFor(args: Args, output: Output) {
	const { command, profile, codeLimit } = args;
	const { USER, USERNAME, AWS_PROFILE } = process.env;
	return openPrograms(openHost(), {
		invocation: {
			command,
			awsProfile: profile ?? AWS_PROFILE ?? "default",
			user: { id: "", name: USER ?? USERNAME ?? "", email: "" },
			cliArgs: givenOptions(args),
		},
		...(codeLimit !== undefined && { limitMs: codeLimit * 1000 }),
		say: (message) => output.emit({ kind: "note", level: "note", message }),
	});
}

async function runCommand(args: Args, output: Output, readerGone: AbortSignal): Promise<number> {
	const controller = new AbortController();
	const { signal } = controller;
	stopOnSignals(controller, output, args);
	// Only `watch` has no end of its own; everything else is brought to its end, read or not.
	if (args.command === "watch" || args.follow) readerGone.addEventListener("abort", () => controller.abort());
	const programs = programsFor(args, output);
	const program: Program = {
		args,
		programs,
		output,
		environment: process.env,
		directory: currentFolder(),
		signal,
		ask: terminalAsk({
			yes: args.yes,
			isTerminal: process.stdin.isTTY === true && !args.json,
			signal,
			style: styleFor(process.stderr.isTTY === true, process.env),
		}),
	};
	const command = commands[args.command];
	if (!command) return exitCodes.badInput;
	try {
		return await command(program);
	} catch (error) {
		output.failure(error, await sourceOf(args));
		return exitCodeOf(error);
	} finally {
		await programs.close();
		output.close();
	}
}

/** Warnings of Node and of packages (such as the end of support for a Node version) are for whoever asks for details. */
function tellWarnings(output: Output): void {
	// The AWS SDK is a part of Spool: which Node its next versions will need is no news for whoever deploys.
	process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
	process.on("warning", ({ name, message }) => {
		output.emit({
			kind: "note",
			level: "warning",
			message: `${name}: ${message.replaceAll(/\s+/g, " ").trim()}`,
		});
	});
}

/** Runs `spool` with the arguments after its name; gives the exit code. */
async function run(argv: readonly string[], readerGone: AbortSignal): Promise<number> {
	let args: Args;
	try {
		args = readArgs(argv);
	} catch (error) {
		const json = argv.includes("--json");
		openOutput({ json, verbose: false, command: "help" }).failure(error, undefined);
		return exitCodeOf(error);
	}
	const output = openOutput(args);
	if (args.verbose) tellWarnings(output);
	if (args.version) output.result({ version: version() }, `${version()}\n`);
	else if (args.help || args.command === "help") output.result({ help: helpText() }, helpText());
	else return runCommand(args, output, readerGone);
	return exitCodes.done;
}

async function main(argv: readonly string[]): Promise<void> {
	// Node's own listener, which would write them to stderr.
	process.removeAllListeners("warning");
	const reader = new AbortController();
	const stdout = guardStreams(reader);
	process.exitCode = await run(argv, reader.signal);
	process.on("exit", () => {
		const lost = stdout.lost();
		if (!lost) return;
		process.exitCode = exitCodes.failed;
		process.stderr.write(`error the output could not be written: ${lost.message}\n`);
	});
}

void main(process.argv.slice(2));
