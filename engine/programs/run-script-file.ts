import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CodeFault } from "../config/program/answer.ts";
import type { Host, RunOptions, RunResult } from "../host/port.ts";
import type { Bundler } from "../package/bundler.ts";
import { Failure } from "../report/failure.ts";
import { type Bundled, bundleProgram } from "./bundle.ts";
import type { BundledCode } from "./child/request.ts";

/** What is started for a script of the user; a bundle of its own. */
const child = new URL("./child/run-script.ts", import.meta.url);

function placeOf({ place }: CodeFault): string {
	if (!place) return "";
	return ` (${place.file}:${place.line + 1}:${place.character + 1})`;
}

function cannotStart(entry: string, faults: readonly CodeFault[]): Failure {
	const [first] = faults;
	return new Failure({
		code: first?.code ?? "bundle-error",
		kind: "script",
		message: `${basename(entry)} cannot be started: ${first?.message ?? "it cannot be bundled"}`,
		...(first?.hint && { hint: first.hint }),
		details: faults.map((fault) => `${fault.message}${placeOf(fault)}`),
	});
}

/** The code with its source map inside, by which Node names the places of the sources in its traces. */
function withMap({ code, map }: Bundled): string {
	const data = Buffer.from(map).toString("base64");
	return `${Buffer.from(code).toString("utf8")}\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

/** Runs a file of JavaScript or TypeScript as a program, on the Node that Spool runs on. It is bundled before. */
export async function runScriptFile(
	host: Host,
	bundler: Bundler,
	entry: string,
	options: RunOptions,
): Promise<RunResult> {
	const { signal } = options;
	const bundled = await bundleProgram(host, bundler, entry, signal ? { signal } : {});
	if ("faults" in bundled) throw cannotStart(entry, bundled.faults);
	const folder = await host.temporaryDirectory("spool-script-");
	try {
		const bundle = join(folder, bundled.format === "esm" ? "script.mjs" : "script.cjs");
		const code: BundledCode = {
			entry,
			bundle,
			map: "",
			mapRoot: dirname(entry),
			format: bundled.format,
		};
		const request = join(folder, "request.json");
		await Promise.all([host.write(bundle, withMap(bundled)), host.write(request, JSON.stringify(code))]);
		return await host.runNode(fileURLToPath(child), [request], options);
	} finally {
		await host.remove(folder);
	}
}
