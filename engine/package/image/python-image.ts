import { posix, resolve } from "node:path";
import { packagingFailure } from "../contents.ts";
import { isCompleteMark } from "../kept-folder.ts";
import { installPackages } from "../python/install.ts";
import { isMachineMade, isTrace, neutral } from "../python/installed-files.ts";
import type { Installation } from "../python/installer.ts";
import { type DependencyFile, findDependencyFile } from "../python/requirements.ts";
import { unneededByPython } from "../python/unneeded.ts";
import type { Application, LayerPlan } from "./assemble.ts";
import { pythonBase } from "./base-names.ts";
import { type ContextEntry, readContext } from "./context-files.ts";
import { requireKind } from "./dockerfile-image.ts";
import type { PythonImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import { minified } from "./minify-python.ts";
import type { Architecture } from "./oci.ts";
import type { LayerEntry } from "./tar.ts";

/** Where the code lies in the image, as in the format's own images. */
const codeFolder = "app";
/** Where the packages lie: apart from the code, so that they are a layer of their own. */
const packageFolder = "opt/python";

const servers = { ASGI: "uvicorn", WSGI: "gunicorn" } as const;

function codeEntry(entry: ContextEntry): LayerEntry {
	const path = `${codeFolder}/${entry.path}`;
	return entry.kind === "link"
		? { kind: "link", path, target: entry.target }
		: { kind: "file", path, content: entry };
}

/** How the container starts: a server for an application, else the file. `entry` is relative to the code's folder. */
function commandOf({ application, runAppAs }: PythonImage, entry: string): readonly string[] {
	if (runAppAs === undefined || application === undefined) return ["python", entry];
	const module = `${entry.replace(/\.py$/, "").replaceAll("/", ".")}:${application}`;
	// A shell, because only the container knows its port; it hands over to the server, which then gets the signals.
	const server =
		runAppAs === "ASGI"
			? `exec python -m uvicorn ${module} --host 0.0.0.0 --port "\${PORT:-80}"`
			: `exec python -m gunicorn --bind "0.0.0.0:\${PORT:-80}" ${module}`;
	return ["/bin/sh", "-c", server];
}

/** The installed packages as a layer, the same on every machine. */
async function packageEntries({ host }: ImageWork, folder: string): Promise<readonly LayerEntry[]> {
	const tree = await host.tree(folder, (path) => isTrace(path) || isCompleteMark(path));
	const entries = tree.map(async (entry): Promise<LayerEntry> => {
		const path = `${packageFolder}/${entry.path}`;
		if (entry.kind !== "file")
			return { kind: "link", path, target: entry.kind === "link" ? entry.target : "" };
		const file = resolve(folder, entry.path);
		if (!isMachineMade(entry.path)) return { kind: "file", path, content: { ...entry, file } };
		const bytes = (await host.readBytes(file)) ?? new Uint8Array();
		return { kind: "file", path, content: { bytes: neutral(entry.path, bytes) } };
	});
	return Promise.all(entries);
}

function requireFile(work: ImageWork, { packageManagerFile }: PythonImage, file: DependencyFile | undefined) {
	if (file !== undefined && /(^|\/)uv\.lock$/.test(file.path)) {
		throw packagingFailure(work.plan, [
			{
				code: "wrong-kind-of-file",
				severity: "error",
				message: `"${packageManagerFile}" is a lock file, which packages cannot be installed from`,
				span: work.plan.span,
				hint: "name the pyproject.toml beside it",
			},
		]);
	}
	return file === undefined ? Promise.resolve() : requireKind(work, file.path, "file");
}

function installationOf(
	work: ImageWork,
	image: PythonImage,
	file: DependencyFile | undefined,
	architecture: Architecture,
): Installation {
	const { host, root, plan, signal, bundler } = work;
	const advice = image.wantsGlibc
		? "take another version of the package, or write a Dockerfile that compiles it and use custom-dockerfile"
		: "set requiresGlibcBinaries: many packages are ready for Debian (glibc) only and not for Alpine (musl)";
	return {
		host,
		root,
		job: plan.job,
		span: plan.span,
		file,
		selectors: image,
		further: image.runAppAs === undefined ? [] : [servers[image.runAppAs]],
		target: { version: image.version, architecture, libc: image.wantsGlibc ? "glibc" : "musl" },
		advice,
		inTurn: bundler.images.inTurn,
		signal,
	};
}

/** An image of Python: the folder of the program, and its packages in a layer of their own for each processor. */
export async function makePythonImage(work: ImageWork, image: PythonImage): Promise<Application> {
	const { host, root } = work;
	await requireKind(work, image.entry, "file");
	const file = await findDependencyFile(host, root, image.entry, image.packageManagerFile);
	await requireFile(work, image, file);
	const context = posix.dirname(file?.path ?? image.entry);
	const folder = resolve(root, context);
	const files = await readContext(work, folder, context, unneededByPython);
	const code = image.minify ? await minified(work, files) : files.map(codeEntry);
	const layersFor = async (architecture: Architecture): Promise<readonly LayerPlan[]> => {
		const packages = await installPackages(installationOf(work, image, file, architecture));
		const entries = packages === undefined ? [] : await packageEntries(work, packages);
		return [
			{ comment: "dependencies", entries },
			{ comment: "code", entries: code },
		];
	};
	return {
		base: pythonBase(image.version, image.wantsGlibc),
		layersFor,
		command: commandOf(image, posix.relative(context, image.entry)),
		workingDirectory: `/${codeFolder}`,
		environment: {
			PYTHONPATH: `/${codeFolder}:/${packageFolder}`,
			// What is printed is seen at once, also by whoever reads the logs of a container that was killed.
			PYTHONUNBUFFERED: "1",
		},
		inputs: files.flatMap((entry) => (entry.kind === "file" ? [entry.file] : [])),
		bundleMs: 0,
	};
}
