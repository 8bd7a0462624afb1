import type { Build } from "../compile/builds.ts";
import { type Bundler, createBundler } from "../package/bundler.ts";
import type { SpanId } from "../progress/event.ts";
import type { Ports } from "./ports.ts";
import type { Prepared } from "./prepare.ts";
import { runSpan } from "./spans.ts";
import { buildFailure } from "./websites/build-failure.ts";
import { buildSite } from "./websites/build-site.ts";
import { buildVariables } from "./websites/build-variables.ts";
import { isBuilt, withBuiltPaths } from "./websites/file-paths.ts";
import { below } from "./websites/site.ts";

export type BuildContext = {
	/** Folder of the config. */
	readonly root: string;
	readonly parent?: SpanId;
	readonly bundler?: Bundler;
	readonly signal?: AbortSignal;
	/** Only websites that were never built are: what is there is good enough. */
	readonly isForFirstTime?: boolean;
};

/** What a build of one thing needs beside what all builds share. */
type Work = {
	readonly ports: Ports;
	readonly prepared: Prepared;
	readonly context: BuildContext;
	readonly bundler: Bundler;
	readonly variablesOf: ReturnType<typeof buildVariables>;
};

/** A command and where it runs: what two builds must have in common to be one. */
function sameBuild({ command, folder, website }: Build): string {
	return JSON.stringify([command, folder, website?.into]);
}

async function runOne({ ports, prepared, context, bundler, variablesOf }: Work, build: Build): Promise<void> {
	const { root, parent, signal } = context;
	const { resource, website, command, folder, environment = [] } = build;
	const id = `build:${resource}`;
	await runSpan(ports, { id, ...(parent && { parent }), label: `Build ${resource}` }, async () => {
		const { known, unknown } = await variablesOf(environment);
		const atEdge = await variablesOf(website?.edgeVariables ?? []);
		const missing = [...new Set([...unknown, ...atEdge.unknown])];
		if (missing.length > 0) {
			const message = `the build of ${resource} does without ${missing.join(", ")}: only the deployed code knows them`;
			ports.emit({ kind: "note", id, level: "warning", message });
		}
		const variables = { STP_STAGE: prepared.target.stage, ...known };
		if (website) {
			const directory = prepared.analysis.compiled.directories.find(
				(one) => one.resource === `${resource}.bucket`,
			);
			const edgeVariables = atEdge.known;
			const site = { build, plan: website, root, bundler, directory, variables, edgeVariables, signal };
			return buildSite(ports, site);
		}
		const options = { cwd: below(root, folder), env: variables, ...(signal && { signal }) };
		const result = await ports.host.runShell(String(command), options);
		if (result.exitCode !== 0) throw buildFailure(build, String(command), result);
	});
}

/**
 * Runs the builds of a config one after the other: two of them may be of the same project. A command that several
 * resources give for the same folder runs once. Gives what is to be deployed, with what only builds tell of it.
 */
export async function runBuilds(ports: Ports, prepared: Prepared, context: BuildContext): Promise<Prepared> {
	const { builds, template } = prepared.analysis.compiled;
	if (builds.length === 0) return prepared;
	const { target, facts } = prepared;
	const { signal } = context;
	const bundler = context.bundler ?? createBundler();
	const variablesOf = buildVariables(ports, { target, facts, template, ...(signal && { signal }) });
	const once = new Map(builds.toReversed().map((build) => [sameBuild(build), build]));
	try {
		for (const build of builds) {
			if (once.get(sameBuild(build)) !== build) continue;
			if (context.isForFirstTime && (!build.website || (await isBuilt(ports, context.root, build.website))))
				continue;
			await runOne({ ports, prepared, context, bundler, variablesOf }, build);
		}
		return await withBuiltPaths(ports, prepared, context.root);
	} finally {
		if (!context.bundler) await bundler.close();
	}
}
