import type { Host } from "../../host/port.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import type { Span } from "../../text/span.ts";

/** Programs that build images from a Dockerfile, in the order in which they are looked for. */
export const engineNames = ["docker", "podman", "buildah", "finch"] as const;
export type EngineName = (typeof engineNames)[number];

/** Chooses one of them, for machines that have several. */
const choiceVariable = "SPOOL_CONTAINER_ENGINE";

/**
 * What each answers only when it can work: those with a daemon or a virtual machine may be installed while that does
 * not run.
 */
const questions: Readonly<Record<EngineName, readonly string[]>> = {
	docker: ["version", "--format", "{{.Server.Version}}"],
	podman: ["info", "--format", "{{.Version.Version}}"],
	buildah: ["--version"],
	finch: ["info"],
};

type Finding = "ready" | "not installed" | "installed, but it does not answer";

async function ask(
	host: Host,
	name: EngineName,
	cwd: string,
	signal: AbortSignal | undefined,
): Promise<Finding> {
	try {
		const { exitCode } = await host.run(name, questions[name], { cwd, ...(signal && { signal }) });
		return exitCode === 0 ? "ready" : "installed, but it does not answer";
	} catch (error) {
		if (isAbort(error) || !(error instanceof Failure)) throw error;
		return error.code === "command-missing" ? "not installed" : "installed, but it does not answer";
	}
}

function isEngine(name: string): name is EngineName {
	return engineNames.some((one) => one === name);
}

/** The programs that may be used: one that was chosen, or all that the work can do with. */
function candidates(host: Host, usable: readonly EngineName[]): readonly EngineName[] {
	const chosen = host.variable(choiceVariable);
	if (chosen === undefined) return usable;
	if (isEngine(chosen) && usable.includes(chosen)) return [chosen];
	throw new Failure({
		code: "container-engine-missing",
		kind: "package",
		message: `"${chosen}" of ${choiceVariable} cannot be used here: it must be ${usable.join(" or ")}`,
	});
}

export type EngineSearch = {
	readonly host: Host;
	/** Name of the job, for the words of a failure. */
	readonly job: string;
	readonly span: Span;
	readonly cwd: string;
	readonly usable: readonly EngineName[];
	readonly signal: AbortSignal | undefined;
};

/** The first program that is ready, else of each what is wrong with it. */
export async function searchEngine({
	host,
	cwd,
	usable,
	signal,
}: Omit<EngineSearch, "job" | "span">): Promise<EngineName | readonly string[]> {
	const findings: string[] = [];
	for (const name of candidates(host, usable)) {
		const finding = await ask(host, name, cwd, signal);
		if (finding === "ready") return name;
		findings.push(`${name} is ${finding}`);
	}
	return findings;
}

/** The first program that is ready. Fails with `container-engine-missing`, and says of each what is wrong with it. */
export async function findEngine({ job, span, ...search }: EngineSearch): Promise<EngineName> {
	const found = await searchEngine(search);
	if (typeof found === "string") return found;
	throw new Failure({
		code: "container-engine-missing",
		kind: "package",
		message: `"${job}" needs a program that builds images, and none is ready: ${found.join(", ")}`,
		hint: `install and start Docker (https://docs.docker.com/get-docker/) or Podman (https://podman.io); images of JavaScript, TypeScript and Python by stacktape-image-buildpack need none`,
		origin: span,
	});
}
