import { basename, dirname, join } from "node:path";
import { type CodeAnswer, readAnswer } from "../config/program/answer.ts";
import type { Host } from "../host/port.ts";
import { Failure } from "../report/failure.ts";
import { ended, type Job, type RunSettings, runLimited, tooSlow } from "./run.ts";

/** Calls a function of a file and writes what it gives, as data, or what went wrong, with its place. */
const child = `
import asyncio, importlib.util, inspect, json, os, sys, traceback

with open(sys.argv[1], encoding="utf-8") as file:
    request = json.load(file)
entry, name, called = request["entry"], request["function"], request["called"]

def finish(answer):
    text = json.dumps(answer, allow_nan=False)
    with open(request["answer"], "w", encoding="utf-8") as file:
        file.write(text)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

def fault(code, message, hint, place=None):
    one = {"code": code, "message": message, "hint": hint}
    if place:
        one["place"] = place
    finish({"ok": False, "faults": [one]})

def threw(error):
    text = str(error).splitlines()[0] if str(error) else ""
    kind = type(error).__name__
    place = None
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        place = {"file": error.filename, "line": error.lineno - 1, "character": max(0, (error.offset or 1) - 1)}
        text = error.msg
    else:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(os.path.dirname(entry))]
        if frames:
            place = {"file": frames[-1].filename, "line": frames[-1].lineno - 1, "character": 0}
    fault("code-threw", called + " raised " + kind + (": " + text if text else ""), "correct what leads to it, or catch it", place)

try:
    sys.path.insert(0, os.path.dirname(entry))
    spec = importlib.util.spec_from_file_location("spool_program", entry)
    module = importlib.util.module_from_spec(spec)
    sys.modules["spool_program"] = module
    spec.loader.exec_module(module)
    found = getattr(module, name, None)
    if found is None or not (callable(found) or request["data"]):
        fault("export-not-found", "the file of " + called + ' has no function "' + name + '"', "name the function behind the path, file:function")
    value = found(*request["args"]) if callable(found) else found
    if inspect.isawaitable(value):
        async def wait():
            return await value
        value = asyncio.run(wait())
    if request["config"] and not isinstance(value, dict):
        fault("config-not-object", "the config is of the type " + type(value).__name__ + ", but must be a dict", "return a dict with resources")
    try:
        finish({"ok": True, "value": value})
    except (TypeError, ValueError) as error:
        fault("code-not-data", "the result of " + called + " is no plain data: " + str(error), "return dicts, lists, texts, numbers and booleans")
except SystemExit as error:
    fault("code-ended", called + " ended its process (exit code " + str(error.code) + ") before it gave a value", "remove the call of sys.exit")
except BaseException as error:
    threw(error)
`;

/** Names that Python has on the machines that have it, the usual one first. */
const interpreters = ["python3", "python"];

/** True for the path of a file in Python. */
export function isPython(path: string): boolean {
	return path.endsWith(".py");
}

/** Runs code in Python in a child process, as `runProgram` does with JavaScript. */
export async function runPython(host: Host, job: Job, settings: RunSettings): Promise<CodeAnswer> {
	const { entry, task, called } = job;
	const folder = await host.temporaryDirectory("spool-code-");
	try {
		const [program, requestFile, answer] = ["program.py", "request.json", "answer.json"].map((name) =>
			join(folder, name),
		) as [string, string, string];
		const call =
			task.kind === "call"
				? { function: task.exportName, args: task.args, data: task.data }
				: { function: "main", args: task.kind === "config" ? [task.params] : [], data: false };
		const request = { ...call, entry, called, answer, config: task.kind === "config" };
		await Promise.all([host.write(program, child), host.write(requestFile, JSON.stringify(request))]);
		const { say } = settings;
		const result = await runLimited(settings, (signal) =>
			startPython(host, [program, requestFile], {
				cwd: dirname(entry),
				signal,
				killsAtOnce: true,
				...(say && { onLine: (line) => say(`${basename(entry)}: ${line}`) }),
			}),
		);
		if (!result) return { ok: false, faults: [tooSlow(called, settings.limitMs)] };
		return readAnswer(await host.readText(answer)) ?? { ok: false, faults: [ended(called, result)] };
	} finally {
		await host.remove(folder);
	}
}

/** Starts the first Python that is installed. */
export async function startPython(
	host: Host,
	args: readonly string[],
	options: Parameters<Host["run"]>[2],
): ReturnType<Host["run"]> {
	for (const interpreter of interpreters) {
		try {
			return await host.run(interpreter, args, options);
		} catch (error) {
			if (!(error instanceof Failure) || error.code !== "command-missing") throw error;
		}
	}
	throw new Failure({
		code: "command-missing",
		kind: "file",
		message: "Python, which this code is written in, is not installed",
		hint: "install Python 3, so that python3 is on the PATH",
	});
}
