import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "mocha";
import { openHost } from "../../../engine/host/node.ts";
import type { Host } from "../../../engine/host/port.ts";
import { type Bundler, createBundler } from "../../../engine/package/bundler.ts";
import type { Work } from "../../../engine/package/contents.ts";
import { packArtifacts } from "../../../engine/package/package.ts";
import { bytesOf, type Packed } from "../../../engine/package/packed.ts";
import type { ProgressEvent } from "../../../engine/progress/event.ts";
import { bug } from "../../../engine/report/bug.ts";
import { Failure } from "../../../engine/report/failure.ts";
import type { Problem } from "../../../engine/report/problem.ts";
import type { ZipPlan } from "../../../engine/resources/kind.ts";

/** Files of a project by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** This machine; `replaced` stands in for single methods. */
export function diskHost(replaced: Partial<Host> = {}): Host {
	return { ...openHost(), ...replaced };
}

/** Writes `files` below `folder`. */
export function writeFiles(folder: string, files: Files): void {
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), content);
	}
}

/** A folder that is removed when the tests of the file are done. */
export function temporaryFolder(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "spool-package-")));
	after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A project on disk. It has a tsconfig.json, so that one above the folder for temporary files has no say. */
export function makeProject(files: Files, folder = temporaryFolder()): string {
	writeFiles(folder, { "tsconfig.json": "{}", ...files });
	return folder;
}

/** A bundler that is closed when the tests of the file are done. */
export function sharedBundler(options?: { readonly esbuildModule?: string }): Bundler {
	const bundler = createBundler(options);
	after(() => bundler.close());
	return bundler;
}

const span = { start: 10, end: 20 };

/** The plan of a function `api` with the buildpack and `properties`. */
export function scriptPlan(properties: object, changes: Partial<ZipPlan> = {}): ZipPlan {
	return {
		job: "api",
		kind: "zip",
		packaging: { type: "stacktape-lambda-buildpack", properties },
		runtime: "nodejs24.x",
		architecture: "x86_64",
		span,
		...changes,
	};
}

/** The plan of a function `api` whose artifact the user made. */
export function customPlan(properties: object, changes: Partial<ZipPlan> = {}): ZipPlan {
	return scriptPlan({}, { packaging: { type: "custom-artifact", properties }, ...changes });
}

/** Work on `plan` as `packArtifacts` hands it out, with the warnings that it gave. */
export function workOn(root: string, plan: ZipPlan, bundler: Bundler): Work & { readonly said: string[] } {
	const said: string[] = [];
	const warn = (message: string) => void said.push(message);
	return { plan, host: diskHost(), bundler, root, warn, signal: undefined, said };
}

/** Packs one plan and gives it with the warnings on the way. */
export async function packOne(
	root: string,
	plan: ZipPlan,
	bundler: Bundler,
	host = diskHost(),
): Promise<Packed & { readonly said: readonly string[]; readonly bytes: Uint8Array }> {
	const events: ProgressEvent[] = [];
	const [packed] = await packArtifacts({ host, emit: (event) => events.push(event) }, [plan], {
		root,
		bundler,
	});
	const said = events.flatMap((event) => (event.kind === "note" ? [event.message] : []));
	const made = packed ?? bug("nothing was packed");
	return { ...made, bytes: await bytesOf(made), said };
}

/** The problems with which packing `plan` fails. */
export async function problemsOf(root: string, plan: ZipPlan, bundler: Bundler): Promise<readonly Problem[]> {
	return (await failureOf(packOne(root, plan, bundler))).problems;
}

/** The failure that `work` ends in; anything else fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error instanceof Failure) return error;
	throw error ?? bug("it did not fail");
}

/** An entry as Python sees it. */
export type ReadEntry = {
	readonly path: string;
	readonly mode: number;
	readonly text: string;
	readonly date: string;
};

const reader = `
import base64, json, sys, zipfile
result = []
for name in sys.argv[1:]:
    with zipfile.ZipFile(name) as z:
        assert z.testzip() is None
        result.append([{
            "path": e.filename, "mode": e.external_attr >> 16, "date": "%04d-%02d-%02d %02d:%02d:%02d" % e.date_time,
            "text": base64.b64encode(z.read(e)).decode(),
        } for e in z.infolist()])
print(json.dumps(result))
`;

/** Runs Python, which must end well, and gives what it printed. */
export function python(script: string, args: readonly string[]): string {
	const { status, stdout, stderr } = spawnSync("python3", ["-c", script, ...args], {
		encoding: "utf8",
		maxBuffer: 256 * 1024 * 1024,
	});
	if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
	return stdout;
}

/** Reads zips with Python's zipfile, a reader that shares nothing with our writer. Text is decoded as Latin-1. */
export function readZips(zips: readonly Uint8Array[]): readonly (readonly ReadEntry[])[] {
	const folder = mkdtempSync(join(tmpdir(), "spool-zips-"));
	try {
		const paths = zips.map((bytes, index) => {
			const path = join(folder, `${index}.zip`);
			writeFileSync(path, bytes);
			return path;
		});
		const read = JSON.parse(python(reader, paths)) as ReadEntry[][];
		return read.map((entries) =>
			entries.map((entry) => ({ ...entry, text: Buffer.from(entry.text, "base64").toString("latin1") })),
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The entries of one zip by path, their text as Latin-1. */
export function filesOf(bytes: Uint8Array): Readonly<Record<string, string>> {
	const [entries = []] = readZips([bytes]);
	return Object.fromEntries(entries.map(({ path, text }) => [path, text]));
}
