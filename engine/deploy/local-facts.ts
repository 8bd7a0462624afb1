import { isAbsolute, join } from "node:path";
import { type GitFact, MAX_TEXT_BYTES, MISSING, textAnswer, type Want, wantKey } from "../config/facts.ts";
import { gitVariables, type ReadableFact, readGit } from "../config/git-facts.ts";
import { type FoundSettings, settingsPaths } from "../config/local-settings.ts";
import type { Host } from "../host/port.ts";
import { Failure } from "../report/failure.ts";
import type { LoadedConfig } from "./config-file.ts";

/** A file that cannot be read is as good as none. */
async function readOrNothing(host: Host, path: string): Promise<string | undefined> {
	try {
		return await host.readText(path);
	} catch (error) {
		if (error instanceof Failure) return undefined;
		throw error;
	}
}

/** Whether anything is uncommitted; only git knows, and it is told to run nothing that the repository asks for. */
async function hasChanges(host: Host, root: string): Promise<string> {
	const args = ["--no-optional-locks", "-c", "core.fsmonitor=false", "status", "--porcelain"];
	try {
		const { exitCode, stdout } = await host.run("git", args, { cwd: root });
		return exitCode === 0 ? String(stdout.trim() !== "") : MISSING;
	} catch (error) {
		if (error instanceof Failure) return MISSING;
		throw error;
	}
}

async function readFact(host: Host, root: string, fact: ReadableFact): Promise<string | undefined> {
	const home = host.variable("HOME") ?? host.variable("USERPROFILE");
	const reading = readGit(fact, { folder: root, home });
	let step = reading.next();
	while (!step.done) step = reading.next(await readOrNothing(host, step.value));
	if (step.value !== undefined) return step.value;
	return gitVariables[fact].map((name) => host.variable(name)).find((value) => value !== undefined);
}

async function gitAnswer(host: Host, root: string, fact: GitFact): Promise<string> {
	if (fact === "hasUncommitedChanges") return hasChanges(host, root);
	const found = await readFact(host, root, fact);
	return found === undefined ? MISSING : JSON.stringify(found);
}

async function textAt(host: Host, path: string): Promise<string> {
	const kind = await host.kindOf(path);
	if (kind !== "file") return kind ?? MISSING;
	const bytes = await host.readBytes(path);
	if (bytes === undefined) return MISSING;
	return bytes.byteLength > MAX_TEXT_BYTES ? "too-large" : textAnswer(new TextDecoder().decode(bytes));
}

/** The settings that hold for a folder, as an answer to the want for them; `undefined` where there are none. */
export async function findSettings(host: Host, folder: string): Promise<string | undefined> {
	for (const path of settingsPaths(folder)) {
		const text = await readOrNothing(host, path);
		if (text !== undefined) return JSON.stringify({ path, text } satisfies FoundSettings);
	}
	return undefined;
}

/** The answer that this machine, or whoever runs the command, can give; `undefined` for what only AWS knows. */
export async function answerLocally(
	host: Host,
	{ root, given }: Pick<LoadedConfig, "root" | "given">,
	want: Want,
): Promise<string | undefined> {
	const absolute = (path: string) => (isAbsolute(path) ? path : join(root, path));
	switch (want.kind) {
		case "path":
			return (await host.kindOf(absolute(want.path))) ?? MISSING;
		case "text":
			return textAt(host, absolute(want.path));
		case "settings":
			return (await findSettings(host, root)) ?? MISSING;
		case "git":
			return gitAnswer(host, root, want.fact);
		case "name-servers": {
			const found = await host.nameServers(want.domain);
			return found && JSON.stringify(found);
		}
		case "argument":
			return given?.get(wantKey(want)) ?? MISSING;
		case "profile":
			return given?.get(wantKey(want)) ?? host.variable("AWS_PROFILE") ?? "default";
		default:
			return undefined;
	}
}
