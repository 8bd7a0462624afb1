import { type RunningSandbox, readStatus, startDetached, stopRunning } from "../../sandbox/sandbox.ts";
import { Failure } from "../report/failure.ts";
import { nearest } from "../report/nearest.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Program } from "./setting.ts";

function environmentLines({ endpoint, account, region }: RunningSandbox): string {
	return [
		"to use it from this shell:",
		`  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region}`,
		`  export AWS_ACCESS_KEY_ID=${account} AWS_SECRET_ACCESS_KEY=sandbox`,
		"",
	].join("\n");
}

function record(sandbox: RunningSandbox | undefined, state: string): Readonly<Record<string, unknown>> {
	if (!sandbox) return { sandbox: state };
	const { endpoint, account, region, pid, logFile } = sandbox;
	return { sandbox: state, endpoint, account, region, pid, logFile };
}

async function start(program: Program): Promise<number> {
	const { args, output, signal } = program;
	const { sandbox, wasRunning } = await startDetached({
		...(args.port !== undefined && { port: args.port }),
		...(args.account !== undefined && { account: args.account }),
		...(args.region !== undefined && { region: args.region }),
		onProgress: (message) => output.emit({ kind: "note", level: "note", message }),
		signal,
	});
	const state = wasRunning ? "already running" : "running";
	output.result(
		record(sandbox, state),
		`the sandbox is ${state} at ${sandbox.endpoint} (account ${sandbox.account}, ${sandbox.region})\n${environmentLines(sandbox)}`,
	);
	return exitCodes.done;
}

/** `spool sandbox start|stop|status`: the local AWS in the background. */
export async function sandboxCommand(program: Program): Promise<number> {
	const { output, args } = program;
	const [action] = args.words;
	switch (action) {
		case "start":
			return start(program);
		case "stop": {
			const stopped = await stopRunning();
			output.result(
				record(stopped, stopped ? "stopped" : "not running"),
				stopped ? "the sandbox is stopped; its data is kept\n" : "the sandbox is not running\n",
			);
			return exitCodes.done;
		}
		case "status": {
			const running = await readStatus();
			output.result(
				record(running, running ? "running" : "not running"),
				running
					? `the sandbox runs at ${running.endpoint}\n${environmentLines(running)}`
					: "the sandbox is not running\n",
			);
			return running ? exitCodes.done : exitCodes.failed;
		}
		default: {
			const meant = action === undefined ? undefined : nearest(action, ["start", "stop", "status"]);
			throw new Failure({
				code: "bad-usage",
				kind: "usage",
				message: "sandbox needs one of start, stop, status",
				hint: meant ? `did you mean \`spool sandbox ${meant}\`?` : "for example `spool sandbox start`",
			});
		}
	}
}
