import { delimiter, join, sep } from "node:path";
import type { Build } from "../../compile/builds.ts";
import type { Directory } from "../../compile/compiled.ts";
import type { Bundler } from "../../package/bundler.ts";
import { foldersUp } from "../../package/tsconfig.ts";
import type { WebsitePlan } from "../../resources/shared/build-plan.ts";
import type { Ports } from "../ports.ts";
import { buildFailure } from "./build-failure.ts";
import { saveFilePaths } from "./file-paths.ts";
import { buildFrameworkSite } from "./framework-site.ts";
import { buildNextSite } from "./next-site.ts";
import { below, type Site } from "./site.ts";

/** How shells say that they have not found a program. */
const NOT_FOUND = 127;

export type SiteBuild = {
	readonly build: Build;
	readonly plan: WebsitePlan;
	/** Folder of the config. */
	readonly root: string;
	readonly bundler: Bundler;
	readonly directory: Directory | undefined;
	readonly variables: Readonly<Record<string, string>>;
	readonly edgeVariables: Readonly<Record<string, string>>;
	readonly signal: AbortSignal | undefined;
};

/** Runs commands with the programs of the project's packages in reach. */
function runner({ host }: Ports, app: string, { build, plan, signal }: SiteBuild): Site["run"] {
	const programs = foldersUp(app).map((folder) => join(folder, "node_modules", ".bin"));
	const PATH = [...programs, host.variable("PATH") ?? ""].join(delimiter);
	return async (command, variables) => {
		const options = { cwd: app, env: { ...variables, PATH }, ...(signal && { signal }) };
		const first = await host.runShell(command, options);
		const isFetched = first.exitCode === NOT_FOUND && !command.startsWith("npx ");
		const result = isFetched ? await host.runShell(`npx --yes ${command}`, options) : first;
		if (result.exitCode === 0) return;
		const installed = await Promise.all(programs.map((folder) => host.kindOf(folder)));
		const hint = installed.some((kind) => kind === "directory")
			? undefined
			: `what it printed says why; the packages of the project are not installed: ${plan.title} is one of them`;
		throw buildFailure(build, command, result, hint);
	};
}

/** Tells git to leave alone what builds leave behind. */
async function ignoreOutput({ host }: Ports, root: string, into: string): Promise<void> {
	const [first = into] = into.split(/[\\/]/, 1);
	const file = join(root, first, ".gitignore");
	if ((await host.kindOf(file)) === undefined) await host.write(file, "*\n");
}

/** Builds a website, and puts what the stack takes of it where the template wants it. */
export async function buildSite(ports: Ports, site: SiteBuild): Promise<void> {
	const { build, plan, root } = site;
	const app = below(root, build.folder);
	const into = below(root, plan.into);
	await ignoreOutput(ports, root, plan.into);
	const work: Site = {
		...site,
		ports,
		app: app.endsWith(sep) ? app.slice(0, -1) : app,
		into,
		run: runner(ports, app, site),
	};
	const { made } = plan;
	const patterns =
		made.by === "framework" ? await buildFrameworkSite(work, made) : await buildNextSite(work, made);
	await saveFilePaths(ports, into, patterns);
}
