import type { Text } from "../../template/intrinsics.ts";
import type { Finding, Path } from "../kind.ts";

/** An argument of a build, as a config has it. */
type BuildArg = { readonly argName: Text; readonly value?: Text | undefined };

/** Text that CloudFormation replaces by a secret; a build would get the text itself. */
const reference = /\{\{resolve:(secretsmanager|ssm-secure|ssm):/;

/**
 * Values whose form gives them away: keys and tokens of well-known services, private keys, passwords in addresses.
 * Sources: the documentation of each service, as secret scanners collect them
 * (https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns).
 */
const credentials: readonly RegExp[] = [
	/\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
	/-----BEGIN [A-Z ]*PRIVATE KEY-----/,
	/\b(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}|\bgithub_pat_\w{20,}/,
	/\bglpat-[\w-]{20,}/,
	/\bnpm_[A-Za-z0-9]{30,}/,
	/\bpypi-[\w-]{50,}/,
	/\bxox[abeprs]-[\w-]{10,}/,
	/\b[sr]k_(live|test)_[A-Za-z0-9]{16,}/,
	/\bsk-[A-Za-z0-9_-]{32,}/,
	/\bAIza[\w-]{35}\b/,
	/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
	/:\/\/[^\s/:@]+:[^\s/@$]+@/,
];

/** Names of what is kept to oneself, as a whole word: `DB_PASSWORD`, and not `TOKENIZER`. */
const secretName = /(^|_)(password|passwd|secret|token|api_?key|private_?key|access_?key|credentials?)(_|$)/;

function snake(name: string): string {
	return name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

const hint =
	"hand it to the program as an environment variable of the container (`$Secret`), or mount it into the one step that needs it with RUN --mount=type=secret; arguments stay readable in the image";

function checkOne({ argName, value }: BuildArg, path: Path): Finding | undefined {
	if (typeof argName !== "string" || typeof value !== "string" || value === "") return undefined;
	if (reference.test(value)) {
		return {
			code: "secret-in-build-arg",
			message: `the build argument "${argName}" refers to a secret, which no build gets`,
			path,
			hint,
		};
	}
	const looksSecret = credentials.some((form) => form.test(value));
	// The value is not quoted: problems are shown and kept in more places than the config.
	if (looksSecret || secretName.test(snake(argName))) {
		return {
			code: "secret-in-build-arg",
			severity: "warning",
			message: looksSecret
				? `the value of the build argument "${argName}" looks like a credential`
				: `the build argument "${argName}" is called like a secret`,
			path,
			hint,
		};
	}
	return undefined;
}

/** Finds secrets among the arguments of a build: whoever can pull the image can read them in its history. */
export function checkBuildArgs(args: readonly BuildArg[] | undefined, path: Path): readonly Finding[] {
	return (args ?? []).flatMap((arg, index) => checkOne(arg, [...path, index, "value"]) ?? []);
}
