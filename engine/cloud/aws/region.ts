import { type Environment, readProfiles } from "./profiles.ts";

/** The region of the environment or of the profile in use; `undefined` when neither names one. */
export async function configuredRegion(
	environment: Environment,
	profile: string | undefined,
): Promise<string | undefined> {
	const fromEnvironment = environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"];
	if (fromEnvironment) return fromEnvironment;
	const name = profile ?? (environment["AWS_PROFILE"] || "default");
	return (await readProfiles(environment)).get(name)?.["region"];
}

/** Names of the profiles of this machine, in the order of their files. */
export async function profileNames(environment: Environment): Promise<readonly string[]> {
	return [...(await readProfiles(environment)).keys()];
}
