import { minimatch } from "minimatch";

type Rule = { readonly pattern: string; readonly includes: boolean };

function ruleOf(line: string): Rule | undefined {
	const text = line.trim();
	if (text === "" || text.startsWith("#")) return undefined;
	const includes = text.startsWith("!");
	const pattern = (includes ? text.slice(1) : text).trim().replaceAll(/^\.?\/+|\/+$/g, "");
	return pattern === "" || pattern === "." ? undefined : { pattern, includes };
}

/** A rule holds for what it names and for all that lies below it. */
function holds({ pattern }: Rule, path: string): boolean {
	return minimatch(path, pattern, { dot: true }) || minimatch(path, `${pattern}/**`, { dot: true });
}

/** Which paths of a build context a `.dockerignore` leaves out. */
export type Ignored = {
	/** Of several rules the last one that holds decides. */
	readonly file: (path: string) => boolean;
	/** True when nothing below a folder can be part of the context, so that it need not be looked into. */
	readonly folder: (path: string) => boolean;
};

/**
 * Reads a `.dockerignore`.
 *
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function readDockerignore(text: string): Ignored {
	const rules = text.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []);
	const file = (path: string) => rules.findLast((rule) => holds(rule, path))?.includes === false;
	const hasExceptions = rules.some(({ includes }) => includes);
	return { file, folder: (path) => !hasExceptions && file(path) };
}
