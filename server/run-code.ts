import type { Connection } from "vscode-languageserver/node";
import type { CodeWant } from "../engine/index.ts";
import type { Documents } from "./documents.ts";
import { type RunParams, runRequest, type TransformParams, transformRequest } from "./protocol.ts";

/** Answers may lead to new questions: a directive in the value of a config, or in that of another one. */
const MOST_ROUNDS = 8;

/** Has the client run the code of configs, and brings in what comes of it. */
export type CodeRunner = {
	/** Has run what was not run yet. */
	ask(uri: string): void;
	/** The code of a config has changed. */
	changed(uri: string): void;
};

/** What a runner works with; `told` gets the URI of each config for which an answer is new. */
export type RunnerSetting = {
	readonly connection: Connection;
	readonly documents: Documents;
	readonly told: (uri: string) => void;
	readonly failed: (error: unknown) => void;
};

/** One round of questions; false when there is no further one. */
async function round({ connection, documents, told }: RunnerSetting, uri: string, isLast: () => boolean) {
	const { wants, work } = documents.openCode(uri);
	if (wants.length > 0) {
		const params: RunParams = { uri, wants };
		const answers = await connection.sendRequest<readonly string[] | null>(runRequest, params);
		if (!answers || !isLast()) return false;
		const pairs = wants.flatMap((want: CodeWant, index) => {
			const answer = answers[index];
			return answer === undefined ? [] : [[want, answer] as const];
		});
		documents.setCode(uri, pairs);
	} else if (work) {
		const params: TransformParams = { uri, work };
		const answer = await connection.sendRequest<string | null>(transformRequest, params);
		if (answer === null || !isLast()) return false;
		documents.setTransformed(uri, work, answer);
	} else return false;
	told(uri);
	return true;
}

/** A runner; only a client that has said that it runs code should be asked. */
export function createCodeRunner(setting: RunnerSetting): CodeRunner {
	/** By config, the turn that counts: code that has changed meanwhile gives answers to nothing. */
	const turns = new Map<string, number>();
	const settle = async (uri: string) => {
		const turn = (turns.get(uri) ?? 0) + 1;
		turns.set(uri, turn);
		const isLast = () => turns.get(uri) === turn && setting.documents.get(uri) !== undefined;
		for (let count = 0; count < MOST_ROUNDS && isLast(); count++) {
			if (!(await round(setting, uri, isLast))) return;
		}
	};
	const ask = (uri: string) => void settle(uri).catch(setting.failed);
	return {
		ask,
		changed: (uri) => {
			setting.documents.forgetCode(uri);
			ask(uri);
		},
	};
}
