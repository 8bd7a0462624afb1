import assert from "node:assert/strict";
import { minified } from "../../../../engine/package/image/minify-python.ts";
import { makePythonImage } from "../../../../engine/package/image/python-image.ts";
import type { Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";
import { bench, commandsOf, ended, packagingOf } from "./stand-ins.ts";

/** uv that installs a package with a script and a record. */
function uv(host: () => { files: Map<string, Uint8Array> }): Program {
	return (args) => {
		if (args[0] === "--version") return ended("uv 1");
		const folder = args[args.indexOf("--target") + 1];
		host().files.set(`${folder}/flask/__init__.py`, Buffer.from("x = 1"));
		host().files.set(`${folder}/bin/flask`, Buffer.from("#!/this/machine/python\n"));
		host().files.set(`${folder}/flask-3.dist-info/RECORD`, Buffer.from("bin/flask,sha256=a,1\n"));
		host().files.set(`${folder}/flask-3.dist-info/INSTALLER`, Buffer.from("uv"));
		return ended();
	};
}

function start(properties: object, files: Record<string, string>, programs: Record<string, Program> = {}) {
	const work = bench("stacktape-image-buildpack", properties, files, {
		uv: uv(() => work.host),
		...programs,
	});
	work.host.variables.set("SPOOL_CACHE_DIR", "/cache");
	return { work, make: () => makePythonImage(work, packagingOf(work, "python")) };
}

async function layersOf({ make }: ReturnType<typeof start>) {
	const layers = await (await make()).layersFor("x86_64");
	return Object.fromEntries(
		layers.map(({ comment, entries }) => [
			comment,
			Object.fromEntries(
				entries.map((entry) => [
					entry.path,
					entry.kind === "file" && "bytes" in entry.content
						? Buffer.from(entry.content.bytes).toString()
						: "on disk",
				]),
			),
		]),
	);
}

describe("an image of Python", () => {
	const files = {
		"svc/main.py": "app = 1",
		"svc/requirements.txt": "flask",
		"svc/data/x.json": "{}",
		"svc/.venv/lib/y.py": "",
		"other/z.py": "",
	};

	it("holds the folder of the program, and its packages in another layer", async () => {
		assert.deepEqual(await layersOf(start({ entryfilePath: "svc/main.py" }, files)), {
			dependencies: {
				"opt/python/bin/flask": "#!/usr/bin/env python3\n",
				"opt/python/flask-3.dist-info/RECORD": "bin/flask,,\n",
				"opt/python/flask/__init__.py": "on disk",
			},
			code: { "app/data/x.json": "on disk", "app/main.py": "on disk", "app/requirements.txt": "on disk" },
		});
	});

	it("runs the file, or a server with the application", async () => {
		const plain = await start({ entryfilePath: "svc/main.py" }, files).make();
		assert.deepEqual(plain.command, ["python", "main.py"]);
		assert.equal(plain.base, "public.ecr.aws/docker/library/python:3.12-alpine");
		assert.deepEqual(plain.environment, { PYTHONPATH: "/app:/opt/python", PYTHONUNBUFFERED: "1" });
		const served = async (runAppAs: string) => {
			const { work, make } = start(
				{
					entryfilePath: "svc/web/main.py:app",
					requiresGlibcBinaries: true,
					languageSpecificConfig: { runAppAs, packageManagerFile: "svc/requirements.txt" },
				},
				{ ...files, "svc/web/main.py": "" },
			);
			const application = await make();
			await application.layersFor("arm64");
			return {
				command: application.command.at(-1),
				base: application.base,
				install: commandsOf(work).at(-1) ?? "",
			};
		};
		const asgi = await served("ASGI");
		assert.equal(asgi.command, 'exec python -m uvicorn web.main:app --host 0.0.0.0 --port "${PORT:-80}"');
		assert.equal(asgi.base, "public.ecr.aws/docker/library/python:3.12");
		assert.match(asgi.install, /--python-platform aarch64-manylinux_2_28 .* uvicorn --only-binary :all:$/);
		const wsgi = await served("WSGI");
		assert.equal(wsgi.command, 'exec python -m gunicorn --bind "0.0.0.0:${PORT:-80}" web.main:app');
	});

	it("without packages needs no installer", async () => {
		const { work, make } = start({ entryfilePath: "other/z.py" }, files, {});
		const layers = await (await make()).layersFor("x86_64");
		assert.deepEqual(
			layers.map(({ entries }) => entries.length),
			[0, 1],
		);
		assert.deepEqual(commandsOf(work), []);
	});

	it("needs its files", async () => {
		const codes = async (properties: object) =>
			(await failureOf(start(properties, files).make())).problems.map(({ code, message }) => [code, message]);
		assert.deepEqual(await codes({ entryfilePath: "nowhere.py" }), [
			["file-not-found", '"nowhere.py" does not exist'],
		]);
		const specific = (packageManagerFile: string) => ({
			entryfilePath: "svc/main.py",
			languageSpecificConfig: { packageManagerFile },
		});
		assert.deepEqual(await codes(specific("svc/reqs.txt")), [
			["file-not-found", '"svc/reqs.txt" does not exist'],
		]);
		assert.deepEqual(await codes(specific("svc/uv.lock")), [
			["wrong-kind-of-file", '"svc/uv.lock" is a lock file, which packages cannot be installed from'],
		]);
	});
});

describe("minified Python", () => {
	const properties = { entryfilePath: "svc/main.py", languageSpecificConfig: { minify: true } };
	const files = { "svc/main.py": "x  =  1", "svc/a.txt": "keep  this" };

	it("is made by pyminify, other files stay as they are", async () => {
		const pyminify: Program = (args) => {
			const path = `${args[1]}/main.py`;
			work.host.files.set(path, Buffer.from("x=1"));
			return ended();
		};
		const { work, make } = start(properties, files, { pyminify });
		assert.deepEqual(await layersOf({ work, make }), {
			dependencies: {},
			code: { "app/a.txt": "on disk", "app/main.py": "x=1" },
		});
		assert.equal(await work.host.kindOf("/temporary/spool-minify-000001"), undefined);
	});

	it("says what to install", async () => {
		const failure = await failureOf(start(properties, files).make());
		assert.equal(failure.code, "build-tool-missing");
		assert.match(failure.hint ?? "", /pip install python-minifier/);
	});

	it("keeps links", async () => {
		const { work } = start(properties, files);
		assert.deepEqual(await minified(work, [{ kind: "link", path: "l", target: "a.txt" }]), [
			{ kind: "link", path: "app/l", target: "a.txt" },
		]);
	});
});
