import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CodeAnswer, readAnswer } from "../../../engine/config/program/answer.ts";
import { openHost } from "../../../engine/host/node.ts";
import { openPrograms, type ProgramOptions, type Programs } from "../../../engine/programs/programs.ts";
import { emptyFolders } from "../host/folder.ts";

/** A folder on the disk for each test, and what runs code in it. */
export type CodeFolder = {
	/** Absolute path of a file in it. */
	at(path?: string): string;
	write(files: Readonly<Record<string, string>>): void;
	open(options?: ProgramOptions): Programs;
	/** Runs a config; `file` is relative to the folder. */
	config(file: string, options?: ProgramOptions): Promise<CodeAnswer>;
};

/** Opens folders for tests that run code. What a test has opened is closed after it. */
export function codeFolders(): CodeFolder {
	const at = emptyFolders();
	const opened: Programs[] = [];
	afterEach(async () => {
		for (const programs of opened.splice(0)) await programs.close();
	});
	const open = (options: ProgramOptions = {}) => {
		const programs = openPrograms(openHost(), options);
		opened.push(programs);
		return programs;
	};
	return {
		at: (path = "") => (path === "" ? at() : at(...path.split("/"))),
		write: (files) => {
			for (const [path, text] of Object.entries(files)) {
				const file = join(at(), path);
				mkdirSync(dirname(file), { recursive: true });
				writeFileSync(file, text);
			}
		},
		open,
		config: async (file, options) => {
			const want = {
				kind: "code",
				use: "config",
				called: "the config",
				args: [{ project: "shop", stage: "dev", region: "eu-west-1" }],
			} as const;
			const text = await open(options).answer(want, { path: at(file), root: at() });
			return readAnswer(text) ?? { ok: false, faults: [] };
		},
	};
}
