import { logicalId } from "../../names/logical-id.ts";
import { ref, type Text } from "../../template/intrinsics.ts";
import type { Surroundings } from "../kind.ts";

/** Logical id of the secret that the backend of the `convex` with this name gets its variables from. */
export const runtimeSecretId = (owner: string) =>
	logicalId({ owner, specifier: "Runtime", type: "AWS::SecretsManager::Secret" });

/** The secrets that ECS reads when it starts the backends of a stack. */
export function runtimeSecrets(surroundings: Surroundings): readonly Text[] {
	return surroundings
		.all()
		.filter(({ type }) => type === "convex")
		.map(({ name }) => ref(runtimeSecretId(name)));
}
