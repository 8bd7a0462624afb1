import { bug } from "../../report/bug.ts";
import { Failure } from "../../report/failure.ts";
import type { ZipPlan } from "../../resources/kind.ts";
import { packagingFailure, type Work } from "../contents.ts";
import { packScript } from "../script.ts";
import type { Application } from "./assemble.ts";
import { nodeBase } from "./base-names.ts";
import type { ScriptImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import type { Architecture } from "./oci.ts";
import type { LayerEntry } from "./tar.ts";

/** Where the application lies in the image, as in the format's own images. */
const folder = "app";

/**
 * Loaded before the application. The first process of a container gets no default action for signals from the
 * kernel, so that SIGTERM would be ignored until ECS kills the container after half a minute; the format starts a
 * small init program for that, which would have to be installed. An application that listens itself decides itself.
 */
const stopFile = {
	path: "opt/spool/stop.cjs",
	code: `"use strict";
if (process.pid === 1) {
	for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]]) {
		const stop = () => {
			if (process.listenerCount(signal) === 1) process.exit(code);
		};
		process.on(signal, stop);
	}
}
`,
} as const;

/** The plan of the bundle inside the image. */
function bundlePlan({ plan }: ImageWork, architecture: Architecture): ZipPlan {
	const { job, packaging, span } = plan;
	// Without a runtime of Lambda nothing is there that the bundle could leave out.
	return { job, kind: "zip", packaging, span, architecture, runtime: "" };
}

/** A layer is nothing that an image has: what a function would take from one is installed by a Dockerfile. */
function adviseForImage(error: unknown, work: ImageWork): unknown {
	if (!(error instanceof Failure)) return error;
	const problems = error.problems.map((problem) =>
		problem.code === "package-needs-install" && problem.hint?.includes("Lambda layer")
			? { ...problem, hint: "write a Dockerfile that installs it, and use custom-dockerfile" }
			: problem,
	);
	return problems.length === 0 ? error : packagingFailure(work.plan, problems);
}

/** The application for one processor: its bundle, and the packages that lie beside it. */
async function contentsFor(work: ImageWork, image: ScriptImage, architecture: Architecture) {
	const { host, bundler, root, warn, tell, signal } = work;
	const plan = bundlePlan(work, architecture);
	const libc = image.wantsGlibc ? "glibc" : "musl";
	const bundleWork: Work = { plan, host, bundler, root, warn, ...(tell && { tell }), signal, libc };
	const { body, inputs, bundleMs } = await packScript(bundleWork, image.script).catch((error: unknown) => {
		throw adviseForImage(error, work);
	});
	if (body.kind !== "files") return bug("A bundle is a zip");
	const files = await Promise.all(body.entries.map((entry) => ("load" in entry ? entry.load() : entry)));
	const entries = files.map(
		({ path, bytes }): LayerEntry => ({ kind: "file", path: `${folder}/${path}`, content: { bytes } }),
	);
	return { entries, inputs, bundleMs };
}

/** An image of Node.js with a bundle: what `work` names, without running anything of it. */
export async function makeScriptImage(work: ImageWork, image: ScriptImage): Promise<Application> {
	const stop: LayerEntry = {
		kind: "file",
		path: stopFile.path,
		content: { bytes: Buffer.from(stopFile.code) },
	};
	const isDependency = ({ path }: LayerEntry) => path.startsWith(`${folder}/node_modules/`);
	const first = work.plan.architectures[0] ?? bug(`"${work.plan.job}" is for no processor`);
	const made = await contentsFor(work, image, first);
	const layersFor = async (architecture: Architecture) => {
		const { entries } = architecture === first ? made : await contentsFor(work, image, architecture);
		return [
			{ comment: "dependencies", entries: entries.filter(isDependency) },
			{ comment: "code", entries: [stop, ...entries.filter((entry) => !isDependency(entry))] },
		] as const;
	};
	return {
		base: nodeBase(image.script.nodeVersion, image.wantsGlibc),
		layersFor,
		// The format's own command. The limit is above the memory of any task: the container's is what counts.
		command: ["node", "--max-old-space-size=16384", "--require", `/${stopFile.path}`, "index.js"],
		workingDirectory: `/${folder}`,
		environment: { NODE_ENV: "production" },
		inputs: made.inputs,
		bundleMs: made.bundleMs,
	};
}
