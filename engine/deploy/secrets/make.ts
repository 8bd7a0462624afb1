import { randomBytes, randomInt } from "node:crypto";
import type { Compiled } from "../../compile/compiled.ts";
import type { SecretPlan } from "../../resources/kind.ts";
import type { Ports } from "../ports.ts";
import { convexAdminKey } from "./admin-key.ts";

/** Letters and digits: they have no meaning in any connection string. */
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

type Values = Readonly<Record<string, string>>;

function made(value: SecretPlan["keys"][number], known: Values, now: number): string {
	switch (value.kind) {
		case "hex":
			return randomBytes(value.bytes).toString("hex");
		case "password":
			return Array.from({ length: value.length }, () => letters.charAt(randomInt(letters.length))).join("");
		case "convex-admin-key": {
			const circumstances = { nonce: randomBytes(12), issuedSeconds: Math.floor(now / 1000) };
			return convexAdminKey(value.instanceName, known[value.secretKey] ?? "", circumstances);
		}
	}
}

/** True for a key that is there but is that of an instance by another name, which would not let anybody in. */
function isOutdated(value: SecretPlan["keys"][number], known: Values): boolean {
	return value.kind === "convex-admin-key" && !known[value.key]?.startsWith(`${value.instanceName}|`);
}

/** What a secret lacks of its plan. `now`: milliseconds since 1970. */
export function missingKeys({ keys }: SecretPlan, known: Values, now: number): Values {
	const added: Record<string, string> = {};
	for (const value of keys) {
		if (known[value.key] !== undefined && !isOutdated(value, known)) continue;
		added[value.key] = made(value, { ...known, ...added }, now);
	}
	return added;
}

/**
 * Makes the secrets that the config's resources need beside those that the user keeps. What a secret has stays, so
 * that every deploy may do it; none is deleted with its stack, because what was encrypted by it may be kept.
 */
export async function makeSecrets(
	{ cloud, host }: Pick<Ports, "cloud" | "host">,
	{ secrets, tags }: Pick<Compiled, "secrets" | "tags">,
	signal?: AbortSignal,
): Promise<void> {
	for (const plan of secrets) {
		const missing = (known: Values) => missingKeys(plan, known, host.now());
		await cloud.secrets.complete(plan.name, missing, tags, signal ? { signal } : {});
	}
}
