import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../../report/failure.ts";
import { nearest } from "../../report/nearest.ts";
import type { CallContext } from "./call-context.ts";
import type { CredentialSource, SignIn } from "./credential-hints.ts";
import { expiredHint } from "./credential-hints.ts";
import { awsErrorOf, cleanedMessage, failureOf } from "./failure-of.ts";
import { networkFailure } from "./network-failure.ts";
import { type Environment, type Profile, profileFiles, readProfiles } from "./profiles.ts";

/** What requests are signed with. */
export type Keys = {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken?: string;
	readonly expiration?: Date;
};

/** Keys and where they were found. */
export type FoundKeys = { readonly keys: Keys; readonly source: CredentialSource };

/** Where to look for credentials. */
export type CredentialSearch = {
	readonly credentials?: Keys;
	readonly profile?: string;
	readonly region: string;
	readonly environment: Environment;
};

type Provider = () => Promise<Keys>;
type Place = { readonly source: CredentialSource; readonly provider: Provider; readonly limitMs: number };

/** A program or a sign-in that a profile names may ask its user something; without an end it would hang. */
const profileLimitMs = 60_000;
/**
 * Metadata endpoints are beside the machine and answer in milliseconds; where there is none, packets vanish.
 * Together with the call to STS this keeps "there are no credentials" below three seconds.
 */
const metadataLimitMs = 2_000;

/**
 * Looks for credentials: those given, a profile asked for by name, environment variables, the profile of
 * AWS_PROFILE or `default`, a web identity token, and the role of the container or instance.
 *
 * The order is that of the AWS CLI, where a profile named on the command line wins over the environment: keys
 * left over in a shell must not send a deploy into another account than the one that was asked for.
 *
 * @throws Failure of kind `credentials` when there are none or they cannot be renewed; `network` or `permission`
 * when a role or a sign-in could not be asked.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html#configure-precedence
 */
export async function findKeys(search: CredentialSearch): Promise<FoundKeys> {
	const place = await findPlace(search);
	const keys = await ask(place, search);
	if (keys.expiration !== undefined && keys.expiration.getTime() <= Date.now()) {
		throw expiredFailure(place.source);
	}
	return { keys, source: place.source };
}

async function findPlace(search: CredentialSearch): Promise<Place> {
	const { credentials, environment } = search;
	if (credentials) return keysIn({ kind: "given" }, credentials);
	if (search.profile !== undefined) return profilePlace(search.profile, search);
	const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
	const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
	if (accessKeyId && secretAccessKey) {
		const sessionToken = environment["AWS_SESSION_TOKEN"];
		return keysIn(
			{ kind: "environment" },
			{ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
		);
	}
	const named = environment["AWS_PROFILE"] || undefined;
	if (named !== undefined) return profilePlace(named, search);
	const profiles = await readProfiles(environment);
	const standard = profiles.get("default");
	if (standard && holdsCredentials(standard)) return profilePlace("default", search);
	return (await tokenPlace(search)) ?? (await metadataPlace(search)) ?? noPlace(profiles);
}

/** Loaded when a place needs one: keys that are given or stand in the environment need none of it. */
async function providers() {
	return (await import("./credential-providers.ts")).credentialProviders;
}

function keysIn(source: CredentialSource, keys: Keys): Place {
	return { source, provider: async () => keys, limitMs: profileLimitMs };
}

async function profilePlace(name: string, search: CredentialSearch): Promise<Place> {
	const { environment, region } = search;
	const profiles = await readProfiles(environment);
	const profile = profiles.get(name);
	if (!profile) throw missingProfile(name, [...profiles.keys()]);
	const { fromIni, fromSSO } = await providers();
	const files = profileFiles(environment);
	const signIn = signInOf(profile);
	// Asked through `fromIni`, SSO would look for its session in the files of this program's own environment.
	const provider = (signIn === "sso" ? fromSSO : fromIni)({
		profile: name,
		filepath: files.credentials,
		configFilepath: files.config,
		ignoreCache: true,
		parentClientConfig: { region },
	});
	return {
		source: { kind: "profile", name, ...(signIn && { signIn }) },
		provider: async () => provider(),
		limitMs: profileLimitMs,
	};
}

function signInOf(profile: Profile): SignIn | undefined {
	if (profile["role_arn"] !== undefined) return "role";
	if (Object.keys(profile).some((setting) => setting.startsWith("sso_"))) return "sso";
	if (profile["login_session"] !== undefined) return "login";
	return profile["credential_process"] === undefined ? undefined : "command";
}

/** A `[default]` section often holds nothing but a region: then the other places are still to be asked. */
function holdsCredentials(profile: Profile): boolean {
	return signInOf(profile) !== undefined || profile["aws_access_key_id"] !== undefined;
}

async function tokenPlace({ environment, region }: CredentialSearch): Promise<Place | undefined> {
	const webIdentityTokenFile = environment["AWS_WEB_IDENTITY_TOKEN_FILE"];
	const roleArn = environment["AWS_ROLE_ARN"];
	if (!webIdentityTokenFile || !roleArn) return undefined;
	const roleSessionName = environment["AWS_ROLE_SESSION_NAME"];
	const { fromTokenFile } = await providers();
	const provider = fromTokenFile({
		webIdentityTokenFile,
		roleArn,
		...(roleSessionName && { roleSessionName }),
		parentClientConfig: { region },
	});
	return { source: { kind: "web-identity" }, provider: async () => provider(), limitMs: profileLimitMs };
}

async function metadataPlace({ environment }: CredentialSearch): Promise<Place | undefined> {
	const relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
	const full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
	if (relative || full) {
		const { fromHttp } = await providers();
		const token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
		const tokenFile = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
		const provider = fromHttp({
			...(relative
				? { awsContainerCredentialsRelativeUri: relative }
				: { awsContainerCredentialsFullUri: full ?? "" }),
			...(tokenFile
				? { awsContainerAuthorizationTokenFile: tokenFile }
				: token && { awsContainerAuthorizationToken: token }),
			// The SDK's own limits only print warnings; `ask` ends the wait before them.
			timeout: metadataLimitMs * 2,
			maxRetries: 1,
		});
		return { source: { kind: "container" }, provider: async () => provider(), limitMs: metadataLimitMs };
	}
	if (!["", "false"].includes((environment["AWS_EC2_METADATA_DISABLED"] ?? "").toLowerCase()))
		return undefined;
	const { fromInstanceMetadata } = await providers();
	const provider = fromInstanceMetadata({ timeout: metadataLimitMs / 2, maxRetries: 0 });
	return { source: { kind: "instance" }, provider, limitMs: metadataLimitMs };
}

/** Asks one place, and says in our words what went wrong. */
async function ask(place: Place, search: CredentialSearch): Promise<Keys> {
	const stop = new AbortController();
	const late = delay(place.limitMs, "late" as const, { signal: stop.signal, ref: false });
	late.catch(() => undefined);
	try {
		const found = await Promise.race([place.provider(), late]);
		if (found === "late") throw silentFailure(place);
		return found;
	} catch (error) {
		throw providerFailure(error, place, search);
	} finally {
		stop.abort();
	}
}

function silentFailure({ source, limitMs }: Place): Failure {
	if (source.kind === "instance") return noCredentials([]);
	return new Failure({
		code: "no-credentials",
		kind: "credentials",
		message: `${sourceInWords(source)} gave no AWS credentials within ${limitMs / 1000} seconds`,
		hint: expiredHint(source),
	});
}

async function noPlace(profiles: ReadonlyMap<string, Profile>): Promise<never> {
	throw noCredentials([...profiles.keys()]);
}

function noCredentials(profiles: readonly string[]): Failure {
	return new Failure({
		code: "no-credentials",
		kind: "credentials",
		message: "there are no AWS credentials on this machine",
		hint:
			profiles.length > 0
				? `choose a profile, e.g. set AWS_PROFILE=${profiles[0]}`
				: "run: aws configure sso (or aws configure), or set AWS_PROFILE",
		details: [
			"looked for environment variables, the default profile, a web identity token and a metadata endpoint",
		],
	});
}

function missingProfile(name: string, known: readonly string[]): Failure {
	const meant = nearest(name, known);
	const listed = known.length > 0 ? `known profiles: ${known.join(", ")}` : "run: aws configure sso";
	return new Failure({
		code: "no-credentials",
		kind: "credentials",
		message: `there is no AWS profile "${name}"`,
		hint: meant === undefined ? listed : `did you mean "${meant}"?`,
		...(meant !== undefined && { details: [listed] }),
	});
}

function expiredFailure(source: CredentialSource): Failure {
	return new Failure({
		code: "expired-credentials",
		kind: "credentials",
		message: `the AWS credentials of ${sourceInWords(source)} have expired`,
		hint: expiredHint(source),
	});
}

/**
 * What a credential provider threw. Providers speak in English sentences only, so sentences are what is looked
 * at: those of the SDK tell a stale sign-in by the command that renews it.
 */
function providerFailure(error: unknown, { source }: Place, search: CredentialSearch): Failure {
	if (error instanceof Failure) return error;
	const context: CallContext = { action: "sts:AssumeRole", region: search.region, source };
	if (awsErrorOf(error)) return failureOf(error, context);
	// An absent metadata endpoint is no trouble with the network: it means that this is no AWS machine.
	if (source.kind === "instance") return noCredentials([]);
	const network = networkFailure(error, context);
	if (network) return network;
	const text = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
	if (/expired|aws sso login|aws login|UnauthorizedException|token not found/i.test(text)) {
		return expiredFailure(source);
	}
	return new Failure({
		code: /multi-factor/i.test(text) ? "mfa-needed" : "no-credentials",
		kind: "credentials",
		message: `${sourceInWords(source)} gives no AWS credentials: ${cleanedMessage(text)}`,
		hint: /multi-factor/i.test(text)
			? "sign in with a tool that asks for the code (aws sts get-session-token, aws-vault) and use its credentials"
			: expiredHint(source),
	});
}

function sourceInWords(source: CredentialSource): string {
	switch (source.kind) {
		case "given":
			return "the given keys";
		case "environment":
			return "the environment";
		case "profile":
			return `the profile "${source.name}"`;
		case "web-identity":
			return "the web identity token";
		case "container":
			return "the container";
		case "instance":
			return "the instance";
	}
}
