import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { cacheFolder } from "../../../sandbox/cache.ts";
import { HostError } from "./host-error.ts";
import { prepareEditorHost } from "./install.ts";
import { type EditorPage, eventually } from "./page.ts";
import { sandboxVariables } from "./sandbox-variables.ts";
import { startUi, type UiHost, type UiOptions } from "./ui.ts";

export { type EditorPage, eventually };

export type UseOptions = Partial<Omit<UiOptions, "signal">>;

const root = resolve(import.meta.dirname, "..", "..", "..");
const startLimitMs = 120_000;

/**
 * Gives the tests of a `describe` a VS Code of their own: started before the first of them, stopped after the last.
 * What it returns may be called inside of tests.
 *
 * By default it opens a copy of examples/api with the extension of the working tree, as dist/ holds it, and the
 * sandbox of the run in the environment. A test that fails leaves a screenshot in the cache folder.
 */
export function useEditor(options: UseOptions = {}): () => UiHost {
	let ui: UiHost | undefined;
	const current = () => {
		if (!ui) throw new HostError("useEditor gives an editor inside of tests only");
		return ui;
	};

	before("VS Code starts", async function () {
		this.timeout(startLimitMs);
		const host = await prepareEditorHost();
		if (!host.available) throw new HostError(host.reason);
		ui = await startUi(host, {
			workspace: join(root, "examples", "api"),
			extension: { path: root },
			...options,
			environment: { ...sandboxVariables(process.env), ...options.environment },
		});
	});

	afterEach("a screenshot of a failure", async function () {
		if (this.currentTest?.state !== "failed") return;
		const folder = join(cacheFolder(), "screenshots");
		const name = this.currentTest
			.titlePath()
			.join("-")
			.replaceAll(/[^\w-]+/g, "-")
			.slice(0, 120);
		await mkdir(folder, { recursive: true });
		await current().editor.screenshot(join(folder, `${name}.png`));
		console.log(`screenshot: ${join(folder, `${name}.png`)}`);
	});

	after("VS Code stops", async function () {
		this.timeout(startLimitMs);
		await ui?.stop();
	});

	return current;
}
