/** A running sandbox, as far as a test has to know it. */
export type SandboxPlace = {
	readonly endpoint: string;
	readonly account: string;
	readonly region: string;
	readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const names = [
	"SPOOL_TEST_ENDPOINT",
	"SPOOL_TEST_ACCOUNT",
	"SPOOL_TEST_REGION",
	"AWS_ENDPOINT_URL",
	"AWS_REGION",
	"AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY",
];

/** The variables that lead an extension host to the sandbox, and nowhere else. */
export function describeSandbox(sandbox: SandboxPlace): Readonly<Record<string, string>> {
	return {
		SPOOL_TEST_ENDPOINT: sandbox.endpoint,
		SPOOL_TEST_ACCOUNT: sandbox.account,
		SPOOL_TEST_REGION: sandbox.region,
		AWS_ENDPOINT_URL: sandbox.endpoint,
		AWS_REGION: sandbox.region,
		AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
		AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
	};
}

/**
 * Those variables as the run gave them to this process; none without a sandbox. A person's own AWS variables are
 * never passed on.
 */
export function sandboxVariables(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
	if (!environment["SPOOL_TEST_ENDPOINT"]) return {};
	return Object.fromEntries(names.map((name) => [name, environment[name] ?? ""]));
}
