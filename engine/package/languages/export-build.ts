import { join } from "node:path";
import type { EngineName } from "../image/engines.ts";
import { runBuild } from "./run-build.ts";
import { unneededBy } from "./source.ts";
import { type Build, processors } from "./toolchain.ts";

/** BuildKit, which older versions of Docker do not use by themselves, is what writes files out of a build. */
const environment = { DOCKER_BUILDKIT: "1" } as const;

/** Builds in a container of `engine`, and writes what the stage `artifact` holds into the folder `out`. */
export async function exportBuild(
	build: Build,
	engine: EngineName,
	{ dockerfile, isNative }: { readonly dockerfile: string; readonly isNative: boolean },
	out: string,
): Promise<void> {
	const { work, packaging, source } = build;
	const { host, plan } = work;
	const temporary = await host.temporaryDirectory("spool-build-");
	try {
		const file = join(temporary, "Dockerfile");
		await host.write(file, dockerfile);
		// What is left out of the key is left out of the build as well.
		const ignored = unneededBy(packaging.language).map((name) => `**/${name}\n`);
		await host.write(`${file}.dockerignore`, ignored.join(""));
		const platform = `linux/${processors[plan.architecture].docker}`;
		const args = [
			"build",
			...(isNative ? ["--platform", platform] : []),
			...["--target", "artifact", "--file", file, "--output", `type=local,dest=${out}`],
			source.folder,
		];
		await runBuild(build, engine, args, {
			cwd: source.folder,
			env: environment,
			at: "/source",
			outputFrom: "/source",
		});
	} finally {
		await host.remove(temporary);
	}
}
