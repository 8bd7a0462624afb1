import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { packArtifacts } from "../../../engine/package/package.ts";
import { bytesOf } from "../../../engine/package/packed.ts";
import type { ProgressEvent } from "../../../engine/progress/event.ts";
import { Bug } from "../../../engine/report/bug.ts";
import type { ZipPlan } from "../../../engine/resources/kind.ts";
import {
	customPlan,
	diskHost,
	failureOf,
	filesOf,
	makeProject,
	scriptPlan,
	sharedBundler,
} from "./project.ts";

const bundler = sharedBundler();

/** A host whose clock goes on by one millisecond at each look, so that events are the same in every run. */
function countingHost(replaced: Parameters<typeof diskHost>[0] = {}) {
	let now = 1000;
	return diskHost({ now: () => now++, ...replaced });
}

function recorder(): { readonly events: ProgressEvent[]; readonly emit: (event: ProgressEvent) => void } {
	const events: ProgressEvent[] = [];
	return { events, emit: (event) => void events.push(event) };
}

const named = (job: string, entryfilePath: string): ZipPlan => scriptPlan({ entryfilePath }, { job });

describe("packing artifacts", () => {
	it("gives them in the order of the plans, with digests, sizes and inputs", async () => {
		const root = makeProject({
			"a.ts": "export default () => 'a';",
			"b.ts": "export default () => 'b';",
			"c.txt": "c",
		});
		const custom = customPlan({ packagePath: "c.txt", handler: "c.txt:x" }, { job: "c" });
		const plans = [named("b", "b.ts"), custom, named("a", "a.ts")];
		const packed = await packArtifacts({ host: diskHost(), emit: recorder().emit }, plans, { root, bundler });
		assert.deepEqual(
			packed.map(({ plan }) => plan),
			plans,
		);
		const [first] = packed;
		assert.ok(first !== undefined);
		const bytes = await bytesOf(first);
		assert.equal(first.digest, createHash("sha256").update(bytes).digest("hex"));
		assert.equal(first.digestBase64, createHash("sha256").update(bytes).digest("base64"));
		assert.ok(first.inputs.includes(join(root, "b.ts")));
		const sizes = Object.entries(filesOf(bytes)).map(([path, { length: size }]) => ({ path, size }));
		assert.deepEqual(
			first.largestEntries,
			sizes.sort((a, b) => b.size - a.size),
		);
		assert.equal(
			first.unzippedSize,
			sizes.reduce((total, { size }) => total + size, 0),
		);
	});

	it("tells its progress with one span for each artifact, below the work that it is part of", async () => {
		const root = makeProject({ "c.txt": "c" });
		const { events, emit } = recorder();
		const plan = customPlan({ packagePath: "c.txt" });
		await packArtifacts({ host: countingHost(), emit }, [plan], { root, bundler, parent: "deploy" });
		assert.deepEqual(events, [
			{ kind: "begin", id: "deploy/api", parent: "deploy", label: "api", weight: 1 },
			{ kind: "end", id: "deploy/api", outcome: "done", summary: "109 bytes zipped", elapsedMs: 3 },
		]);
	});

	it("is a phase of its own when it is part of nothing", async () => {
		const root = makeProject({ "c.txt": "c" });
		const { events, emit } = recorder();
		const plan = customPlan({ packagePath: "c.txt" });
		await packArtifacts({ host: countingHost(), emit }, [plan], { root, bundler });
		assert.deepEqual(events, [
			{ kind: "begin", id: "package", phase: "package", label: "Package", weight: 1 },
			{ kind: "begin", id: "package/api", parent: "package", label: "api", weight: 1 },
			{ kind: "end", id: "package/api", outcome: "done", summary: "109 bytes zipped", elapsedMs: 3 },
			{ kind: "end", id: "package", outcome: "done", elapsedMs: 5 },
		]);
	});

	it("has nothing to do for no artifacts, and then does not start esbuild", async () => {
		const { events, emit } = recorder();
		assert.deepEqual(await packArtifacts({ host: diskHost(), emit }, [], { root: "/" }), []);
		assert.deepEqual(
			events.map((event) => (event.kind === "end" ? [event.id, event.outcome] : event.kind)),
			["begin", ["package", "skipped"]],
		);
	});

	it("makes and closes a bundler of its own when nobody hands it one", async () => {
		const root = makeProject({ "a.ts": "export default 1;" });
		const packed = await packArtifacts({ host: diskHost(), emit: recorder().emit }, [named("a", "a.ts")], {
			root,
		});
		assert.equal(packed.length, 1);
	});

	it("finishes the others before it fails, with every problem of every artifact", async () => {
		const root = makeProject({
			"good.ts": "export default () => 1;",
			"bad.ts": "const = 1;",
			"worse.ts": 'import "./x"; import "./y";',
		});
		const { events, emit } = recorder();
		const plans = [
			named("bad", "bad.ts"),
			named("worse", "worse.ts"),
			named("good", "good.ts"),
			named("py", "x.py"),
		];
		const failure = await failureOf(packArtifacts({ host: diskHost(), emit }, plans, { root, bundler }));
		assert.deepEqual([failure.kind, failure.code], ["package", "packaging-failed"]);
		assert.equal(failure.message, "3 of 4 artifacts cannot be packaged: bad, worse, py");
		assert.deepEqual(
			failure.problems.map(({ code }) => code),
			["syntax-error", "module-not-found", "module-not-found", "file-not-found"],
		);
		const ends = events.flatMap((event) => (event.kind === "end" ? [[event.id, event.outcome]] : []));
		assert.deepEqual(ends.sort(), [
			["package", "failed"],
			["package/bad", "failed"],
			["package/good", "done"],
			["package/py", "failed"],
			["package/worse", "failed"],
		]);
		assert.equal(events.at(-1)?.kind === "end" && events.at(-1)?.id, "package");
	});

	it("fails in the words of the one problem of the one artifact that is broken", async () => {
		const root = makeProject({ "bad.ts": "const = 1;" });
		const plan = named("bad", "bad.ts");
		const failure = await failureOf(
			packArtifacts({ host: diskHost(), emit: recorder().emit }, [plan], { root, bundler }),
		);
		assert.equal(failure.code, "syntax-error");
		assert.equal(failure.message, '"bad" cannot be packaged: Expected identifier but found "="');
		assert.equal(failure.origin, plan.span);
	});

	it("lets a defect of Spool pass as what it is", async () => {
		const root = makeProject({});
		const broken = scriptPlan({}, { job: "broken" });
		const plans = [named("bad", "gone.ts"), broken];
		await assert.rejects(
			packArtifacts({ host: diskHost(), emit: recorder().emit }, plans, { root, bundler }),
			Bug,
		);
	});

	it("stops when the user says so, and calls that cancelled", async () => {
		const root = makeProject({ "c.txt": "c", "a.ts": "export default 1;" });
		const stop = new AbortController();
		const { events, emit } = recorder();
		const host = diskHost({
			readBytes: async () => {
				stop.abort();
				return Buffer.from("c");
			},
		});
		const plans = [customPlan({ packagePath: "c.txt" }, { job: "c" }), named("a", "a.ts")];
		const work = packArtifacts({ host, emit }, plans, { root, bundler, signal: stop.signal });
		await assert.rejects(work, { name: "AbortError" });
		const outcomes = events.flatMap((event) => (event.kind === "end" ? [event.outcome] : []));
		assert.deepEqual(outcomes, ["cancelled", "cancelled", "cancelled"]);
	});

	it("packs again after an edit, and then builds nothing but the edit", async () => {
		const root = makeProject({
			"a.ts": 'import { t } from "./t.ts"; export default () => t;',
			"t.ts": "export const t = 1;",
		});
		const pack = async () => {
			const ports = { host: diskHost(), emit: recorder().emit };
			const [packed] = await packArtifacts(ports, [named("a", "a.ts")], { root, bundler });
			return packed;
		};
		const first = await pack();
		assert.equal((await pack())?.digest, first?.digest);
		writeFileSync(join(root, "t.ts"), "export const t = 2;");
		const edited = await pack();
		assert.notEqual(edited?.digest, first?.digest);
		assert.ok(edited !== undefined);
		assert.match(filesOf(await bytesOf(edited))["index.js"] ?? "", /t = 2/);
	});
});
