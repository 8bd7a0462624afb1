import type { EngineName } from "./engines.ts";
import type { ImageWork } from "./image-work.ts";
import { type Architecture, platforms } from "./oci.ts";
import { runTool } from "./run-tool.ts";

/** A build by a Dockerfile. */
export type DockerfileBuild = {
	/** Absolute. */
	readonly context: string;
	/** Absolute. */
	readonly dockerfile: string;
	readonly buildArgs: readonly { readonly name: string; readonly value: string }[];
};

/** What an engine calls the image of a job: unique, so that two deploys at a time are in nobody's way. */
export function localName(job: string, digest: string, architecture: Architecture): string {
	const name = job.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
	return `localhost/spool-${name.replaceAll(/^-|-$/g, "")}:${digest.slice(0, 12)}-${platforms[architecture]}`;
}

/**
 * Docker adds statements about a build to what it pushes, which turns an image into an index that Lambda does not
 * take (github.com/docker/buildx issue 1533). The first variable is for Docker older than 23.
 */
const dockerEnvironment = { DOCKER_BUILDKIT: "1", BUILDX_NO_DEFAULT_ATTESTATIONS: "1" } as const;

/** Builds an image for one processor, which the engine keeps under `name`. */
export async function buildDockerfile(
	work: ImageWork,
	engine: EngineName,
	{ context, dockerfile, buildArgs }: DockerfileBuild,
	{ name, architecture }: { readonly name: string; readonly architecture: Architecture },
): Promise<void> {
	const args = [
		"build",
		...["--platform", `linux/${platforms[architecture]}`],
		...["--tag", name],
		...["--file", dockerfile],
		...buildArgs.flatMap((arg) => ["--build-arg", `${arg.name}=${arg.value}`]),
		context,
	];
	await runTool(work, engine, args, { cwd: context, env: dockerEnvironment });
}
