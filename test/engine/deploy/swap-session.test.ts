import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployRequest } from "../../../engine/deploy/course.ts";
import { deploy } from "../../../engine/deploy/deploy.ts";
import type { Ports } from "../../../engine/deploy/ports.ts";
import { openSwapSession, type SaveOutcome, type SwapSession } from "../../../engine/deploy/swap-session.ts";
import { openHost } from "../../../engine/host/node.ts";
import { isAbort } from "../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	networkFailure,
	openStage,
	type Stage,
	target,
} from "../../support/deploy.ts";

const config = configOf({ api: {}, worker: {} });
const code = { api: "one", worker: "w" };
const [apiFile, workerFile, configFile] = ["/app/code/api.js", "/app/code/worker.js", "/app/stacktape.yml"];

describe("hot swap on save", () => {
	let stage: Stage;
	let session: SwapSession;

	beforeEach(async () => {
		stage = await deployedStage({ config, code });
		session = await openSwapSession(stage.ports, stage.request());
		stage.calls();
		stage.events.length = 0;
	});

	afterEach(() => session.close());

	function swapped(outcome: SaveOutcome): readonly string[] {
		assert.equal(outcome.kind, "swapped", JSON.stringify(outcome));
		return outcome.kind === "swapped" ? outcome.swaps.map(({ resource }) => resource) : [];
	}

	function failed(outcome: SaveOutcome): string {
		assert.equal(outcome.kind, "failed", JSON.stringify(outcome));
		return outcome.kind === "failed" ? outcome.failure.code : "";
	}

	it("swaps the function that the saved file belongs to, and asks AWS for nothing first", async () => {
		stage.edit("api", "two");
		const outcome = await session.saved([apiFile]);
		assert.deepEqual(swapped(outcome), ["api"]);
		assert.equal(stage.live("api"), "two");
		// At the same time, and so in any order.
		assert.deepEqual(stage.calls().toSorted(), [
			"follow",
			"functions.tag",
			"functions.updateCode",
			"objects.put",
			"objects.putOver",
		]);
		assert.ok(outcome.kind === "swapped" && outcome.elapsedMs >= 500);
	});

	it("packs only what the saved file belongs to", async () => {
		stage.edit("api", "two");
		await session.saved([apiFile]);
		const packed = stage.events.flatMap((event) =>
			event.kind === "begin" && event.id.startsWith("package/") ? [event.label] : [],
		);
		assert.deepEqual(packed, ["api"]);
	});

	it("swaps again and again, and back", async () => {
		for (const text of ["two", "three", "one"]) {
			stage.edit("api", text);
			assert.deepEqual(swapped(await session.saved([apiFile])), ["api"]);
			assert.equal(stage.live("api"), text);
		}
		const { outcome } = await stage.deploy();
		assert.equal(outcome, "updated");
		assert.equal(stage.live("api"), "one");
	});

	it("does nothing when the saved file is the same", async () => {
		assert.deepEqual(await session.saved([apiFile]), { kind: "unchanged", blocked: [] });
		assert.equal(
			stage.calls().some((method) => /update|tag|put/.test(method)),
			false,
		);
	});

	it("does not believe that there is nothing to do before it has looked what others did", async () => {
		stage.edit("api", "two");
		await stage.deploy();
		stage.edit("api", "one");
		assert.deepEqual(swapped(await session.saved([apiFile])), ["api"]);
		assert.equal(stage.live("api"), "one");
	});

	it("takes no notice of other files", async () => {
		assert.equal(session.concerns("/app/readme.md"), false);
		assert.equal(session.concerns(apiFile), true);
		assert.equal(session.concerns(configFile), true);
		assert.deepEqual(await session.saved(["/app/readme.md", "/elsewhere/api.js"]), { kind: "unrelated" });
	});

	it("watches the folder of the config and no folder twice", () => {
		assert.deepEqual(session.directories(), ["/app"]);
	});

	it("takes saves together that come while a swap runs, and swaps the newest state once", async () => {
		stage.edit("api", "two");
		const first = session.saved([apiFile]);
		while (stage.calls().length === 0) await new Promise(setImmediate);
		stage.edit("api", "three");
		const second = session.saved([apiFile]);
		stage.edit("worker", "w2");
		const third = session.saved([workerFile]);
		stage.edit("api", "four");
		const fourth = session.saved([apiFile]);
		assert.deepEqual(swapped(await first), ["api"]);
		assert.equal(second, third);
		assert.equal(third, fourth);
		assert.deepEqual([...swapped(await fourth)].sort(), ["api", "worker"]);
		assert.deepEqual([stage.live("api"), stage.live("worker")], ["four", "w2"]);
		assert.equal(stage.cloud.calls.filter(({ method }) => method === "functions.updateCode").length, 3);
	});

	it("says what a save cannot swap, and swaps the rest", async () => {
		assert.deepEqual(session.blocked, []);
		stage.writeConfig(configOf({ api: { storage: 1024 }, worker: {} }));
		stage.edit("worker", "w2");
		const outcome = await session.saved([configFile, workerFile]);
		assert.deepEqual(swapped(outcome), ["worker"]);
		const reasons = ["storage of function api changes (EphemeralStorage)"];
		assert.deepEqual(
			session.blocked.map(({ reason }) => reason),
			reasons,
		);
		assert.ok(outcome.kind === "swapped");
		assert.deepEqual(outcome.blocked, session.blocked);
	});

	it("knows of a deploy that was done meanwhile, once the config is saved", async () => {
		stage.writeConfig(configOf({ api: { storage: 1024 }, worker: {} }));
		await session.saved([configFile]);
		assert.equal(session.blocked.length, 1);
		await stage.deploy();
		assert.deepEqual(await session.saved([configFile]), { kind: "unchanged", blocked: [] });
	});

	it("swaps settings of a saved config, and takes them back again", async () => {
		const memory = () => stage.cloud.world.functions.get("shop-dev-api")?.memory;
		const before = memory();
		stage.writeConfig(configOf({ api: { memory: 512 }, worker: {} }));
		const outcome = await session.saved([configFile]);
		assert.ok(outcome.kind === "swapped");
		assert.deepEqual(
			outcome.swaps.map(({ resource, properties }) => [resource, properties]),
			[["api", ["MemorySize"]]],
		);
		assert.deepEqual([memory(), session.blocked], [512, []]);
		stage.writeConfig(config);
		assert.deepEqual(swapped(await session.saved([configFile])), ["api"]);
		assert.equal(memory(), before);
		assert.deepEqual(await session.saved([configFile]), { kind: "unchanged", blocked: [] });
	});

	it("tells what is wrong with a saved config, and goes on when it is mended", async () => {
		stage.writeConfig("resources:\n  api:\n    type: functoin\n");
		assert.equal(failed(await session.saved([configFile])), "invalid-config");
		stage.writeConfig(config);
		assert.equal((await session.saved([configFile])).kind, "unchanged");
	});

	it("does not swap over a deploy that runs, when it looks", async () => {
		stage.stack().status = "UPDATE_IN_PROGRESS";
		stage.edit("api", "two");
		assert.equal(failed(await session.saved([configFile, apiFile])), "stack-busy");
		stage.stack().status = "UPDATE_COMPLETE";
		assert.deepEqual(swapped(await session.saved([configFile])), ["api"]);
	});

	it("forgets nothing that was saved while something else could not be packaged", async () => {
		stage.host.files.delete(apiFile);
		stage.edit("worker", "w2");
		assert.equal(failed(await session.saved([apiFile, workerFile])), "file-not-found");
		assert.equal(stage.live("worker"), "w");
		stage.edit("api", "two");
		assert.deepEqual([...swapped(await session.saved([apiFile]))].sort(), ["api", "worker"]);
		assert.deepEqual([stage.live("api"), stage.live("worker")], ["two", "w2"]);
	});

	it("forgets no change of the config either", async () => {
		stage.writeConfig(configOf({ api: { storage: 1024 }, worker: {} }));
		const { readBytes } = stage.host;
		stage.host.readBytes = async () => undefined;
		assert.equal(failed(await session.saved([configFile, workerFile])), "packaging-failed");
		stage.host.readBytes = readBytes;
		stage.edit("worker", "w2");
		assert.deepEqual(swapped(await session.saved([workerFile])), ["worker"]);
		assert.equal(session.blocked.length, 1);
	});

	it("looks at AWS again after a swap that failed", async () => {
		stage.edit("api", "two");
		stage.before = (method) => {
			if (method === "functions.updateCode") throw networkFailure();
		};
		assert.equal(failed(await session.saved([apiFile])), "endpoint-unreachable");
		stage.before = () => undefined;
		assert.ok(stage.calls().includes("stacks.template"));
		// The file is saved once more as it is: what was not swapped is still to be.
		assert.deepEqual(swapped(await session.saved([apiFile])), ["api"]);
		assert.equal(stage.live("api"), "two");
	});

	it("swaps what a failed swap left behind with the next save of another file", async () => {
		stage.edit("api", "two");
		stage.cloud.world.brokenFunctions.set("shop-dev-api", "broken");
		assert.equal(failed(await session.saved([apiFile])), "swap-failed");
		stage.cloud.world.brokenFunctions.clear();
		stage.edit("worker", "w2");
		assert.deepEqual([...swapped(await session.saved([workerFile]))].sort(), ["api", "worker"]);
	});

	it("says so when the stack was deleted", async () => {
		stage.cloud.world.stacks.length = 0;
		assert.equal(failed(await session.saved([configFile])), "not-deployed");
	});

	it("ends a swap before it closes", async () => {
		stage.edit("api", "two");
		const outcome = session.saved([apiFile]);
		await session.close();
		assert.equal(stage.live("api"), "two");
		assert.equal(stage.cloud.world.functions.get("shop-dev-api")?.lastUpdateStatus, "Successful");
		assert.deepEqual(swapped(await outcome), ["api"]);
	});
});

describe("a session that is stopped or cannot be opened", () => {
	it("passes the user's stop on, and can be closed", async () => {
		const stage = await deployedStage();
		const controller = new AbortController();
		const session = await openSwapSession(stage.ports, stage.request({ signal: controller.signal }));
		stage.edit("api", "two");
		controller.abort();
		await assert.rejects(session.saved([apiFile]), (error) => isAbort(error));
		await session.close();
	});

	it("needs a stack that is deployed and at rest", async () => {
		const stage = openStage();
		assert.equal((await failureOf(openSwapSession(stage.ports, stage.request()))).code, "not-deployed");
		await stage.deploy();
		stage.stack().status = "UPDATE_IN_PROGRESS";
		assert.equal((await failureOf(openSwapSession(stage.ports, stage.request()))).code, "stack-busy");
	});

	it("tells code that cannot be packaged, after all that had begun is done", async () => {
		const stage = await deployedStage({ config, code });
		stage.host.readBytes = async () => undefined;
		stage.before = async (method) => {
			if (method === "stacks.template") await stage.clock.sleep(1_000);
		};
		const failure = await failureOf(openSwapSession(stage.ports, stage.request()));
		assert.equal(failure.kind, "package");
		assert.ok(stage.calls().includes("functions.read"));
	});

	it("shows from the beginning what only a deploy can do", async () => {
		const stage = await deployedStage();
		stage.writeConfig(configOf({ api: { storage: 1024 } }));
		const session = await openSwapSession(stage.ports, stage.request());
		assert.deepEqual(
			session.blocked.map(({ resource }) => resource),
			["api"],
		);
		await session.close();
	});
});

describe("hot swap on save of code that is bundled", () => {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "spool-session-")));
	const path = (name: string) => join(folder, name);
	const write = (name: string, text: string) => {
		mkdirSync(path("src"), { recursive: true });
		writeFileSync(path(name), text);
	};
	let session: SwapSession | undefined;

	after(async () => {
		await session?.close();
		rmSync(folder, { recursive: true, force: true });
	});

	it("outlives a syntax error and an import of a file that is written later", async () => {
		const text = `resources:
  api:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/api.ts
stackConfig:
  disableStackInfoSaving: true
`;
		write("tsconfig.json", "{}");
		write("src/api.ts", "export default async () => 1;\n");
		const stage = openStage();
		const { now, sleep } = stage.host;
		const ports: Ports = { ...stage.ports, host: { ...openHost(), now, sleep } };
		const config = { file: { path: path("stacktape.yml"), text }, root: folder };
		const request: DeployRequest = { config, target };
		await deploy(ports, request);
		session = await openSwapSession(ports, request);

		write("src/api.ts", "export default async () => {;\n");
		const broken = await session.saved([path("src/api.ts")]);
		assert.ok(broken.kind === "failed");
		assert.equal(broken.failure.problems[0]?.elsewhere?.file, path("src/api.ts"));

		write("src/api.ts", 'import { two } from "./two.ts";\nexport default async () => two;\n');
		const missing = await session.saved([path("src/api.ts")]);
		assert.ok(missing.kind === "failed" && missing.failure.code === "module-not-found");
		assert.equal(session.concerns(path("src/two.ts")), true);
		assert.equal(session.concerns(path("node_modules/x/index.js")), false);
		assert.equal(session.concerns("/elsewhere/two.ts"), false);

		write("src/two.ts", "export const two = 2;\n");
		const mended = await session.saved([path("src/two.ts")]);
		assert.ok(mended.kind === "swapped", JSON.stringify(mended));
		assert.equal(session.concerns(path("src/two.ts")), true);
		assert.equal(session.concerns(path("src/three.ts")), false);

		write("src/two.ts", "export const two = 3;\n");
		assert.equal((await session.saved([path("src/two.ts")])).kind, "swapped");
	});
});
