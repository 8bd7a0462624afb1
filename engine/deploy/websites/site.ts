import { isAbsolute, join } from "node:path";
import type { Build } from "../../compile/builds.ts";
import type { Directory } from "../../compile/compiled.ts";
import type { Bundler } from "../../package/bundler.ts";
import { Failure } from "../../report/failure.ts";
import type { WebsitePlan } from "../../resources/shared/build-plan.ts";
import type { Ports } from "../ports.ts";

/** A website that is being built. */
export type Site = {
	readonly ports: Ports;
	readonly build: Build;
	readonly plan: WebsitePlan;
	/** Folder of the application, and folder for what the stack takes; absolute. */
	readonly app: string;
	readonly into: string;
	/** What the bucket of the site mirrors, which tells how files are kept. */
	readonly directory: Directory | undefined;
	readonly bundler: Bundler;
	readonly signal: AbortSignal | undefined;
	/** Runs a command in the folder of the application, and fails unless it ends well. */
	run(command: string, variables: Readonly<Record<string, string>>): Promise<void>;
	/** Variables of the config, as far as their values are known. */
	readonly variables: Readonly<Record<string, string>>;
	/** Those of a server at the edge. */
	readonly edgeVariables: Readonly<Record<string, string>>;
};

/** Folders of a site for what browsers fetch and for what Lambda runs, by the names that the template has for them. */
export const BUCKET_CONTENT = "bucket-content";
export const SERVER_FUNCTION = "server-function";

/** `path` below `root`, unless it is absolute. */
export function below(root: string, path: string): string {
	return isAbsolute(path) ? path : join(root, path);
}

/** The failure of a build that ended well, but has not left what it should. */
export function missingOutput({ build, plan, app }: Site, path: string): Failure {
	return new Failure({
		code: "build-output-missing",
		kind: "package",
		message: `the build of ${build.resource} has left no "${path}" in ${app}`,
		hint: plan.needs
			? `a build of ${plan.title} for Spool needs ${plan.needs}`
			: `check that it is a build of ${plan.title}, with the usual folders`,
		origin: build.span,
	});
}
