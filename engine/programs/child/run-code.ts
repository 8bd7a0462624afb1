import { readFileSync, writeFileSync } from "node:fs";
import type { CodeAnswer } from "../../config/program/answer.ts";
import { callAnswer } from "./call.ts";
import { configAnswer } from "./config.ts";
import { constructAnswer } from "./construct.ts";
import { thrownFault } from "./fault.ts";
import { loadCode } from "./load.ts";
import type { Request } from "./request.ts";
import { transformAnswer } from "./transform.ts";

const endProcess: (code: number) => never = process.exit.bind(process);

function finish({ answer: file }: Request, answer: CodeAnswer): never {
	writeFileSync(file, JSON.stringify(answer));
	// What the code has left open (connections, timers) is of no use any more.
	return endProcess(0);
}

async function answerTo({ code, task, called }: Request): Promise<CodeAnswer> {
	const exports = await loadCode(code);
	switch (task.kind) {
		case "config":
			return configAnswer(exports, task.params);
		case "transform":
			return transformAnswer(exports, task, code);
		case "construct":
			return constructAnswer(exports, task, code, called);
		case "call":
			return callAnswer(exports, task, called);
	}
}

/** Runs one task on the user's code. The answer is a file, because the code may print what it likes. */
async function main(file: string): Promise<void> {
	const request = JSON.parse(readFileSync(file, "utf8")) as Request;
	const fail = (error: unknown) => {
		const isModule = (error as { readonly code?: unknown } | undefined)?.code === "ERR_REQUIRE_ASYNC_MODULE";
		const fault = thrownFault(error, request.called, request.code);
		finish(request, { ok: false, faults: [isModule ? { ...fault, code: "top-level-await" } : fault] });
	};
	process.on("uncaughtException", fail);
	process.on("unhandledRejection", fail);
	finish(request, await answerTo(request));
}

void main(process.argv[2] ?? "");
